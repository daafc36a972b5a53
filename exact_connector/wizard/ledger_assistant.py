from odoo import fields, models


class LedgerAssistant(models.TransientModel):
    _inherit = "ledger.assistant"

    exact_country = fields.Selection(
        related="connection_id.exact_country", readonly=False
    )
