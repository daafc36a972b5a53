from odoo import http
from odoo.http import request

from ..models.export.ledger_document_link import PATH


class LedgerDocument(http.Controller):
    """Where the ledger's users see the PDF or photo of an entry, without an account in
    Odoo."""

    @http.route(
        f"{PATH}/<string:key>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def document(self, key):
        links = request.env["ledger.document.link"].sudo()
        move = links._get_move(key)
        if not move:
            raise request.not_found()
        name, type_, content = next(request.env["ledger.files"].sudo()._of(move))
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
