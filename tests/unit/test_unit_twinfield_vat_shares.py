"""VAT codes of Twinfield: what each books, since when, and on which accounts."""

from datetime import date

import pytest

from odoo.addons.twinfield_connector.client import (
    vat,
    xml,
)


def rate(inner, percentage="21.00", since="20200101"):
    return (
        f"<percentage><date>{since}</date><percentage>{percentage}</percentage>"
        f"<accounts>{inner}</accounts></percentage>"
    )


def booked(share, account="1530", kind="vat", type_="BAS"):
    return (
        f"<account><dim1 dimensiontype='{type_}'>{account}</dim1><group>NL2A</group>"
        f"<percentage>{share}</percentage><linetype>{kind}</linetype></account>"
    )


def vat_code(*rates, type_="purchase"):
    made = (
        f"<vat><code>V</code><name>N</name><type>{type_}</type>"
        f"<percentages>{''.join(rates)}</percentages></vat>"
    )
    return vat.code(xml.parse(made), "sale", date(2024, 4, 1))


@pytest.mark.parametrize(
    ("accounts", "told"),
    [
        ((booked("100"),), {"reverse": False}),
        ((booked("100"), booked("-100")), {"reverse": True}),
        ((booked("0.5"), booked("-0.5")), {"reverse": True}),
        ((booked("0"), booked("-100")), {"reverse": False}),
        ((booked("100"), booked("0")), {"reverse": False}),
        ((booked(""),), {}),
        (
            (booked("-100"), booked("40"), booked("60", "4900", type_="PNL")),
            {"reverse": True, "deductible": "40.00", "cost": "4900"},
        ),
        (
            (booked("-100"), booked("40"), booked("60", kind="Detail")),
            {"reverse": True, "deductible": "40.00"},
        ),
        (
            (booked("-100"), booked("40"), booked("50", "4900", type_="PNL")),
            {"reverse": True, "deductible": ""},
        ),
        (
            (
                booked("-100"),
                booked("30", "4900", type_="PNL"),
                booked("70", "4901", type_="PNL"),
            ),
            {"reverse": True, "deductible": ""},
        ),
        (
            (booked("-100"), booked("100"), booked("0", "4900", type_="PNL")),
            {"reverse": True, "deductible": "100.00", "cost": "4900"},
        ),
    ],
)
def test_what_a_code_books_says_what_the_buyer_may_deduct(accounts, told):
    found_ = vat_code(rate("".join(accounts)))
    names = ("reverse", "deductible", "cost")
    assert {n: v for n, v in found_.attributes.items() if n in names} == told
    assert found_.attributes["use"] == "purchase"


def test_code_without_vat_does_not_say_whether_it_is_reversed():
    both = booked("100") + booked("-100")
    for percentage in ("0.00", ""):
        assert "reverse" not in vat_code(rate(both, percentage)).attributes


def test_percentage_holds_from_its_day_on():
    assert vat_code(rate("", "9", "20240401")).attributes["percentage"] == "9.00"
    assert not vat_code(rate("", "9", "20240402")).active
    first = vat_code(rate("", "6", ""), rate("", "9", "20190101"))
    assert first.attributes["percentage"] == "9.00"
    assert vat_code(rate("", "6", "")).attributes == {
        "use": "purchase",
        "percentage": "6.00",
        "groups": [],
        "accounts": [],
    }


def test_accounts_are_those_of_vat_not_of_the_lines():
    inner = booked("1", "1530") + booked("1", "4900", kind="DETAIL") + booked("1", "")
    assert vat_code(rate(inner)).attributes["accounts"] == ["1530"]
