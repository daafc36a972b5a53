"""By what a document of Exact Online was settled: all of what is told of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from exact_terms import DAY, KINDS, brief, dollars, receipt, settle, term

from odoo.addons.connector_base.ledger.values import Allocation, Settled
from odoo.addons.exact_connector.client import settled

LATER = date(2026, 7, 12)


def test_all_that_is_told_of_a_payment():
    paid = term("a1", "50.00", entry="inv", whole="121.00", final=True)
    rest = term("a2", "71.00", entry="inv", whole="121.00", matched=False)
    found = settle([paid, rest], receipt("b1", "50.00", date=LATER))
    assert found == Settled(
        id="inv",
        open=Decimal("71.00"),
        total=Decimal("121.00"),
        final=True,
        memo="l-inv acc",
        allocations=(
            Allocation(
                key="a1:b1",
                kind=KINDS.PAYMENT,
                amount=Decimal("50.00"),
                currency="EUR",
                date=LATER,
                settlement="20/b1",
                journal="20",
                by=("e-b1",),
                balance=Decimal("50.00"),
                counterpart="",
                certain=True,
            ),
        ),
    )


def test_all_that_is_told_of_several_that_can_not_be_told_apart():
    """The last of their days, their journal where it is one, no worth."""
    part = term("a1", "121.00")
    counters = (
        receipt("b2", "50.00", date=LATER),
        receipt("b1", "40.00"),
        receipt("b3", "50.00", date=None),
    )
    (one,) = settle([part], *counters).allocations
    assert one == Allocation(
        key="a1",
        kind=KINDS.PAYMENT,
        amount=Decimal("121.00"),
        currency="EUR",
        date=LATER,
        settlement="20/b1+20/b2+20/b3",
        journal="20",
        by=("e-b1", "e-b2", "e-b3"),
        balance=None,
        counterpart="",
        certain=True,
    )
    (one,) = settle([part], *counters, receipt("b4", "3", journal="21")).allocations
    assert one.journal == ""


def test_all_that_is_told_of_a_credit_note():
    note = term("c1", "121.00", type_=21)
    (one,) = settle([term("i1", "121.00")], note).allocations
    assert (one.kind, one.counterpart, one.by) == (KINDS.DOCUMENT, "e-c1", ("e-c1",))
    notes = (term("c1", "100", type_=21), term("c2", "30", type_=21))
    (one,) = settle([term("i1", "121.00")], *notes).allocations
    assert (one.kind, one.counterpart, one.certain) == (KINDS.DOCUMENT, "", True)


@pytest.mark.parametrize(
    ("end", "booked", "day"),
    [(DAY, LATER, DAY), (None, LATER, LATER), (None, None, date.min)],
)
def test_without_a_counterpart_it_is_settled_when_it_says_so(end, booked, day):
    """By the document itself, as far as is known."""
    part = term("i1", "121.00", end=end, date=booked)
    assert settle([part]).allocations == (
        Allocation(
            key="i1",
            kind=KINDS.PAYMENT,
            amount=Decimal("121.00"),
            currency="EUR",
            date=day,
            settlement="70/i1",
            journal="",
            by=(),
            balance=None,
            counterpart="",
            certain=False,
        ),
    )


def test_what_is_open_settles_nothing_though_no_day_is_told():
    part = term("i1", "121.00", end=None)
    (one,) = settle([part], receipt("b1", "121.00", matched=False)).allocations
    assert (one.by, one.certain) == ((), False)


def test_document_does_not_settle_itself():
    """Of two parts with unlike signs."""
    paid = term("a1", "50.00", entry="inv", whole="121.00")
    back = term("a2", "50.00", entry="inv", whole="-50.00", type_=40)
    (one,) = settle([paid, back]).allocations[:1]
    assert one.by == ()


@pytest.mark.parametrize("names", [{}, {"number": ""}])
def test_who_names_nothing_does_not_name_a_document_without_a_name(names):
    part = term("i1", "121", **names)
    counters = (receipt("b1", "50"), receipt("b2", "40"))
    assert brief(settle([part], *counters)) == [
        (KINDS.PAYMENT, Decimal(121), "20/b1+20/b2", True)
    ]


@pytest.mark.parametrize("names", [{"reference": "inv/1"}, {"invoice": "i1"}])
def test_who_names_it_by_reference_or_number_pays_it(names):
    part = term("i1", "121", reference="inv/1")
    assert brief(settle([part], receipt("b1", "50", **names), receipt("b2", "4"))) == [
        (KINDS.PAYMENT, Decimal(50), "20/b1", True),
        (KINDS.PAYMENT, Decimal(71), "20/b2", True),
    ]


def test_rest_is_paid_by_money_that_names_nobody():
    part = term("i1", "121", reference="inv/1")
    named = receipt("b1", "100", reference="inv/1")
    other = receipt("b2", "21", reference="inv/2")
    found = settle([part], named, receipt("b3", "21"), other)
    assert [(a.settlement, a.key) for a in found.allocations] == [
        ("20/b1", "i1:b1"),
        ("20/b3", "i1:b3"),
    ]
    note = term("c1", "21", type_=21, reference="inv/2")
    found = settle([part], named, note, other)
    assert [a.settlement for a in found.allocations] == ["20/b1", "70/c1"]
    found = settle([part], named, receipt("b3", "20"), other)
    assert [(a.settlement, a.amount, a.key) for a in found.allocations] == [
        ("20/b1", Decimal(100), "i1:b1"),
        ("20/b3", Decimal(21), "i1:rest"),
    ]


@pytest.mark.parametrize(("count", "is_found"), [(12, True), (13, False)])
def test_up_to_twelve_are_tried_in_all_their_combinations(count, is_found):
    counters = [receipt(f"b{n:02}", 2**n) for n in range(count)]
    found = settle([term("i1", "5")], *counters).allocations
    told = (
        ["20/b00", "20/b02"] if is_found else ["+".join(c.settlement for c in counters)]
    )
    assert [a.settlement for a in found] == told


def test_money_in_another_currency_that_names_it_is_worth_itself_if_it_is_alone():
    part = dollars(term("i1", "121.00", reference="inv/1"), "108.90")
    named = receipt("b1", "90.00", reference="inv/1")
    stranger = receipt("b2", "15.00")
    (one,) = settle([part], named, stranger).allocations
    assert (one.by, one.balance) == (("e-b1",), Decimal("90.00"))
    beside = dollars(term("i2", "10.00"), "9.00")
    (one,) = settled.settled(part.entry, [part], [part, named, beside]).allocations
    assert one.balance is None
    (one,) = settle([part], stranger).allocations
    assert (one.by, one.balance) == (("e-b2",), None)


def test_money_that_names_it_and_is_more_is_worth_its_share():
    part = term("i1", "121.00", reference="inv/1")
    (one,) = settle([part], receipt("b1", "150.00", reference="inv/1")).allocations
    assert (one.by, one.balance) == (("e-b1",), Decimal("121.00"))


def test_share_of_nothing_has_no_worth():
    part = term("i1", "121.00")
    empty = receipt("b1", "0.00", whole="-100.00")
    (one,) = settle([part], empty).allocations
    assert one.balance is None
    paid = replace(receipt("b1", "121.00"), currency="USD")
    (one,) = settle([part], paid).allocations
    assert one.balance is None


def test_worth_is_in_proportion_and_to_the_cent():
    part = dollars(term("i1", "10.00"), "9.00")
    paid = dollars(receipt("b1", "30.00"), "25.00")
    (one,) = settle([part], paid).allocations
    assert one.balance == Decimal("8.33")
