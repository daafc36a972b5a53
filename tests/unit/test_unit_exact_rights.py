"""Divisions of Exact Online, and trial calls."""

from datetime import date, datetime

import pytest
from exact_answers import (
    FILE,
    asked,
    d,
    opened,
    page,
    refused,
    remarks,
    told,
)

from odoo.addons.connector_base.ledger.values import ItemKind

SCOPE = refused("Forbidden - Application Scope Violated. Cannot read", 403)


SCOPE = refused("Forbidden - Application Scope Violated. Cannot read", 403)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


ME = page({"CurrentDivision": 124132})


def division(code, name, **values):
    return {"Code": code, "Description": name, "Currency": "EUR", **values}


def test_divisions_of_all_licences(ledger, server):
    """An accountant's clients have licences of their own."""
    server.then(
        ME,
        page(division(124132, "Bedrijf"), division(7, "Klant BV", Currency="USD")),
        page(division(124132, "Bedrijf"), division(124133, "Beheer")),
    )
    found = ledger.administrations()
    assert [(one.code, one.name, one.currency) for one in found] == [
        ("124132", "Bedrijf", "EUR"),
        ("7", "Klant BV", "USD"),
        ("124133", "Beheer", "EUR"),
    ]
    assert [path for _method, path in told(server)] == [
        "/api/v1/current/Me",
        "system/Divisions",
        "hrm/Divisions",
    ]


def test_of_one_list_where_the_other_is_refused(ledger, server):
    server.then(ME, SCOPE, page(division(124132, "Bedrijf")))
    assert [one.code for one in ledger.administrations()] == ["124132"]
    assert [code for code, _detail in remarks(ledger)] == ["resource_refused"]


def test_where_both_are_refused_the_one_that_was_open_last(ledger, server):
    server.then(ME, SCOPE, refused("Resource not found", 404))
    (one,) = ledger.administrations()
    assert (one.code, one.name) == ("124132", "124132")


# Trial calls


def test_every_trial_calls_what_it_is_about(ledger, server):
    """Some lists want a filter."""
    server.then(
        ME,
        page(division(124132, "Bedrijf")),
        page(),
        d([{"Code": "8000"}]),
        d([{"Code": "2  "}]),
        d([{"Code": "70"}]),
        d([]),
        d([{"Code": "1300", "Description": "Debiteuren"}, {"Code": "1301"}]),
        d([]),
    )
    checks = ledger.check()
    assert [(one.name, one.passed, one.detail) for one in checks] == [
        ("administrations", True, "124132"),
        ("accounts", True, "8000"),
        ("vat", True, "2"),
        ("journals", True, "70"),
        ("customers", True, "ok"),
        ("receivables", True, "1300 Debiteuren, 1301"),
        ("transactions", True, "ok"),
    ]
    paths = [path for _method, path in told(server)][3:]
    assert paths == [
        "financial/GLAccounts",
        "vat/VATCodes",
        "financial/Journals",
        "crm/Accounts",
        "financial/GLAccounts",
        "salesentry/SalesEntries",
    ]
    assert asked(server.requests[6])[1]["$filter"] == "Status eq 'C'"
    assert asked(server.requests[7])[1]["$filter"] == "Type eq 20"


def test_a_right_that_is_missing_is_one_of_the_trials(ledger, server):
    server.then(
        ME,
        page(division(124132, "Bedrijf")),
        page(),
        d([]),
        SCOPE,
        refused("Forbidden - velocity", 403),
        *[refused("This endpoint has mandatory filtering applied.", 400)] * 2,
        d([]),
        d([{"EntryNumber": 26700001}]),
    )
    passed = {one.name: one.passed for one in ledger.check()}
    assert passed == {
        "administrations": True,
        "accounts": False,
        "vat": False,
        "journals": False,
        "customers": False,
        "receivables": False,
        "transactions": True,
    }


def test_today_decides_what_has_ended(server):
    with opened(server, clock=lambda: datetime(2020, 1, 1)) as ledger:
        coded = {"ID": "c", "Code": "A", "Description": "A", "Active": True}
        server.then(page({**coded, "EndDate": "/Date(1782777600000)/"}))
        assert [one.active for one in ledger.items(ItemKind.COST_CENTRE)] == [True]
    assert date(2020, 1, 1)


def test_journals_tell_what_they_are_for(ledger, server):
    types = {
        10: "cash",
        12: "bank",
        16: "bank",
        20: "sale",
        22: "purchase",
        90: "general",
    }
    rows = [
        {"ID": FILE, "Code": str(t), "Description": "x", "Type": t, "IsBlocked": False}
        for t in types
    ]
    server.then(page(*rows))
    found = {
        one.ref.code: one.attributes["use"] for one in ledger.items(ItemKind.JOURNAL)
    }
    assert found == {str(type_): use for type_, use in types.items()}
