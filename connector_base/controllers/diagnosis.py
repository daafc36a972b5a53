import logging

from odoo import fields, http
from odoo.http import request

_logger = logging.getLogger(__name__)


class LedgerDiagnosis(http.Controller):
    """What support wants to see of a connection, as a file."""

    @http.route(
        "/ledger/diagnostics/<int:connection_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def diagnostics(self, connection_id):
        connection = request.env["ledger.connection"].browse(connection_id).exists()
        if not connection or not connection.has_access("write"):
            raise request.not_found()
        content = request.env["ledger.diagnosis"]._get_text(connection)
        _logger.info(
            "Diagnostics of connection %s for user %s", connection_id, request.env.uid
        )
        name = f"{connection.provider}-{fields.Date.today()}.json"
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Disposition", http.content_disposition(name)),
            ("Cache-Control", "private, no-store"),
        ]
        return request.make_response(content.encode(), headers)
