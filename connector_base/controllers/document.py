import logging

from odoo import http
from odoo.fields import Date
from odoo.http import request

from ..ledger.link import masked
from ..models.export.ledger_document_link import PATH


class _Masked(logging.Filter):
    """Who reads the server's log of requests opens no PDF by it."""

    def filter(self, record):
        text = record.getMessage()
        if PATH in text:
            record.msg, record.args = masked(text), ()
        return True


logging.getLogger("werkzeug").addFilter(_Masked())


class LedgerDocument(http.Controller):
    """Where the ledger's users see the PDF or photo of an entry, without an account in
    Odoo."""

    @http.route(
        f"{PATH}/<string:key>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=False,
    )
    def document(self, key):
        links = request.env["ledger.document.link"].sudo()
        row = links._get_row(key)
        if not row:
            raise request.not_found()
        # It lives on from today.
        row.filtered(lambda one: one.link_at != Date.today()).link_at = Date.today()
        files = request.env["ledger.files"].sudo()
        name, type_, content = next(files._of(row.move_id, row))
        headers = [
            ("Content-Type", type_),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Length", len(content)),
            ("Content-Disposition", http.content_disposition(name, "inline")),
            ("X-Robots-Tag", "noindex"),
            ("Cache-Control", "private, no-store"),
            ("Referrer-Policy", "no-referrer"),
        ]
        return request.make_response(content, headers)
