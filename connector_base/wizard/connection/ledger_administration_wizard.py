from odoo import api, fields, models


class LedgerAdministrationWizard(models.TransientModel):
    """Choose one of the administrations that the authorised user may see."""

    _name = "ledger.administration.wizard"
    _inherit = "ledger.guarded"
    _description = "Choose the Administration"

    connection_id = fields.Many2one(
        "ledger.connection",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    administration = fields.Selection("_get_administrations", required=True)

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
        self.connection_id._choose(self.administration)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
