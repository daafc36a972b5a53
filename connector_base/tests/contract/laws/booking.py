"""Booking: one writing request, an outcome for each document."""

from dataclasses import replace

import pytest

from ....ledger.errors import InDoubt
from ....ledger.values import Booked, ItemKind, Kind, Ref, Rejected
from ..build import law
from ..subject import book, is_told, post


class Booking:
    def test_booked_document_says_what_was_booked(self, harness, ledger):
        document = harness.document("INV/1", "100.00", final=False)
        (booked,) = book(ledger, document)
        assert booked.key == document.key
        assert booked.id
        assert booked.number
        assert booked.date in (None, harness.day)
        assert is_told(booked, document.total)
        assert booked.relation == harness.customer.code
        assert booked.mark in ("", document.mark)

    def test_entry_is_final_as_the_trait_says(self, harness, ledger):
        """Asked for as a draft, and as final."""
        documents = [
            harness.document("INV/1", final=False),
            harness.document("INV/2", final=True),
        ]
        final = [booked.final for booked in book(ledger, *documents)]
        expected = {
            "draft": [False, True],
            "open": [False, False],
            "final": [True, True],
        }
        assert final == expected[ledger.traits.entries]

    def test_credit_note_is_negative(self, harness, ledger):
        document = harness.document("RINV/1", "50.00", kind=Kind.CREDIT_NOTE)
        (note,) = book(ledger, document)
        assert document.total < 0
        assert is_told(note, document.total)

    def test_outcomes_come_in_the_order_of_the_documents(self, harness, ledger):
        wrong = harness.document("INV/2", line={"vat": Ref(code="XYZ")})
        documents = [harness.document("INV/1"), wrong, harness.document("INV/3")]
        outcomes = post(ledger, documents)
        assert [type(outcome) for outcome in outcomes] == [Booked, Rejected, Booked]
        assert outcomes[1].code == "unknown_vat"
        assert outcomes[1].message
        assert outcomes[0].key == documents[0].key
        assert outcomes[2].key == documents[2].key
        assert harness.entries() == 2

    def test_full_batch_is_one_writing_request(self, harness, ledger):
        size = ledger.traits.batch_size
        documents = [harness.document(f"INV/{index}") for index in range(size)]
        booked = book(ledger, *documents)
        assert len({one.id for one in booked}) == size
        assert harness.writes() == 1

    @law(when=lambda ledger, _harness: ledger.traits.refuses_doubles)
    def test_second_time_books_nothing_and_says_duplicate(self, harness, ledger):
        document = harness.document("INV/1")
        book(ledger, document)
        (outcome,) = ledger.post([document])
        assert isinstance(outcome, Rejected)
        assert outcome.code == "duplicate"
        assert harness.entries() == 1

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"line": {"account": Ref(code="99999")}}, "unknown_account"),
            ({"customer": Ref(code="999999")}, "unknown_relation"),
        ],
    )
    def test_refusal_says_what_is_wrong(self, harness, ledger, wrong, code):
        (outcome,) = ledger.post([harness.document("INV/1", **wrong)])
        assert isinstance(outcome, Rejected)
        assert outcome.code == code
        assert outcome.message
        assert harness.entries() == 0

    @law(when=lambda ledger, _harness: ItemKind.JOURNAL in ledger.kinds)
    def test_unknown_journal(self, harness, ledger):
        document = harness.document("INV/1")
        wrong = replace(document, key=replace(document.key, journal="NOPE"))
        (outcome,) = ledger.post([wrong])
        assert isinstance(outcome, Rejected)
        assert outcome.code == "journal_unknown"

    @law(when=lambda ledger, _harness: ItemKind.PERIOD in ledger.kinds)
    def test_closed_period_books_nothing(self, harness, ledger):
        (outcome,) = ledger.post([harness.document("INV/1", date=harness.closed_day)])
        assert isinstance(outcome, Rejected)
        assert outcome.code == "period_closed"
        assert harness.entries() == 0

    # Tokens

    @law(when=lambda ledger, _harness: ledger.traits.idempotent_hours)
    def test_same_token_books_nothing_again(self, harness, ledger):
        document = harness.document("INV/1", token="odoo-1")
        (first,) = book(ledger, document)
        (second,) = book(ledger, document)
        assert second.id == first.id
        assert harness.entries() == 1

    @law(when=lambda ledger, _harness: ledger.traits.idempotent_hours)
    def test_token_makes_a_lost_answer_harmless(self, harness, ledger):
        document = harness.document("INV/1", token="odoo-1")
        harness.lose_answer()
        with pytest.raises(InDoubt):
            ledger.post([document])
        (booked,) = book(ledger, document)
        assert is_told(booked, document.total)
        assert harness.entries() == 1

    @law(when=lambda ledger, _harness: ledger.traits.idempotent_hours)
    def test_token_is_of_one_document(self, harness, ledger):
        documents = [
            harness.document("INV/1", token="odoo-1"),
            harness.document("INV/2", token="odoo-2"),
        ]
        first, second = book(ledger, *documents)
        assert first.id != second.id
        assert harness.entries() == 2
