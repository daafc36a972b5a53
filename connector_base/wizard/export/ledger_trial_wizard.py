from odoo import api, fields, models
from odoo.fields import Domain

from ...models.composing.trial import Trial
from ...models.export.numbers import holder_of
from ...models.mapping.rules import Rules


class LedgerTrialWizard(models.TransientModel):
    """What would come of exporting a period: nothing is booked."""

    _name = "ledger.trial.wizard"
    _inherit = "ledger.guarded"
    _description = "Trial Run"

    connection_id = fields.Many2one(
        "ledger.connection",
        required=True,
        ondelete="cascade",
        default=lambda self: self._get_connection(),
    )
    date_from = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
    )
    date_to = fields.Date(required=True, default=fields.Date.context_today)
    summary = fields.Char(readonly=True)
    cause_ids = fields.One2many("ledger.trial.cause", "wizard_id", readonly=True)

    @api.model
    def _get_connection(self):
        """The only one of the company, where there is one."""
        found = self.env["ledger.connection"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", "connected")]
        )
        return found if len(found) == 1 else found.browse()

    @api.onchange("connection_id")
    def _onchange_connection_id(self):
        if self.connection_id:
            self.date_from = max(self.date_from, self.connection_id.start_date)

    def action_try(self):
        self.ensure_one()
        connection, scope = self.connection_id.sudo(), self.env["ledger.scope"]
        moves = self.env["account.move"].search(
            scope._get_domain(connection)
            & scope._get_days(self.date_from, self.date_to)
            & Domain("ledger_state", "in", ("not_exported", "rejected")),
        )
        trial = Trial(moves, Rules.of(connection), holder_of(connection))
        self.cause_ids.unlink()
        self.env["ledger.trial.cause"].create(
            [
                {
                    "wizard_id": self.id,
                    "name": text,
                    "move_ids": [fields.Command.set(ids)],
                }
                for text, ids in trial.causes
            ]
        )
        counts = {
            "accepted": trial.accepted,
            "all": len(moves),
            "causes": len(trial.causes),
        }
        if not moves:
            self.summary = self.env._("There is nothing to export in this period.")
        elif not trial.causes:
            self.summary = self.env._("All would be accepted (%(all)s).", **counts)
        else:
            self.summary = self.env._(
                "%(accepted)s of %(all)s would be accepted. Causes of the others: "
                "%(causes)s.",
                **counts,
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Trial Run"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class LedgerTrialCause(models.TransientModel):
    _name = "ledger.trial.cause"
    _inherit = "ledger.guarded"
    _description = "Cause of a Refusal in a Trial Run"

    wizard_id = fields.Many2one(
        "ledger.trial.wizard", required=True, ondelete="cascade"
    )
    name = fields.Char(string="Cause", required=True)
    move_ids = fields.Many2many("account.move")
    count = fields.Integer(compute="_compute_count", string="Invoices")

    @api.depends("move_ids")
    def _compute_count(self):
        for cause in self:
            cause.count = len(cause.move_ids)

    def action_open_moves(self):
        return self.move_ids._get_records_action(name=self.env._("Invoices and Bills"))
