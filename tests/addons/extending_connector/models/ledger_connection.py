from odoo import fields, models


class LedgerConnection(models.Model):
    _inherit = "ledger.connection"

    tells_seller = fields.Boolean(help="Entries and payments say who sold it.")
