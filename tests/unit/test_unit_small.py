"""Small laws of the ledgers' common ground."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.connector_base.ledger import link
from odoo.addons.connector_base.ledger.errors import LedgerError
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.ledger.matching import TOLD, is_echo
from odoo.addons.connector_base.ledger.oauth import remembered
from odoo.addons.connector_base.ledger.values import (
    Item,
    ItemKind,
    Key,
    Kind,
    Ref,
    Relation,
)
from odoo.addons.connector_base.ledger.values.entries import Entries
from odoo.addons.connector_base.ledger.vat import Case, of_code

HEX = "0123456789abcdef"


@given(
    st.integers(1, 2**31 - 1),
    st.dates(date(2020, 1, 2), date(2300, 1, 1)),
    st.text(HEX, min_size=20, max_size=64),
)
def test_key_of_a_link_is_read_as_it_was_written(row, last, signature):
    key = link.write(row, last, signature)
    assert link.read(key) == (row, last)
    assert len(key) <= 40
    assert key.endswith(f"-{signature[:20]}")
    shown = link.masked(f"/ledger/document/{key}?x")
    assert signature[:20] not in shown
    assert f"/{row}-" in shown


@pytest.mark.parametrize(
    "key",
    [
        "",
        f"2147483648-1-{HEX}0000",
        f"0-1-{HEX}0000",
        f"1-0-{HEX}0000",
        f"1-1-{HEX}",
        f"1-1-{HEX}0000x",
    ],
)
def test_what_was_not_written_so_is_no_key(key):
    assert link.read(key) is None


def test_error_says_its_code_and_the_ledgers_words():
    assert str(LedgerError("refused", "Onbekend")) == "refused: Onbekend"
    assert str(LedgerError("refused")) == "refused"


def test_entry_is_made_of_what_is_known_of_it():
    key = {
        "kind": Kind.BILL.value,
        "journal": "INK",
        "number": "F-1",
        "relation": "2001",
    }
    found = Entries(
        {
            "INK/1": ("2024/03 final", "10.00", "121.00", key),
            "INK/2": (None, None, "60.50", key),
            "INK/3": (None, None, None, key),
        }
    )
    first, second, third = (found[id_] for id_ in found)
    assert first.key == Key(**{**key, "kind": Kind.BILL})
    assert (first.id, first.memo) == ("INK/1", "2024/03 final")
    assert (first.open, first.total) == (Decimal("10.00"), Decimal("121.00"))
    assert (second.open, second.memo) == (Decimal("60.50"), "")
    assert (third.open, third.total) == (0, 0)
    assert ("INK/3" in found, "INK/4" in found, len(found)) == (True, False, 3)


def test_token_is_asked_for_once_until_it_is_over_or_refused():
    asked = []
    good = [timedelta(hours=1)]

    def fresh(stale):
        asked.append(stale)
        return f"token-{len(asked)}", utcnow() + good[0]

    token = remembered(fresh)
    assert (token(), token()) == ("token-1", "token-1")
    good[0] = timedelta(seconds=-1)
    assert token("token-1") == "token-2"
    assert token() == "token-3"
    assert asked == [None, "token-1", None]


RELATION = Relation(
    kind=ItemKind.CUSTOMER,
    name="Jansen BV",
    vat="NL12",
    chamber="30",
    email="a@b.example",
    iban="NL13 TEST 0123456789",
    postcode="3511 AA",
    country="NL",
)


def echo(name="Jansen BV", **attributes):
    return Item(
        kind=ItemKind.CUSTOMER, ref=Ref(code="1"), name=name, attributes=attributes
    )


def test_who_tells_what_was_sent_is_who_was_made():
    same = {name: getattr(RELATION, name).lower() for name in TOLD}
    assert is_echo(RELATION, echo(**same))
    assert is_echo(RELATION, echo("JANSEN BV"))
    assert is_echo(RELATION, echo())
    long = "Stichting tot Behoud van Molens"
    assert is_echo(replace(RELATION, name=long), echo(long[:30]))
    assert not is_echo(RELATION, echo("Pietersen"))
    for name in TOLD:
        assert not is_echo(RELATION, echo(**{**same, name: "other"})), name
        assert not is_echo(RELATION, echo(**{**same, name: None})), name
    assert is_echo(Relation(kind=ItemKind.CUSTOMER, name="Jansen BV"), echo(vat=None))


@pytest.mark.parametrize(
    ("name", "told", "reverse", "cases"),
    [
        ("Hoog", {}, False, {Case.HOME}),
        ("Hoog", {"groups": ["NL5B"]}, False, None),
        ("x", {"groups": ["NL4B", "NL5B"]}, True, None),
        ("x", {"groups": ["NL4B"], "reverse": False}, False, None),
        ("x", {"groups": ["NL4B"], "use": "sale"}, None, None),
        ("Outside the EU", {"reverse": True}, True, None),
        ("x", {"reported": False}, False, {Case.UNREPORTED}),
    ],
)
def test_code_is_what_its_boxes_say_before_its_name(name, told, reverse, cases):
    known = {"use": "purchase", "percentage": "21.00", **told}
    found = of_code(name, known)
    assert found.reverse is reverse
    if cases:
        assert found.cases == cases
    if "groups" in told:
        unboxed = of_code(name, {**known, "groups": []})
        is_home = told["groups"] == ["NL5B"]
        assert is_home or found.cases != unboxed.cases
    if "Outside" in name:
        # It names the Union too.
        assert not found.cases & of_code("EU", {**known}).cases
