"""Who paid what, by the matches of a transaction: attribution and signs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transactions import counter, match, transaction

from odoo.addons.connector_base.ledger.values import SettlementKind
from odoo.addons.twinfield_connector.client import settled as settling
from odoo.addons.twinfield_connector.client import xml

CATEGORIES = {"BNK": "bank", "KAS": "cash", "VRK": "sales", "MEMO": "journal"}


def settled(*sets, seen=None, **more):
    return settling.read(
        transaction(*sets, **more), seen, lambda daybook: CATEGORIES.get(daybook, "")
    )


def brief(outcome):
    return [(one.kind.value, one.amount, one.settlement) for one in outcome.allocations]


def test_part_payment_as_in_the_documentation():
    outcome = settled(match("100.00", counter("-100.00")), open_="75.50")
    (allocation,) = outcome.allocations
    assert (outcome.id, outcome.open) == ("VRK/202400017", Decimal("75.50"))
    assert allocation.kind is SettlementKind.PAYMENT
    assert allocation.amount == allocation.balance == Decimal("100.00")
    assert allocation.date == date(2024, 3, 20)
    assert allocation.settlement == "BNK/202400005"
    assert allocation.key == "VRK/202400017:BNK/202400005/2:2024-03-20"


@pytest.mark.parametrize("outer", ["100.00", "-100.00"])
@pytest.mark.parametrize("inner", ["100.00", "-100.00"])
@pytest.mark.parametrize(("side", "sign"), [("debit", 1), ("credit", -1)])
def test_sign_is_the_documents_whatever_the_match_says(outer, inner, side, sign):
    outcome = settled(
        match(outer, counter(inner)), value="150.00", side=side, open_="-50.00"
    )
    assert outcome.open == sign * 50
    assert brief(outcome) == [("payment", sign * Decimal("100.00"), "BNK/202400005")]


def test_two_receipts_in_one_match_stay_apart():
    outcome = settled(
        match("175.50", counter("-100.00"), counter("-75.50", number="202400006")),
        open_="0.00",
    )
    assert brief(outcome) == [
        ("payment", Decimal("100.00"), "BNK/202400005"),
        ("payment", Decimal("75.50"), "BNK/202400006"),
    ]


@pytest.mark.parametrize(
    "others",
    [
        [counter("-500.00")],
        [counter("-500.00"), counter("324.50", "VRK", "202400030", 1)],
    ],
)
def test_bulk_receipt_counts_for_no_more_than_our_invoice(others):
    outcome = settled(match("175.50", *others), open_="0.00")
    assert brief(outcome) == [("payment", Decimal("175.50"), "BNK/202400005")]


def test_credit_note_settles_an_invoice_and_the_rest_is_paid():
    outcome = settled(
        match(
            "175.50",
            counter("-60.50", "VRK", "202400018", 1, ""),
            counter("-115.00"),
        ),
        open_="0.00",
    )
    note, receipt = outcome.allocations
    assert (note.kind, note.counterpart) == (SettlementKind.DOCUMENT, "VRK/202400018")
    assert (receipt.kind, receipt.amount) == (
        SettlementKind.PAYMENT,
        Decimal("115.00"),
    )


def test_credit_note_is_settled_by_the_invoice_and_not_by_its_receipt():
    outcome = settled(
        match("-60.50", counter("175.50", "VRK", "202400017", 1), counter("-115.00")),
        value="60.50",
        side="credit",
        open_="0.00",
    )
    assert brief(outcome) == [("document", Decimal("-60.50"), "VRK/202400017")]


def test_written_off_rest_is_no_payment():
    outcome = settled(match("175.50", counter("-170.00")), open_="0.00")
    assert brief(outcome) == [
        ("payment", Decimal("170.00"), "BNK/202400005"),
        ("difference", Decimal("5.50"), "BNK/202400005"),
    ]
    assert len({one.key for one in outcome.allocations}) == 2


def test_closed_without_a_match_in_sight_is_not_lost():
    outcome = settled(open_="75.50", more="<matchdate>20240321</matchdate>")
    (allocation,) = outcome.allocations
    assert allocation.kind is SettlementKind.OTHER
    assert (allocation.amount, allocation.date) == (
        Decimal("100.00"),
        date(2024, 3, 21),
    )


def test_memorial_entry_is_neither_payment_nor_document():
    outcome = settled(match("175.50", counter("-175.50", "MEMO")), open_="0.00")
    assert brief(outcome) == [("other", Decimal("175.50"), "MEMO/202400005")]


def test_two_matches_with_one_receipt_line_on_a_day_are_one_allocation():
    outcome = settled(
        match("30.00", counter("-30.00")),
        match("20.00", counter("-20.00")),
        open_="125.50",
    )
    assert brief(outcome) == [("payment", Decimal("50.00"), "BNK/202400005")]


def test_foreign_currency_in_company_currency_is_converted_by_what_is_closed():
    outcome = settled(
        match("46.00", counter("-46.00")),
        match("46.00", counter("-46.00", number="202400006")),
        value="150.00",
        base="138.00",
        open_="46.00",
        seen=Decimal("50.00"),
    )
    assert [one.amount for one in outcome.allocations] == [Decimal("50.00")] * 2
    assert [one.balance for one in outcome.allocations] == [None, None]


@given(
    st.lists(
        st.lists(st.integers(1, 10_000), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 5000),
    st.sampled_from(["debit", "credit"]),
)
def test_open_and_allocations_are_always_the_whole_document(receipts, open_, side):
    sets, number = [], 0
    for values in receipts:
        counters = []
        for value in values:
            number += 1
            counters.append(counter(f"-{value / 100:.2f}", number=str(number)))
        sets.append(match(f"{sum(values) / 100:.2f}", *counters))
    total = (sum(map(sum, receipts)) + open_) / 100
    outcome = settled(
        *sets, value=f"{total:.2f}", side=side, open_=f"{open_ / 100:.2f}"
    )
    whole = outcome.open + sum(one.amount for one in outcome.allocations)
    assert abs(whole) == Decimal(f"{total:.2f}")
    assert (whole > 0) == (side == "debit")
    assert len({one.key for one in outcome.allocations}) == number


def test_allocation_says_where_the_settlement_stands_and_by_which_entries():
    outcome = settled(
        match("175.50", counter("-100.00"), counter("-75.50", number="202400006")),
        open_="0.00",
    )
    assert [(one.journal, one.by) for one in outcome.allocations] == [
        ("BNK", ("BNK/202400005",)),
        ("BNK", ("BNK/202400006",)),
    ]


def test_of_several_entries_that_can_not_be_told_apart_all_are_named():
    counters = [counter("-500.00"), counter("-500.00", "KAS", "202400001")]
    (one,) = settled(match("175.50", *counters), open_="0.00").allocations
    assert (one.journal, one.by) == ("", ("BNK/202400005", "KAS/202400001"))


def test_what_is_left_of_a_match_was_settled_by_no_entry():
    outcome = settled(match("175.50", counter("-170.00")), open_="0.00")
    assert [one.by for one in outcome.allocations] == [("BNK/202400005",), ()]
    (unseen,) = settled(open_="75.50").allocations
    assert (unseen.by, unseen.certain) == ((), False)


@pytest.mark.parametrize("daybook", ["AFLETTEREN", "MEMO"])
def test_correcting_entry_is_a_difference_wherever_its_daybook_is_listed(daybook):
    """People's entries are numbered by year, Twinfield's own are not. MEMO is listed
    as a journal, the other one nowhere."""
    outcome = settled(
        match("175.50", counter("-170.00"), counter("-5.50", daybook, "3", 1)),
        open_="0.00",
    )
    assert [one.kind.value for one in outcome.allocations] == ["payment", "difference"]


@pytest.mark.parametrize(
    ("method", "kind"), [("payment", "payment"), ("writeoff", "difference")]
)
def test_method_decides_where_the_daybook_is_listed_nowhere(method, kind):
    outcome = settled(
        match("175.50", counter("-175.50", "WEB", method=method)), open_="0.00"
    )
    assert [one.kind.value for one in outcome.allocations] == [kind]


def test_matched_line_without_an_open_value_is_settled():
    """As recorded: a read of one that is matched has none at all."""
    outcome = settled(
        match("175.50", counter("-170.00")), more="<matchstatus>matched</matchstatus>"
    )
    assert outcome.open == 0
    assert sum(one.amount for one in outcome.allocations) == Decimal("175.50")


def test_open_value_of_the_report_goes_before_what_is_missing_from_the_read():
    outcome = settled(match("100.00", counter("-100.00")), seen=Decimal("70.00"))
    assert outcome.open == Decimal("70.00")
    assert brief(outcome)[1:] == [("other", Decimal("5.50"), "VRK/202400017")]


def test_match_that_can_not_be_converted_is_left_as_it_is():
    """What is closed in company currency is not told."""
    text = xml.tostring(
        transaction(match("46.00", counter("-46.00")), value="150.00", open_="46.00")
    ).replace("<basevalue>150.00</basevalue>", "")
    told = settling.read(xml.parse(text), Decimal("50.00"), lambda daybook: "bank")
    assert [one.amount for one in told.allocations] == [Decimal("46.00"), Decimal("54")]
    assert not told.allocations[1].certain


def test_nothing_is_minus_nothing():
    outcome = settled(
        match("-60.50", counter("60.50")), value="60.50", side="credit", open_="0.00"
    )
    assert str(outcome.open) == "0.00"
    assert str(outcome.total) == "-60.50"


def test_transaction_tells_where_it_stands_and_whether_it_is_final():
    text = xml.tostring(transaction()).replace(
        "<header>", "<header><period>2024/03</period>"
    )
    told = settling.read(xml.parse(text), None, lambda daybook: "")
    assert (told.total, told.final, told.memo) == (
        *(Decimal("175.50"), True),
        "2024/03 final",
    )
    draft = text.replace('location="final"', 'location="temporary"')
    told = settling.read(xml.parse(draft), None, lambda daybook: "")
    assert (told.final, told.memo) == (False, "2024/03 temporary")
