from odoo import api, fields, models
from odoo.exceptions import UserError

FREE = ("book", "amend", "remove", "replace", "reverse")


class LedgerCorrectionWizard(models.TransientModel):
    """What differs between an invoice and its entry, and the one remedy."""

    _name = "ledger.correction.wizard"
    _inherit = "ledger.guarded"
    _description = "Correction in the Ledger"

    export_id = fields.Many2one("ledger.export", required=True, ondelete="cascade")
    move_id = fields.Many2one(related="export_id.move_id")
    ledger_number = fields.Char(related="export_id.ledger_number")
    ledger_final = fields.Boolean(related="export_id.ledger_final")
    changes_text = fields.Text(related="export_id.changes_text")
    remedy = fields.Selection(
        [
            ("none", "Nothing to do"),
            ("book", "Book it again"),
            ("amend", "Update the entry"),
            ("remove", "Remove the entry"),
            ("replace", "Book the opposite entry and a new one"),
            ("reverse", "Book the opposite entry"),
            ("refused", "Not possible now"),
        ],
        compute="_compute_remedy",
    )
    anew = fields.Boolean(
        string="Create a New Entry",
        help="The entry is removed and a new one booked, instead of updating it.",
    )
    hindrance = fields.Char(compute="_compute_remedy")
    reason = fields.Char(required=True)
    date = fields.Date(
        string="Date of the Opposite Entry",
        help="Empty: the date of the entry. Another one when its period is closed.",
    )

    @api.depends("export_id")
    def _compute_remedy(self):
        corrections = self.env["ledger.correction"].sudo()
        for wizard in self:
            wizard.export_id.check_access("read")
            remedy = corrections._get_remedy(wizard.export_id.sudo()) or "none"
            refused = remedy not in (*FREE, "none")
            wizard.remedy = "refused" if refused else remedy
            wizard.hindrance = refused and self.env["ledger.problem"]._words(
                remedy,
                connection=wizard.export_id.connection_id,
                records=wizard.move_id,
            )

    def action_correct(self):
        self.ensure_one()
        self.export_id._check_may_write()
        export = self.export_id.sudo().try_lock_for_update()
        corrections = self.env["ledger.correction"].sudo()
        is_done = export and export.state == "done"
        remedy = corrections._get_remedy(export) if is_done else ""
        if remedy not in FREE:
            raise UserError(
                self.hindrance or self.env._("There is nothing to correct.")
            )
        if remedy == "amend" and self.anew:
            remedy = "replace"
        connection = export.connection_id
        if connection.state != "connected":
            raise UserError(
                self.env["ledger.problem"]._words(
                    "not_connected", connection=connection
                )
            )
        corrections._correct(export, remedy, self.reason, self.date)
        export.move_id.message_post(
            body=self.env._(
                "Correction in %(ledger)s: %(remedy)s. Reason: %(reason)s",
                ledger=connection.display_name,
                remedy=dict(self._fields["remedy"]._description_selection(self.env))[
                    self.remedy
                ]
                if not self.anew
                else self._fields["anew"].get_description(self.env)["string"],
                reason=self.reason,
            )
        )
        return connection._notify(
            self.env._("Correction started"),
            self.env._("The outcome shows on the invoice within a minute."),
        )
