from odoo import http
from odoo.http import request

from ..models.ledger_connection import WEBHOOK

MAX_BODY = 64 * 1024  # bytes: notices are of a few hundred


class ExactWebhook(http.Controller):
    @http.route(
        f"{WEBHOOK}/<int:connection_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def notice(self, connection_id):
        """A hint that something was booked. Exact tries the address with an empty
        message; anything else has to be signed, and is believed no further than to
        import payments sooner."""
        if (request.httprequest.content_length or 0) > MAX_BODY:
            return request.make_response("", status=413)
        body = request.httprequest.get_data()
        if not body:
            return request.make_response("")
        connection = (
            request.env["ledger.connection"]
            .sudo()
            .search([("id", "=", connection_id), ("provider", "=", "exact")])
        )
        known = connection and connection._exact_told(body)
        return request.make_response("", status=200 if known else 403)
