"""The laws of the port, for Twinfield, and what only it has: masks, sides, sets of
matches, cost centres."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from harness_twinfield import TwinfieldHarness
from lxml.builder import E

from odoo.addons.connector_base.ledger.values import (
    Booked,
    Document,
    Due,
    ItemKind,
    Key,
    Kind,
    Line,
    Ref,
    Rejected,
    Relation,
    SettlementKind,
)
from odoo.addons.connector_base.tests.contract import Mirror, contract

TestTwinfield = contract(TwinfieldHarness)


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


def changed(ledger, *booked):
    return Mirror(ledger, *booked).look()


@pytest.fixture
def mask(twinfield):
    """Sets the format of customer codes, and puts it back."""

    def to(mask):
        twinfield._process_xml(
            E.dimensiontypes(
                E.dimensiontype(E.office("NL001"), E.code("DEB"), E.mask(mask))
            )
        )

    read = E.dimensiontype(E.office("NL001"), E.code("DEB"))
    before = twinfield._process_xml(read).findtext("mask")
    yield to
    to(before)


def test_format_that_gives_no_free_code_is_told_apart(ledger, mask):
    mask("*")
    outcome = ledger.save_relation(Relation(kind=ItemKind.CUSTOMER, name="Zonder"))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "code_format_missing"
    assert "*" in outcome.message


def test_code_outside_the_format_is_told_apart(ledger):
    relation = Relation(kind=ItemKind.CUSTOMER, name="Anders", code="ABC")
    outcome = ledger.save_relation(relation)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, outcome.field) == ("code_not_fitting", "code")


def test_code_that_fits_is_taken_over_and_saving_twice_makes_no_second(ledger):
    relation = Relation(kind=ItemKind.CUSTOMER, name="Eigen code", code="1999")
    first = ledger.save_relation(relation)
    second = ledger.save_relation(replace(relation, name="Eigen code BV"))
    assert (first.ref, second.ref) == (Ref(code="1999"), Ref(code="1999"))
    assert second.name == "Eigen code BV"


def test_second_address_does_not_appear_by_updating(twinfield, ledger):
    relation = Relation(
        kind=ItemKind.CUSTOMER, name="Adres", email="a@adres.example", country="NL"
    )
    code = ledger.save_relation(relation).ref.code
    for city in ("Utrecht", "Zeist"):
        ledger.save_relation(replace(relation, code=code, city=city))
    record = twinfield._process_xml(
        E.read(E.type("dimensions"), E.office("NL001"), E.dimtype("DEB"), E.code(code))
    )
    (address,) = record.iterfind("addresses/address")
    assert address.findtext("city") == "Zeist"
    assert address.findtext("email") == "a@adres.example"


def test_supplier_has_codes_of_its_own(ledger):
    made = ledger.save_relation(Relation(kind=ItemKind.SUPPLIER, name="Drukkerij X"))
    codes = {item.ref.code for item in ledger.items(ItemKind.SUPPLIER)}
    assert made.ref.code in codes


def test_negative_line_cost_centre_and_two_rates_are_booked(twinfield, ledger):
    centre = next(ledger.items(ItemKind.COST_CENTRE)).ref
    lines = [
        _line(twinfield, "-100.00", "-21.00", cost_centre=centre),
        _line(twinfield, "-50.00", "-4.50", vat=Ref(code="VL")),
        _line(twinfield, "10.00", "2.10"),
    ]
    (booked,) = ledger.post([_document(twinfield, "INV/1", lines)])
    assert isinstance(booked, Booked), booked
    assert booked.total == Decimal("163.40")
    record = twinfield.read(booked)
    sides = [line.findtext("debitcredit") for line in record.iter("line")]
    assert sides[:4] == ["debit", "credit", "credit", "debit"]
    assert record.findtext("lines/line[@id='2']/dim2") == centre.code
    kinds = [line.get("type") for line in record.iter("line")]
    assert kinds.count("vat") == 2


def _line(harness, amount, vat_amount, **more):
    amount, vat_amount = Decimal(amount), Decimal(vat_amount)
    return Line(
        **{
            "account": harness.account,
            "amount": amount,
            "balance": amount,
            "vat": harness.vat,
            "vat_amount": vat_amount,
            "vat_balance": vat_amount,
            **more,
        }
    )


def _document(harness, number, lines, **more):
    total = -sum(line.amount + line.vat_amount for line in lines)
    known = {
        "key": Key(kind=Kind.INVOICE, journal="VRK", number=harness.salt + number),
        "date": harness.day,
        "currency": "EUR",
        "company_currency": "EUR",
        "relation": harness.customer,
        "lines": tuple(lines),
        "dues": (Due(date=date(2026, 4, 9), amount=total, balance=total),),
        **more,
    }
    return Document(**known)


def test_vat_as_odoo_rounded_it_is_booked_to_the_cent(twinfield, ledger):
    lines = [_line(twinfield, "-0.33", "-0.07") for _ in range(3)]
    lines[0] = replace(
        lines[0], vat_amount=Decimal("-0.06"), vat_balance=Decimal("-0.06")
    )
    document = _document(twinfield, "INV/1", lines)
    (booked,) = ledger.post([document])
    assert isinstance(booked, Booked), booked
    assert booked.total == document.total == Decimal("1.19")


def test_bill_is_booked_found_and_imported(twinfield, ledger):
    supplier = next(ledger.items(ItemKind.SUPPLIER)).ref
    account = next(
        item.ref for item in ledger.items(ItemKind.ACCOUNT) if item.ref.code[0] == "4"
    )
    line = _line(twinfield, "200.00", "42.00", account=account, vat=Ref(code="IH"))
    key = Key(
        kind=Kind.BILL,
        journal="INK",
        number=f"{twinfield.salt}X",
        relation=supplier.code,
    )
    document = _document(twinfield, "", [line], key=key, relation=supplier)
    (booked,) = ledger.post([document])
    assert isinstance(booked, Booked), booked
    assert booked.total == Decimal("-242.00")
    assert [hit.id for hit in ledger.find([key])[key]] == [booked.id]
    assert changed(ledger, booked)[booked.id].open == Decimal("-242.00")


def test_bulk_receipt_matched_in_one_set(twinfield, ledger):
    booked = ledger.post([twinfield.document(f"INV/{n}") for n in range(3)])
    twinfield.receive_in_one(*booked)
    settled = changed(ledger, *booked)
    allocations = [a for one in settled.values() for a in one.allocations]
    assert [(a.kind, a.amount) for a in allocations] == [
        (SettlementKind.PAYMENT, Decimal("121.00"))
    ] * 3
    assert len({a.settlement for a in allocations}) == 1
    assert len({a.key for a in allocations}) == 3
    assert {one.open for one in settled.values()} == {Decimal(0)}


@pytest.mark.parametrize("type_", ["writeoff", "discount"])
def test_written_off_difference_is_no_payment(twinfield, ledger, type_):
    (booked,) = ledger.post([twinfield.document("INV/1")])
    twinfield.receive_less(booked, "120.00", "1.00", type_)
    one = changed(ledger, booked)[booked.id]
    assert one.open == 0
    amounts = {a.kind: a.amount for a in one.allocations}
    assert amounts == {
        SettlementKind.PAYMENT: Decimal("120.00"),
        SettlementKind.DIFFERENCE: Decimal("1.00"),
    }


def test_import_reads_only_what_changed(twinfield, ledger):
    booked = ledger.post([twinfield.document(f"INV/{n}") for n in range(20)])
    mirror = Mirror(ledger, *booked)
    mirror.look()
    twinfield.receive((booked[3], "121.00"))
    before = twinfield.count_calls()
    assert list(mirror.look()) == [booked[3].id]
    # One report, which shows the receipt too, and the deletions.
    assert twinfield.count_calls() - before == 2
