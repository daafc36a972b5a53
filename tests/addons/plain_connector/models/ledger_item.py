from odoo import fields, models

from ..client.ledger import WAREHOUSE


class LedgerItem(models.Model):
    _inherit = "ledger.item"

    kind = fields.Selection(
        selection_add=[(WAREHOUSE.value, "Warehouse")],
        ondelete={WAREHOUSE.value: "cascade"},
    )
