"""What a ledger says is read as it is meant, or not at all."""

from decimal import Decimal
from fractions import Fraction

import pytest

from odoo.addons.connector_base.ledger import reading
from odoo.addons.connector_base.ledger.errors import ProtocolError

LONG = "x" * 300


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1.10", "1.10"),
        ("+7", "7"),
        ("-0.005", "-0.005"),
        (12, "12"),
        (0.1, "0.1"),
        (Decimal("1.50"), "1.50"),
        # Nothing is never less than nothing.
        ("-0.00", "0.00"),
        (-0.0, "0.0"),
        ("0", "0"),
        ("999999999999999.99", "999999999999999.99"),
    ],
)
def test_amount_is_read_to_the_digit(said, expected):
    assert str(reading.amount(said)) == expected


def test_exponents_are_for_doubles_alone():
    assert reading.amount("1.5e3", double=True) == 1500
    assert reading.amount(1e-05, double=True) == Decimal("0.00001")
    with pytest.raises(ProtocolError):
        reading.amount("1.5e3")


@pytest.mark.parametrize(
    "said",
    ["", " 1", "1,50", "1.", ".5", "--1", "x", None, True, [], Fraction(1), LONG]
    + ["1" + "0" * 15, -(10**15), "9" * 28 + ".5"],
)
def test_what_is_no_amount_is_told_with_what_was_said(said):
    with pytest.raises(ProtocolError) as caught:
        reading.amount(said)
    assert caught.value.code == "unreadable_amount"
    assert 0 < len(caught.value.detail) <= 40


@pytest.mark.parametrize(("said", "number"), [("12", 12), ("-3", -3), (0, 0)])
def test_whole_number_is_read(said, number):
    assert reading.whole(said) == number


@pytest.mark.parametrize(
    "said", ["", "1.0", 1.0, True, None, [], Fraction(1), LONG, "9" * 20]
)
def test_what_is_no_whole_number_is_told_with_what_was_said(said):
    with pytest.raises(ProtocolError) as caught:
        reading.whole(said)
    assert caught.value.code == "unreadable_amount"
    assert 0 < len(caught.value.detail) <= 40


def test_what_is_read_of_a_garbled_number_is_cut():
    for read in (reading.amount, reading.whole):
        with pytest.raises(ProtocolError) as caught:
            read(LONG)
        assert caught.value.detail == "'" + "x" * 39
    with pytest.raises(ProtocolError) as caught:
        reading.amount("1" * 28 + "." + "1" * 28)
    assert len(caught.value.detail) == 40


def test_code_is_what_stands_between_the_blanks():
    assert reading.code(" 80 00\t") == "80 00"
    assert reading.code(None) == reading.code("  ") == ""
    assert reading.code(" " + "x" * 200 + " ") == "x" * 200


@pytest.mark.parametrize(
    "said",
    ["x" * 201, "80\x0000", "a\nb", "\x85x\x85x", 8000, ["8000"], "\ud800", LONG],
)
def test_what_is_no_code_is_told_with_what_was_said(said):
    with pytest.raises(ProtocolError) as caught:
        reading.code(said)
    assert caught.value.code == "unreadable_code"
    assert 0 < len(caught.value.detail) <= 40


def test_what_is_read_of_a_garbled_code_is_cut():
    with pytest.raises(ProtocolError) as caught:
        reading.code([LONG])
    assert len(caught.value.detail) == 40
