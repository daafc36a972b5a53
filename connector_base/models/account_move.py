from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .ledger_export import DEAD

NOT_EXPORTED = "not_exported"


class AccountMove(models.Model):
    """Shows where an invoice stands at the ledger. Nothing is written on the invoice
    itself: a posted one may not be."""

    _inherit = "account.move"

    ledger_export_ids = fields.One2many("ledger.export", "move_id")
    ledger_export_id = fields.Many2one(
        "ledger.export",
        string="Present Export",
        compute="_compute_ledger",
        compute_sudo=True,
    )
    ledger_connection_id = fields.Many2one(
        "ledger.connection", compute="_compute_ledger", compute_sudo=True
    )
    ledger_provider = fields.Char(compute="_compute_ledger", compute_sudo=True)
    ledger_state = fields.Selection(
        selection="_get_ledger_states",
        string="Ledger Status",
        compute="_compute_ledger",
        search="_search_ledger_state",
        compute_sudo=True,
    )
    ledger_number = fields.Char(
        string="Entry in the Ledger",
        compute="_compute_ledger",
        search="_search_ledger_number",
        compute_sudo=True,
    )
    ledger_message = fields.Text(compute="_compute_ledger", compute_sudo=True)
    ledger_words = fields.Text(compute="_compute_ledger", compute_sudo=True)
    ledger_warnings = fields.Text(compute="_compute_ledger", compute_sudo=True)

    @api.model
    def _get_ledger_states(self):
        states = self.env["ledger.export"]._fields["state"]
        return [
            (NOT_EXPORTED, self.env._("Not exported")),
            *(
                (value, label)
                for value, label in states._description_selection(self.env)
                if value not in DEAD
            ),
        ]

    @api.depends("ledger_export_ids.state", "state", "journal_id", "company_id")
    @api.depends_context("lang")
    def _compute_ledger(self):
        exports = self.env["ledger.export"].search(
            [("move_id", "in", self.ids), ("state", "not in", DEAD)], order="id"
        )
        latest = {export.move_id: export for export in exports}
        connections = self.env["ledger.connection"]._for_moves(self)
        kinds = self.env["ledger.export"]._move_types()
        for move in self:
            export = latest.get(move, exports.browse())
            connection = export.connection_id or connections[move]
            if move.move_type not in kinds:
                connection = connection.browse()
            move.ledger_export_id = export
            move.ledger_connection_id = connection
            move.ledger_provider = connection.provider
            move.ledger_number = (
                f"{export.ledger_journal} {export.ledger_number}"
                if export.ledger_number
                else False
            )
            move.ledger_message = export.message
            move.ledger_words = export.error_text if export.message else False
            move.ledger_warnings = export.warnings
            move.ledger_state = export.state or (
                NOT_EXPORTED if connection and move.state == "posted" else False
            )

    def _search_ledger_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        live = Domain("ledger_export_ids.state", "not in", DEAD)
        domain = Domain("ledger_export_ids.state", "in", list(value))
        if NOT_EXPORTED in value:
            kinds = self.env["ledger.export"]._move_types()
            domain |= ~live & Domain(
                [("state", "=", "posted"), ("move_type", "in", kinds)]
            )
        return domain

    def _search_ledger_number(self, operator, value):
        return Domain("ledger_export_ids.ledger_number", operator, value)

    # Actions

    def action_ledger_export(self):
        """The export dialog for this selection."""
        moves = self.filtered("ledger_connection_id")
        if not moves:
            raise UserError(
                self.env._(
                    "None of these invoices belongs to a connected ledger. Connect "
                    "one in the Accounting settings."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export to %(ledger)s", ledger=moves._ledger_names()),
            "res_model": "ledger.export.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_move_ids": moves.ids},
        }

    def _ledger_names(self):
        connections = self.ledger_connection_id
        labels = dict(connections._fields["provider"]._description_selection(self.env))
        return ", ".join(sorted({labels[c.provider] for c in connections}))

    def action_ledger_fix(self):
        self.ensure_one()
        return self.ledger_export_id.sudo(False).action_fix()

    def action_ledger_open(self):
        """The entry in the ledger, or what is known of its export."""
        self.ensure_one()
        export = self.ledger_export_id.sudo(False)
        if export.ledger_url:
            return export.action_open_url()
        return export.get_formview_action()

    # Posting

    def _post(self, soft=True):
        posted = super()._post(soft)
        connections = self.env["ledger.connection"]._for_moves(posted)
        automatic = posted.filtered(
            lambda move: (
                connections[move].auto_export
                and move.move_type in self.env["ledger.export"]._move_types()
                and move.invoice_date >= connections[move].start_date
            )
        )
        if automatic:
            self.env["ledger.export"]._enqueue(automatic)
        return posted
