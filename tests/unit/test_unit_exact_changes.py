"""The payment import: what it asks for, and where it goes on."""

import tracemalloc
from decimal import Decimal

import pytest
from exact_answers import opened, refused, remarks
from exact_books import PAID, brief, invoices, look, ours, read_through, term

from odoo.addons.connector_base.ledger.values import Kind
from odoo.addons.exact_connector.client.cursor import Cursor

ZERO = Decimal(0)


@pytest.fixture
def ledger(books):
    with opened(books) as ledger:
        yield ledger


def test_full_read_needs_no_more_calls(ledger, books):
    books.put(*invoices("inv", "stranger"))
    books.pay("inv")
    found, cursor = look(ledger, "", ours("inv"))
    assert brief(found["inv"]) == [PAID]
    assert found["inv"].memo == "l-inv acc"
    assert books.paths() == ["sync/Cashflow/PaymentTerms", "sync/Deleted"]
    assert not Cursor.parse(cursor).is_full


def test_nothing_new_is_two_calls(ledger, books):
    books.put(*invoices("inv"))
    cursor = read_through(ledger, books, ours("inv"))
    assert look(ledger, cursor, ours("inv")) == ({}, cursor)
    assert books.paths() == ["sync/Cashflow/PaymentTerms", "sync/Deleted"]


def test_payment_that_came_whole_needs_no_more_calls(ledger, books):
    books.put(*invoices("inv"))
    cursor = read_through(ledger, books, ours("inv"))
    books.pay("inv")
    found, _cursor = look(ledger, cursor, ours("inv"))
    assert brief(found["inv"]) == [PAID]
    assert len(books.requests) == 2


def test_only_what_belongs_to_the_change_is_read(ledger, books):
    """The touched part, all parts of its document, and what was matched that day."""
    books.put(term("t-inv", "inv", 60, whole=100), term("u", "inv", 40, whole=100))
    cursor = read_through(ledger, books, ours("inv"))
    books.put(term("t-inv", "inv", 60, status=50, whole=100))
    paid = term("r", "bank-inv", 60, status=50, type_=40)
    books.terms["r"] = {**paid, "Timestamp": "0"}
    found, _cursor = look(ledger, cursor, ours("inv"))
    assert (found["inv"].open, found["inv"].total) == (Decimal(40), Decimal(100))
    assert [a.by for a in found["inv"].allocations] == [("bank-inv",)]
    assert books.paths()[1:3] == ["bulk/Cashflow/Receivables"] * 2


def test_receipt_that_changed_alone_leads_to_what_it_paid(ledger, books):
    """Its reference was mended, say: of somebody of ours it may have paid ours."""
    books.put(*invoices("inv"))
    books.pay("inv")
    cursor = read_through(ledger, books, ours("inv"))
    books.put({**books.terms["r-inv"], "YourRef": "inv"})
    found, cursor = look(ledger, cursor, ours("inv", open_="0"))
    assert brief(found["inv"]) == [PAID]
    books.requests.clear()
    books.put({**books.terms["r-inv"], "Account": "other"})
    assert look(ledger, cursor, ours("inv", open_="0"))[0] == {}
    assert len(books.requests) == 2


def test_what_others_matched_with_each_other_is_not_asked_for(ledger, books):
    books.put(*invoices("inv", "theirs"))
    cursor = read_through(ledger, books, ours("inv"))
    books.pay("theirs")
    assert look(ledger, cursor, ours("inv"))[0] == {}
    assert len(books.requests) == 2


def test_row_that_appears_late_is_not_missed(ledger, books):
    books.put(*invoices("a", "b", "c"))
    late = books.terms.pop("t-b")
    cursor = read_through(ledger, books, ours("a", "b", "c", memo="l-{} acc"))
    books.terms["t-b"] = late
    assert set(look(ledger, cursor, ours("a", "b", "c"))[0]) == {"b"}


def test_so_does_a_deletion_that_appears_late(ledger, books):
    books.put(*invoices("a", "b"))
    books.delete("a")
    books.delete("b", key="another line")
    late = books.deleted.pop(0)
    cursor = read_through(ledger, books, ours("b"))
    books.deleted.insert(0, late)
    found, cursor = look(ledger, cursor, ours("a"))
    assert found["a"].gone
    assert look(ledger, cursor, ours("a"))[0] == {}


