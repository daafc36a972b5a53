from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools.misc import hmac

PATH = "/ledger/document"
SCOPE = "connector_base.document"
EPOCH = date(2020, 1, 1)
SIGNATURE = 20  # hex digits: 80 bits, and the whole key fits into 40 characters


class LedgerDocumentLink(models.AbstractModel):
    """The address under which the ledger's users see the PDF: signed, so that nobody
    finds one by trying; with an end; and revocable, one by one or all."""

    _name = "ledger.document.link"
    _description = "Link to the PDF of an Export"

    @api.model
    def _get_key(self, row):
        """``<row>-<last day>-<signature>``; empty where no link is wanted."""
        days = row.connection_id.pdf_days
        if not days:
            return ""
        start = fields.Date.to_date(row.create_date) or fields.Date.today()
        last = (start + timedelta(days=days) - EPOCH).days
        return f"{row.id}-{last:x}-{self._get_signature(row, last)}"

    @api.model
    def _get_signature(self, row, last):
        message = (row.id, last, row.connection_id.pdf_revision)
        return hmac(self.env(su=True), SCOPE, message)[:SIGNATURE]

    @api.model
    def _get_move(self, key):
        """The invoice that ``key`` gives access to, or none."""
        none = self.env["account.move"]
        rows = self.env["ledger.export"]
        try:
            number, last, signature = key.split("-")
            row, last = rows.browse(int(number)).exists(), int(last, 16)
        except (ValueError, OverflowError):
            return none
        if not row or not consteq(signature, self._get_signature(row, last)):
            return none
        expired = (fields.Date.today() - EPOCH).days > last
        if expired or row.link_revoked or row.move_id.state != "posted":
            return none
        return row.move_id
