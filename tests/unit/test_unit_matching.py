"""Which customer is which partner: certain, doubtful, or nobody. Which entry is which
document."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from documents import foreign

from odoo.addons.connector_base.ledger.matching import (
    CANDIDATES,
    Party,
    is_same,
    match,
    normal,
)
from odoo.addons.connector_base.ledger.values import Booked


def one(theirs, *ours):
    (found,) = match(
        [Party(id=1, **theirs)],
        [Party(id=number, **known) for number, known in enumerate(ours, 11)],
    )
    return found


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ({"vat": "NL001234567B01"}, {"vat": "nl 0012.34567.B01"}),
        ({"vat": "001234567B01"}, {"vat": "NL001234567B01"}),
        ({"chamber": "12345678"}, {"chamber": "1234 5678"}),
        ({"code": "1001", "name": "Acme B.V."}, {"code": "1001", "name": "ACME BV"}),
    ],
)
def test_equal_number_or_code_and_name_is_certain(theirs, ours):
    found = one(theirs, ours, {"name": "Somebody else"})
    assert (found.candidates, found.certain) == ((11,), True)


@pytest.mark.parametrize(
    "known",
    [{"name": "Acme"}, {"email": "a@example.com"}, {"code": "1001"}],
)
def test_name_email_or_code_alone_is_a_proposal(known):
    found = one(known, known)
    assert (found.candidates, found.certain) == ((11,), False)


def test_bank_account_alone_is_a_proposal():
    found = one(
        {"ibans": ("NL91ABNA0417164300",)}, {"ibans": ("NL91 ABNA 0417164300",)}
    )
    assert (found.candidates, found.certain, found.equal) == ((11,), False, ("iban",))


def test_other_vat_number_contradicts():
    same = {"code": "1001", "name": "Acme"}
    found = one({**same, "vat": "NL1"}, {**same, "vat": "NL2"})
    assert (found.candidates, found.certain, found.contradicts) == ((11,), False, True)
    assert not one({"vat": "NL123"}, {"vat": "BE123"}).certain


def test_who_contradicts_comes_last():
    found = one(
        {"name": "Acme", "chamber": "1", "vat": "NL1"},
        {"name": "Acme", "chamber": "1", "vat": "NL2"},
        {"name": "Acme"},
    )
    assert found.candidates == (12, 11)
    assert not found.certain


def test_two_partners_of_one_vat_number_are_doubtful():
    found = one({"vat": "NL1"}, {"vat": "NL1"}, {"vat": "NL1", "name": "Branch"})
    assert (set(found.candidates), found.certain) == ({11, 12}, False)


def test_two_customers_of_one_partner_are_doubtful():
    found = match(
        [Party(id=1, vat="NL1"), Party(id=2, vat="NL1")], [Party(id=11, vat="NL1")]
    )
    assert [one.certain for one in found] == [False, False]


def test_number_beats_code_and_name():
    found = one(
        {"vat": "NL1", "code": "1001", "name": "Acme"},
        {"code": "1001", "name": "Acme"},
        {"vat": "NL1"},
    )
    assert found.candidates[0] == 12
    assert not found.certain, "two that are strong: a person knows which one"


def test_nobody_is_nobody():
    assert one({"name": "Acme"}, {"name": "Other"}).candidates == ()
    assert one({"name": ""}, {"name": ""}).candidates == ()


def test_a_name_of_everybody_stays_a_short_list():
    ours = [{"name": "Jansen"}] * 5000
    assert len(one({"name": "Jansen"}, *ours).candidates) == CANDIDATES


DOCUMENT = foreign(mark="odoo-7")
TOLD = Booked(
    key=DOCUMENT.key,
    id="1",
    number="1",
    date=DOCUMENT.date,
    total=DOCUMENT.total,
    balance=DOCUMENT.balance,
    relation=DOCUMENT.relation.code,
    mark=DOCUMENT.mark,
)


@pytest.mark.parametrize(
    "less",
    [
        {},
        {"total": None},
        {"balance": None},
        {"total": None, "date": None, "relation": "", "mark": ""},
        {"key": replace(DOCUMENT.key, journal="")},
        {"relation": " 1004 ", "mark": "ODOO-7"},
        {"key": replace(DOCUMENT.key, journal="vrk")},
        {"key": replace(DOCUMENT.key, number=f" {DOCUMENT.key.number} ")},
        {"key": replace(DOCUMENT.key, number="")},
        {"total": Decimal("121"), "balance": Decimal("100.0")},
    ],
)
def test_entry_is_the_document_when_all_that_was_told_is_equal(less):
    assert is_same(replace(TOLD, **less), DOCUMENT)


@pytest.mark.parametrize(
    "other",
    [
        {"total": Decimal("121.01")},
        {"balance": Decimal("100.01")},
        {"total": None, "balance": Decimal("121.00")},
        {"total": -DOCUMENT.total},
        {"date": date(2024, 3, 16)},
        {"relation": "1005"},
        {"mark": "odoo-8"},
        {"key": replace(DOCUMENT.key, journal="WEB")},
        {"key": replace(DOCUMENT.key, number="INV/900")},
        {"total": None, "balance": None},
    ],
)
def test_entry_is_another_one_when_anything_told_differs_or_no_amount_was(other):
    assert not is_same(replace(TOLD, **other), DOCUMENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" F2 ", "f2"),
        ("INV  /\t1", "inv / 1"),
        ("ＦＡ", "fa"),
        ("Cafe\u0301", "café"),
        ("STRASSE", normal("straße")),
    ],
)
def test_numbers_and_codes_have_one_form(text, expected):
    assert normal(text) == expected
    assert normal(expected) == expected
