"""Master data: what mapping needs to know of it."""

from datetime import timedelta

from ....ledger.http import utcnow
from ....ledger.values import ItemKind, Relation
from ..build import law


class MasterData:
    def test_items_of_every_kind_have_code_and_name(self, ledger, kind):
        """Of each kind that it says it has there are some."""
        items = list(ledger.items(kind))
        assert items
        assert all(item.kind is kind and item.ref.code and item.name for item in items)
        assert len({item.ref for item in items}) == len(items)

    @law(when=lambda ledger, _harness: ItemKind.VAT in ledger.kinds)
    def test_vat_codes_tell_rate_and_use(self, harness, ledger):
        vat = harness.item(list(ledger.items(ItemKind.VAT)), harness.vat.code)
        assert vat.attributes["percentage"] == "21.00"
        assert vat.attributes["use"] == "sale"
        assert vat.attributes.get("reverse", False) is False

    @law(when=lambda ledger, _harness: ItemKind.JOURNAL in ledger.kinds)
    def test_journals_tell_their_use(self, harness, ledger):
        journals = list(ledger.items(ItemKind.JOURNAL))
        assert harness.item(journals, harness.journal).attributes["use"] == "sale"
        uses = {journal.attributes["use"] for journal in journals}
        assert uses <= {"sale", "purchase", "bank", "cash", "general"}

    def test_accounts_are_those_that_entries_are_booked_on(self, harness, ledger):
        accounts = [item.ref.code for item in ledger.items(ItemKind.ACCOUNT)]
        assert harness.account.code in accounts

    @law(
        "save_relation",
        when=lambda ledger, _harness: ItemKind.CUSTOMER in ledger.traits.incremental,
    )
    def test_only_what_changed_since_is_listed(self, harness, ledger):
        before = {item.ref.code for item in ledger.items(ItemKind.CUSTOMER)}
        # Some read an hour or two again, for the clocks that they were told of.
        since = (utcnow() + timedelta(hours=3)).isoformat(timespec="seconds")
        assert list(ledger.items(ItemKind.CUSTOMER, since)) == []
        since = (utcnow() - timedelta(minutes=1)).isoformat(timespec="seconds")
        made = ledger.save_relation(Relation(kind=ItemKind.CUSTOMER, name="Nieuw BV"))
        codes = {item.ref.code for item in ledger.items(ItemKind.CUSTOMER, since)}
        assert made.ref.code in codes - before

    def test_ours_is_among_the_administrations(self, harness, ledger):
        codes = [one.code for one in ledger.administrations()]
        assert harness.administration in codes

    @law("check")
    def test_rights_suffice(self, ledger):
        checks = ledger.check()
        assert checks
        assert [check.name for check in checks if not check.passed] == []
