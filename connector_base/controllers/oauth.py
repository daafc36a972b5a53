import logging

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..models.connection.ledger_connection import CALLBACK

_logger = logging.getLogger(__name__)


class LedgerOAuth(http.Controller):
    """Where the ledger's log-in page sends the admin back to."""

    @http.route(CALLBACK, type="http", auth="user", methods=["GET"], readonly=False)
    def callback(self, state="", code="", error="", **_others):
        connection, nonce = request.env["ledger.login"]._verify_state(state)
        if not connection:
            return self._back(
                connection,
                request.env._(
                    "This log-in is unknown, too old or was used already. "
                    "Press Connect once more."
                ),
            )
        connection = connection._to_change()
        if error or not code:
            _logger.info("Authorisation refused: %r", error[:80])
            return self._back(
                connection,
                request.env._(
                    "The authorisation was refused. Press Connect and allow access."
                ),
            )
        try:
            with request.env["ledger.problem"]._explained(connection):
                request.env["ledger.login"]._authorised(connection, code, nonce)
        except UserError as problem:
            return self._back(connection, str(problem))
        return self._back(connection)

    def _back(self, connection, problem=""):
        if problem:
            request.env.user._bus_send(
                "simple_notification",
                {
                    "title": request.env._("Not connected"),
                    "message": problem,
                    "type": "danger",
                    "sticky": True,
                },
            )
            if connection:
                connection.message_post(body=problem)
        path = "/odoo/action-connector_base.ledger_connection_action"
        return request.redirect(f"{path}/{connection.id}" if connection else path)
