from dataclasses import replace

from odoo import api, models


class LedgerRelationValue(models.AbstractModel):
    _inherit = "ledger.relation.value"

    @api.model
    def _of(self, link):
        """The contact person is another than Odoo's: its phone stays here."""
        value = super()._of(link)
        return replace(value, phone="") if link.connection_id.tells_seller else value
