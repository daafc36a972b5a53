from odoo import http
from odoo.http import request

from ..models.ground.ledger_words import ACCOUNTANT, ADMIN, US
from ..wizard.help.ledger_help import PAGE


class LedgerHelpPage(http.Controller):
    """What may be refused and what to do about it, in the reader's language."""

    @http.route(
        f"{PAGE}/<int:connection_id>", type="http", auth="user", methods=["GET"]
    )
    def show(self, connection_id):
        connection = request.env["ledger.connection"].browse(connection_id).exists()
        if not connection or not connection.has_access("read"):
            raise request.not_found()
        words = request.env["ledger.help"]
        refusals = words._get_refusals(connection)
        is_admin = connection.has_access("write")
        return request.render(
            "connector_base.ledger_help_page",
            {
                "connection": connection,
                "lang": request.env.lang,
                "sections": [
                    (request.env._("The accountant acts"), refusals[ACCOUNTANT]),
                    (request.env._("An administrator acts"), refusals[ADMIN]),
                    (request.env._("Nobody: it goes on by itself"), refusals[US]),
                ],
                "doors": words._get_doors(connection.sudo()) if is_admin else (),
            },
        )
