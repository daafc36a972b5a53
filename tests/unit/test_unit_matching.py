"""Which customer is which partner: certain, doubtful, or another one. Which entry is
which document."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from documents import foreign

from odoo.addons.connector_base.ledger.matching import (
    CANDIDATES,
    Party,
    compare,
    is_same,
    normal,
    propose,
)
from odoo.addons.connector_base.ledger.values import Booked


def one(theirs, *ours):
    (found,) = propose(
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
    assert (found.candidates, found.certain, found.differs) == ((11,), False, ("vat",))
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
    found = propose(
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


ALFA = {
    "name": "Alfa Beheer B.V.",
    "vat": "NL000099998B57",
    "chamber": "11111111",
    "postcode": "1011 AA",
    "email": "info@alfa.example",
}


def like(**theirs):
    return compare(Party(**ALFA), Party(**theirs))


@pytest.mark.parametrize(
    "theirs",
    [
        # Both numbers, whatever else changed there
        {"vat": ALFA["vat"], "chamber": "11111111", "name": "Beta", "postcode": "2"},
        {"vat": ALFA["vat"], "name": "Alfa Beheer", "postcode": "9712 XX"},
        {"vat": ALFA["vat"], "name": "Alfa", "postcode": "1011 AA"},
        {"chamber": "11111111", "name": "ALFA BEHEER"},
        {"name": "alfa beheer bv", "postcode": "1011aa"},
        {"name": "Alfa Beheer", "email": "INFO@alfa.example"},
    ],
)
def test_two_facts_that_agree_are_certain(theirs):
    likeness = like(**theirs)
    assert (likeness.is_certain, likeness.is_doubtful) == (True, False)


@pytest.mark.parametrize(
    "theirs",
    [
        # One number of the state does not overrule what speaks against it
        {"vat": ALFA["vat"], "chamber": "22222222", "name": "Alfa Beheer B.V."},
        {"vat": ALFA["vat"], "name": "Omega Logistiek B.V.", "postcode": "9712 XX"},
        # Several companies may be one for the tax office
        {"vat": ALFA["vat"], "name": "Alfa", "postcode": "9712 XX"},
        {"vat": ALFA["vat"], "name": "Omega Logistiek B.V.", "postcode": "1011 AA"},
        {"chamber": "11111111", "vat": "NL000099998B58", "name": "Alfa Beheer B.V."},
        # Names occur twice
        {"name": "Alfa Beheer B.V."},
        {"name": "Alfa Beheer B.V.", "postcode": "9712 XX"},
        {"name": "Alfa Beheer", "postcode": "9712 XX", "email": "info@alfa.example"},
        # An address of e-mail and a house that others have too
        {"name": "Alfa Holding", "email": "info@alfa.example", "postcode": "1011AA"},
        # All is equal but a number that somebody mistyped
        {"name": "Alfa Beheer", "postcode": "1011AA", "chamber": "11111112"},
    ],
)
def test_what_contradicts_is_asked(theirs):
    likeness = like(**theirs)
    assert (likeness.is_certain, likeness.is_doubtful) == (False, True)


@pytest.mark.parametrize(
    "theirs",
    [
        {"name": "Omega Techniek B.V.", "email": "info@alfa.example"},
        {"name": "Alfa Beheer B.V.", "vat": "NL000099998B58"},
        {"name": "Alfa Beheer B.V.", "chamber": "22222222", "email": ALFA["email"]},
        {"name": "Omega", "postcode": "1011 AA"},
    ],
)
def test_who_is_only_alike_is_another_one(theirs):
    likeness = like(**theirs)
    assert (likeness.is_certain, likeness.is_doubtful) == (False, False)


def test_equal_code_with_another_name_is_asked():
    for name, certain in (("Acme", True), ("Acme Bouw", False), ("Other", False)):
        likeness = compare(
            Party(code="7", name="Acme B.V."), Party(code="7", name=name)
        )
        assert likeness.is_certain is certain, name
        assert likeness.is_doubtful is not certain, name


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("vat", "NL001234567B01", "nl 12.34.567.B01"),
        ("vat", "BE0123.456.749", "BE 123456749"),
        ("vat", "EL123456789", "GR 123456789"),
        ("vat", "ATU12345678", "U12345678"),
        ("vat", "CHE-123.456.789 MWST", "CHE123456789"),
        ("chamber", "12345678", "KvK 1234 5678"),
        ("chamber", "0123.456.749", "BE 123456749"),
        ("chamber", "HRB 12345", "Amtsgericht Musterstadt, HRB 12345"),
    ],
)
def test_one_number_in_two_spellings_is_one(field, one, other):
    likeness = compare(Party(**{field: one}), Party(**{field: other}))
    assert likeness.equal == {field}
    (found,) = propose([Party(id=1, **{field: one})], [Party(id=2, **{field: other})])
    assert found.certain


def test_one_bank_account_in_two_spellings_is_one():
    one, other = ("NL91 ABNA 0417 1643 00",), ("nl91abna0417164300",)
    assert compare(Party(ibans=one), Party(ibans=other)).equal == {"iban"}


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("vat", "NL123456789B01", "BE123456789B01"),
        ("vat", "NL123456789B01", "NL123456789B02"),
        ("chamber", "HRB 12345", "HRA 12345"),
        ("chamber", "12345678", "12345679"),
    ],
)
def test_numbers_that_only_look_alike_differ(field, one, other):
    likeness = compare(Party(**{field: one}), Party(**{field: other}))
    assert likeness.differs == {field}


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
