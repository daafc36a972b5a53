from dataclasses import replace

from ...ledger.money import quantise
from ...ledger.values import Line, Ref
from ..relation.owing import is_owing
from .lines import Lines


class EntryLines(Lines):
    """Those of a journal entry: each item on its own account, with the VAT of those
    that bear taxes; VAT that was posted by hand is a line like any other. A line that
    somebody owes has him beside its account, which is the ledger's to find unless it
    is mapped.

    ``currency``: that of all items; the company's where they have several, or where
    some are worth something in that one only, as differences of exchange.
    """

    def _get_sources(self):
        items = self.move.line_ids.filtered("account_id")
        foreign = items.filtered(lambda i: i.currency_id != i.company_currency_id)
        told = items.filtered(lambda i: i.amount_currency or i.balance)
        is_one = len(told.currency_id) == 1 and all(told.mapped("amount_currency"))
        self.currency = told.currency_id if is_one else self.move.company_currency_id
        owing = foreign.filtered(lambda item: is_owing(item, self.rules))
        if owing and self.currency == self.move.company_currency_id:
            self.problems.add("entry_currencies", self.move)
        sources = super()._get_sources()
        self._check_vat(sources)
        if self.currency != self.move.company_currency_id:
            return sources
        return [(item, _at_home(line)) for item, line in sources]

    def _get_parts_of(self, item, here):
        if not is_owing(item, self.rules):
            return super()._get_parts_of(item, here)
        ledger, relations = self._composer.ledger, item.env["ledger.relation"]
        if not ledger.traits.owing_entries:
            self.problems.add("entry_owes", item.account_id, item.name or "")
            return []
        key = relations._key_of(item)
        relation = self._composer.find_relation(key)
        rule = self.rules.find_rule("account", item.account_id, here)
        self.why["account", item] = rule
        line = {
            **self._get_values(item, rule and rule.item, False),
            "relation": relation._ref() or Ref(code=""),
            "role": key[1],
        }
        return [Line(**line)]

    def _find_account(self, item, case):
        """No default: what of an entry is not mapped is asked about."""
        rule = self.rules.find_rule("account", item.account_id, case)
        self.why["account", item] = rule
        found = rule and rule.item
        return self.problems.check(found, "unmapped_account", item.account_id)

    def _get_amount(self, item):
        return quantise(item.amount_currency, item.currency_id.decimal_places)

    def _get_chosen_vat(self):
        """A choice is for invoices."""
        return

    def _is_sale(self, item):
        return "sale" in self.shares.get_taxes(item).mapped("type_tax_use")

    def _check_vat(self, sources):
        journal = self._composer.journal
        if any(line.vat for _item, line in sources):
            if journal and (journal.attributes or {}).get("vat_allowed") is False:
                records = self.move.journal_id
                self.problems.add("journal_without_vat", records, journal.display_name)


def _at_home(line):
    """In company currency."""
    return replace(
        line,
        amount=line.balance,
        vat_amount=line.vat_balance,
        reverse_amount=line.reverse_balance,
    )