# Gone


def test_deleted_invoice_is_looked_for_before_it_is_gone(ledger, books):
    """Its lines may have been replaced only."""
    books.put(*invoices("inv", "kept"))
    cursor = read_through(ledger, books, ours("inv", "kept"))
    books.delete("inv")
    books.deleted.append({**books.deleted[-1], "EntityKey": "l-kept"})
    books.deleted[-1]["Timestamp"] = "99999"
    found, _cursor = look(ledger, cursor, ours("inv", "kept"))
    assert {id_: one.gone for id_, one in found.items()} == {"inv": True}
    assert books.paths()[-1] == "salesentry/SalesEntries"


def test_full_read_misses_what_was_deleted_long_ago(ledger, books):
    books.put(*invoices("kept"))
    found, _cursor = look(ledger, "", ours("inv", "kept"))
    assert {id_: one.gone for id_, one in found.items()} == {"inv": True}


def test_bill_is_looked_for_among_the_bills(ledger, books):
    known = ours("bill", kind=Kind.BILL, total="-100")
    assert look(ledger, "", known)[0]["bill"].gone
    assert books.paths()[1:3] == ["cashflow/Payments", "purchaseentry/PurchaseEntries"]


def test_entry_over_nothing_has_no_terms_and_is_not_gone(ledger, books):
    books.entries["free"] = {"TransactionAmountFC": 0}
    known = ours("free", total="0", memo="")
    found, cursor = look(ledger, "", known)
    assert (found["free"].gone, found["free"].open) == (False, ZERO)
    books.requests.clear()
    known = ours("free", total="0", memo=found["free"].memo)
    assert look(ledger, cursor, known)[0] == {}
    assert len(books.requests) == 2


def test_what_was_adopted_is_found_though_it_is_older_than_the_cursor(ledger, books):
    """It was booked, and paid, before it was ours: nothing about it changes."""
    books.put(*invoices("old", "new"))
    books.pay("old")
    cursor = read_through(ledger, books, ours("new"))
    known = ours("new") | ours("old", memo="")
    found, _cursor = look(ledger, cursor, known)
    assert found["old"].open == ZERO
    assert [a.by for a in found["old"].allocations] == [("bank-old",)]


# The audit


def test_audit_of_what_is_as_known_asks_for_nothing(ledger, books):
    """Paid over the years, so that no two terms of a match come by together."""
    ids = [f"i{n:04}" for n in range(1200)]
    books.put(*invoices(*ids, status=50))
    books.put(
        *(term(f"r-{id_}", f"bank-{id_}", 100, status=50, type_=40) for id_ in ids)
    )
    known = ours(*ids, open_="0")
    assert look(ledger, "", known)[0] == {}
    assert len(books.requests) == 4


def test_audit_reads_what_differs(ledger, books):
    ids = [f"i{n:04}" for n in range(1200)]
    accounts = {id_: f"acc-{id_}" for id_ in ids}
    for id_ in ids:
        books.put(*invoices(id_, status=50, Account=accounts[id_]))
    for id_ in ids:
        receipt = term(f"r-{id_}", f"bank-{id_}", 100, status=50, type_=40)
        books.put({**receipt, "Account": accounts[id_]})
    memo = "l-{0} acc-{0}"
    known = ours(*ids, open_="0", memo=memo) | ours("i0007", memo=memo)
    found, _cursor = look(ledger, "", known)
    (one,) = found.values()
    assert [a.by for a in one.allocations] == [("bank-i0007",)]
    assert len(books.requests) == 5


def test_what_was_never_told_is_told_though_it_is_as_known(ledger, books):
    """By what it leaves with it the ledger tells of its deletion."""
    books.put(*invoices("inv"))
    found, _cursor = look(ledger, "", ours("inv", memo=""))
    assert (found["inv"].open, found["inv"].memo) == (Decimal(100), "l-inv acc")


def test_first_import_of_paid_invoices_is_a_call_for_a_thousand_terms(ledger, books):
    ids = [f"i{n:04}" for n in range(3000)]
    for id_ in ids:
        books.put(*invoices(id_, Account=f"acc-{id_}"))
        books.pay(id_)
    found, _cursor = look(ledger, "", ours(*ids))
    assert len(books.requests) <= 10
    for id_ in ids:
        assert [a.by for a in found[id_].allocations] == [(f"bank-{id_}",)]


