from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools.misc import hmac

from ..connection.move_kinds import kind_of

PATH = "/ledger/document"
SCOPE = "connector_base.document"
EPOCH = date(2020, 1, 1)
SIGNATURE = 20  # hex digits: 80 bits, and the whole key fits into 40 characters


class LedgerExport(models.Model):
    """The address under which the ledger's users see the PDF: signed, so that nobody
    finds one by trying; with an end; and revocable, one by one or all."""

    _inherit = "ledger.export"

    link_revoked = fields.Boolean(readonly=True)

    def _link_key(self):
        """``<row>-<last day>-<signature>``; empty where no link is wanted."""
        self.ensure_one()
        days = self.connection_id.pdf_days
        if not days:
            return ""
        start = fields.Date.to_date(self.create_date) or fields.Date.today()
        last = (start + timedelta(days=days) - EPOCH).days
        return f"{self.id}-{last:x}-{self._link_signature(last)}"

    def _link_signature(self, last):
        message = (self.id, last, self.connection_id.pdf_revision)
        return hmac(self.env(su=True), SCOPE, message)[:SIGNATURE]

    @api.model
    def _get_linked_move(self, key):
        """The invoice that ``key`` gives access to, or none."""
        none = self.env["account.move"]
        try:
            number, last, signature = key.split("-")
            row, last = self.browse(int(number)).exists(), int(last, 16)
        except (ValueError, OverflowError):
            return none
        if not row or not consteq(signature, row._link_signature(last)):
            return none
        expired = (fields.Date.today() - EPOCH).days > last
        if expired or row.link_revoked or row.move_id.state != "posted":
            return none
        return row.move_id

    def action_revoke_link(self):
        self.move_id.check_access("write")
        self.sudo().link_revoked = True

    def action_open_link(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"{PATH}/{self._link_key()}",
            "target": "new",
        }


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_ledger_pdf(self):
        """(file name, content): the PDF as it was sent or received, else as it would
        be printed now."""
        self.ensure_one()
        attachment = self.message_main_attachment_id
        if kind_of(self).is_sale:
            attachment = self.invoice_pdf_report_id
        if attachment.mimetype == "application/pdf" and attachment.raw:
            return attachment.name, attachment.raw
        # Shown, not kept: an invoice is not written by who reads it.
        report = self.env["ir.actions.report"].with_context(
            report_pdf_no_attachment=True
        )
        content, _kind = report._render_qweb_pdf("account.account_invoices", self.ids)
        return f"{self.name.replace('/', '_')}.pdf", content
