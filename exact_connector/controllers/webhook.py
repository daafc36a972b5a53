from odoo import http
from odoo.http import request

from ..models.ledger_connection import WEBHOOK

MAX_BODY = 64 * 1024  # bytes; an event has some hundreds


class ExactWebhook(http.Controller):
    """Where Exact Online tells that something happened."""

    @http.route(
        f"{WEBHOOK}/<int:connection_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
        max_content_length=MAX_BODY,
    )
    def event(self, connection_id, **_others):
        """To whom is no connection of ours or no event of theirs one answer is given.
        An empty body is how Exact tries an address before it takes it."""
        body = request.httprequest.get_data()
        if not body:
            return request.make_response("")
        connection = (
            request.env["ledger.connection"]
            .sudo()
            .search([("id", "=", connection_id), ("provider", "=", "exact")])
        )
        if not (connection and connection._exact_event(body)):
            return request.make_response("", status=403)
        return request.make_response("")
