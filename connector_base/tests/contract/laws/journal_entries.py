"""Entries of the general journal: nobody owes the whole of one."""

from dataclasses import replace

import pytest

from ....ledger.errors import InDoubt
from ....ledger.matching import is_same
from ....ledger.values import Booked, Kind, Ref, Rejected
from ..build import law
from ..subject import book


def enters(ledger, _harness):
    return Kind.ENTRY in ledger.traits.books and ledger.traits.lookup


class JournalEntries:
    @law(when=enters)
    def test_equal_entries_are_each_found_by_their_number(self, harness, ledger):
        documents = [harness.entry(number) for number in ("E/1", "E/10", "E/2")]
        booked = book(ledger, *documents)
        assert len({one.id for one in booked}) == 3
        found = ledger.find([one.key for one in documents])
        for document, one in zip(documents, booked, strict=True):
            (hit,) = found[document.key]
            assert (hit.id, hit.number) == (one.id, one.number)
            assert is_same(hit, document)
            assert not is_same(hit, harness.entry("E/1", "200.00"))
        missing = harness.entry("E").key
        assert ledger.find([missing]) == {missing: []}

    @law(when=enters)
    def test_lost_answer_to_an_entry_can_be_looked_up(self, harness, ledger):
        document = harness.entry("E/1")
        harness.lose_answer()
        with pytest.raises(InDoubt):
            ledger.post([document])
        (hit,) = ledger.find([document.key])[document.key]
        assert is_same(hit, document)

    @law(when=enters)
    def test_refused_entry_is_not_there(self, harness, ledger):
        document = harness.entry("E/1")
        wrong = replace(document.lines[0], account=Ref(code="NOPE", id="NOPE"))
        wrong = replace(document, lines=(wrong, *document.lines[1:]))
        (outcome,) = ledger.post([wrong])
        assert isinstance(outcome, Rejected)
        assert ledger.find([document.key]) == {document.key: []}

    @law("remove", when=enters)
    def test_entry_can_be_removed_where_that_is_allowed(self, harness, ledger):
        document = harness.entry("E/1", final=False)
        (booked,) = book(ledger, document)
        if ledger.traits.removable == "never" or booked.final:
            return
        for _twice in range(2):
            assert ledger.remove(booked, "booked by mistake") is None
        assert ledger.find([document.key]) == {document.key: []}

    @law("amend", when=enters)
    def test_entry_is_amended_unless_it_is_fixed(self, harness, ledger):
        (booked,) = book(ledger, harness.entry("E/1", final=False))
        other = harness.entry("E/1", "200.00", final=False)
        outcome = ledger.amend(booked, other)
        if Kind.ENTRY in ledger.traits.fixed:
            assert isinstance(outcome, Rejected)
            return
        assert isinstance(outcome, Booked), outcome
        (hit,) = ledger.find([other.key])[other.key]
        assert (hit.id, is_same(hit, other)) == (booked.id, True)
