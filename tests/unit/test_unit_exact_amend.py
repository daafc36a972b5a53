"""Entries of Exact Online that stand there already: changed, removed, with a file."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from documents import line
from exact_answers import (
    CUSTOMER,
    ENTRY,
    REVENUE,
    d,
    entry_row,
    invoice,
    opened,
    page,
    refused,
    sent,
    told,
)
from loopback import reply

from odoo.addons.connector_base.ledger.errors import InDoubt
from odoo.addons.connector_base.ledger.values import Booked, Rejected
from odoo.addons.exact_connector.client import conversion

ENTRIES, LINES = "salesentry/SalesEntries", "salesentry/SalesEntryLines"
DONE = reply(status=204)


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def booked(**values):
    return Booked(key=invoice().key, id=ENTRY, number="26700001", **values)


def line_row(id_="old", **values):
    return {
        "ID": id_,
        "GLAccount": REVENUE.upper(),
        "AmountFC": 100,
        "VATCode": "2  ",
        "VATAmountFC": 21.0,
        "Description": "Consultancy June",
        "CostCenter": "AMS",
        "CostUnit": None,
        "Notes": None,
        **values,
    }


def standing(**values):
    """The entry as ``invoice()`` made it."""
    return entry_row(
        DueDate="/Date(1711670400000)/",
        Description="INV/2026/00012",
        PaymentReference="INV202600012",
        PaymentCondition="30",
        Rate=1,
        ReportingYear=2026,
        ReportingPeriod=6,
        OrderNumber=None,
        ExternalLinkReference=None,
        **values,
    )


def lines_of(server):
    return [
        (method, path.partition("guid")[2].strip("()'"))
        for method, path in told(server)
        if path.startswith(LINES) and method != "GET"
    ]


def test_new_lines_then_the_header_then_the_old_lines_go(ledger, server):
    changed = invoice(line("-110.00", "-23.10", vat="2"), description="Corrected")
    server.then(
        d([standing()]),
        page(line_row()),
        d({"ID": "new"}, 201),
        DONE,
        DONE,
        d([standing(AmountFC=133.1, AmountDC=133.1)]),
    )
    outcome = ledger.amend(booked(), changed)
    assert (outcome.total, outcome.warnings) == (Decimal("133.10"), ())
    assert [f"{method} {path.split('(')[0]}" for method, path in told(server)] == [
        f"GET {ENTRIES}",
        f"GET {LINES}",
        f"POST {LINES}",
        f"PUT {ENTRIES}",
        f"DELETE {LINES}",
        f"GET {ENTRIES}",
    ]
    assert sent(server.requests[2])["EntryID"] == ENTRY
    assert sent(server.requests[3]) == {"Description": "Corrected"}
    assert lines_of(server)[-1] == ("DELETE", "old")


def test_what_is_so_already_is_not_written(ledger, server):
    """A paid entry could not be, not even to what it is."""
    server.then(d([standing()]), page(line_row()), d([standing()]))
    assert ledger.amend(booked(), invoice()).id == ENTRY
    assert {method for method, _path in told(server)} == {"GET"}


def test_of_the_header_alone_the_lines_stay(ledger, server):
    server.then(d([standing()]), page(line_row()), DONE, d([standing()]))
    ledger.amend(booked(), invoice(reference="", date=date(2026, 6, 26)))
    assert sent(server.requests[2]) == {
        "EntryDate": "2026-06-26",
        "PaymentReference": "",
    }
    assert lines_of(server) == []


@pytest.mark.parametrize(
    "other",
    [
        {"VATCode": "02"},
        {"VATAmountFC": 21.01},
        {"CostCenter": None},
        {"Description": "consultancy june"},
        {"AmountFC": 99},
    ],
)
def test_line_that_differs_in_anything_is_replaced(ledger, server, other):
    server.then(
        d([standing()]),
        page(line_row(**other)),
        d({"ID": "new"}, 201),
        DONE,
        d([standing()]),
    )
    ledger.amend(booked(), invoice())
    assert lines_of(server) == [("POST", ""), ("DELETE", "old")]


def test_lines_in_another_order_are_the_same(ledger, server):
    one, other = (
        line(f"-{amount}.00", "0.00", vat="6", description=text)
        for amount, text in ((10, "a"), (20, "b"))
    )
    rows = [
        line_row(
            id_=text,
            AmountFC=amount,
            VATCode="6",
            VATAmountFC=0,
            Description=text,
            CostCenter=None,
        )
        for amount, text in ((20, "b"), (10, "a"))
    ]
    server.then(d([standing()]), page(*rows), d([standing()]))
    ledger.amend(booked(), invoice(one, other))
    assert lines_of(server) == []


def test_two_equal_lines_are_not_one(ledger, server):
    server.then(
        d([standing()]), page(line_row("a"), line_row("b")), DONE, d([standing()])
    )
    ledger.amend(booked(), invoice())
    assert lines_of(server) == [("DELETE", "b")]


def test_next_try_knows_the_lines_that_the_first_one_left(ledger, server):
    """It was cut off before the old line went."""
    server.then(
        d([standing()]),
        page(line_row(Description="Old"), line_row("new")),
        DONE,
        d([standing()]),
    )
    ledger.amend(booked(), invoice())
    assert lines_of(server) == [("DELETE", "old")]


# A refusal half-way


CHANGED = [line("-110.00", "-23.10", vat="2"), line("-1.00", "0.00", vat="6")]


def test_refused_line_leaves_the_entry_as_it_was(ledger, server):
    server.then(
        d([standing()]),
        page(line_row()),
        d({"ID": "new"}, 201),
        refused("Niet toegestaan: Btw-code"),
        page(line_row(), line_row("new")),
        DONE,
    )
    outcome = ledger.amend(booked(), invoice(*CHANGED, description="Corrected"))
    assert outcome.code == "unknown_vat"
    assert lines_of(server)[-1] == ("DELETE", "new")
    assert "PUT" not in [method for method, _path in told(server)]


def test_refused_header_leaves_the_entry_as_it_was(ledger, server):
    server.then(
        d([standing()]),
        page(line_row()),
        d({"ID": "new"}, 201),
        d({"ID": "newer"}, 201),
        refused("Periode is afgesloten: 2026 - 6"),
        page(line_row(), line_row("new"), line_row("newer")),
        DONE,
        DONE,
    )
    outcome = ledger.amend(booked(), invoice(*CHANGED, description="Corrected"))
    assert outcome.code == "period_closed"
    assert lines_of(server)[-2:] == [("DELETE", "new"), ("DELETE", "newer")]


def test_old_line_that_can_not_go_puts_everything_back(ledger, server):
    server.then(
        d([standing()]),
        page(line_row("a", CostUnit="X"), line_row("b")),
        d({"ID": "new"}, 201),
        d({"ID": "newer"}, 201),
        DONE,
        DONE,
        refused("Niet toegestaan: Regels"),
        page(line_row("b"), line_row("new"), line_row("newer")),
        d({"ID": "again"}, 201),
        DONE,
        DONE,
        DONE,
    )
    changed = invoice(*CHANGED, description="", date=date(2026, 6, 26))
    assert isinstance(ledger.amend(booked(), changed), Rejected)
    again = sent(server.requests[8])
    assert (again["EntryID"], again["AmountFC"], again["CostUnit"]) == (ENTRY, 100, "X")
    assert sent(server.requests[9]) == {
        "Description": "INV/2026/00012",
        "EntryDate": "2026-06-25",
    }
    assert lines_of(server)[-2:] == [("DELETE", "new"), ("DELETE", "newer")]


def test_what_can_not_be_put_back_is_tried_again(ledger, server):
    """Changing may be repeated: all lines that stand there then are old ones."""
    server.then(
        d([standing()]),
        page(line_row()),
        d({"ID": "new"}, 201),
        refused("Niet toegestaan: Btw-code"),
        page(line_row(), line_row("new")),
        refused("Niet toegestaan: Regels"),
    )
    with pytest.raises(InDoubt):
        ledger.amend(booked(), invoice(*CHANGED))


def test_header_of_which_nobody_knows_is_put_back(ledger, server):
    server.then(
        d([standing()]),
        page(line_row()),
        refused("Iets heel anders"),
        page(line_row()),
        DONE,
    )
    outcome = ledger.amend(booked(), invoice(description="Corrected"))
    assert (outcome.code, outcome.message) == ("refused", "Iets heel anders")
    assert sent(server.requests[4]) == {"Description": "INV/2026/00012"}


@pytest.mark.parametrize("status", [403, 404])
def test_line_that_is_gone_is_no_missing_right(ledger, server, status):
    server.then(
        d([standing()]),
        page(line_row()),
        d({"ID": "new"}, 201),
        refused("Forbidden", status),
        page(line_row("new")),
        d([standing()]),
    )
    changed = invoice(line("-110.00", "-23.10", vat="2"))
    assert ledger.amend(booked(), changed).id == ENTRY


def test_line_that_stays_is_one(ledger, server):
    server.then(
        d([standing()]),
        page(line_row()),
        d({"ID": "new"}, 201),
        refused("Forbidden", 403),
        page(line_row(), line_row("new")),
        page(line_row(), line_row("new")),
        DONE,
    )
    changed = invoice(line("-110.00", "-23.10", vat="2"))
    outcome = ledger.amend(booked(), changed)
    assert (outcome.code, outcome.message) == ("refused", f"{LINES}: Forbidden")
    assert lines_of(server)[-1] == ("DELETE", "new")


def test_entry_that_may_not_be_read_is_left_alone(ledger, server):
    server.then(d([standing()]), refused("Forbidden", 403))
    assert ledger.amend(booked(), invoice()).code == "refused"
    assert len(server.requests) == 2


def test_entry_in_dollars_that_becomes_one_in_euros_has_no_rate_left(ledger, server):
    server.then(
        d([standing(Currency="USD") | {"Rate": 0.8}]),
        page(line_row()),
        DONE,
        d([standing()]),
    )
    ledger.amend(booked(), invoice())
    assert sent(server.requests[2]) == {"Currency": "EUR", "Rate": 1}


def test_entry_in_dollars_keeps_its_rate(ledger, server):
    """At 1 the books would have dollars for euros."""
    abroad = replace(invoice(), currency="USD")
    rate, _lines = conversion.fitted(abroad)
    server.then(
        d([standing(Currency="USD") | {"Rate": 0.8, "Description": "old"}]),
        page(line_row()),
        DONE,
        d([standing()]),
    )
    ledger.amend(booked(), abroad)
    values = sent(server.requests[2])
    assert values["Description"] == "INV/2026/00012"
    assert Decimal(str(values["Rate"])) == rate


# Whose it is


def test_entry_of_another_customer_is_told_as_theirs(ledger, server):
    """A customer whose code changed is still the same one."""
    server.then(*[d(entry_row(Customer=CUSTOMER), 201)])
    same = invoice(relation=replace(invoice().relation, code="new"))
    assert ledger.post([same])[0].relation == "new"
    server.then(
        d(entry_row(Customer="other"), 201), page({"ID": "other", "Code": " 7"})
    )
    assert ledger.post([invoice()])[0].relation == "7"


def test_processed_entry_stays(ledger, server):
    server.then(d([standing(Status=50)]), d([entry_row(Status=50)]), d([]))
    outcome = ledger.amend(booked(), invoice())
    assert (outcome.code, outcome.field) == ("not_draft", "Status")
    assert ledger.remove(booked(), "mistake").code == "not_draft"
    assert ledger.remove(booked(), "mistake") is None


def test_entry_is_removed_or_the_reason_told(ledger, server):
    server.then(d([entry_row()]), DONE)
    assert ledger.remove(booked(), "mistake") is None
    assert told(server)[-1] == ("DELETE", f"{ENTRIES}(guid'{ENTRY}')")
    server.then(d([entry_row()]), refused("Not found", 404))
    assert ledger.remove(booked(), "mistake") is None
    server.then(d([entry_row()]), refused("Kan niet verwijderen: Boeking - In gebruik"))
    assert ledger.remove(booked(), "mistake").code == "not_draft"
