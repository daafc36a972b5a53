"""Names and numbers in the forms that they are written in."""

import pytest

from odoo.addons.connector_base.ledger.matching import (
    Party,
    compare,
    of_item,
    of_relation,
    propose,
)
from odoo.addons.connector_base.ledger.spelling import chamber, is_cut, vat, words
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref, Relation

LONG = "Stichting tot Behoud van Molens"
CUT = LONG[:30]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café Zürich", "CAFE ZURICH"),
        ("Café", "Cafe\u0301"),
        ("Alfa-Beheer N.V.", "alfa beheer"),
        ("B.V.", "bv"),
        (LONG, CUT),
        (CUT, LONG),
    ],
)
def test_one_name_in_two_spellings(one, other):
    found = compare(Party(name=one), Party(name=other))
    assert (found.equal, found.differs) == ({"name"}, set())


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("Alfa Beheer", "Omega", True),
        ("B.V.", "N.V.", True),
        # Says more, says less, says the same in another order
        ("Alfa", "Alfa Beheer", False),
        ("Alfa Beheer", "Alfa", False),
        ("Alfa Beheer", "Beheer Alfa", False),
        # What is not known is not another one
        ("", "Alfa", False),
        ("Alfa", "", False),
    ],
)
def test_names_that_are_not_equal(one, other, differs):
    found = compare(Party(name=one), Party(name=other))
    assert not found.equal
    assert found.differs == ({"name"} if differs else set())


def test_only_long_names_are_cut():
    assert len(CUT) == 30
    assert is_cut(LONG, CUT) is is_cut(CUT, LONG) is True
    assert is_cut(LONG, CUT[:29]) is False
    assert is_cut(LONG, "Stichting tot Behoud van Fabrie") is False
    assert is_cut(LONG.upper(), CUT) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NL001234567B01", ("NL", "1234567B01")),
        ("GR 094.259.216", ("EL", "94259216")),
        ("CHE-123.456.788 TVA", ("CH", "123456788")),
        # A letter that others have in front is theirs.
        ("ES E12345674", ("ES", "E12345674")),
        ("123456789IVA", ("", "123456789IVA")),
        ("", ("", "")),
    ],
)
def test_vat_number_is_its_country_and_the_rest(text, expected):
    assert vat(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KvK-nummer 01234567", ("1234567", "")),
        ("HRB 12345 B", ("12345", "HRBB")),
        ("geen", ("GEEN", "")),
        ("", ("", "")),
    ],
)
def test_chamber_number_is_its_digits_and_the_register(text, expected):
    assert chamber(text) == expected


REGISTERS = ("HRB 12345", "Amtsgericht Musterstadt, HRB 12345")


@pytest.mark.parametrize(("one", "other"), [REGISTERS, REGISTERS[::-1]])
def test_who_says_more_of_a_register_means_the_same(one, other):
    assert compare(Party(chamber=one), Party(chamber=other)).equal == {"chamber"}


def test_words_of_a_name():
    assert words("De Jong & Zn. B.V.") == ("de", "jong", "zn")
    assert words("Café Zu\u0308rich") == ("cafe", "zurich")
    assert words("Ltd.") == ("ltd",)
    assert words("") == ()


FULL = {
    "code": "1",
    "vat": "NL1",
    "chamber": "2",
    "email": "a@b.example",
    "postcode": "1011 AA",
    "country": "NL",
    "name": "Alfa",
    "ibans": ("NL91ABNA0417164300",),
}


@pytest.mark.parametrize("field", FULL)
def test_what_only_one_of_both_tells_is_neither_equal_nor_different(field):
    for one, other in (
        (Party(), Party(**{field: FULL[field]})),
        (Party(**{field: FULL[field]}), Party()),
        (Party(), Party()),
    ):
        likeness = compare(one, other)
        assert not likeness.equal | likeness.differs


OTHER = {
    "code": "2",
    "vat": "NL2",
    "chamber": "3",
    "email": "c@d.example",
    "postcode": "1012 AA",
    "country": "BE",
    "name": "Omega",
    "ibans": ("NL02ABNA0123456789",),
}


