from dataclasses import replace

from odoo import api, models


class LedgerHooks(models.AbstractModel):
    _inherit = "ledger.hooks"

    @api.model
    def _get_document(self, connection, move, document):
        """The description says who sold it."""
        document = super()._get_document(connection, move, document)
        if not connection.tells_seller:
            return document
        said = f"{document.description} {move.invoice_user_id.name}"
        return replace(document, description=said)
