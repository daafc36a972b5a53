"""Matches of Twinfield, told and made: all of what is read from a transaction, and all
of what is sent to settle one."""

from datetime import date
from decimal import Decimal

import pytest
from transactions import counter, match, transaction

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import (
    Allocation,
    Settled,
    SettlementKind,
)
from odoo.addons.twinfield_connector.client import settled as settling
from odoo.addons.twinfield_connector.client import xml

CATEGORIES = {"BNK": "bank", "VRK": "sales", "MEMO": "journal", "INK": "purchase"}
BOOKED_ON, MATCHED_ON = date(2024, 3, 15), date(2024, 3, 20)


def settled(*sets, seen=None, **more):
    return read(transaction(*sets, **more), seen)


def read(element, seen=None):
    return settling.read(element, seen, lambda daybook: CATEGORIES.get(daybook, ""))


def test_all_that_is_told_of_a_payment():
    assert settled(match("100.00", counter("-100.00")), open_="75.50") == Settled(
        id="VRK/202400017",
        open=Decimal("75.50"),
        total=Decimal("175.50"),
        final=True,
        memo="",
        allocations=(
            Allocation(
                key="VRK/202400017:BNK/202400005/2:2024-03-20",
                kind=SettlementKind.PAYMENT,
                amount=Decimal("100.00"),
                currency="EUR",
                date=MATCHED_ON,
                settlement="BNK/202400005",
                journal="BNK",
                by=("BNK/202400005",),
                balance=Decimal("100.00"),
                counterpart="",
                certain=True,
            ),
        ),
    )


def test_all_that_is_told_of_what_nobody_can_tell():
    (one,) = settled(base="150.00", seen=Decimal("75.50")).allocations
    assert one == Allocation(
        key="VRK/202400017:2024-03-15:unattributed",
        kind=SettlementKind.OTHER,
        amount=Decimal("100.00"),
        currency="EUR",
        date=BOOKED_ON,
        settlement="VRK/202400017",
        journal="",
        by=(),
        balance=None,
        counterpart="",
        certain=False,
    )


@pytest.mark.parametrize(
    ("inside", "outside", "day"),
    [
        ("20240320", "20240321", MATCHED_ON),
        ("", "20240321", date(2024, 3, 21)),
        ("", "", BOOKED_ON),
    ],
)
def test_day_of_a_match_is_its_own_or_the_lines_or_the_entrys(inside, outside, day):
    more = f"<matchdate>{outside}</matchdate>" if outside else ""
    found = settled(
        match("175.50", counter("-175.50"), at=inside), open_="0.00", more=more
    )
    assert [one.date for one in found.allocations] == [day]
    (rest,) = settled(open_="0.00", more=more).allocations
    assert rest.date == (date(2024, 3, 21) if outside else BOOKED_ON)


def test_match_without_a_value_is_worth_its_lines():
    """And one without either is none."""
    found = settled(match("", counter("-100.00"), counter("-75.50")), open_="0.00")
    assert [one.amount for one in found.allocations] == [Decimal("175.50")]
    assert settled(match("", counter("")), open_="175.50").allocations == ()
    (one,) = settled(match("175.50"), open_="0.00").allocations
    assert (one.certain, one.amount) == (False, Decimal("175.50"))


def test_line_that_says_no_value_is_paid_by_all_together():
    found = settled(
        match("175.50", counter(""), counter("", number="202400006")), open_="0.00"
    )
    (one,) = found.allocations
    assert (one.amount, one.by) == (
        Decimal("175.50"),
        ("BNK/202400005", "BNK/202400006"),
    )
    assert one.settlement == "BNK/202400005+BNK/202400006"


def test_two_payments_on_a_day_are_one_with_the_worth_of_both():
    sets = [match("100.00", counter("-100.00")), match("75.50", counter("-75.50"))]
    (one,) = settled(*sets, open_="0.00").allocations
    assert one.amount == one.balance == Decimal("175.50")
    (one,) = settled(*sets, base="150.00", seen=Decimal(0)).allocations
    assert (one.amount, one.balance) == (Decimal("175.50"), None)


