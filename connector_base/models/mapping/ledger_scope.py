from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .move_kinds import MOVE_TYPES, SALES

# Of a connection that is in use, though it may have to log in again.
LIVE = ("connected", "reauthorise")


class LedgerScope(models.AbstractModel):
    """Which invoices belong to which connection."""

    _name = "ledger.scope"
    _description = "Scope of a Ledger Connection"

    @api.model
    def _for_moves(self, moves):
        """{move: its connection or an empty one}; a branch without one of its own
        uses that of the company it belongs to."""
        companies = moves.company_id.sudo().parent_ids
        connections = self.env["ledger.connection"].sudo()
        connections = connections.search(
            [("company_id", "in", companies.ids), ("state", "!=", "draft")],
            order="state, id",
        )
        return {move: self._of(move, connections) for move in moves}

    @api.model
    def _of(self, move, connections):
        # From the branch itself upwards.
        for company in reversed(move.company_id.sudo().parent_ids):
            own = connections.filtered(
                lambda c, company=company: c.company_id == company
            )
            if own:
                fitting = own.filtered(
                    lambda c: not c.journal_ids or move.journal_id in c.journal_ids
                )
                return self._pick_at(fitting, move.invoice_date or move.date)
        return connections.browse()

    @api.model
    def _pick_at(self, connections, day):
        """Of those for the same journals the one that began last before ``day``: a
        company may go to another ledger at a date. Not one that is being set up."""
        ready = connections.filtered(lambda c: c.state in LIVE and not c.setup_step)
        ready = ready or connections
        begun = ready.filtered(lambda c: day and c.start_date <= day)
        last = max(begun.mapped("start_date"), default=None)
        return (begun.filtered(lambda c: c.start_date == last) or ready)[:1]

    @api.model
    def _get_later(self, connection):
        """Those of the company that began later: of their journals it has what lies
        before."""
        return connection.sudo().search(
            [
                ("company_id", "=", connection.company_id.id),
                ("id", "!=", connection.id or 0),
                ("state", "in", LIVE),
                ("setup_step", "=", False),
                ("start_date", ">", connection.start_date),
            ]
        )

    @api.model
    def _get_domain(self, connection):
        """Posted documents that this connection has to export."""
        domain = Domain(
            [
                ("company_id", "in", self._get_companies(connection).ids),
                ("state", "=", "posted"),
                ("move_type", "in", self._get_types(connection)),
                ("invoice_date", ">=", connection.start_date),
            ]
        )
        if connection.journal_ids:
            domain &= Domain("journal_id", "in", connection.journal_ids.ids)
        for later in self._get_later(connection):
            before = Domain("invoice_date", "<", later.start_date)
            others = Domain("journal_id", "not in", later.journal_ids.ids)
            domain &= before | others if later.journal_ids else before
        return domain

    @api.model
    def _is_in(self, connection, move):
        """Whether this posted document is one of ``_get_domain``, as to its kind and
        date."""
        is_kind = move.move_type in self._get_types(connection)
        return is_kind and (move.invoice_date or move.date) >= connection.start_date

    @api.model
    def _get_domain_of_all(self):
        """Posted documents that any connection of the companies at hand exports."""
        companies = self.env.companies.sudo().parent_ids
        connections = self.env["ledger.connection"].sudo()
        found = connections.search(
            [("company_id", "in", companies.ids), ("state", "!=", "draft")]
        )
        return Domain.OR(self._get_domain(connection) for connection in found)

    @api.model
    def _get_types(self, connection):
        """The kinds of documents that go through this connection."""
        return MOVE_TYPES if connection.export_bills else SALES

    @api.model
    def _get_companies(self, connection):
        """Its company, and the branches below without a connection of their own."""
        company = connection.company_id.sudo()
        below = company.search([("id", "child_of", company.id)])
        others = connection.sudo().search([("company_id", "in", (below - company).ids)])
        return below - others.company_id.filtered(lambda one: one != company)

    @api.model
    def _check_journals(self, companies):
        """Each invoice has at most one connection: where a company has several, each
        names its own journals or begins at another date, once it is set up."""
        connections = self.env["ledger.connection"].search(
            [
                ("company_id", "in", companies.ids),
                ("state", "=", "connected"),
                ("setup_step", "=", False),
            ]
        )
        for (company, _day), some in connections.grouped(
            lambda one: (one.company_id, one.start_date)
        ).items():
            journals = [connection.journal_ids.ids for connection in some]
            named = sum(journals, [])
            if len(some) > 1 and not (all(journals) and len({*named}) == len(named)):
                raise ValidationError(
                    self.env._(
                        "%(company)s has several connections: give each of them its "
                        "own journals, or another starting date.",
                        company=company.display_name,
                    )
                )

    @api.model
    def _warn_of_history(self, connection):
        """An earlier starting date may bring a flood of history: say how much."""
        before = connection._origin.start_date
        if not (before and connection.start_date and connection.start_date < before):
            return None
        count = self.env["account.move"].search_count(
            self._get_domain(connection) & Domain("invoice_date", "<", before)
        )
        if not count:
            return None
        text = self.env._(
            "%(count)s more invoices and bills can be exported from that day on; with "
            "automatic export they are. Keep the later date if they are in the ledger "
            "already.",
            count=count,
        )
        title = self.env._("Earlier starting date")
        return {"warning": {"title": title, "message": text}}
