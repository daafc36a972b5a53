from odoo import api, fields, models


class LedgerCredential(models.Model):
    _inherit = "ledger.credential"

    exact_webhook_secret = fields.Char(
        copy=False, prefetch=False, groups=fields.NO_ACCESS
    )

    @api.model
    def _get_secret_fields(self):
        return [*super()._get_secret_fields(), "exact_webhook_secret"]
