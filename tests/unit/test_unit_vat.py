"""Which VAT code a tax means: by what both sides know, never by look-alike."""

from decimal import Decimal

import pytest

from odoo.addons.connector_base.ledger.vat import (
    HUNDRED,
    best,
    contradictions,
    of_code,
    of_tax,
)


def code(name="", **attributes):
    return of_code(name, {"use": "purchase", "percentage": "21.00", **attributes})


def tax(**known):
    return of_tax(
        **{
            "use": "purchase",
            "rate": Decimal(21),
            "reverse": False,
            "deductible": HUNDRED,
            "boxes": (),
            "scope": "",
            "name": "",
            **known,
        }
    )


def meant(one, **codes):
    return best(one, codes)


CHARGED = {"reverse": True, "boxes": [("NL", "2a"), ("NL", "5b")]}
PLAIN, REVERSE = code("Inkoop", reverse=False), code("Verlegd", reverse=True)


def test_plain_and_charged_are_told_apart():
    assert meant(tax(), plain=PLAIN, charged=REVERSE) == "plain"
    assert meant(tax(**CHARGED), plain=PLAIN, charged=REVERSE) == "charged"
    assert meant(tax(**CHARGED), plain=PLAIN) is None
    assert meant(tax(), charged=REVERSE) is None


def test_what_is_not_told_is_read_from_the_name():
    """A ledger that does not say which codes are charged to the buyer."""
    untold = {"a": code("Inkoop hoog"), "b": code("Verlegd"), "c": code("Uit de EU")}
    assert best(tax(), untold) == "a"
    assert best(tax(**CHARGED), untold) == "b"


@pytest.mark.parametrize(
    "other",
    [
        {"percentage": "9.00"},
        {"percentage": ""},
        {"use": "sale"},
        {"deductible": "50.00"},
        {"deductible": ""},
        {"reported": False},
    ],
)
def test_one_thing_that_differs_is_enough(other):
    assert meant(tax(), one=code(**{"reverse": False, **other})) is None


@pytest.mark.parametrize(
    "name",
    [
        "Marge 21 %",
        "Privégebruik",
        "Aankopen 21 %, niet aftrekbaar",
        "Achats 21 %, non déductible",
        "Vorsteuer 21 %, 50 % abziehbar",
        "Einkauf, nicht abziehbar",
    ],
)
def test_name_that_says_more_is_not_plain(name):
    assert meant(tax(), one=code(name, reverse=False)) is None


def test_what_is_not_deducted_goes_to_a_code_that_does_not():
    codes = {
        "all": code("Achats 21 %", reverse=False),
        "none": code("Achats 21 %, non déductible", reverse=False),
        "half": code("Achats 21 %", reverse=False, deductible="50.00"),
    }
    assert best(tax(), codes) == "all"
    assert best(tax(deductible=Decimal(0)), codes) == "none"
    assert best(tax(deductible=Decimal(50)), codes) == "half"
    assert best(tax(deductible=Decimal(35)), codes) is None


def test_why_nothing_is_charged_decides():
    def zero(name, **more):
        return code(name, **{"use": "sale", "percentage": "0.00", **more})

    codes = {
        "zero": zero("Steuerfrei", intra=False),
        "export": zero("Ausfuhr", intra=False),
        "charged": zero("Erlöse, § 13b UStG", intra=False),
        "goods": zero("Lieferungen", intra=True, eu="goods"),
        "none": zero("Ohne", intra=False, reported=False),
    }
    for box, expected in (
        ("48", "zero"),
        ("43", "export"),
        ("60", "charged"),
        ("41", "goods"),
        ("42", None),
        ("45", None),
    ):
        sold = tax(use="sale", rate=Decimal(0), boxes=[("DE", box)])
        assert best(sold, codes) == expected, box


def test_the_closest_of_those_that_fit_is_taken():
    listed = {"use": "sale", "percentage": "0.00", "groups": ["NL3B"]}
    codes = {
        "both": of_code("ICP leveringen en diensten", listed),
        "goods": of_code("ICP goederen", listed),
    }
    sold = tax(use="sale", rate=Decimal(0), boxes=[("NL", "3bg")])
    assert best(sold, codes) == "goods"
    assert best(sold, {"both": codes["both"]}) == "both"
    services = tax(use="sale", rate=Decimal(0), boxes=[("NL", "3bs")])
    assert best(services, codes) == "both"


def test_goods_and_services_are_told_apart_by_scope_and_name():
    charged = {"reverse": True, "boxes": [("NL", "4b")]}
    codes = {
        "goods": code("EU-goederen", groups=["NL4B", "NL5B"], reverse=True),
        "services": code("EU-diensten", groups=["NL4B", "NL5B"], reverse=True),
    }
    assert best(tax(**charged, scope="services"), codes) == "services"
    assert best(tax(**charged, name="Imports within EU"), codes) == "goods"
    assert best(tax(**charged, name="Imports within EU, services"), codes) == "services"
    assert best(tax(**charged), codes) is None, "nobody knows"


def test_sales_to_consumers_elsewhere_are_not_at_home():
    home = code("Btw hoog", use="sale")
    sold = tax(use="sale", name="21 % BE OSS")
    assert meant(sold, home=home) is None
    assert meant(tax(use="sale"), home=home) == "home"


def test_code_of_both_sides_fits_both():
    both = of_code("Btw nul", {"percentage": "0.00", "intra": False})
    for use in ("sale", "purchase"):
        assert meant(tax(use=use, rate=Decimal(0)), both=both) == "both"


@pytest.mark.parametrize(
    ("known", "attributes", "expected"),
    [
        ({}, {"reverse": False}, []),
        ({}, {"percentage": "9.00"}, ["rate"]),
        ({}, {"use": "sale"}, ["use"]),
        (CHARGED, {"reverse": False}, ["reverse", "case"]),
        ({"deductible": Decimal(0)}, {}, ["deductible"]),
    ],
)
def test_contradictions_are_named(known, attributes, expected):
    assert contradictions(tax(**known), code(**attributes)) == expected
