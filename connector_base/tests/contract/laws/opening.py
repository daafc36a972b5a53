"""Opening calls nobody, and what calls nobody works without anybody."""

from ....ledger.port import DUTIES, has
from ....ledger.values import Booked, ItemKind, Kind, Rejected, Traits
from ..build import law


class Opening:
    def test_opening_makes_no_call(self, harness):
        before = harness.count_calls()
        with harness.open():
            assert harness.count_calls() == before

    def test_closed_it_says_what_it_is(self, harness):
        ledger = harness.closed()
        assert isinstance(ledger.traits, Traits)
        assert ledger.kinds
        assert all(isinstance(kind, ItemKind) for kind in ledger.kinds)
        assert ledger.traits.incremental <= set(ledger.kinds)
        assert ledger.traits.books <= set(Kind)
        assert ledger.remarks == []

    def test_open_it_is_the_same(self, harness, ledger):
        """What the base offers is what it gets."""
        closed = harness.closed()
        assert (ledger.kinds, ledger.traits) == (closed.kinds, closed.traits)
        for duty in DUTIES:
            assert has(ledger, duty) == has(closed, duty), duty

    @law("number")
    def test_number_is_told_without_a_call(self, harness):
        number = harness.closed().number(harness.document("INV/1"))
        assert isinstance(number, (str, Rejected))

    @law("link")
    def test_address_of_an_entry_is_told_without_a_call(self, harness):
        key = harness.document("INV/1").key
        address = harness.closed().link(Booked(key=key, id="1", number="1"))
        assert address == "" or address.startswith(("https://", "http://"))

    def test_ledger_without_journals_has_none_in_its_keys(self, harness, ledger):
        assert bool(harness.journal) == (ItemKind.JOURNAL in ledger.kinds)
