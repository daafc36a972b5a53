from odoo import api, models

from ...ledger import vat
from ...ledger.values import ItemKind
from .ledger_mapping import TARGETS
from .move_kinds import ENTRY, OWED, PURCHASES
from .tax_facts import facts_of, is_levy, is_like

# Suggested only where an item fits: nobody has to map every analytic account.
OPTIONAL = ("cost_centre", "project", "condition")


class LedgerSuggestion(models.AbstractModel):
    """A rule for each record in use that has none, with the item that is certainly
    meant; without one where that leaves a doubt."""

    _name = "ledger.suggestion"
    _description = "Suggestion of Mappings"

    @api.model
    def _suggest(self, connections):
        for connection in connections:
            rules = self.env["ledger.mapping"].search(
                [("connection_id", "=", connection.id)]
            )
            known = {(rule.kind, rule._record().id) for rule in rules}
            for kind, records in self._get_records_in_use(connection).items():
                missing = [one.id for one in records if (kind, one.id) not in known]
                self._make(connection, kind, records.browse(missing))
            empty = rules.filtered(lambda rule: rule.suggested and not rule.item_id)
            self._suggest_again(empty)

    @api.model
    def _make(self, connection, kind, records):
        guesses = self._guess_all(connection, kind, records)
        self.env["ledger.mapping"].create(
            [
                {
                    "connection_id": connection.id,
                    "kind": kind,
                    TARGETS[kind]: record.id,
                    "item_id": item.id,
                    "apart": kind == "vat" and is_levy(record),
                    "suggested": True,
                }
                for record, item in guesses.items()
                if item or kind not in OPTIONAL
            ]
        )

    @api.model
    def _suggest_again(self, rules):
        """Items may have come since: fill suggestions that were left empty."""
        for (connection, kind), mine in rules.grouped(
            lambda rule: (rule.connection_id, rule.kind)
        ).items():
            records = mine.mapped(TARGETS[kind])
            guesses = self._guess_all(connection, kind, records)
            for rule in mine:
                if item := guesses.get(rule._record()):
                    rule.item_id = item

    # What is in use

    @api.model
    def _get_records_in_use(self, connection):
        """{kind: the records that documents of this connection may need}, of the kinds
        that its ledger has."""
        types = ("sale", "purchase") if connection.export_bills else ("sale",)
        entries = connection.entry_journal_ids
        companies = self.env["ledger.scope"]._get_companies(connection)
        journals = connection.journal_ids or self.env["account.journal"].search(
            [("company_id", "in", companies.ids), ("type", "in", types)]
        )
        analytic = self._get_records(connection, "account.analytic.account")
        records = {
            "account": self._get_accounts_in_use(connection, journals),
            "vat": self._get_records(
                connection,
                "account.tax",
                ("type_tax_use", "in", ("sale", "purchase") if entries else types),
                ("amount_type", "!=", "group"),
            ),
            "journal": journals | entries,
            "cost_centre": analytic,
            "project": analytic,
            "condition": self._get_records(connection, "account.payment.term"),
        }
        kinds = {kind.value for kind in connection._look().kinds}
        return {kind: found for kind, found in records.items() if kind in kinds}

    @api.model
    def _get_records(self, connection, model, *domain):
        company = self.env[model]._check_company_domain(connection.company_id)
        return self.env[model].search([*company, *domain])

    @api.model
    def _get_accounts_in_use(self, connection, journals):
        """All income accounts; of the many for costs those that bills were booked
        on, and the journals' own."""
        accounts = self._get_records(
            connection, "account.account", ("internal_group", "=", "income")
        )
        accounts |= self._get_accounts_of_entries(connection)
        if not connection.export_bills:
            return accounts
        booked = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", connection.company_id.id),
                ("move_id.move_type", "in", PURCHASES),
                ("display_type", "=", "product"),
                ("date", ">=", connection.start_date),
            ],
            ["account_id"],
        )
        bills = journals.filtered(lambda journal: journal.type == "purchase")
        return (
            accounts
            | bills.default_account_id
            | accounts.union(*(a for (a,) in booked))
        )

    @api.model
    def _get_accounts_of_entries(self, connection):
        """Those that journal entries were booked on, but for what somebody owes."""
        booked = self.env["account.move.line"]._read_group(
            [
                ("journal_id", "in", connection.entry_journal_ids.ids),
                ("move_id.move_type", "=", ENTRY),
                ("account_id.account_type", "not in", [*OWED]),
                ("date", ">=", connection.start_date),
            ],
            ["account_id"],
        )
        return self.env["account.account"].union(*(account for (account,) in booked))

    # What is meant

    @api.model
    def _guess_all(self, connection, kind, records):
        """{record: the item that is certainly meant, or none}"""
        if ItemKind(kind) not in connection._look().kinds:
            return {}
        items = self.env["ledger.item"].search(
            [("connection_id", "=", connection.id), ("kind", "=", kind)]
        )
        if kind == "vat":
            return self._guess_vat(records, items)
        guess = {
            "account": self._guess_account,
            "journal": self._guess_journal,
            "condition": self._guess_condition,
        }.get(kind, self._guess_analytic)
        records = records.with_company(connection.company_id)
        return {record: guess(record, items) for record in records}

    @api.model
    def _guess_vat(self, taxes, items):
        codes = {
            item.id: vat.of_code(item.name or "", item.attributes or {})
            for item in items
        }
        return {
            tax: items.browse(None if is_levy(tax) else vat.best(facts_of(tax), codes))
            for tax in taxes
        }

    @api.model
    def _guess_account(self, account, items):
        """Of equal number, or of that number filled up with zeros, unless it is of
        another kind there: charts of accounts use the same numbers for other things."""
        code = account.code or ""
        equal = items.filtered(lambda item: item.code == code)
        equal = equal or items.filtered(
            lambda item: item.code and item.code.ljust(len(code), "0") == code
        )
        return equal if len(equal) == 1 and is_like(account, equal) else items.browse()

    @api.model
    def _guess_journal(self, journal, items):
        """Two that fit equally well: the accountant's choice, not ours. What is kept
        of a cash journal are its entries, where these are exported."""
        use = journal.type
        if use == "cash" and journal in items.connection_id.entry_journal_ids:
            use = "general"
        fitting = items.filtered(lambda item: (item.attributes or {}).get("use") == use)
        return fitting if len(fitting) == 1 else items.browse()

    @api.model
    def _guess_analytic(self, account, items):
        """Equal code, else equal name."""
        for name in ("code", "name"):
            wanted = (account[name] or "").strip().lower()
            same = items.filtered(
                lambda item, name=name, wanted=wanted: (
                    wanted and (item[name] or "").strip().lower() == wanted
                )
            )
            if len(same) == 1:
                return same
        return items.browse()

    @api.model
    def _guess_condition(self, term, items):
        """One instalment after so many days, as the ledger has it; else equal name."""
        line = term.line_ids
        if (
            len(line) == 1
            and line.delay_type == "days_after"
            and not (term.early_discount)
        ):
            same = items.filtered(
                lambda item: (item.attributes or {}).get("days") == line.nb_days
            )
            if len(same) == 1:
                return same
        name = (term.name or "").strip().lower()
        same = items.filtered(lambda i: (i.name or "").strip().lower() == name)
        return same if len(same) == 1 else items.browse()
