"""The values that cross the port, and money."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from secrets import token_hex

import pytest
from documents import document, foreign, line
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger.money import ZERO, quantise, share_out, spread
from odoo.addons.connector_base.ledger.values import (
    Allocation,
    Booked,
    Changes,
    Document,
    Due,
    Item,
    ItemKind,
    Kind,
    Ours,
    Ref,
    Relation,
    Settled,
    SettlementKind,
    Unbalanced,
    from_json,
    to_json,
)

CENTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
REFS = st.builds(Ref, code=st.text(max_size=16), id=st.text(max_size=4))
LINES = st.builds(
    line,
    amount=CENTS,
    vat_amount=CENTS,
    vat=st.sampled_from(["", "VH", "VL"]),
    description=st.text(max_size=10),
    cost_centre=st.none() | REFS,
    project=st.none() | REFS,
)
DATES = st.dates(date(2000, 1, 1), date(2100, 1, 1))
DOCUMENTS = st.builds(
    lambda lines, **more: document(*lines, **more),
    st.lists(LINES, min_size=1, max_size=5),
    date=DATES,
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.ENTRY]),
    description=st.text(max_size=10),
    reference=st.text(max_size=10),
    mark=st.text(max_size=10),
    final=st.booleans(),
    attempt=st.integers(0, 9),
    token=st.text(max_size=10),
)
WHERE = st.sampled_from(["amount", "vat_amount", "balance", "vat_balance"])


@given(DOCUMENTS, WHERE, CENTS.filter(bool), st.data())
def test_no_document_can_exist_unbalanced(made, where, cents, data):
    index = data.draw(st.integers(0, len(made.lines) - 1))
    lines = list(made.lines)
    wrong = getattr(lines[index], where) + cents
    lines[index] = replace(lines[index], **{where: wrong})
    with pytest.raises(Unbalanced):
        replace(made, lines=tuple(lines))
    with pytest.raises(Unbalanced):
        replace(made, dues=()) if made.total else replace(made, lines=tuple(lines))


@given(DOCUMENTS)
def test_total_is_what_the_lines_leave(made):
    rest = sum((one.amount + one.vat_amount for one in made.lines), made.total)
    assert rest == 0


@given(st.lists(CENTS, min_size=1, max_size=5))
def test_total_of_a_journal_entry_is_its_debit_side(amounts):
    """Without VAT; two equal entries are equal, and their opposite has that total."""
    lines = [line(amount=one, vat_amount=ZERO) for one in [*amounts, -sum(amounts)]]
    made = document(*lines, kind=Kind.ENTRY, dues=())
    debit = sum((one.amount for one in made.lines if one.amount > 0), ZERO)
    assert made.total == debit == made.balance >= 0
    turned = [replace(one, amount=-one.amount, balance=-one.balance) for one in lines]
    assert replace(made, lines=tuple(turned)).total == debit


@given(DOCUMENTS)
def test_document_comes_back_from_json_to_the_cent(made):
    stored = json.loads(json.dumps(to_json(made)))
    assert stored == to_json(made)
    assert from_json(Document, stored) == made


ALLOCATION = Allocation(
    key="VRK/1:BNK/2/2:2024-03-20",
    kind=SettlementKind.DOCUMENT,
    amount=Decimal("-10.50"),
    currency="EUR",
    date=date(2024, 3, 20),
    settlement="BNK/2",
    counterpart="VRK/2",
)


@pytest.mark.parametrize(
    "value",
    [
        ALLOCATION,
        replace(ALLOCATION, balance=Decimal("-10.50"), by=("BNK/2", "BNK/3")),
        Settled(id="VRK/1", open=Decimal("0.00"), allocations=(ALLOCATION,)),
        Settled(id="VRK/1", open=Decimal("1.00"), allocations=None, memo="line 7"),
        Ours(
            id="VRK/1", key=document().key, open=Decimal("1.00"), total=Decimal("2.00")
        ),
        Changes(cursor="2024", settled=(Settled(id="1", open=Decimal(1), gone=True),)),
        Booked(key=document().key, id="VRK/1", number="1"),
        Booked(
            key=document().key,
            id="VRK/1",
            number="1",
            date=date(2024, 1, 1),
            total=Decimal("1.10"),
            balance=Decimal("1.00"),
            warnings=("a", "b"),
        ),
        Relation(kind=ItemKind.SUPPLIER, name="A", payment_days=0, is_company=False),
        Item(
            kind=ItemKind.VAT,
            ref=Ref(code="VH"),
            name="High",
            attributes={"percentage": "21.00", "groups": ["1A"]},
        ),
        Due(date=date(2024, 1, 1), amount=Decimal("1.10"), balance=Decimal("1.00")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_value_comes_back_from_json(value):
    assert from_json(type(value), json.loads(json.dumps(to_json(value)))) == value


def test_json_of_an_older_version_gets_the_defaults():
    plain = to_json(document())
    del plain["mark"], plain["lines"][0]["project"]
    assert from_json(Document, plain) == document()


@pytest.mark.parametrize(("repeated", "attempt"), [(True, 1), (False, 0)])
def test_json_that_said_repeated_says_the_attempt(repeated, attempt):
    plain = to_json(document(final=True))
    for name in ("attempt", "token"):
        del plain[name]
    for name in ("reverse", "reverse_amount", "reverse_balance"):
        del plain["lines"][0][name]
    plain["repeated"], plain["gone"] = repeated, "unknown"
    stored = json.loads(json.dumps(plain))
    assert from_json(Document, stored) == document(final=True, attempt=attempt)
    assert stored["repeated"] is repeated, "what was stored is left alone"


def test_total_and_balance_are_what_is_due():
    made = foreign()
    assert (made.total, made.balance) == (Decimal(121), Decimal("100.00"))


@given(st.lists(CENTS, min_size=1, max_size=12), CENTS)
def test_spreading_loses_no_cent_and_moves_one_share_only(parts, total):
    spreaded = spread(total, parts)
    assert sum(spreaded) == total
    changed = [i for i, part in enumerate(parts) if part != spreaded[i]]
    largest = max(abs(part) for part in parts)
    assert len(changed) <= 1
    assert all(abs(parts[index]) == largest for index in changed)


def test_shares_that_nearly_add_up_are_kept():
    """However the tax engine spreads it, the VAT per tax is what Odoo posted."""
    engine = [Decimal("-21.02"), Decimal("-63.00")]
    assert share_out(Decimal("-84.00"), engine) == [
        Decimal("-21.02"),
        Decimal("-62.98"),
    ]


def test_shares_of_another_total_are_scaled():
    """Of VAT that is deducted in part only."""
    engine = [Decimal("21.00"), Decimal("6.93")]
    assert share_out(Decimal("13.96"), engine) == [Decimal("10.50"), Decimal("3.46")]


@given(
    st.lists(st.decimals(-1000, 1000, places=3), min_size=1, max_size=8),
    st.decimals(-1000, 1000, places=2),
)
def test_sharing_out_loses_no_cent(weights, total):
    assert sum(share_out(total, weights)) == total


def test_nothing_can_take_no_remainder():
    assert spread(Decimal(0), []) == []
    with pytest.raises(ValueError):
        spread(Decimal("0.01"), [])


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0.1 + 0.2, 2, "0.30"),
        (2.675, 2, "2.68"),
        ("-0.005", 2, "-0.01"),
        (1, 0, "1"),
        ("1.23456", 3, "1.235"),
        (Decimal("1e2"), 2, "100.00"),
    ],
)
def test_amounts_have_the_digits_of_their_currency(value, digits, expected):
    assert str(quantise(value, digits)) == expected


def test_document_that_does_not_add_up_says_where():
    with pytest.raises(Unbalanced) as caught:
        document(line("-100.00"), dues=[DUE], number="INV/7")
    assert str(caught.value) == "INV/7: amount differs by -98.90"


DUE = Due(date=date(2024, 1, 1), amount=Decimal("1.10"), balance=Decimal("1.00"))


def test_entry_without_lines_is_of_nothing():
    made = replace(document(kind=Kind.ENTRY), lines=(), dues=())
    assert (made.total, type(made.total)) == (0, Decimal)


@pytest.mark.parametrize(
    ("kind", "is_sale", "is_payment"),
    [
        (Kind.INVOICE, True, False),
        (Kind.CREDIT_NOTE, True, False),
        (Kind.CUSTOMER_PAYMENT, True, True),
        (Kind.BILL, False, False),
        (Kind.SUPPLIER_PAYMENT, False, True),
        (Kind.ENTRY, False, False),
    ],
)
def test_kinds_are_of_sales_or_not_and_money_or_not(kind, is_sale, is_payment):
    assert (kind.is_sale, kind.is_payment) == (is_sale, is_payment)


def test_kind_of_items_that_only_some_ledger_has():
    name = f"dimension_{token_hex(8)}"  # which nobody asked for before
    kind = ItemKind(name)
    assert kind == ItemKind(name) != ItemKind.TEXT
    assert (kind.value, kind.name) == (name, name.upper())
    assert from_json(ItemKind, name) is kind
    for value in (7, None):
        with pytest.raises(ValueError):
            ItemKind(value)


def test_json_is_plain():
    plain = to_json(document())
    assert type(plain["key"]["kind"]) is str
    assert type(plain["date"]) is type(plain["lines"][0]["amount"]) is str
    assert type(plain["lines"]) is list


def test_json_that_said_repeated_but_knows_the_attempt():
    plain = {**to_json(document(attempt=3)), "repeated": True}
    assert from_json(Document, plain).attempt == 3


def test_what_json_does_not_say_is_not_made_a_word():
    plain = {**to_json(ALLOCATION), "journal": None}
    assert from_json(Allocation, plain).journal is None
