from datetime import timedelta

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .move_kinds import ENTRY, MOVE_TYPES, OWED, SALES, day_of

# What a ledger makes itself when it settles, or is told as a payment.
COUNTERPARTS = (
    "tax_cash_basis_rec_id",
    "tax_cash_basis_origin_move_id",
    "exchange_diff_partial_ids",
)
# What makes an entry one of money that comes or goes.
MONEY = ("origin_payment_id", "statement_line_id")
NO_ENTRY = Domain("move_type", "!=", ENTRY)

# Of a connection that is in use, though it may have to log in again.
LIVE = ("connected", "reauthorise")


class LedgerScope(models.AbstractModel):
    """Which invoices, bills and journal entries belong to which connection."""

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
        found = {move: self._of(move, connections) for move in moves}
        entries = moves.filtered(lambda m: m.move_type == ENTRY and found[m])
        # Of lists in which none is chosen nothing is asked.
        if entries:
            mine = Domain("id", "in", entries.ids) & self._get_own()
            others = entries - entries.sudo().search(mine).sudo(False)
            found |= dict.fromkeys(others, connections.browse())
        return found

    @api.model
    def _of(self, move, connections):
        # From the branch itself upwards.
        for company in reversed(move.company_id.sudo().parent_ids):
            own = connections.filtered(
                lambda c, company=company: c.company_id == company
            )
            if own and move.move_type == ENTRY:
                return own.filtered(lambda c: move.journal_id in c.entry_journal_ids)[
                    :1
                ]
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
                ("move_type", "!=", ENTRY),
                ("invoice_date", ">=", connection.start_date),
            ]
        )
        if connection.journal_ids:
            domain &= Domain("journal_id", "in", connection.journal_ids.ids)
        for later in self._get_later(connection):
            before = Domain("invoice_date", "<", later.start_date)
            others = Domain("journal_id", "not in", later.journal_ids.ids)
            domain &= before | others if later.journal_ids else before
        if connection.entry_journal_ids:
            domain |= self._get_entries(connection) & Domain(
                [
                    ("company_id", "in", self._get_companies(connection).ids),
                    ("date", ">=", connection.start_date),
                ]
            )
        return domain

    @api.model
    def _get_entries(self, connections):
        """Posted journal entries that these connections have to export."""
        return self._get_own() & Domain(
            [
                ("state", "=", "posted"),
                ("move_type", "=", ENTRY),
                ("journal_id", "in", connections.entry_journal_ids.ids),
            ]
        )

    @api.model
    def _get_own(self):
        """No counterpart of what is told to the ledger otherwise, or by it: payments
        and what settling makes, and what the connector made; nor what cancels one. Of
        statements and payments those that somebody is paid by, or may be yet; what the
        company paid for directly, as an expense, is none."""
        cancels = Domain("reversed_entry_id", "!=", False)
        own = Domain.AND(Domain(name, "=", False) for name in COUNTERPARTS)
        own &= ~cancels | Domain.AND(
            Domain(f"reversed_entry_id.{name}", "=", False) for name in COUNTERPARTS
        )
        for made in filter(None, self.env["ledger.work"]._ask_all("_get_made")):
            own &= Domain("id", "not in", made)
            own &= ~cancels | Domain("reversed_entry_id", "not in", made)
        suspense = self.env["account.journal"].sudo()
        suspense = suspense.search([("suspense_account_id", "!=", False)])
        paid = Domain("account_id.account_type", "in", [*OWED]) | Domain(
            "account_id", "in", suspense.suspense_account_id.ids
        )
        money = Domain.OR(
            Domain(name, "!=", False) | Domain(f"reversed_entry_id.{name}", "!=", False)
            for name in MONEY
        )
        return own & (~money | Domain("line_ids", "not any", paid))

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
        types = MOVE_TYPES if connection.export_bills else SALES
        return (*types, ENTRY) if connection.entry_journal_ids else types

    @api.model
    def _is_due(self, connection, move):
        """Whether the ``connection`` of the ``move`` has to export it, by its kind and
        date."""
        day = day_of(move)
        is_kind = move.move_type in self._get_types(connection)
        return bool(is_kind and day and day >= connection.start_date)

    @api.model
    def _get_days(self, start, end):
        """Documents dated within these days."""
        invoices, entries = (
            Domain(name, ">=", start) & Domain(name, "<=", end)
            for name in ("invoice_date", "date")
        )
        return (NO_ENTRY & invoices) | (~NO_ENTRY & entries)

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
        self._check_entry_journals(connections)
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
    def _check_entry_journals(self, connections):
        """An entry has at most one connection, and those that settling makes in a
        journal of their own are none to export."""
        for company, some in connections.grouped("company_id").items():
            named = [id_ for one in some for id_ in one.entry_journal_ids.ids]
            if len({*named}) < len(named):
                raise ValidationError(
                    self.env._(
                        "Journal entries of one journal go through one connection of "
                        "%(company)s.",
                        company=company.display_name,
                    )
                )
            settling = company.currency_exchange_journal_id
            settling |= company.tax_cash_basis_journal_id
            if settling & some.entry_journal_ids:
                raise ValidationError(
                    self.env._(
                        "%(journals)s: the ledger makes these entries itself, when it "
                        "settles invoices.",
                        journals=", ".join(settling.mapped("display_name")),
                    )
                )

    @api.model
    def _warn_of_history(self, connection):
        """An earlier starting date may bring a flood of history: say how much."""
        before = connection._origin.start_date
        if not (before and connection.start_date and connection.start_date < before):
            return None
        count = self.env["account.move"].search_count(
            self._get_domain(connection)
            & self._get_days(connection.start_date, before - timedelta(days=1))
        )
        if not count:
            return None
        text = self.env._(
            "Invoices and bills that can be exported too from that day on: %(count)s. "
            "With automatic export they are. Keep the later date if they are in the "
            "ledger already.",
            count=count,
        )
        title = self.env._("Earlier starting date")
        return {"warning": {"title": title, "message": text}}
