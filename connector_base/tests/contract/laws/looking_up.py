"""Looking up what stands there, which is how doubt ends."""

import pytest

from ....ledger.errors import InDoubt, NotExecuted
from ....ledger.matching import is_same
from ....ledger.values import Kind
from ..build import law
from ..subject import book, is_told


def looks_up(ledger, _harness):
    return ledger.traits.lookup


class LookingUp:
    @law(when=looks_up)
    def test_every_key_is_answered(self, harness, ledger):
        document = harness.document("INV/1")
        (booked,) = book(ledger, document)
        missing = harness.document("INV/2").key
        found = ledger.find([missing, booked.key])
        assert found[missing] == []
        (hit,) = found[booked.key]
        assert (hit.id, hit.number) == (booked.id, booked.number)
        assert is_told(hit, document.total)
        assert (hit.relation, hit.final) == (harness.customer.code, booked.final)

    @law(when=looks_up)
    def test_what_is_found_is_known_for_the_document(self, harness, ledger):
        document = harness.document("INV/1", mark="odoo-1")
        book(ledger, document)
        (hit,) = ledger.find([document.key])[document.key]
        assert is_same(hit, document)
        assert not is_same(hit, harness.document("INV/1", "200.00", mark="odoo-1"))

    @law(when=looks_up)
    def test_found_credit_note_is_negative(self, harness, ledger):
        document = harness.document("RINV/1", "50.00", kind=Kind.CREDIT_NOTE)
        (note,) = book(ledger, document)
        (hit,) = ledger.find([note.key])[note.key]
        assert is_told(hit, document.total)

    @law(when=looks_up)
    def test_each_is_found_under_its_own_key(self, harness, ledger):
        booked = book(ledger, harness.document("INV/1"), harness.document("INV/3"))
        found = ledger.find([one.key for one in booked])
        hits = [[hit.id for hit in found[one.key]] for one in booked]
        assert hits == [[one.id] for one in booked]

    @law(when=looks_up)
    def test_number_that_only_begins_alike_is_no_hit(self, harness, ledger):
        book(ledger, harness.document("INV/10"), harness.document("INV"))
        key = harness.document("INV/1").key
        assert ledger.find([key]) == {key: []}

    @law(when=looks_up)
    def test_lost_answer_is_doubt_and_can_be_looked_up(self, harness, ledger):
        document = harness.document("INV/1")
        harness.lose_answer()
        with pytest.raises(InDoubt):
            ledger.post([document])
        (hit,) = ledger.find([document.key])[document.key]
        assert is_told(hit, document.total)
        assert (harness.writes(), harness.entries()) == (1, 1)

    def test_lost_answer_is_never_taken_for_a_refusal(self, harness, ledger):
        harness.lose_answer()
        with pytest.raises(InDoubt) as caught:
            ledger.post([harness.document("INV/1")])
        assert not isinstance(caught.value, NotExecuted)
        assert (harness.writes(), harness.entries()) == (1, 1)

    @law(when=lambda ledger, _harness: not ledger.traits.lookup)
    def test_who_can_not_look_up_finds_nothing_and_asks_nobody(self, harness, ledger):
        document = harness.document("INV/1")
        book(ledger, document)
        before = harness.count_calls()
        assert ledger.find([document.key]) == {document.key: []}
        assert harness.count_calls() == before

    @law("changes", when=looks_up)
    def test_receipt_with_the_same_number_is_no_hit(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1"))
        harness.receive((booked, "121.00"))
        hits = ledger.find([booked.key])[booked.key]
        assert [hit.id for hit in hits] == [booked.id]
