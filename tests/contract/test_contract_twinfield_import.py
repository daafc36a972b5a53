"""Payments out of Twinfield in few requests, and that it does not matter by which of
its answers they are told."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from harness_twinfield import TwinfieldHarness

from odoo.addons.connector_base.ledger.values import Against, Kind, SettlementKind
from odoo.addons.connector_base.tests.contract import Mirror, book
from odoo.addons.twinfield_connector.client import settled
from odoo.addons.twinfield_connector.client.records import read_transaction

PAID = 300  # invoices; what is asked for is the same for ten times as many


@pytest.fixture(scope="module")
def running():
    twinfield = TwinfieldHarness()
    yield twinfield
    twinfield.stop()


@pytest.fixture
def twinfield(running):
    running.fresh()
    return running


@pytest.fixture
def ledger(twinfield):
    with twinfield.open() as opened:
        yield opened


@contextmanager
def counted(twinfield, most):
    before = twinfield.count_calls()
    yield
    assert twinfield.count_calls() - before <= most


@pytest.fixture(scope="module")
def paid(running):
    """Numbers of invoices that are paid, each by a line of one of a few receipts."""
    running.control("fill", office="NL001", entries=PAID, date="20260310")
    numbers = [f"FILL{number}" for number in range(1, PAID + 1)]
    for start in range(0, PAID, 50):
        invoices = [{"invoicenumber": number} for number in numbers[start : start + 50]]
        running.control("receipt", office="NL001", invoices=invoices, date="20260320")
    return numbers


@pytest.fixture
def mirror(ledger, paid):
    """As the base has them before it ever imported: wholly open."""
    march = date(2026, 3, 1), date(2026, 3, 31)
    booked = [one for one in ledger.booked(*march) if one.key.number in set(paid)]
    assert len(booked) == PAID
    return Mirror(ledger, *booked)


def forgotten(mirror):
    """Exports of a version that left no memo."""
    mirror.ours = {id_: replace(one, memo="") for id_, one in mirror.ours.items()}


def test_first_import_of_many_paid_invoices_reads_none_of_them(twinfield, mirror):
    with counted(twinfield, 2):
        told = mirror.look()
    assert len(told) == PAID
    assert {one.open for one in told.values()} == {Decimal(0)}
    allocations = [a for one in told.values() for a in one.allocations]
    assert {(a.kind, a.amount) for a in allocations} == {
        (SettlementKind.PAYMENT, Decimal("121.00"))
    }
    assert len({a.key for a in allocations}) == PAID
    assert len({a.settlement for a in allocations}) == PAID / 50


def test_first_import_of_what_left_no_memo_looks_through_all_years(twinfield, mirror):
    forgotten(mirror)
    with counted(twinfield, 20):
        assert len(mirror.look()) == PAID
    with counted(twinfield, 2):
        mirror.look("")


def test_audit_of_what_is_unchanged_asks_a_few_times(twinfield, mirror):
    mirror.look()
    with counted(twinfield, PAID // 1000 + 2):
        assert mirror.look("") == {}


def test_import_that_is_stopped_at_any_page_goes_on_from_there(twinfield, mirror):
    told, cursor = [], ""
    while len(told) < PAID:
        with twinfield.open() as again:  # another process, after this one was killed
            page = next(again.changes(cursor, dict(mirror.ours)))
        told += [one.id for one in page.settled if one.open != mirror.ours[one.id].open]
        cursor = page.cursor
        mirror._keep({one.id: one for one in page.settled})
    assert len(set(told)) == len(told) == PAID


def test_pages_are_small(mirror):
    sizes = [len(page.settled) for page in mirror.pages()]
    assert max(sizes) == 50
    assert len(sizes) == PAID / 50


# One invoice, told by the report or by itself


def part(twinfield, ledger, invoice):
    twinfield.receive((invoice, "21.50"))


def whole(twinfield, ledger, invoice):
    twinfield.receive((invoice, "121.00"))


def two_receipts(twinfield, ledger, invoice):
    twinfield.receive((invoice, "21.00"))
    twinfield.receive((invoice, "100.00"))


def two_receipts_of_which_one_pays_another_too(twinfield, ledger, invoice):
    (other,) = book(ledger, twinfield.document("INV/9"))
    twinfield.receive((invoice, "21.00"))
    deposit = twinfield.deposit(twinfield.customer, "150.00")
    twinfield.use((deposit[0], Decimal("100.00")), invoice)
    twinfield.use((deposit[0], Decimal("50.00")), other)


def with_two_others(twinfield, ledger, invoice):
    others = book(ledger, twinfield.document("INV/8"), twinfield.document("INV/9"))
    twinfield.receive_in_one(invoice, *others)


def credit_note_and_receipt(twinfield, ledger, invoice):
    document = twinfield.document("RINV/1", "50.00", kind=Kind.CREDIT_NOTE)
    twinfield.offset(*book(ledger, document), invoice, "60.50")
    twinfield.receive((invoice, "60.50"))


def written_off(twinfield, ledger, invoice):
    twinfield.receive_less(invoice, "120.00", "1.00", "writeoff")


def own_payment(twinfield, ledger, invoice):
    (payment,) = book(ledger, twinfield.payment("PAY/1", "50.00"))
    against = [Against(id=invoice.id, amount=Decimal("50.00"))]
    assert ledger.match(payment, against, twinfield.received) is None


@pytest.mark.parametrize(
    ("happened", "is_read"),
    [
        (part, False),
        (whole, False),
        (two_receipts, False),
        (two_receipts_of_which_one_pays_another_too, True),
        (with_two_others, False),
        (credit_note_and_receipt, False),
        (written_off, True),
        (own_payment, False),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_report_and_transaction_tell_the_same(twinfield, ledger, happened, is_read):
    """Under the same keys: else a payment would be taken back and made anew when it is
    told the other way."""
    (invoice,) = book(ledger, twinfield.document("INV/1"))
    happened(twinfield, ledger, invoice)
    before = twinfield.count_calls()
    told = Mirror(ledger, invoice).look()[invoice.id]
    asked = twinfield.count_calls() - before
    transaction = read_transaction(ledger._api, invoice.id)
    category = ledger._importer._daybooks.category
    assert told == settled.read(transaction, told.open, category)
    assert told.allocations
    assert asked == 2 if not is_read else asked > 2
