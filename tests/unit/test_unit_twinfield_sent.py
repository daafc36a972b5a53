"""What is sent to Twinfield: sides, small amounts, and what is left unsaid."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from documents import document, line
from twinfield_answers import like

from odoo.addons.connector_base.ledger.values import Due, Kind, Supply
from odoo.addons.twinfield_connector.client import dimension, entry, xml

# Customers and suppliers


def record(inner):
    return xml.parse(f"<dimension><code>1004</code>{inner}</dimension>")


def request(relation, changed=(), existing=None):
    return dimension.dimension(relation, "NL001", existing, changed)


def test_only_what_changed_of_the_money_is_sent():
    rich = like(
        code="1004",
        payment_days=14,
        mandate="M1",
        mandate_date=date(2024, 3, 1),
        iban="NL91ABNA0417164300",
        bic="ABNANL2A",
        website="x.example",
    )
    there = record("<name>Jansen</name>")
    tags = {
        ("payment_days",): ["financials/duedays"],
        ("mandate",): ["financials/collectmandate"],
        ("mandate_date",): ["financials/collectmandate"],
        ("iban",): ["banks/bank"],
        ("bic",): ["banks/bank"],
        ("website",): ["website"],
        ("email",): ["addresses/address/email"],
    }
    paths = sorted({path for some in tags.values() for path in some})
    for changed, present in tags.items():
        made = request(rich, changed, there)
        assert [path for path in paths if made.find(path) is not None] == present
    made = request(
        replace(rich, payment_days=None, mandate=""), ("payment_days",), there
    )
    assert made.find("financials") is None
    made = request(replace(rich, mandate="", iban=""), ("mandate", "iban"), there)
    assert made.find("financials") is None and made.find("banks") is None


def test_bank_account_that_is_there_is_not_added_again():
    banks = (
        "<banks><bank default='true'><iban>nl91abna 0417164300</iban></bank></banks>"
    )
    made = request(like(code="1", iban="NL91ABNA0417164300"), ("iban",), record(banks))
    assert len(made.findall("banks/bank")) == 1
    made = request(like(code="1", iban="NL02ABNA0123456789"), ("iban",), record(banks))
    assert [one.get("default") for one in made.findall("banks/bank")] == [
        "true",
        "false",
    ]


# Entries


def amounts(element):
    return [
        (one.findtext("value"), one.findtext("debitcredit"), one.findtext("vatvalue"))
        for one in element.iter("line")
    ]


def made(document_, **options):
    return entry.entry(document_, "NL001", entry.Options(**options))


@pytest.mark.parametrize(
    ("kind", "total", "detail"),
    [(Kind.INVOICE, "debit", "credit"), (Kind.BILL, "credit", "debit")],
)
def test_sides_of_small_amounts_and_of_nothing(kind, total, detail):
    sign = 1 if kind is Kind.INVOICE else -1
    small = made(
        document(line(-sign * Decimal("0.40"), -sign * Decimal("0.08")), kind=kind)
    )
    assert amounts(small) == [("0.48", total, None), ("0.40", detail, "0.08")]
    only_vat = made(document(line("0.00", -sign * Decimal("0.08")), kind=kind))
    assert amounts(only_vat) == [("0.08", total, None), ("0.00", detail, "0.08")]
    nothing = made(document(line("0.00"), kind=kind))
    assert amounts(nothing) == [("0.00", total, None), ("0.00", detail, "0.00")]


@pytest.mark.parametrize(("vat", "side"), [("-0.08", "credit"), ("0.08", "debit")])
def test_line_of_a_journal_entry_over_vat_alone_is_on_its_side(vat, side):
    lines = line("0.00", vat), line("0.00", str(-Decimal(vat)))
    dues = [Due(date=date(2024, 3, 1), amount=Decimal(0), balance=Decimal(0))]
    journal = document(*lines, kind=Kind.ENTRY, dues=dues)
    assert [one[1:] for one in amounts(made(journal))][0] == (side, "0.08")


def test_vat_that_the_buyer_owes_is_told_on_a_sale_alone():
    reverse = line("-100.00", reverse=True)
    assert amounts(made(document(reverse)))[1][2] == "0.00"
    bill = document(line("100.00", reverse=True), kind=Kind.BILL)
    assert amounts(made(bill))[1][2] is None


def test_services_have_a_day_and_goods_have_none():
    supply = Supply(kind="services", country="be", vat="BE 1.2", date=date(2024, 3, 1))
    (_total, one) = made(document(line("-1.00", supply=supply))).iter("line")
    assert [one.findtext(f"performance{n}") for n in ("type", "country")] == [
        "services",
        "BE",
    ]
    assert one.findtext("performancevatnumber") == "BE12"
    assert one.findtext("performancedate") == "20240301"
    goods = replace(supply, kind="goods")
    (_total, one) = made(document(line("-1.00", supply=goods))).iter("line")
    assert one.findtext("performancedate") is None
    (_total, one) = made(document(line("-1.00", vat="", supply=goods))).iter("line")
    assert one.findtext("performancetype") is None
    (_total, one) = made(document(line("-1.00"))).iter("line")
    assert one.findtext("performancetype") is None


@pytest.mark.parametrize("amount", ["0.40", "-0.40"])
def test_payment_has_its_two_sides(amount):
    value = Decimal(amount)
    due = Due(date=date(2024, 3, 1), amount=-value, balance=-value)
    paid = document(
        line(value, vat="", account="1100"), kind=Kind.CUSTOMER_PAYMENT, dues=[due]
    )
    booking = entry.Booking(category="bank", control="1300")
    element = entry.entry(paid, "NL001", entry.Options(), booking)
    sides = ["debit", "credit"] if value > 0 else ["credit", "debit"]
    assert [side for _value, side, _vat in amounts(element)] == sides


def test_deletion_has_a_reason():
    told = [entry.deletion("NL001", "VRK/7", why).get("reason") for why in ("", " x ")]
    assert told == ["-", "x"]


@pytest.mark.parametrize(("count", "is_refused"), [(999, False), (1000, True)])
def test_lines_are_counted_with_the_total(count, is_refused):
    refused = entry.too_many_lines(document(*[line("-1.00")] * count))
    assert (refused is not None) is is_refused
    if refused:
        assert (refused.message, refused.field) == ("1001 > 1000", "lines")
