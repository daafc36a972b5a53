from odoo import api, models

from ...ledger.port import has

# Why an administration can't be the books of a company.
OBSTACLES = ("other_currency", "administration_taken")


class LedgerBooks(models.AbstractModel):
    """Whether an administration can be the books of a company."""

    _name = "ledger.books"
    _description = "Books of a Company"

    @api.model
    def _chosen(self, connection, currency, shared):
        """It is taken back where it keeps its books in another currency, or another
        company's without anybody having said that they are ``shared``."""
        own = connection.company_currency_id.name
        others = self._get_others(connection)
        if others and not shared:
            names = ", ".join(others.mapped("display_name"))
            self._take_back(connection, "administration_taken", names)
            return
        there = currency or self._get_currency(connection)
        if there and there != own:
            self._take_back(connection, "other_currency", f"{there} <> {own}")
        elif others:
            connection.message_post(
                body=self.env._(
                    "Confirmed: %(code)s has the books of several companies.",
                    code=connection.administration_code,
                )
            )

    @api.model
    def _take_back(self, connection, problem, detail):
        connection.write(
            {
                "administration_code": False,
                "administration_name": False,
                "state": "draft",
                "connected_at": False,
                "problem_code": problem,
                "problem_detail": detail,
            }
        )

    @api.model
    def _get_others(self, connection):
        """Other companies that book, or booked, there."""
        names = ("provider", "server_url", "administration_code")
        connections = connection.sudo().with_context(active_test=False)
        same = connections.search([(name, "=", connection[name]) for name in names])
        known = {False, "", connection.organisation}
        if connection.organisation:
            same = same.filtered(lambda one: one.organisation in known)
        return same.company_id - connection.company_id

    @api.model
    def _get_currency(self, connection):
        """Of the administration; "" where the ledger does not say."""
        if not has(connection._look(), "currency"):
            return ""
        problems = self.env["ledger.problem"]
        with problems._explained(connection), connection._open() as ledger:
            return ledger.currency()
