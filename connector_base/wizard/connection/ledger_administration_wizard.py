from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.mapping.ledger_books import OBSTACLES


class LedgerAdministrationWizard(models.TransientModel):
    """Choose one of the administrations that the authorised user may see: records, a
    line for each, so that whoever opens the dialog sees them."""

    _name = "ledger.administration.wizard"
    _inherit = "ledger.guarded"
    _description = "Choose the Administration"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade"
    )
    line_ids = fields.One2many("ledger.administration.line", "wizard_id")
    shared = fields.Boolean(
        string="Shared With Another Company",
        help="Tick it only where this administration has the books of several "
        "companies of Odoo on purpose.",
    )

    @api.model
    def _show(self, connection):
        """The action that shows it."""
        connection.ensure_one()
        offered = connection.available_administrations or []
        wizard = self.create(
            {
                "connection_id": connection.id,
                "line_ids": [
                    fields.Command.create(
                        {name: one.get(name) for name in ("code", "name", "currency")}
                    )
                    for one in offered
                ],
            }
        )
        word = connection._get_vocabulary().administration
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the %(administration)s", administration=word),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }


class LedgerAdministrationLine(models.TransientModel):
    _name = "ledger.administration.line"
    _description = "Administration to Choose"
    _order = "id"

    wizard_id = fields.Many2one(
        "ledger.administration.wizard", required=True, ondelete="cascade"
    )
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    currency = fields.Char(readonly=True)

    def action_choose(self):
        connection = self.wizard_id.connection_id
        connection._choose(self.code, shared=self.wizard_id.shared)
        if connection.problem_code in OBSTACLES:
            raise UserError(connection.problem)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
