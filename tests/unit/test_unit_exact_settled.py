"""By what was it settled? Exact does not say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from exact_terms import DAY, KINDS, brief, dollars, receipt, settle, term
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger.matching import normal
from odoo.addons.exact_connector.client import settled, terms


def test_partial_payment():
    """121.00, of which 50.00 was received."""
    paid = term("a1", "50.00", entry="inv", whole="121.00", reference="INV/1")
    rest = term("a2", "71.00", entry="inv", whole="121.00", matched=False)
    found = settle([paid, rest], receipt("b1", "50.00", reference="INV/1"))
    assert (found.total, found.open) == (Decimal("121.00"), Decimal("71.00"))
    assert brief(found) == [(KINDS.PAYMENT, Decimal("50.00"), "20/b1", True)]
    assert found.memo == "l-inv acc"
    (one,) = found.allocations
    assert (one.by, one.journal) == (("e-b1",), "20")


def test_one_receipt_for_three_invoices():
    """Amounts are certain, and the only counterpart is the receipt."""
    parts = [term(f"i{n}", amount) for n, amount in enumerate(("100", "120", "80"))]
    bulk = receipt("b9", "300.00")
    for part in parts:
        found = settled.settled(part.entry, [part], [*parts, bulk])
        assert brief(found) == [(KINDS.PAYMENT, part.amount, "20/b9", True)]
        assert found.open == 0


def test_unmatched_receipt_settles_nothing():
    part = term("i1", "100", matched=False)
    found = settle([part], receipt("b9", "300.00", matched=False))
    assert (found.open, found.allocations) == (Decimal(100), ())


def test_receipt_that_names_the_invoice_goes_first():
    part = term("i1", "100", reference="INV/1")
    named, other = receipt("b1", "100", reference="INV/1"), receipt("b2", "100")
    assert brief(settle([part], named, other))[0][2] == "20/b1"


def test_named_receipt_and_what_makes_up_the_rest():
    part = term("i1", "121", reference="INV/1")
    named = receipt("b1", "120", reference="INV/1")
    rest = receipt("d1", "1", type_=83, journal="90")
    assert brief(settle([part], named, rest, receipt("b2", "55"))) == [
        (KINDS.PAYMENT, Decimal(120), "20/b1", True),
        (KINDS.DIFFERENCE, Decimal(1), "90/d1", True),
    ]


@pytest.mark.parametrize("amount", ["105.22", "134.44"])
def test_amount_in_another_currency_says_nothing(amount):
    """Neither that it is too little nor that it is too much."""
    part = term("i1", "121.00", reference="INV/1")
    paid = receipt("b1", amount, currency="GBP", reference="INV/1")
    other = receipt("d1", "55", type_=90, journal="90")
    assert brief(settle([part], paid, other)) == [
        (KINDS.PAYMENT, Decimal("121.00"), "20/b1", True)
    ]


def test_credit_note_against_an_invoice():
    invoice = term("i1", "121")
    note = term("c1", "121", type_=21)
    (one,) = settle([invoice], note).allocations
    assert (one.kind, one.counterpart) == (KINDS.DOCUMENT, "e-c1")
    (other,) = settle([note], invoice).allocations
    assert (other.amount, other.counterpart) == (Decimal(-121), "e-i1")


def test_only_choice_that_sums_up_is_it():
    part = term("i1", "100")
    chosen = [receipt("b1", "60"), receipt("b2", "40")]
    found = settle([part], *chosen, receipt("c", "33", type_=21))
    assert [a.settlement for a in found.allocations] == ["20/b1", "20/b2"]


def test_two_answers_of_one_kind_are_that_kind():
    part = term("i1", "100")
    found = settle([part], receipt("b1", "100"), receipt("b2", "100"))
    assert brief(found) == [(KINDS.PAYMENT, Decimal(100), "20/b1+20/b2", True)]


def test_two_answers_of_different_kinds_are_asked_for():
    part = term("i1", "100")
    found = settle([part], receipt("b1", "100"), term("c1", "100", type_=21))
    assert brief(found) == [(KINDS.PAYMENT, Decimal(100), "20/b1+70/c1", False)]


def test_settled_by_nobody_knows_what():
    assert brief(settle([term("i1", "100")])) == [
        (KINDS.PAYMENT, Decimal(100), "70/i1", False)
    ]


def test_bills_are_negative():
    part = term("i1", "121", type_=30)
    paid = receipt("b1", "121", whole="121")
    found = settle([part], paid)
    assert found.total == Decimal(-121)
    assert brief(found) == [(KINDS.PAYMENT, Decimal(-121), "20/b1", True)]


def test_sign_of_the_parts_does_not_matter():
    row = {
        "ID": "a1",
        "LineType": 20,
        "Account": "acc",
        "AmountFC": -50,
        "AmountDC": -45.5,
        "Currency": "EUR",
        "EndDate": "/Date(1783641600000)/",
        "EntryDate": None,
        "EntryNumber": 26700001,
        "InvoiceDate": "/Date(1782345600000)/",
        "InvoiceNumber": 26700001,
        "Journal": "70",
        "Status": 50,
        "TransactionAmountFC": 120.99999999999999,
        "TransactionAmountDC": 110.11,
        "TransactionEntryID": "inv",
        "TransactionID": "l-inv",
        "TransactionStatus": 20,
        "TransactionType": 20,
        "YourRef": "INV/2026/00012",
    }
    one = terms.read(row)
    assert one == terms.read({**row, "AmountFC": 50, "AmountDC": 45.5})
    assert (one.worth, one.whole_worth) == (Decimal("45.50"), Decimal("110.11"))
    assert (one.amount, one.whole) == (Decimal("50.00"), Decimal("121.00"))
    assert (one.date, one.end) == (date(2026, 6, 25), DAY)
    assert (one.id, one.line, one.entry) == ("a1", "l-inv", "inv")
    assert (one.side, one.account, one.type) == (20, "acc", 20)
    assert (one.journal, one.number, one.invoice) == ("70", "26700001", "26700001")
    assert (one.reference, one.currency) == (normal("INV/2026/00012"), "EUR")
    assert (one.matched, one.final) == (True, False)
    entered = {**row, "InvoiceDate": None, "EntryDate": "/Date(1782345600000)/"}
    assert terms.read(entered).date == date(2026, 6, 25)
    nowhere = terms.read({**entered, "Journal": None, "EntryNumber": None})
    assert (nowhere.journal, nowhere.number) == ("", "")


def test_rest_kept_back_twice_on_one_day_is_still_settled():
    """Two invoices paid less a euro: whose euro it was does not matter."""
    mine = term("a1", "121.00", entry="inv", reference="INV/2")
    found = settle(
        [mine],
        receipt("b1", "120.00", reference="INV/2"),
        receipt("b2", "120.00", reference="INV/3"),
        receipt("c1", "1.00", type_=83),
        receipt("c2", "1.00", type_=83),
    )
    assert [(a.kind, a.amount, a.certain) for a in found.allocations] == [
        (KINDS.PAYMENT, Decimal(120), True),
        (KINDS.DIFFERENCE, Decimal(1), True),
    ]


# What it was worth


def test_payment_is_worth_what_was_received_not_what_was_invoiced():
    part = dollars(term("i1", "121.00"), "108.90")
    paid = dollars(receipt("b1", "121.00"), "100.00")
    gain = dollars(receipt("x1", "0.00", type_=82), "8.90")
    (one,) = settle([part], paid, gain).allocations
    assert (one.amount, one.balance) == (Decimal("121.00"), Decimal("100.00"))


def test_share_of_a_receipt_is_worth_its_share():
    parts = [dollars(term(f"i{n}", "50.00"), "45.00") for n in range(2)]
    paid = dollars(receipt("b1", "100.00"), "88.00")
    for part in parts:
        found = settled.settled(part.entry, [part], [*parts, paid])
        assert [a.balance for a in found.allocations] == [Decimal("44.00")]


def test_bill_paid_in_dollars_is_worth_less_than_nothing():
    part = dollars(term("i1", "121", type_=30), "108.90")
    paid = dollars(receipt("b1", "121", whole="121"), "100.00")
    (one,) = settle([part], paid).allocations
    assert (one.amount, one.balance) == (Decimal(-121), Decimal("-100.00"))


def test_receipt_in_another_currency_is_worth_what_it_is():
    part = dollars(term("i1", "121.00", reference="inv/1"), "108.90")
    paid = receipt("b1", "105.22", reference="inv/1")
    (one,) = settle([part], paid).allocations
    assert one.balance == Decimal("105.22")
    other = dollars(term("i2", "10.00"), "9.00")
    (one,) = settled.settled(part.entry, [part], [part, other, paid]).allocations
    assert one.balance is None


def test_worth_that_was_not_told_is_not_made_up():
    part = term("i1", "121.00")
    paid = replace(receipt("b1", "121.00"), worth=None)
    (one,) = settle([part], paid).allocations
    assert one.balance is None


# What is at hand


def test_parts_are_whole_when_they_sum_up_line_by_line():
    one = term("a1", "50", entry="inv", whole="121")
    rest = term("a2", "71", entry="inv", whole="121")
    assert not terms.is_whole([one])
    assert terms.is_whole([one, rest])
    assert not terms.is_whole([one, rest, replace(term("b", "1"), whole=Decimal(2))])


def test_match_is_closed_when_its_sides_outweigh_each_other():
    part, paid = term("i1", "100"), receipt("b1", "100")
    assert terms.is_closed([part, paid])
    assert not terms.is_closed([part])
    assert not terms.is_closed([part, paid, term("i2", "1")])
    assert not terms.is_closed([part, replace(paid, worth=None)])


def test_pool_forgets_what_a_line_had_before():
    old, kept = term("a1", "121", entry="inv"), term("z", "5")
    pool = terms.Pool([old, kept])
    paid = term("a2", "121", entry="inv")
    pool.replace({"l-inv"}, [paid])
    assert (pool.of("inv"), pool.group(paid.group)) == ([paid], [paid, kept])
    pool.add([replace(paid, matched=False, end=None)])
    assert pool.group(paid.group) == [kept]


amounts = st.decimals("0.01", "500", places=2)
names = st.sampled_from(["", "INV/1", "INV/2"])


@given(
    st.lists(st.tuples(amounts, st.booleans()), min_size=1, max_size=5),
    st.lists(st.tuples(amounts, st.sampled_from([40, 21, 83, 90]), names), max_size=5),
)
def test_allocations_and_open_are_always_the_whole(parts, counters):
    """Whatever stands beside it: how much is settled is never in doubt."""
    whole = sum((amount for amount, _matched in parts), Decimal(0))
    mine = [
        term(
            f"p{n}",
            amount,
            entry="inv",
            whole=whole,
            matched=matched,
            reference="INV/1",
        )
        for n, (amount, matched) in enumerate(parts)
    ]
    others = [
        receipt(f"b{n}", amount, type_=type_, reference=name)
        for n, (amount, type_, name) in enumerate(counters)
    ]
    found = settle(mine, *others)
    settled = sum((a.amount for a in found.allocations), Decimal(0))
    assert settled + found.open == found.total == whole
    assert len({a.key for a in found.allocations}) == len(found.allocations)


def test_many_parts_of_one_match_are_told_apart_where_all_of_them_make_it_up():
    """More than are tried in all their combinations."""
    part = term("i1", "130")
    paid = [receipt(f"b{n:02}", "10") for n in range(13)]
    found = settle([part], *paid)
    assert [a.by for a in found.allocations] == [(one.entry,) for one in paid]
    (one,) = settle([part], *paid, receipt("b99", "10")).allocations
    assert (one.amount, len(one.by)) == (Decimal(130), 14)
    named = replace(part, reference="INV/1")
    first = receipt("a", "1", reference="INV/1")
    found = settle([named], first, *paid, receipt("b99", "10"))
    assert [a.amount for a in found.allocations] == [Decimal(1), Decimal(129)]


def test_two_receipts_are_worth_what_both_are():
    part = dollars(term("i1", "0.90"), "0.80")
    paid = [dollars(receipt(f"b{n}", "0.90"), "0.35") for n in range(2)]
    (one,) = settle([part], *paid).allocations
    assert one.balance is None  # 0.90 of 1.80: of which?
    half = [dollars(receipt(f"b{n}", "0.45"), "0.35") for n in range(2)]
    three = [*half, dollars(receipt("b3", "0.90"), "0.60")]
    assert [a.balance for a in settle([part], *half).allocations] == [
        *(Decimal("0.35"), Decimal("0.35"))
    ]
    (one,) = settle([part], *three).allocations
    assert one.balance is None
    whole = dollars(term("i1", "1.80"), "1.60")
    four = [*three, dollars(receipt("b4", "0.90"), "0.60", "0.60")]
    found = settle([replace(whole, whole=Decimal("1.80"))], *three)
    assert sum(a.balance for a in found.allocations) == Decimal("1.30")
    (one,) = settle([part], *four).allocations
    assert one.balance is None


def test_worth_of_cents_has_the_sign_of_what_it_is_for():
    for type_, whole, sign in ((20, None, 1), (30, "0.40", -1)):
        part = dollars(term("i1", "0.40", type_=type_), "0.30")
        paid = dollars(receipt("b1", "0.40", whole=whole), "0.20")
        (one,) = settle([part], paid).allocations
        assert (one.amount, one.balance) == (
            *(sign * Decimal("0.40"), sign * Decimal("0.20")),
        )


def test_match_of_cents_is_closed_too():
    part, paid = term("i1", "0.40"), receipt("b1", "0.40")
    assert terms.is_closed([part, paid])
    assert not terms.is_closed([part, term("i2", "0.40")])


def test_what_is_worth_nothing_is_nobody_beside():
    """An exchange difference has no amount in dollars."""
    part = dollars(term("i1", "121.00", reference="inv/1"), "108.90")
    paid = receipt("b1", "105.22", reference="inv/1")
    gain = dollars(receipt("x1", "0.00", type_=82), "3.68")
    (one,) = [
        a for a in settle([part], paid, gain).allocations if a.by == (paid.entry,)
    ]
    assert one.balance == Decimal("105.22")


def test_pool_that_grows_is_asked_anew_whether_it_is_closed():
    part, paid = term("i1", "100"), receipt("b1", "100")
    pool = terms.Pool([part])
    assert not pool.is_closed(part.group)
    pool.add([paid])
    assert pool.is_closed(part.group)
    pool.replace({paid.line}, [])
    assert not pool.is_closed(part.group)