@pytest.mark.parametrize("field", FULL)
def test_what_both_tell_is_equal_or_different(field):
    name = "iban" if field == "ibans" else field
    one, same = Party(**{field: FULL[field]}), Party(**{field: FULL[field]})
    assert compare(one, same).equal == {name}
    assert compare(one, Party(**{field: OTHER[field]})).differs == {name}


ALFA = {"name": "Alfa Beheer", "vat": "NL123456782B90"}


@pytest.mark.parametrize(
    ("ours", "theirs", "certain", "doubtful"),
    [
        # One number of the state and a part of the name, but elsewhere
        ({}, {"name": "Alfa"}, True, False),
        ({"country": "NL"}, {"name": "Alfa", "country": "BE"}, False, True),
        ({"ibans": ("NL1",)}, {"name": "Alfa", "ibans": ("NL2",)}, False, True),
        ({"postcode": "1"}, {"name": "Alfa", "postcode": "2"}, False, True),
        # The name and a bank account, or a country that says nothing
        ({"vat": "", "ibans": ("NL1",)}, {"ibans": ("NL 1",)}, True, False),
        ({"vat": "", "country": "NL"}, {"country": "nl"}, False, True),
        # A bank account, a mailbox of somebody unnamed, a country alone
        ({"name": "", "vat": "", "ibans": ("1",)}, {"ibans": ("1",)}, False, True),
        ({"name": "", "vat": "", "email": "a@b"}, {"email": "a@b"}, False, True),
        ({"name": "", "vat": "", "country": "NL"}, {"country": "NL"}, False, False),
    ],
)
def test_one_fact_and_what_speaks_for_or_against_it(ours, theirs, certain, doubtful):
    found = compare(Party(**{**ALFA, **ours}), Party(**{**ALFA, **theirs}))
    assert (found.is_certain, found.is_doubtful) == (certain, doubtful)


def test_a_country_makes_nobody_better():
    ours = [Party(id=11, name="Alfa"), Party(id=12, name="Alfa", country="NL")]
    (found,) = propose([Party(id=1, name="Alfa", country="NL")], ours)
    assert found.candidates == (11, 12)


@pytest.mark.parametrize(
    ("theirs", "ours", "likely"),
    [
        ({"vat": "NL1"}, {"vat": "NL1"}, True),
        ({"name": "Alfa"}, {"name": "Alfa"}, True),
        ({"email": "a@b", "name": "Alfa"}, {"email": "a@b", "name": "Omega"}, False),
    ],
)
def test_what_is_only_alike_is_not_worth_a_question(theirs, ours, likely):
    (found,) = propose([Party(id=1, **theirs)], [Party(id=2, **ours)])
    assert (found.candidates, found.likely) == ((2,), likely)


def test_equal_texts_of_other_fields_are_no_likeness():
    ours = [
        Party(id=number, **{field: "12345"})
        for number, field in enumerate(("vat", "chamber", "email", "name"), 1)
    ]
    (found,) = propose([Party(id=1, code="12345")], [*ours, Party(id=9, ibans=("1",))])
    assert found.candidates == ()


def test_party_is_what_each_side_tells_of_it():
    known = {
        "name": "Alfa",
        "vat": "NL1",
        "chamber": "2",
        "email": "a@b.example",
        "postcode": "1011 AA",
        "country": "NL",
    }
    iban = FULL["ibans"][0]
    relation = Relation(kind=ItemKind.CUSTOMER, code="7", iban=iban, **known)
    party = Party(code="7", ibans=(iban,), **known)
    assert of_relation(relation) == party
    name = known.pop("name")
    item = Item(
        kind=ItemKind.CUSTOMER,
        ref=Ref(code="7"),
        name=name,
        attributes={"iban": iban, "other": "x", **known},
    )
    assert of_item(item) == party
    bare = Party(code="8", name=name)
    assert of_relation(Relation(kind=ItemKind.CUSTOMER, code="8", name=name)) == bare
    for attributes in ({}, {"vat": None, "iban": None}, {"iban": ""}):
        one = Item(
            kind=ItemKind.CUSTOMER,
            ref=Ref(code="8"),
            name=name,
            attributes=attributes,
        )
        assert of_item(one) == bare
