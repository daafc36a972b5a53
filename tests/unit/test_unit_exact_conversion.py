"""One exchange rate for a whole entry: every account and VAT code to the cent."""

from collections import defaultdict
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from documents import document, foreign
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger.values import Due, Line, Ref
from odoo.addons.exact_connector.client import conversion

CENT = Decimal("0.01")
HIGH = Ref(code="2")


def cents(value):
    return value.quantize(CENT, ROUND_HALF_UP)


def invoice(*parts):
    """Of (account, amount, balance, VAT, VAT balance) in dollars."""
    lines = tuple(
        Line(
            account=Ref(code=account),
            amount=-Decimal(amount),
            balance=-Decimal(balance),
            vat=HIGH,
            vat_amount=-Decimal(vat),
            vat_balance=-Decimal(vat_balance),
        )
        for account, amount, balance, vat, vat_balance in parts
    )
    whole = document()
    due = Due(
        date=whole.date,
        amount=-sum(one.amount + one.vat_amount for one in lines),
        balance=-sum(one.balance + one.vat_balance for one in lines),
    )
    return replace(whole, currency="USD", lines=lines, dues=(due,))


def sums(lines, rate=None):
    """{(what, code): (amount, balance)}, as Exact would book them or as they are."""
    found = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for one in lines:
        for key, amount, balance in (
            (("net", one.account.code), one.amount, one.balance),
            (("vat", one.vat.code), one.vat_amount, one.vat_balance),
        ):
            worth = balance if rate is None else conversion.convert(amount, rate)
            found[key][0] += amount
            found[key][1] += worth
    return found


def test_rate_is_one_at_which_all_amounts_come_out():
    """Of 45.45 / 50.00 alone it would be 0.909, and 10.50 a cent too little."""
    whole = invoice(("8000", "50.00", "45.45", "10.50", "9.55"))
    rate, lines = conversion.fitted(whole)
    assert sums(lines, rate) == sums(whole.lines)


def test_cents_move_between_the_lines_of_one_vat_code():
    part = ("8000", "50.00", "45.45", "10.50", "9.55")
    other = ("8000", "50.00", "45.46", "10.50", "9.54")
    whole = invoice(part, other, part)
    rate, lines = conversion.fitted(whole)
    assert sums(lines, rate) == sums(whole.lines)
    moved = [
        abs(a.vat_amount - b.vat_amount)
        for a, b in zip(lines, whole.lines, strict=True)
    ]
    assert 0 < max(moved) <= Decimal("0.09")


def test_two_amounts_that_contradict_each_other_are_refused():
    whole = invoice(
        ("8000", "100.00", "90.00", "0", "0"), ("8010", "100.00", "95.00", "0", "0")
    )
    with pytest.raises(conversion.Unfitting, match="100.00 / 95.00"):
        conversion.fitted(whole)


rates = st.decimals("0.2", "4", places=4)


def parts(least):
    amounts = st.decimals(least, "900", places=2)
    return st.lists(st.tuples(st.sampled_from("AB"), amounts), min_size=1, max_size=8)


def converted(parts, rate):
    """Odoo converts each line, and the VAT of all of them at once."""
    vats = [cents(amount * Decimal("0.21")) for _account, amount in parts]
    left = cents(sum(vats) * rate)
    rows = []
    for number, ((account, amount), vat) in enumerate(zip(parts, vats, strict=True), 1):
        share = left if number == len(parts) else min(cents(vat * rate), left)
        left -= share
        rows.append((account, amount, cents(amount * rate), vat, share))
    return invoice(*rows)


@given(parts("5"), rates.filter(lambda rate: abs(rate - round(rate)) >= CENT * 2))
def test_whatever_odoo_converts_line_by_line_comes_out(parts, rate):
    whole = converted(parts, rate)
    found, lines = conversion.fitted(whole)
    assert sums(lines, found) == sums(whole.lines)


@given(parts("0.01"), rates | st.decimals("0.99", "1.01", places=4))
def test_nothing_ever_comes_out_otherwise(parts, rate):
    """Where a rate is next to a whole number, moving cents may not be enough."""
    whole = converted(parts, rate)
    try:
        found, lines = conversion.fitted(whole)
    except conversion.Unfitting:
        return
    assert sums(lines, found) == sums(whole.lines)
    for one, other in zip(lines, whole.lines, strict=True):
        assert one.amount * other.amount > 0
        assert one.vat_amount * other.vat_amount >= 0


@pytest.mark.parametrize(
    ("amount", "rate", "worth"),
    [
        ("1.50", "0.35", "0.53"),  # 0.525
        ("-1.50", "0.35", "-0.53"),
        ("0.50", "0.05", "0.03"),  # 0.025
        ("1.49", "0.35", "0.52"),
    ],
)
def test_half_a_cent_is_rounded_away_from_nothing(amount, rate, worth):
    """As Exact does, and Odoo."""
    assert conversion.convert(Decimal(amount), Decimal(rate)) == Decimal(worth)


def test_rate_that_gives_half_cents_comes_out():
    """At 0.35 dollars: 0.525 and, of the VAT, 0.1105 euros."""
    whole = invoice(("8000", "1.50", "0.53", "0.32", "0.11"))
    rate, lines = conversion.fitted(whole)
    assert sums(lines, rate) == sums(whole.lines)
    assert lines == whole.lines


def test_a_cent_that_no_rate_gives_is_told_with_its_amounts():
    """One amount alone has no other to take a cent from."""
    whole = invoice(
        ("8000", "100.00", "90.00", "0", "0"), ("8010", "10.00", "9.01", "0", "0")
    )
    with pytest.raises(conversion.Unfitting, match="10.00 / 9.01"):
        conversion.fitted(whole)


def test_cents_move_between_amounts_of_less_than_a_unit():
    """0.63 and 0.238 of them, where Odoo has 0.86; the other account leaves no other
    rate."""
    whole = invoice(
        ("8000", "0.45", "0.63", "0", "0"),
        ("8000", "0.17", "0.23", "0", "0"),
        ("8010", "1000.00", "1400.00", "0", "0"),
    )
    rate, lines = conversion.fitted(whole)
    assert sums(lines, rate) == sums(whole.lines)
    assert [-one.amount for one in lines] == [
        *(Decimal("0.46"), Decimal("0.16"), Decimal("1000.00"))
    ]


def test_where_the_likely_rate_does_not_fit_others_are_tried():
    whole = invoice(
        ("A", "28.80", "63.77", "6.05", "13.40"),
        ("B", "14.82", "32.82", "3.11", "6.89"),
        ("B", "16.49", "36.52", "3.46", "7.66"),
    )
    rate, lines = conversion.fitted(whole)
    assert sums(lines, rate) == sums(whole.lines)


def test_likely_rate_comes_first_to_ten_digits():
    rate, lines = conversion.fitted(foreign())
    assert rate == (Decimal(100) / Decimal(121)).quantize(Decimal("1e-10"))
    assert lines == foreign().lines


def test_lines_that_outweigh_each_other_say_nothing_of_the_rate():
    """Nor does a document over nothing."""
    back = replace(
        foreign().lines[0], amount=Decimal("121.00"), balance=Decimal("100.00")
    )
    other = replace(foreign().lines[0], account=Ref(code="8030"))
    whole = replace(foreign(), lines=(*foreign().lines, back, other))
    assert conversion.fitted(whole)[0] == conversion.fitted(foreign())[0]
    nothing = document(replace(back, amount=Decimal(0), balance=Decimal(0)))
    assert conversion.fitted(replace(nothing, currency="USD"))[0] == 1
