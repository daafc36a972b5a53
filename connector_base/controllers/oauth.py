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
        try:
            connection, nonce = request.env["ledger.login"]._verify_state(state)
        except ValueError:
            # It is no state at all.
            connection, nonce = request.env["ledger.connection"], ""
        if not connection:
            return self._back(
                connection,
                request.env._(
                    "This log-in is unknown, too old or was used already. "
                    "Log in once more."
                ),
            )
        own, connection = connection, connection._to_change()
        if error or not code:
            _logger.info("Authorisation refused: %r", error[:80])
            return self._back(
                own,
                request.env._(
                    "The authorisation was refused. Log in once more and allow access."
                ),
            )
        try:
            with request.env["ledger.problem"]._explained(connection):
                request.env["ledger.login"]._authorised(connection, code, nonce)
        except UserError as problem:
            code = getattr(problem.__cause__, "code", "")
            return self._back(own, str(problem), code)
        return self._back(own)

    def _back(self, connection, problem="", code=""):
        """To the assistant; to the connection where that has nothing to say."""
        if problem and connection:
            connection._to_change().message_post(body=problem)
        page = None
        if problem or request.env["ledger.assistant"]._get_step(connection) != "done":
            step = "application" if code == "client_rejected" else "log_in"
            assistants = request.env["ledger.assistant"]
            page = assistants._get_page(connection, problem, problem and step)
        if page:
            return request.redirect(page)
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
        path = "/odoo/action-connector_base.ledger_connection_action"
        return request.redirect(f"{path}/{connection.id}" if connection else path)
