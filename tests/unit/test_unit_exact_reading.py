"""Payment terms of Exact Online, its dates and amounts: read whole, or told of."""

from datetime import date
from decimal import Decimal

import pytest
from exact_answers import (
    FILE,
    opened,
)

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.exact_connector.client import odata, terms

TERM = {
    "ID": "t1",
    "LineType": 22,
    "Account": "acc",
    "AmountFC": -50.005,
    "AmountDC": -45.5,
    "Currency": " USD",
    "EndDate": "/Date(1783641600000)/",
    "EntryDate": "/Date(1782864000000)/",
    "EntryNumber": 26700001,
    "InvoiceDate": "/Date(1782345600000)/",
    "InvoiceNumber": 26700001,
    "Journal": " 70",
    "Status": 50,
    "TransactionAmountFC": -121,
    "TransactionAmountDC": -110,
    "TransactionEntryID": "e1",
    "TransactionID": "l1",
    "TransactionStatus": 50,
    "TransactionType": 30,
    "YourRef": " inv/1 ",
}


def test_term_that_tells_all():
    assert terms.read({**TERM, "AmountFC": -50}) == terms.Term(
        id="t1",
        side=22,
        account="acc",
        entry="e1",
        line="l1",
        type=30,
        amount=Decimal("50.00"),
        whole=Decimal("-121.00"),
        worth=Decimal("45.50"),
        whole_worth=Decimal("-110.00"),
        currency="USD",
        matched=True,
        final=True,
        end=date(2026, 7, 10),
        date=date(2026, 6, 25),
        journal="70",
        number="26700001",
        reference=terms.normal("inv/1"),
        invoice="26700001",
    )
    assert terms.read({**TERM, "InvoiceDate": None}).date == date(2026, 7, 1)


def test_term_that_tells_only_what_is_needed():
    bare = {name: TERM[name] for name in terms.SELECT.split(",")}
    found = terms.read({**bare, "LineType": 20, "Account": None, "EndDate": None})
    assert (found.worth, found.whole_worth) == (None, None)
    assert (found.account, found.end, found.date) == ("", None, None)
    assert (found.final, found.settlement) == (False, "/")
    assert (found.reference, found.invoice) == ("", "")


def test_match_of_which_the_worth_is_not_told_is_not_closed():
    """Neither of a part nor of a whole line; or its rest might be made up."""
    one = terms.read({**TERM, "TransactionAmountDC": None})
    other = terms.read({**TERM, "ID": "t2", "AmountDC": None})
    assert not terms.is_closed([one])
    assert not terms.is_closed([other])


def test_match_without_a_day_or_somebody_is_not_asked_for(server):
    with opened(server) as ledger:
        wanted = {(20, ("acc", None)), (22, ("", date(2026, 7, 10)))}
        assert list(terms.Lists(ledger.api).by_groups(wanted)) == []
    assert server.requests == []


# Dates, amounts, ids


@pytest.mark.parametrize(
    ("read", "value", "code"),
    [
        (odata.read_date, 1782345600000, "unreadable_date"),
        (odata.read_date, "2026-06-25", "unreadable_date"),
        (odata.read_date, f"/Date({'9' * 60})/", "unreadable_date"),
        (odata.read_text, 7, "unreadable_answer"),
        (odata.guid, "x' or 1 eq 1", "unreadable_code"),
        (odata.guid, "", "unreadable_code"),
    ],
)
def test_what_is_not_as_documented_is_told_and_not_guessed(read, value, code):
    with pytest.raises(ProtocolError) as caught:
        read(value)
    assert caught.value.code == code
    assert caught.value.detail in (str(value)[:40], repr(value)[:40])


@pytest.mark.parametrize(
    ("value", "digits", "read"),
    [
        (None, 2, "0.00"),
        ("", 2, "0.00"),
        ("12.345", 2, "12.34"),
        (12.3, 2, "12.30"),
        ("0.0625", 6, "0.062500"),
    ],
)
def test_amounts_have_their_digits(value, digits, read):
    assert str(odata.read_amount(value, digits)) == read


def test_days_before_1970_and_ids_of_nothing():
    assert odata.read_date("/Date(-86400000)/") == date(1969, 12, 31)
    assert odata.read_date("") is None
    assert odata.read_guid(odata.NO_GUID) == ""
    assert odata.read_guid(f" {FILE} ") == FILE
    assert odata.read_text(" Jan\x00Piet\ud800 ") == "Jan Piet"
