"""Payments: what was settled, by what, and nothing lost on the way."""

from dataclasses import replace
from decimal import Decimal

import pytest

from ....ledger.values import Against, Kind, SettlementKind
from ..build import law
from ..subject import Mirror, book


def tells_by_what(_ledger, harness):
    return not harness.balances_only


def pays(ledger, harness):
    return Kind.CUSTOMER_PAYMENT in ledger.traits.books and not harness.balances_only


class Payments:
    """Of a ledger that tells its allocations, unless only what is open counts."""

    @law("changes")
    def test_untouched_document_is_wholly_open(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1"))
        mirror = Mirror(ledger, booked)
        for settled in mirror.look().values():
            assert not settled.allocations
            assert not settled.gone
        assert mirror.ours[booked.id].open == Decimal("121.00")

    @law("changes")
    def test_open_credit_note_is_negative(self, harness, ledger):
        document = harness.document("RINV/1", "50.00", kind=Kind.CREDIT_NOTE)
        (note,) = book(ledger, document)
        mirror = Mirror(ledger, note)
        mirror.look()
        assert mirror.ours[note.id].open == document.total
        other = replace(mirror.ours[note.id], open=-document.total)
        mirror.ours[note.id] = other
        assert mirror.look("")[note.id].open == document.total

    @law("changes", when=tells_by_what)
    @pytest.mark.parametrize("amount", ["121.00", "21.50"])
    def test_receipt_settles_in_full_or_in_part(self, harness, ledger, amount):
        (booked,) = book(ledger, harness.document("INV/1"))
        harness.receive((booked, amount))
        one = Mirror(ledger, booked).look()[booked.id]
        (allocation,) = one.allocations
        assert allocation.kind is SettlementKind.PAYMENT
        assert allocation.amount == Decimal(amount)
        assert allocation.balance in (None, Decimal(amount))
        assert allocation.currency == "EUR"
        assert allocation.date == harness.received
        assert one.open == Decimal("121.00") - Decimal(amount)

    @law("changes", when=tells_by_what)
    def test_one_receipt_for_three_invoices_is_one_settlement(self, harness, ledger):
        booked = book(ledger, *[harness.document(f"INV/{n}") for n in range(3)])
        harness.receive(*[(one, "121.00") for one in booked])
        settled = Mirror(ledger, *booked).look()
        allocations = [a for one in settled.values() for a in one.allocations]
        assert [a.amount for a in allocations] == [Decimal("121.00")] * 3
        assert len({a.settlement for a in allocations}) == 1
        assert len({a.journal for a in allocations}) == 1
        assert len({a.key for a in allocations}) == 3
        assert {one.open for one in settled.values()} == {Decimal(0)}

    @law("changes", when=tells_by_what)
    def test_two_receipts_for_one_invoice_are_two_settlements(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1"))
        mirror = Mirror(ledger, booked)
        harness.receive((booked, "100.00"))
        first = mirror.look()[booked.id].allocations
        harness.receive((booked, "21.00"))
        one = mirror.look()[booked.id]
        assert sorted(a.amount for a in one.allocations) == [Decimal(21), Decimal(100)]
        assert len({a.settlement for a in one.allocations}) == 2
        assert first[0] in one.allocations
        assert one.open == 0

    @law("changes", when=tells_by_what)
    def test_credit_note_settles_an_invoice(self, harness, ledger):
        invoice, note = book(
            ledger,
            harness.document("INV/1"),
            harness.document("RINV/1", "50.00", kind=Kind.CREDIT_NOTE),
        )
        harness.offset(note, invoice, "60.50")
        settled = Mirror(ledger, invoice, note).look()
        (mine,) = settled[invoice.id].allocations
        (theirs,) = settled[note.id].allocations
        assert {mine.kind, theirs.kind} == {SettlementKind.DOCUMENT}
        assert (mine.counterpart, theirs.counterpart) == (note.id, invoice.id)
        assert (mine.amount, theirs.amount) == (Decimal("60.50"), Decimal("-60.50"))
        assert settled[invoice.id].open == Decimal("60.50")
        assert settled[note.id].open == 0

    @law("changes", "match", when=pays)
    def test_our_own_payment_is_told_by_its_id(self, harness, ledger):
        """Else the base would register it a second time."""
        invoice, other = book(
            ledger, harness.document("INV/1"), harness.document("INV/2")
        )
        payment, more = book(
            ledger, harness.payment("PAY/1", "50.00"), harness.payment("PAY/2", "50.00")
        )
        for one, against in ((payment, invoice), (more, other)):
            parts = [Against(id=against.id, amount=Decimal("50.00"))]
            assert ledger.match(one, parts, harness.received) is None
        settled = Mirror(ledger, invoice, other).look()
        for one, against in ((payment, invoice), (more, other)):
            (allocation,) = settled[against.id].allocations
            assert allocation.kind is SettlementKind.PAYMENT
            assert allocation.amount == Decimal("50.00")
            assert one.id in allocation.by
            assert settled[against.id].open == Decimal("71.00")

    @law("changes", "match", when=pays)
    def test_what_the_accountant_booked_is_not_told_as_ours(self, harness, ledger):
        (invoice,) = book(ledger, harness.document("INV/1"))
        (payment,) = book(ledger, harness.payment("PAY/1", "50.00"))
        harness.receive((invoice, "50.00"))
        (allocation,) = Mirror(ledger, invoice).look()[invoice.id].allocations
        assert payment.id not in allocation.by

    # Cursors

    @law("changes")
    def test_unmatched_receipt_is_gone_at_the_next_look(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1"))
        match = harness.receive((booked, "121.00"))
        mirror = Mirror(ledger, booked)
        assert mirror.look()[booked.id].open == 0
        harness.undo(match)
        one = mirror.look()[booked.id]
        assert one.open == Decimal("121.00")
        assert not one.allocations

    @law("changes")
    def test_looking_twice_gives_the_same(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1"))
        harness.receive((booked, "50.00"))
        assert Mirror(ledger, booked).look() == Mirror(ledger, booked).look()

    @law("changes")
    def test_empty_cursor_finds_what_was_missed(self, harness, ledger):
        """Whatever differs from what the base knows, however long ago it happened."""
        first, second = book(
            ledger, harness.document("INV/1"), harness.document("INV/2")
        )
        mirror = Mirror(ledger, first, second)
        mirror.look()
        missed = mirror.copy()
        harness.receive((first, "21.00"))
        mirror.look()
        missed.cursor = mirror.cursor
        audit = missed.look("")
        assert audit[first.id].open == Decimal("100.00")
        assert missed.ours[second.id].open == Decimal("121.00")

    @law("changes")
    def test_cursor_loses_nothing(self, harness, ledger):
        first, second = book(
            ledger, harness.document("INV/1"), harness.document("INV/2")
        )
        mirror = Mirror(ledger, first, second)
        mirror.look()
        before = mirror.copy()
        harness.receive((first, "1.00"))
        assert mirror.look()[first.id].open == Decimal("120.00")
        harness.receive((second, "2.00"))
        assert mirror.look()[second.id].open == Decimal("119.00")
        opens = {one.open for one in before.look().values()}
        assert opens == {Decimal(120), Decimal(119)}

    @law("changes")
    def test_stopped_after_any_page_the_rest_comes_from_its_cursor(
        self, harness, ledger
    ):
        booked = book(ledger, *[harness.document(f"INV/{n}") for n in range(5)])
        mirror = Mirror(ledger, *booked)
        mirror.look()
        for one in booked:
            harness.receive((one, "1.00"))
        pages = list(mirror.pages())
        assert all(page.cursor for page in pages)
        assert {one.id for page in pages for one in page.settled} == set(mirror.ours)
        for done in range(1, len(pages)):
            rest = {one.id for page in pages[done:] for one in page.settled}
            again = mirror.copy().look(pages[done - 1].cursor)
            assert rest <= set(again)

    @law("changes")
    def test_cursor_never_goes_back(self, harness, ledger):
        booked = book(ledger, *[harness.document(f"INV/{n}") for n in range(5)])
        mirror = Mirror(ledger, *booked)
        cursors = []
        for one in booked[:2]:
            harness.receive((one, "1.00"))
            cursors += [page.cursor for page in mirror.pages()]
            mirror.look()
        assert cursors == sorted(cursors, key=harness.age)

    @law("changes")
    def test_only_ours_are_told(self, harness, ledger):
        ours, theirs = book(
            ledger, harness.document("INV/1"), harness.document("INV/2")
        )
        harness.receive((ours, "121.00"), (theirs, "121.00"))
        assert list(Mirror(ledger, ours).look()) == [ours.id]


class Balances:
    """Of a ledger that tells only what is open."""

    @law("changes", when=lambda _ledger, harness: harness.balances_only)
    def test_only_what_is_open_is_told(self, harness, ledger):
        (booked,) = book(ledger, harness.document("INV/1"))
        mirror = Mirror(ledger, booked)
        for amount, left in (("21.00", "100.00"), ("100.00", "0.00")):
            harness.receive((booked, amount))
            one = mirror.look()[booked.id]
            assert one.allocations is None
            assert one.open == Decimal(left)

    @law("changes", when=lambda _ledger, harness: harness.balances_only)
    def test_what_is_open_as_before_is_not_told_again(self, harness, ledger):
        first, second = book(
            ledger, harness.document("INV/1"), harness.document("INV/2")
        )
        mirror = Mirror(ledger, first, second)
        mirror.look()
        harness.receive((first, "21.00"))
        assert list(mirror.look()) == [first.id]
        assert mirror.look() == {}