@pytest.mark.parametrize(
    ("code", "number", "method", "kind"),
    [
        ("BNK", "202400005", "", SettlementKind.PAYMENT),
        ("BNK", "12", "", SettlementKind.PAYMENT),
        ("INK", "12", "", SettlementKind.DOCUMENT),
        ("MEMO", "202400005", "", SettlementKind.OTHER),
        ("MEMO", "12", "", SettlementKind.DIFFERENCE),
        ("ELSE", "202400005", "PAYMENT", SettlementKind.PAYMENT),
        ("ELSE", "202400005", "", SettlementKind.DIFFERENCE),
        ("ELSE", "12", "payment", SettlementKind.DIFFERENCE),
    ],
)
def test_kind_is_that_of_the_daybook_and_the_number(code, number, method, kind):
    paid = counter("-175.50", code=code, number=number, method=method)
    (one,) = settled(match("175.50", paid), open_="0.00").allocations
    assert one.kind is kind
    document_ = one.by[0] if kind is SettlementKind.DOCUMENT else ""
    assert one.counterpart == document_


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (("BNK", "BNK"), SettlementKind.PAYMENT),
        (("INK", "INK"), SettlementKind.OTHER),
        (("BNK", "INK"), SettlementKind.OTHER),
    ],
)
def test_several_that_can_not_be_told_apart_are_payments_or_something(codes, kind):
    paid = [counter("-150.00", c, f"20240000{n}") for n, c in enumerate(codes)]
    (one,) = settled(match("175.50", *paid), open_="0.00").allocations
    assert (one.kind, one.amount) == (kind, Decimal("175.50"))
    assert one.journal == ("" if len(set(codes)) > 1 else codes[0])


def test_open_value_of_the_entry_goes_before_that_of_the_report():
    more = "<valueopen>-50.00</valueopen>"
    assert settled(more=more, seen=Decimal(7), side="credit").open == -50
    assert settled(open_="60.00", more=more).open == 50
    assert settled(open_="60.00", seen=Decimal(7)).open == 60
    # In another currency that of the company says nothing.
    assert settled(open_="60.00", base="150.00", seen=Decimal(-7)).open == 7
    matched = "<matchstatus>matched</matchstatus>"
    assert settled(more=matched).open == 0
    assert settled(more=matched, seen=Decimal(7)).open == 7
    available = "<matchstatus>available</matchstatus>"
    assert settled(more=available).open == Decimal("175.50")
    assert settled(match("100.00", counter("-100.00"))).open == Decimal("75.50")


def test_match_in_company_currency_is_converted_only_if_that_is_what_was_closed():
    """Of 200.00 dollars worth 100.00 a half is paid."""
    more = "<valueopen>100.00</valueopen>"
    known = {"value": "200.00", "base": "100.00", "more": more}
    paid = match("50.00", counter("-50.00"))
    (one,) = settled(paid, open_="50.00", **known).allocations
    assert one.amount == 100
    sums = [one.amount for one in settled(paid, open_="40.00", **known).allocations]
    assert sums == [50, 50]
    del known["more"]
    paid = match("100.00", counter("-100.00"))
    (one,) = settled(paid, seen=Decimal(0), **known).allocations
    assert one.amount == 200
    paid = match("50.00", counter("-50.00"))
    known["more"] = more
    # What is open in company currency is not told: nobody knows what was closed.
    sums = [one.amount for one in settled(paid, **known).allocations]
    assert sums == [50, 50]
    assert settled(open_="100.00", **{**known, "more": more}).open == 100


def test_transaction_without_its_total_or_day():
    for cut in ('<line type="total" id="1">', "<value>175.50</value>"):
        made = xml.tostring(transaction()).replace(cut, cut.replace("total", "x"))
        made = made.replace("<value>175.50</value>", "") if "value" in cut else made
        with pytest.raises(ProtocolError) as caught:
            read(xml.parse(made))
        assert caught.value.code == "unexpected_answer"
        assert caught.value.detail == "VRK/202400017: no total line"
    bare = xml.tostring(transaction()).replace("<date>20240315</date>", "")
    (one,) = read(xml.parse(bare), Decimal(0)).allocations
    assert one.date == date.min


def test_entry_over_nothing_stands_on_the_debit_side():
    assert settled(value="0.00", open_="0.00").total == 0
    nowhere = xml.tostring(transaction()).replace(' location="final"', "")
    assert (read(xml.parse(nowhere)).final, read(xml.parse(nowhere)).memo) == (None, "")
