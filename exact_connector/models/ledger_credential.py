from odoo import fields, models


class LedgerCredential(models.Model):
    _inherit = "ledger.credential"

    exact_webhook_secret = fields.Char(
        copy=False, prefetch=False, groups=fields.NO_ACCESS
    )
