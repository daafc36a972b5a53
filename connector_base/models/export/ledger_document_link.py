from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools.misc import hmac

from ...ledger import link

today = fields.Date.today
PATH = "/ledger/document"


class LedgerDocumentLink(models.AbstractModel):
    """The address under which the ledger's users see the PDF: signed, so that nobody
    finds one by trying; with an end; and revocable, one by one or all."""

    _name = "ledger.document.link"
    _description = "Link to the PDF of an Export"
    _inherit = "ledger.database"

    @api.model
    def _get_key(self, row):
        """See ``ledger/link.py``; empty where no link is wanted."""
        days = row.connection_id.pdf_days
        last = (fields.Date.to_date(row.create_date) or today()) + timedelta(days)
        return days and self._sign(row, last) or ""

    @api.model
    def _sign(self, row, last):
        message = (row.id, (last - link.EPOCH).days, row.connection_id.pdf_revision)
        sign = hmac(self.env(su=True), "connector_base.document", message)
        return link.write(row.id, last, sign)

    @api.model
    def _get_row(self, key):
        """The export whose invoice ``key`` gives access to, or none: it lives on from
        when it was opened, or exported again, and dies with what it was made for."""
        number, last = link.read(key) or (0, None)
        row = self.env["ledger.export"].browse(number).exists()
        if not row or not consteq(key, self._sign(row, last)):
            return row.browse()
        connection = row.connection_id
        if row.link_at and connection.pdf_days:
            last = max(last, row.link_at + timedelta(connection.pdf_days))
        shut = not connection._is_in_use()
        dead = shut or row.link_revoked or row.move_id.state != "posted"
        gone = dead or today() > last or self._is_neutralised()
        return row.browse() if gone else row
