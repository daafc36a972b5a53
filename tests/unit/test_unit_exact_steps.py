"""The payment import from Exact Online, step by step: what each leaves for the next."""

from decimal import Decimal

import pytest
from exact_answers import opened
from exact_books import PAID, brief, invoices, look, ours, read_through, term

from odoo.addons.connector_base.ledger.values import Kind
from odoo.addons.exact_connector.client.cursor import Cursor


@pytest.fixture
def ledger(books):
    with opened(books) as ledger:
        yield ledger


def lists(server):
    """The lists that were read, each once."""
    return sorted(set(server.paths()))


@pytest.fixture
def hidden(books):
    """Ids of terms that the list of what changed leaves out."""
    ids, find = set(), books._find

    def found(resource, options):
        rows = find(resource, options)
        is_sync = resource.startswith("sync/")
        return [one for one in rows if not is_sync or one.get("ID") not in ids]

    books._find = found
    return ids


def test_part_that_never_came_by_is_asked_for_at_the_end(ledger, books, hidden):
    books.put(term("a", "inv", 60, status=50, whole=100))
    books.put(
        term("b", "inv", 40, whole=100), term("r", "bank", 60, status=50, type_=40)
    )
    books.put(term("c", "bill", 60, whole=100, LineType=22))
    books.put(term("d", "bill", 40, whole=100, LineType=22))
    hidden |= {"b", "d"}
    pages = list(
        ledger.changes("", ours("inv") | ours("bill", kind=Kind.BILL, open_=1))
    )
    found = {one.id: one for p in pages for one in p.settled}
    assert {id_: one.open for id_, one in found.items()} == {"inv": 40, "bill": 100}
    pending = [Cursor.parse(p.cursor).pending for p in pages]
    assert {"inv": "l-inv", "bill": "l-bill"} in pending
    assert pending[-1] == {}
    assert lists(books) == [
        "bulk/Cashflow/Payments",
        "bulk/Cashflow/Receivables",
        "sync/Cashflow/PaymentTerms",
        "sync/Deleted",
    ]


def test_document_that_became_whole_is_not_pending(ledger, books):
    """Its parts came a page apart."""
    books.put(term("a", "inv", 60, whole=100))
    books.put(*invoices(*(f"x{n}" for n in range(1000))))
    books.put(term("b", "inv", 40, whole=100))
    pages = list(ledger.changes("", ours("inv", open_=1)))
    assert [one.open for p in pages for one in p.settled] == [Decimal(100)]
    pending = [Cursor.parse(p.cursor).pending for p in pages]
    assert {"inv": "l-inv"} in pending and pending[-1] == {}
    assert lists(books) == ["sync/Cashflow/PaymentTerms", "sync/Deleted"]


def test_entry_that_is_nobodys_any_more_is_not_asked_for(ledger, books, hidden):
    """It was pending when the base forgot it."""
    books.put(term("a", "inv", 60, whole=100), term("b", "inv", 40, whole=100))
    books.put(*invoices("kept"))
    hidden.add("b")
    first = next(ledger.changes("", ours("inv")))
    assert Cursor.parse(first.cursor).pending == {"inv": "l-inv"}
    found, cursor = look(ledger, first.cursor, ours("kept"))
    assert "inv" not in found
    assert Cursor.parse(cursor).pending == {}


def test_resumed_full_read_asks_only_for_what_is_open(ledger, books):
    """Most were met before it was stopped."""
    books.put(*invoices("a"))
    pages = ledger.changes("", ours("a"))
    stopped = next(pages).cursor
    assert Cursor.parse(stopped).is_full
    books.requests.clear()
    known = ours("paid", open_=0) | ours("open") | ours("new", open_=0, memo="")
    look(ledger, stopped, known | ours("a"))
    (path,) = [one.path for one in books.requests if "cashflow/Rec" in one.path]
    assert "open" in path and "new" in path
    assert "paid" not in path
    books.requests.clear()
    look(ledger, "", known)
    (path,) = [one.path for one in books.requests if "cashflow/Rec" in one.path]
    assert "paid" in path


def test_entry_that_stands_there_without_terms_is_neither_gone_nor_paid(ledger, books):
    books.put(*invoices("inv"))
    entry = books.entries["inv"]
    books.delete("inv")
    books.entries["inv"] = entry
    found, _cursor = look(ledger, "", ours("inv"))
    assert found == {}


def test_only_what_was_matched_with_somebody_of_ours_is_asked_for(ledger, books):
    """Not what is open, nor of others, nor what is at hand, nor what closes itself."""
    books.put(*invoices("inv", "other"))
    known = ours("inv", "other")
    cursor = read_through(ledger, books, known)
    receipt = {"status": 50, "type_": 40}
    books.put(term("open", "bank-1", 7, type_=40))
    books.put(term("else", "bank-2", 7, Account="stranger", **receipt))
    books.put(term("x", "inv-x", 7, status=50, day="2026-07-11"))
    books.put(term("y", "bank-3", 7, day="2026-07-11", **receipt))
    found, cursor = look(ledger, cursor, known)
    assert found == {}
    assert lists(books) == ["sync/Cashflow/PaymentTerms", "sync/Deleted"]
    books.put(term("z", "bank-4", 7, **receipt))
    look(ledger, cursor, known)
    (asked,) = [one.path for one in books.requests if "bulk/" in one.path]
    assert "guid%27acc%27" in asked or "guid'acc'" in asked
    books.requests.clear()
    books.pay("inv")
    found, _cursor = look(ledger, cursor, known)
    assert brief(found["inv"]) == [PAID]
    assert found.keys() == {"inv"}


def test_what_was_dealt_with_is_kept_with_the_page_that_told_it(ledger, books):
    """Of a document, and of what was matched with somebody's."""
    books.put(*invoices("inv", "other"))
    known = ours("inv", "other")
    cursor = read_through(ledger, books, known)
    at = books.version
    books.put({**books.terms["t-inv"], "YourRef": "x"})
    books.put(term("z", "bank-4", 7, status=50, type_=40))
    books.put(*invoices("stranger", Account="stranger"))
    pages = list(ledger.changes(cursor, known))
    above = [Cursor.parse(p.cursor).terms.above - set(range(at + 1)) for p in pages]
    assert above[:3] == [{at + 1}, {at + 1, at + 2}, {at + 1, at + 2, at + 3}]


def test_deleted_lines_are_known_by_the_first_word_of_their_memo(ledger, books):
    books.put(*invoices("inv"))
    known = ours("inv", memo="")
    pages = list(ledger.changes("", known))
    assert [one.memo for p in pages for one in p.settled] == ["l-inv acc"]
    books.put(*invoices("late"))
    books.delete("late")
    found, _cursor = look(ledger, "", ours("late", memo=""))
    assert found["late"].gone


def test_cursor_keeps_what_of_the_terms_is_refused_and_nothing_else(ledger, books):
    terms = "sync/Cashflow/PaymentTerms:YourRef"
    ledger.api.recall({terms, "crm/Accounts:Email"})
    (*_pages, last) = ledger.changes("", {})
    assert Cursor.parse(last.cursor).without == {terms}


def test_cursor_that_begins_anew_reads_all():
    at = Cursor(is_full=False, pending={"a": "b"}, asked="x")
    at.terms.note([7])
    at.restart()
    assert (at.is_full, at.pending, at.asked, at.terms.above) == (True, {}, "", set())
    at.finish()
    assert not at.is_full
