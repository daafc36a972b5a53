"""What was sent beside what stands there, line by line."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from odoo.addons.connector_base.ledger.comparing import Sent, get_differences
from odoo.addons.connector_base.ledger.values import Booked, Key, Kind, Part

SENT = Part(account="8000", vat="VH", cost_centre="K1", amount=Decimal("-100.00"))
OTHER = Part(account="8010", vat="VL", amount=Decimal("-50.00"))
TOTAL = Decimal("171.00")


def differences(*parts, exact=True, sent=(SENT, OTHER), period="2026/03"):
    ours = Sent(
        relation="1000",
        relation_id="1000",
        journal="VRK",
        number="1",
        date=date(2026, 3, 1),
        mark="odoo-1",
        total=TOTAL,
        balance=TOTAL,
        vat=Decimal("21.00"),
        period="2026/03",
        parts=sent,
        exact=exact,
    )
    theirs = Booked(
        key=Key(kind=Kind.INVOICE, journal="VRK", number="1"),
        id="VRK/1",
        number="1",
        total=TOTAL,
        period=period,
        parts=parts if parts != (None,) else None,
    )
    found = get_differences(ours, theirs, list)
    return [(one["field"], one["here"], one["there"]) for one in found]


def but(part, **values):
    known = {name: getattr(part, name) for name in part.__slots__}
    return Part(**{**known, **values})


def test_equal_lines_are_equal_however_divided():
    half = but(SENT, amount=Decimal("-50.00"))
    assert differences(half, OTHER, half) == []
    assert differences(None) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"account": "8020"}, ("account", "8000 -100.00", "8020 -100.00")),
        ({"account": "8010"}, ("account", "8000 -100.00, 8010 -50.00", "8010 -150.00")),
        ({"vat": ""}, ("vat_code", "VH -100.00", "- -100.00")),
        ({"cost_centre": "K2"}, ("cost_centre", "K1 -100.00", "K2 -100.00")),
    ],
)
def test_other_codes_are_told_with_their_amounts(change, found):
    assert differences(but(SENT, **change), OTHER) == [found]


def test_what_the_ledger_adds_itself_is_no_difference():
    plain = but(SENT, cost_centre="")
    assert differences(SENT, OTHER, sent=(plain, OTHER)) == []
    # Its own rounding, and the cost of VAT that is charged to the buyer
    more = but(SENT, amount=Decimal("-110.50"))
    assert differences(more, OTHER, exact=False) == []
    assert differences(but(more, account="9999"), OTHER, exact=False)


def test_period_is_compared_where_both_know_it():
    assert differences(SENT, OTHER, period="") == []
    assert differences(SENT, OTHER, period="2026/04") == [
        ("period", "2026/03", "2026/04")
    ]


def test_period_that_was_the_ledgers_to_find_is_no_difference():
    assert compared({"period": ""}, period="2026/04") == []


def compared(sent, codes=(), **booked):
    """{"field": (here, there)}"""
    ours = replace(PLAIN, **sent)
    key = Key(kind=Kind.INVOICE, journal=booked.pop("journal", "VRK"), number="x")
    key = replace(key, number=booked.pop("number", ours.number))
    theirs = Booked(key=key, id="VRK/1", number="1", **booked)
    found = get_differences(ours, theirs, lambda: codes)
    return [(one["field"], one["here"], one["there"]) for one in found]


PLAIN = Sent(
    relation="1000",
    relation_id="",
    journal="VRK",
    number="INV/2026/00001",
    date=date(2026, 3, 1),
    mark="odoo-0123456789",
    total=TOTAL,
    balance=TOTAL,
    vat=Decimal("21.00"),
)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"relation": "2000"}, ("relation", "1000", "2000")),
        ({"journal": "WEB"}, ("journal", "VRK", "WEB")),
        ({"number": "INV/2"}, ("number", "INV/2026/00001", "INV/2")),
        ({"date": date(2026, 3, 2)}, ("date", "2026-03-01", "2026-03-02")),
        ({"total": Decimal("1.00")}, ("total", "171.00", "1.00")),
        ({"balance": Decimal("0.00")}, ("balance", "171.00", "0.00")),
        ({"vat": Decimal("9.00")}, ("vat", "21.00", "9.00")),
        ({"mark": "odoo-2"}, ("mark", "odoo-0123456789", "odoo-2")),
    ],
)
def test_each_thing_that_the_ledger_tells_otherwise_is_told(told, found):
    assert compared({}, **told) == [found]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"relation": " 1000 ", "journal": "vrk", "mark": "ODOO-0123456789"},
        {"total": Decimal("171"), "vat": Decimal("21.0"), "date": date(2026, 3, 1)},
        # Cut, as ledgers with short fields have it
        {"number": "INV/2026/0"},
        {"number": "inv/2026/000"},
    ],
)
def test_what_is_spelt_otherwise_or_not_told_is_no_difference(told):
    assert compared({}, **told) == []


@pytest.mark.parametrize(
    "told",
    [
        {"number": "INV/2026/"},
        {"number": "NV/2026/00001"},
        {"number": "INV/2026/000012"},
        {"mark": "odoo-012345"},
    ],
)
def test_only_numbers_are_cut_and_at_their_end(told):
    assert len(compared({}, **told)) == 1


def test_customer_may_have_got_another_code_there():
    codes = ["0999", "2000"]
    assert compared({}, codes, relation="2000") == []
    assert compared({}, codes, relation="3000") == [("relation", "1000", "3000")]
    # It is a code of customers, not of a journal
    assert compared({}, codes, journal="2000") == [("journal", "VRK", "2000")]


def test_codes_that_were_not_sent_are_told_unless_the_ledger_may_add_them():
    bare = Part(account="8000", amount=Decimal("-100.00"))
    full = but(bare, vat="VH", cost_centre="K1", project="P1")
    assert differences(full, sent=(bare,)) == [("vat_code", "- -100.00", "VH -100.00")]
    assert differences(bare, sent=(full,)) == [
        ("vat_code", "VH -100.00", "- -100.00"),
        ("cost_centre", "K1 -100.00", "- -100.00"),
        ("project", "P1 -100.00", "- -100.00"),
    ]
    one = but(bare, account="9000", amount=Decimal("5.00"))
    assert differences(bare, one, sent=(bare,)) == [
        ("account", "-", "9000 5.00"),
        ("vat_code", "- -100.00", "- -95.00"),
    ]
