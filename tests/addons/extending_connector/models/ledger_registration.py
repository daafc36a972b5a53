from odoo import api, models


class LedgerRegistration(models.AbstractModel):
    _inherit = "ledger.registration"

    @api.model
    def _get_payment_vals(self, row, line, amount):
        """The memo says who sold it."""
        values = super()._get_payment_vals(row, line, amount)
        if row.connection_id.tells_seller:
            values["memo"] += f" {row.move_id.invoice_user_id.name}"
        return values
