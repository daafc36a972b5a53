"""Entries of Exact Online: all that their lines and headers say."""

from dataclasses import replace

import pytest
from documents import foreign, line
from exact_answers import (
    CUSTOMER,
    ENTRY,
    d,
    entry_row,
    invoice,
    opened,
    refused,
)
from loopback import reply

from odoo.addons.connector_base.ledger.values import (
    Booked,
    Key,
    Kind,
    Ref,
    Rejected,
    Text,
)
from odoo.addons.exact_connector.client import (
    amend,
    const,
    entry,
)

DONE = reply(status=204)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def booked(**values):
    return Booked(key=invoice().key, id=ENTRY, number="26700001", **values)


def lines_of(document):
    return entry.lines(document)


def test_line_says_all_that_is_known_of_it():
    (one,) = invoice().lines
    rich = replace(one, project=Ref(code="BRUG"), quantity=3)
    texts = (Text(field="Notes", value="uren"),)
    (told_,) = lines_of(replace(invoice(), lines=(rich,), texts=texts))
    assert told_ == {
        "GLAccount": one.account.id,
        "AmountFC": 100,
        "Description": "Consultancy June",
        "VATCode": "2",
        "CostCenter": "AMS",
        "CostUnit": "BRUG",
        "Quantity": 3,
        "Notes": "uren",
        "VATAmountFC": 21,
    }
    bare = replace(one, description="", cost_centre=None, quantity=0, vat=None)
    (told_,) = lines_of(replace(invoice(), lines=(bare,)))
    assert told_.keys() == {"GLAccount", "AmountFC"}


@pytest.mark.parametrize(
    ("reverse", "vat_amount", "is_told"),
    [(False, "0", True), (True, "0", False), (True, "-21", True)],
)
def test_vat_is_forced_unless_the_buyer_owes_it(reverse, vat_amount, is_told):
    one = line("-100.00", vat_amount, vat="2", reverse=reverse)
    (told_,) = lines_of(invoice(one))
    assert ("VATAmountFC" in told_) is is_told


@pytest.mark.parametrize(
    ("value", "fits"), [(const.MAX_NUMBER, True), (const.MAX_NUMBER + 1, False)]
)
def test_order_number_fits_up_to_the_largest(value, fits):
    texts = (Text(field="OrderNumber", value=str(value)),)
    assert entry.misfits(replace(invoice(), texts=texts)) == (
        () if fits else (f"OrderNumber: {value}",)
    )


@pytest.mark.parametrize("length", [const.YOUR_REF, const.YOUR_REF + 1])
def test_reference_of_a_vendor_that_fits_stays_as_it_is(length):
    number = "F" * length
    spelt = entry.reference(Key(kind=Kind.BILL, journal="60", number=number))
    assert len(spelt) == const.YOUR_REF
    assert (spelt == number) is (length == const.YOUR_REF)


def test_entry_without_an_id_opens_nowhere():
    key = invoice().key
    assert entry.address("", "site", "9", Booked(key=key, id="", number="")) == ""
    assert entry.address("{entry_id}", "site", "9", booked()) == ENTRY


def test_rate_that_is_not_told_is_no_other_rate():
    abroad = replace(invoice(), currency="USD")
    assert entry.warnings({"AmountDC": None}, abroad) == ()
    assert len(entry.warnings({"Rate": 2}, abroad)) == 1
    assert entry.warnings({"Rate": 2}, invoice()) == ()


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ({"Rate": 1}, False),
        ({"Rate": None}, False),
        ({}, False),
        ({"Rate": 0.8}, True),
    ],
)
def test_entry_in_euros_has_no_other_rate(row, values):
    change = amend._Change(None, entry.SALES, {"EntryID": ENTRY, **row})
    changed = change._changed(invoice(), entry.Options())
    assert ("Rate" in changed) is values


def test_entry_in_dollars_is_written_at_its_own_rate():
    """Whatever rate it had before."""
    abroad = foreign(relation=Ref(code="20115", id=CUSTOMER))
    change = amend._Change(None, entry.SALES, {"EntryID": ENTRY, "Rate": 0.8})
    changed = change._changed(abroad, entry.Options())
    assert changed["Rate"] == entry.fitted(abroad)[0] != 1


def test_entry_that_is_gone_is_no_draft(ledger, server):
    server.then(d([]), d([entry_row(Status=50)]))
    assert ledger.remove(booked(), "x") is None
    removed = ledger.remove(booked(), "x")
    server.then(d([]))
    outcome = ledger.amend(booked(), invoice())
    assert (
        removed
        == outcome
        == Rejected(code="not_draft", message="26700001", field="Status")
    )


def test_what_can_not_be_told_is_refused_before_anything_is_asked(ledger, server):
    outcome = ledger.amend(booked(), invoice(number="x" * 31))
    assert (outcome.code, outcome.field) == ("number_too_long", "YourRef")
    assert server.requests == []


def test_entry_that_may_not_be_looked_at_is_refused(ledger, server):
    server.then(refused("Forbidden", 403))
    outcome = ledger.amend(booked(), invoice())
    assert outcome.message == "salesentry/SalesEntries: Forbidden"
