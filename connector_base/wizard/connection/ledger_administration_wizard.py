from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.mapping.ledger_books import OBSTACLES


class LedgerAdministrationWizard(models.TransientModel):
    """Choose one of the administrations that the authorised user may see."""

    _name = "ledger.administration.wizard"
    _description = "Choose the Administration"

    connection_id = fields.Many2one(
        "ledger.connection",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    administration = fields.Selection("_get_administrations", required=True)
    shared = fields.Boolean(
        string="Shared With Another Company",
        help="Tick it only where this administration has the books of several "
        "companies of Odoo on purpose.",
    )

    @api.model
    def _get_administrations(self):
        connection = self.env["ledger.connection"].browse(
            self.env.context.get("active_id")
        )
        return [
            (one["code"], f"{one['code']} {one['name']}")
            for one in connection.available_administrations or []
        ]

    def action_choose(self):
        connection = self.connection_id
        connection._choose(self.administration, shared=self.shared)
        if connection.problem_code in OBSTACLES:
            raise UserError(connection.problem)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
