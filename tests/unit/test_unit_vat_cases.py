"""What a VAT code or a tax is for: by its boxes, by what the ledger says of it, by its
name."""

from decimal import Decimal

import pytest

from odoo.addons.connector_base.ledger.vat import best, contradictions, of_code, of_tax
from odoo.addons.connector_base.ledger.vat_cases import EU, WORLD, Case

SOLD = {"use": "sale", "percentage": "0.00"}
BOUGHT = {"use": "purchase", "percentage": "21.00"}
CHARGED = {**BOUGHT, "reverse": True}


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("Btw vrij", {Case.ZERO}),
        ("Btw verlegd", {Case.REVERSE}),
        ("ICP", EU),
        ("ICP leveringen", {Case.EU_GOODS}),
        ("Intracommunautaire diensten", {Case.EU_SERVICES}),
        ("ICP goederen en diensten", {Case.EU_GOODS, Case.EU_SERVICES}),
        ("EU, A-B-C", {Case.TRIANGLE}),
        ("Uitvoer", WORLD),
        ("Goederen buiten de EU", {Case.WORLD_GOODS}),
        ("Diensten buiten de EU", {Case.WORLD_SERVICES}),
        ("Services, outside the EU", {Case.WORLD_SERVICES}),
        ("Marge", {Case.SPECIAL}),
        ("Afstandsverkopen EU", {Case.DISTANCE}),
        ("Nicht steuerbar", {Case.OUTSIDE}),
        ("Invoer", {Case.ZERO}),
    ],
)
def test_name_of_a_code_that_charges_nothing_says_why(name, cases):
    assert of_code(name, SOLD).cases == cases


def test_who_says_that_it_is_not_within_the_union_is_believed():
    assert of_code("ICP leveringen", {**SOLD, "intra": False}).cases == {Case.ZERO}


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("Hoog", {Case.REVERSE}),
        ("Verwerving EU", {Case.EU_GOODS}),
        ("Verwerving van diensten, EU", {Case.EU_SERVICES}),
        ("Invoer", {Case.WORLD_GOODS}),
        ("Import of services", {Case.WORLD_SERVICES}),
    ],
)
def test_name_of_a_code_that_is_charged_to_the_buyer_says_why(name, cases):
    assert of_code(name, CHARGED).cases == cases


@pytest.mark.parametrize(
    ("name", "box", "cases"),
    [
        # What is plain need not be said.
        ("Inkoop", "NL1E", {Case.ZERO}),
        ("Verlegd", "NL1E", {Case.REVERSE}),
        ("Hoog", "NL1A", {Case.HOME}),
        ("OSS", "NL1A", {Case.DISTANCE}),
        ("OSS", "NL1E", {Case.ZERO}),
        ("Uitvoer", "NL1E", {Case.ZERO}),
        ("EU", "NL3B", EU),
        ("EU, ABC-levering", "NL3B", {Case.TRIANGLE}),
        ("EU, ABC-levering", "NL3BG", {Case.EU_GOODS}),
        ("EU-diensten", "NL3B", {Case.EU_SERVICES}),
        ("Verlegd", "NL4A", WORLD),
        ("Diensten", "NL4A", {Case.WORLD_SERVICES}),
        ("Achats", "BE87", WORLD | {Case.REVERSE}),
        ("Autoliquidation", "BE87", {Case.REVERSE}),
        ("Hors UE", "BE87", WORLD),
        ("Hors UE, autoliquidation", "BE87", WORLD),
        ("Services hors UE, autoliquidation", "BE87", {Case.WORLD_SERVICES}),
    ],
)
def test_name_chooses_among_what_a_box_is_for(name, box, cases):
    assert of_code(name, {**BOUGHT, "groups": [box]}).cases == cases
    boxes = [(box[:2], box[2:].lower())]
    known = {"use": "purchase", "rate": Decimal(21), "reverse": True, "scope": ""}
    tax = of_tax(**known, deductible=Decimal(100), boxes=boxes, name=name)
    assert tax.cases == cases


def test_what_stands_in_several_boxes_is_for_what_these_share():
    boxes = {"groups": ["BE56", "BE87", "BE99"]}
    assert of_code("Achats", {**BOUGHT, **boxes}).cases == {Case.REVERSE}
    assert of_code("Hoog", {**BOUGHT, "groups": ["XX1A"]}).cases == {Case.HOME}


