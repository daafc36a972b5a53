"""The payment import is stopped, and goes on."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from exact_answers import opened, remarks
from exact_books import PAID, brief, invoices, look, ours, read_through, term

from odoo.addons.connector_base.ledger.errors import Throttled
from odoo.addons.exact_connector.client.cursor import Cursor, Seen

ZERO = Decimal(0)


@pytest.fixture
def ledger(books):
    with opened(books) as ledger:
        yield ledger


def run(ledger, books, cursor, known, allowed):
    """Until a minute's calls are over: ({id: Settled} and the cursor that were kept,
    whether it came to an end)."""
    books.allowed, told = allowed, {}
    try:
        for one in ledger.changes(cursor, known):
            told |= {settled.id: settled for settled in one.settled}
            cursor = one.cursor
    except Throttled:
        return told, cursor, False
    return told, cursor, True


@pytest.mark.parametrize("is_first", [True, False])
def test_more_than_a_minute_has_calls_for_comes_in_turn(books, is_first):
    """560 customers who paid in two parts on one day."""
    ids = [f"i{n:03}" for n in range(560)]
    for id_ in ids:
        books.put(*invoices(id_, Account=f"acc-{id_}"))
    known = ours(*ids)
    cursor = ""
    if not is_first:
        with opened(books) as ledger:
            cursor = read_through(ledger, books, known)
    for id_ in ids:
        account = {"Account": f"acc-{id_}"}
        books.put(term(f"t-{id_}", id_, 60, status=50, whole=100, **account))
        books.put(term(f"u-{id_}", id_, 40, status=50, whole=100, **account))
    for id_ in ids:
        receipt = term(f"r-{id_}", f"bank-{id_}", 100, status=50, type_=40)
        books.put({**receipt, "Account": f"acc-{id_}"})
    told, calls = {}, []
    for _minute in range(40):
        books.requests.clear()
        with opened(books) as ledger:
            more, cursor, is_done = run(ledger, books, cursor, known, 10)
        told |= more
        calls.append(len(books.requests))
        known |= {
            id_: replace(known[id_], open=one.open, memo=one.memo)
            for id_, one in more.items()
        }
        if is_done:
            break
    assert is_done
    assert set(told) == set(ids)
    for id_ in ids:
        assert {a.by for a in told[id_].allocations} == {(f"bank-{id_}",)}
    # Little was read twice.
    assert sum(calls) < 140


@pytest.mark.parametrize("allowed", range(1, 9))
def test_stopped_anywhere_nothing_is_lost(books, allowed):
    books.put(*invoices(*(f"x{n}" for n in range(2500))))
    ids = [f"i{n}" for n in range(30)]
    for id_ in ids:
        books.put(*invoices(id_))
    books.pay(*ids)
    known = ours(*ids, "gone")
    with opened(books) as ledger:
        told, cursor, is_done = run(ledger, books, "", known, allowed)
    for _again in range(9):
        if is_done:
            break
        with opened(books) as ledger:
            more, cursor, is_done = run(ledger, books, cursor, known, max(allowed, 5))
        told |= more
    assert is_done
    assert set(told) == {*ids, "gone"}
    assert told["gone"].gone
    assert all(told[id_].open == ZERO for id_ in ids)


def test_versions_that_begin_anew_are_read_from_the_beginning(ledger, books):
    """The ledger moved the division to another database."""
    books.put(*invoices("inv", *(f"x{n}" for n in range(500))))
    cursor = read_through(ledger, books, ours("inv"))
    books.version = 0
    books.put(*list(books.terms.values()))
    books.pay("inv")
    found, cursor = look(ledger, cursor, ours("inv"))
    assert brief(found["inv"]) == [PAID]
    assert Cursor.parse(cursor).terms.floor == 503 - 300


# Cursors


@pytest.mark.parametrize(
    "text", ["", "2026-07-01T12:00:00", "[]", "{}", '{"terms":104,"deleted":1}', "null"]
)
def test_what_is_no_cursor_is_the_beginning(text):
    assert Cursor.parse(text) == Cursor()


def test_cursor_comes_back_as_it_was():
    cursor = Cursor(
        terms=Seen(3, {7, 5}),
        deleted=Seen(1, {2}),
        pending={"e": "l"},
        asked="e",
        without={"sync/Cashflow/PaymentTerms:YourRef"},
    )
    assert Cursor.parse(cursor.text) == cursor
    assert json.loads(cursor.text)["terms"]["above"] == [5, 7]


def test_what_was_refused_is_told_each_time_it_is_done_without(ledger, books):
    """Though it is not asked for again: it still holds."""
    kept = {
        "sync/Cashflow/PaymentTerms:YourRef",
        "bulk/Cashflow/Receivables:$top",
    }
    list(ledger.changes(Cursor(is_full=False, without=kept).text, {}))
    assert remarks(ledger) == [
        ("option_refused", "bulk/Cashflow/Receivables: $top"),
        ("column_refused", "sync/Cashflow/PaymentTerms: YourRef"),
    ]
    (asked,) = [one.path for one in books.requests if "PaymentTerms" in one.path]
    assert "YourRef" not in asked


def test_window_is_of_what_was_seen_not_of_versions():
    seen = Seen()
    seen.pass_by(range(1000, 10_000_000, 10_000))
    assert len(seen.above) == 300
    assert seen.floor == sorted(range(1000, 10_000_000, 10_000))[-301]
    seen.pass_by([])
    assert len(seen.above) == 300