def test_parts_that_lie_far_apart_are_put_together(ledger, books):
    books.put(term("t-inv", "inv", 60, status=50, whole=100))
    books.put(term("r", "bank-inv", 60, status=50, type_=40))
    books.put(*invoices(*(f"x{n}" for n in range(1500))))
    books.put(term("u", "inv", 40, whole=100))
    found, _cursor = look(ledger, "", ours("inv"))
    assert (found["inv"].open, found["inv"].total) == (Decimal(40), Decimal(100))
    assert [a.by for a in found["inv"].allocations] == [("bank-inv",)]


def test_memory_does_not_grow_with_the_terms_of_others(ledger, books):
    """Each has thousands; ours are few."""
    peaks = []
    for count in (2_000, 8_000):
        books.terms.clear()
        books.put(*invoices(*(f"x{n}" for n in range(count))), *invoices("inv"))
        tracemalloc.start()
        look(ledger, "", ours("inv"))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # What the server holds of its answer grows: one list of all rows.
    assert peaks[1] < 2 * peaks[0]


# What is refused


def test_terms_that_may_not_be_read_are_no_deleted_invoices(ledger, books):
    def answer(request):
        return refused("Forbidden - Application Scope Violated. Cannot read", 403)

    books._answer = answer
    found, cursor = look(ledger, "", ours("inv"))
    assert found == {}
    assert Cursor.parse(cursor).is_full
    assert {code for code, _detail in remarks(ledger)} == {"resource_refused"}
    lists = [detail.partition(":")[0] for _code, detail in remarks(ledger)]
    assert lists == [
        "sync/Cashflow/PaymentTerms",
        "cashflow/Receivables",
        "sync/Deleted",
    ]


def test_without_the_list_of_what_changed_each_open_one_is_asked_for(ledger, books):
    """And all of them where the base begins anew; many at a time."""
    whole = books._answer

    def answer(request):
        if "sync/Cashflow" in request.path:
            return refused("Forbidden - Application Scope Violated. Cannot read", 403)
        return whole(request)

    books._answer = answer
    books.put(*invoices("inv", "paid", "same", "gone", "stranger"))
    books.pay("inv")
    books.pay("paid", day="2026-07-11")
    books.delete("gone")
    known = {**ours("inv", "same", "gone"), **ours("paid", open_=0)}
    pages = list(ledger.changes("", known))
    told, cursor = [one for p in pages for one in p.settled], pages[-1].cursor
    assert sorted(one.id for one in told) == ["gone", "inv"], "each once"
    found = {one.id: one for one in told}
    assert brief(found["inv"]) == [PAID]
    assert found["gone"].gone
    assert books.paths().count("cashflow/Receivables") == 1
    assert remarks(ledger)[0][1].startswith("sync/Cashflow/PaymentTerms: Forbidden")
    # The next one asks for those that are open.
    books.requests.clear()
    known = {**ours("same"), **ours("inv", "paid", open_=0)}
    found, cursor = look(ledger, cursor, known)
    assert found == {}
    (asked,) = [one.path for one in books.requests if "cashflow/Rec" in one.path]
    assert "same" in asked and "paid" not in asked
    books.pay("same")
    found, cursor = look(ledger, cursor, known)
    assert found["same"].open == ZERO


def test_without_the_deletions_the_rest_goes_on(ledger, books):
    whole = books._answer

    def answer(request):
        if "Deleted" in request.path or "bulk/" in request.path:
            return refused("Forbidden", 403)
        return whole(request)

    books._answer = answer
    books.put(term("t-inv", "inv", 60, status=50, whole=100))
    books.put(term("r", "bank-inv", 60, status=50, type_=40))
    books.put(*invoices(*(f"x{n}" for n in range(1000))))
    books.put(term("u", "inv", 40, whole=100))
    found, _cursor = look(ledger, "", ours("inv"))
    assert [a.by for a in found["inv"].allocations] == [("bank-inv",)]
    assert "cashflow/Receivables" in books.paths()
    assert [detail.split(":")[0] for _code, detail in remarks(ledger)] == [
        "bulk/Cashflow/Receivables",
        "sync/Deleted",
    ]