def test_what_the_ledger_says_of_supplies_beats_the_name():
    for said, case in (
        ("goods", Case.EU_GOODS),
        ("services", Case.EU_SERVICES),
        ("triangle", Case.TRIANGLE),
    ):
        told = {**SOLD, "intra": True, "eu": said}
        assert of_code("Uitvoer", told).cases == {case}
    told = {**SOLD, "intra": True, "eu": ""}
    assert of_code("Uitvoer", told).cases == EU
    assert of_code("Uitvoer van goederen", told).cases == {Case.EU_GOODS}
    assert of_code("Uitvoer", {**told, "groups": ["NL3BS"]}).cases == {Case.EU_SERVICES}
    assert of_code("ICP", {**SOLD, "reported": True}).cases == EU
    assert of_code("ICP", {**SOLD, "reported": False}).cases == {Case.UNREPORTED}


@pytest.mark.parametrize(
    ("name", "told", "reverse"),
    [
        ("Hoog", {}, False),
        ("Verlegd", {}, True),
        ("EU-goederen", {}, True),
        ("Buiten de EU", {}, True),
        ("Hoog", {"groups": ["NL4B"]}, True),
        ("EU", {"groups": ["NL1A"]}, False),
        # What makes no difference, or is for the seller to know, is left open.
        ("Verlegd", {"percentage": "0.00"}, None),
        ("Verlegd", {"percentage": ""}, None),
        ("Verlegd", {"use": "sale"}, None),
        ("Verlegd", {"use": ""}, None),
        ("Verlegd", {"reverse": False}, False),
    ],
)
def test_whether_a_code_is_charged_to_the_buyer(name, told, reverse):
    assert of_code(name, {**BOUGHT, **told}).reverse is reverse


def test_what_is_not_said_is_not_known():
    plain = of_code("", {})
    assert (plain.use, plain.rate, plain.reverse) == ("", None, None)
    assert of_code("", {"percentage": ""}).rate is None
    assert of_code("", {"percentage": 0}).rate == 0


@pytest.mark.parametrize(
    ("name", "percentage", "deductible"),
    [
        ("Voorbelasting 5,5 %", "5.50", 100),
        ("Voorbelasting 5.5%", "5.50", 100),
        ("Voorbelasting 50 %", "21.00", None),
        ("21 %, niet aftrekbaar", "21.00", 0),
    ],
)
def test_how_much_is_deducted_as_its_name_has_it(name, percentage, deductible):
    told = {**BOUGHT, "percentage": percentage}
    assert of_code(name, told).deductible == deductible


def bought(rate, reverse=False, deductible=100):
    return of_tax(
        use="purchase",
        rate=rate if rate is None else Decimal(rate),
        reverse=reverse,
        deductible=Decimal(deductible),
        boxes=(),
        scope="",
        name="",
    )


def test_of_nothing_it_makes_no_difference_who_owes_it_or_deducts_it():
    half = {**BOUGHT, "percentage": "0.00", "deductible": "50.00"}
    assert contradictions(bought(0), of_code("", {**half, "reverse": True})) == ["case"]
    # Neither where only one of both is nothing: that is told by the rate.
    assert contradictions(bought(21), of_code("", half)) == ["rate", "case"]
    half["percentage"] = "21.00"
    assert contradictions(bought(0, reverse=True), of_code("", half)) == [
        "rate",
        "case",
    ]


def test_of_what_is_sold_nothing_is_deducted():
    known = {"rate": Decimal(21), "deductible": Decimal(0), "reverse": True}
    sold = of_tax(use="sale", boxes=(), scope="", name="", **known)
    code = of_code("", {**BOUGHT, "use": "sale", "reverse": False})
    assert contradictions(sold, code) == ["case"]


def test_a_tax_without_a_rate_of_its_own_has_no_code():
    code = of_code("", {"use": "purchase", "percentage": "", "reverse": False})
    assert "rate" in contradictions(bought(None), code)


def test_of_two_that_are_as_good_none_is_taken():
    codes = {number: of_code("Hoog", BOUGHT) for number in (1, 2)}
    assert best(bought(21), codes) is None
    del codes[2]
    assert best(bought(21), codes) == 1
