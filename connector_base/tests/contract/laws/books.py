"""The whole of the books: what the control report compares."""

from datetime import date, timedelta
from decimal import Decimal

from ....ledger.values import ItemKind, Kind
from ..build import law
from ..subject import Mirror, book


def on_account(harness, ledger, relation, since=date(2026, 1, 1)):
    found = [one for one in ledger.on_account(since) if one.relation == relation.code]
    assert all(one.role is ItemKind.CUSTOMER for one in found)
    assert all((one.currency, one.date) == ("EUR", harness.received) for one in found)
    assert all(one.settlement for one in found)
    return [one.amount for one in found]


def listed(harness, ledger, *booked):
    ids = {one.id for one in booked}
    start = harness.day.replace(day=1)
    found = ledger.booked(start, start + timedelta(days=30))
    return {one.id: one for one in found if one.id in ids}


class WholeBooks:
    @law("on_account")
    def test_money_paid_too_much_stands_on_account(self, harness, ledger, stranger):
        (booked,) = book(ledger, harness.document("INV/1", customer=stranger))
        assert on_account(harness, ledger, stranger) == []
        harness.use(harness.deposit(stranger, "150.00"), booked)
        assert on_account(harness, ledger, stranger) == [Decimal("-29.00")]
        assert harness.owed_by(stranger) == Decimal("-29.00")

    @law("on_account")
    def test_money_before_the_invoice_until_it_is_matched(
        self, harness, ledger, stranger
    ):
        deposit = harness.deposit(stranger, "121.00")
        other = harness.deposit(stranger, "10.00")
        amounts = on_account(harness, ledger, stranger)
        assert sorted(amounts) == [Decimal(-121), Decimal(-10)]
        assert on_account(harness, ledger, stranger, harness.received) != []
        later = harness.received + timedelta(days=1)
        assert on_account(harness, ledger, stranger, later) == []
        (booked,) = book(ledger, harness.document("INV/1", customer=stranger))
        assert sum(on_account(harness, ledger, stranger)) == Decimal("-131.00")
        assert harness.owed_by(stranger) == Decimal("-10.00")
        harness.use(deposit, booked)
        assert on_account(harness, ledger, stranger) == [Decimal("-10.00")]
        second = harness.document("INV/2", customer=stranger)
        harness.use(other, book(ledger, second)[0])
        assert on_account(harness, ledger, stranger) == []

    @law("on_account", "changes")
    def test_unmatched_receipt_stands_on_account(self, harness, ledger, stranger):
        (booked,) = book(ledger, harness.document("INV/1", customer=stranger))
        match = harness.receive((booked, "121.00"))
        assert on_account(harness, ledger, stranger) == []
        harness.undo(match)
        assert on_account(harness, ledger, stranger) == [Decimal("-121.00")]
        settled = Mirror(ledger, booked).look()
        assert settled[booked.id].open == Decimal("121.00")

    @law("booked")
    def test_listed_entries_tell_total_vat_and_open(self, harness, ledger, stranger):
        documents = [
            harness.document("INV/1", customer=stranger),
            harness.document("RINV/1", "50", kind=Kind.CREDIT_NOTE, customer=stranger),
        ]
        booked = book(ledger, *documents)
        found = listed(harness, ledger, *booked)
        told = [(found[one.id].total, found[one.id].vat) for one in booked]
        assert told == [
            (Decimal("121.00"), Decimal("21.00")),
            (Decimal("-60.50"), Decimal("-10.50")),
        ]
        opens = [found[one.id].open for one in booked]
        assert opens == [Decimal("121.00"), Decimal("-60.50")]

    @law("booked", "changes")
    def test_listed_entry_tells_what_is_left_open(self, harness, ledger, stranger):
        (booked,) = book(ledger, harness.document("INV/1", customer=stranger))
        harness.receive((booked, "21.00"))
        found = listed(harness, ledger, booked)
        assert found[booked.id].open == Decimal("100.00")

    @law("booked", "on_account")
    def test_listed_entry_that_money_on_account_paid(self, harness, ledger, stranger):
        deposit = harness.deposit(stranger, "150.00")
        (booked,) = book(ledger, harness.document("INV/1", customer=stranger))
        assert listed(harness, ledger, booked)[booked.id].open == Decimal("121.00")
        harness.use(deposit, booked)
        assert listed(harness, ledger, booked)[booked.id].open == 0
