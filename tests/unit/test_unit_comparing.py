"""What was sent beside what stands there, line by line."""

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
