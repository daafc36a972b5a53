"""Numbers: as they will stand there, and the same one again on purpose."""

from dataclasses import replace

from ....ledger.values import Rejected
from ..build import law
from ..subject import book


def attempts(harness, count=3):
    """One number, booked anew each time."""
    document = harness.document("INV/1")
    return [
        replace(document, attempt=attempt, token=f"odoo-{attempt}")
        for attempt in range(count)
    ]


class Numbers:
    @law("number")
    def test_number_is_as_it_was_announced(self, harness, ledger):
        document = harness.document("INV/1")
        announced = ledger.number(document)
        (booked,) = book(ledger, document)
        assert announced in ("", booked.number)

    def test_number_is_booked_anew_as_often_as_is_meant(self, harness, ledger):
        booked = [book(ledger, one)[0] for one in attempts(harness)]
        assert len({one.id for one in booked}) == 3
        assert harness.entries() == 3

    @law("number")
    def test_number_of_each_attempt_is_as_it_was_announced(self, harness, ledger):
        for document in attempts(harness):
            announced = ledger.number(document)
            (booked,) = book(ledger, document)
            assert announced in ("", booked.number)

    @law(when=lambda ledger, _harness: ledger.traits.lookup)
    def test_each_attempt_is_found_under_the_number(self, harness, ledger):
        documents = attempts(harness)
        booked = book(ledger, *documents)
        found = ledger.find([documents[0].key])[documents[0].key]
        assert {hit.id for hit in found} == {one.id for one in booked}

    @law("number", when=lambda ledger, _harness: ledger.traits.number_length)
    def test_number_that_does_not_fit_is_told_before(self, harness, ledger):
        document = harness.document("9" * ledger.traits.number_length)
        told = ledger.number(document)
        (outcome,) = ledger.post([document])
        assert isinstance(told, Rejected)
        assert isinstance(outcome, Rejected)
        assert told.code == outcome.code
        assert told.code in ("number_too_long", "number_not_fitting")
        assert harness.entries() == 0
