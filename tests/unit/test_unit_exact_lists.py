"""The whole of Exact Online's books: entries of some days, money on account."""

from datetime import date
from decimal import Decimal

import pytest
from exact_answers import (
    CUSTOMER,
    FILE,
    asked,
    customer,
    d,
    entry_row,
    opened,
    page,
    refused,
    remarks,
    told,
)

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Kind, Ref

START, END = date(2026, 6, 1), date(2026, 6, 30)
SCOPE = refused("Forbidden - Application Scope Violated. Cannot read", 403)


@pytest.fixture
def ledger(server):
    with opened(server, cached=lambda kind: [customer()]) as ledger:
        yield ledger


def day(number):
    return f"/Date({1780272000000 + (number - 1) * 86400000})/"


def bill_row(**values):
    row = entry_row(Journal="60", Supplier=CUSTOMER, **values)
    del row["Customer"]
    return row


def open_term(entry, amount):
    return {"AmountFC": amount, "TransactionEntryID": entry}


def test_entries_come_by_their_dates_whichever_book_they_are_in(ledger, server):
    """So that who is stopped goes on from the day of the last one."""
    server.then(
        page(open_term("a", -21), open_term("a", -50)),
        page(
            entry_row(EntryID="a", EntryDate=day(3), VATAmountFC=21),
            entry_row(EntryID="b", EntryDate=day(20), AmountFC=-60.5),
        ),
        page(open_term("c", 121)),
        page(
            bill_row(EntryID="c", EntryDate=day(4)),
            bill_row(EntryID="d", EntryDate=day(30), AmountFC=-50),
        ),
    )
    found = list(ledger.booked(START, END))
    assert [one.id for one in found] == ["a", "c", "b", "d"]
    assert [one.key.kind for one in found] == [
        Kind.INVOICE,
        Kind.BILL,
        Kind.CREDIT_NOTE,
        Kind.BILL_CREDIT_NOTE,
    ]
    assert [(one.total, one.open) for one in found] == [
        (Decimal("121.00"), Decimal("71.00")),
        (Decimal("-121.00"), Decimal("-121.00")),
        (Decimal("-60.50"), Decimal(0)),
        (Decimal("50.00"), Decimal(0)),
    ]
    assert {one.relation for one in found} == {"20115"}
    queries = [asked(request) for request in server.requests]
    assert [path for path, _options in queries] == [
        "bulk/Cashflow/Receivables",
        "salesentry/SalesEntries",
        "bulk/Cashflow/Payments",
        "purchaseentry/PurchaseEntries",
    ]
    assert queries[0][1]["$filter"] == "Status lt 50"
    assert queries[1][1]["$orderby"] == "EntryDate"
    assert queries[1][1]["$filter"] == (
        "EntryDate ge datetime'2026-06-01' and EntryDate le datetime'2026-06-30'"
    )


LINES = [
    {
        "GLAccountCode": "    8000",
        "AmountFC": 100.5,
        "VATCode": "2  ",
        "CostCenter": "AMS",
        "CostUnit": None,
    },
    {
        **dict.fromkeys(("VATCode", "CostCenter", "CostUnit")),
        "GLAccountCode": "8010",
        "AmountFC": -0.5,
    },
]


def test_lines_come_along_with_their_entries(server):
    """With the sign of debit and credit, whichever book it is."""
    period = {"ReportingYear": 2026, "ReportingPeriod": 7}
    lines = {"results": LINES}
    with opened(server, cached=lambda _kind: [customer()]) as ledger:
        server.then(
            page(),
            page(entry_row(EntryDate=day(1), SalesEntryLines=lines, **period)),
            page(),
            page(bill_row(EntryDate=day(2), PurchaseEntryLines=lines)),
        )
        sale, bill = ledger.booked(START, END)
    assert [(p.account, p.vat, p.cost_centre, str(p.amount)) for p in sale.parts] == [
        ("8000", "2", "AMS", "-100.50"),
        ("8010", "", "", "0.50"),
    ]
    assert [str(part.amount) for part in bill.parts] == ["100.50", "-0.50"]
    assert (sale.period, bill.period) == ("2026/07", "")
    options = asked(server.requests[1])[1]
    assert options["$expand"] == "SalesEntryLines"
    assert "SalesEntryLines/GLAccountCode" in options["$select"].split(",")


def test_entries_come_without_lines_where_these_are_refused(server):
    with opened(server, purchases=False, cached=lambda _kind: [customer()]) as ledger:
        server.then(page(), refused("expand"), page(entry_row()), page(entry_row()))
        (one,) = ledger.booked(START, END)
        assert (one.parts, one.total) == (None, Decimal("121.00"))
        assert [code for code, _detail in remarks(ledger)] == ["option_refused"]
    assert "$expand" not in asked(server.requests[3])[1]


def test_without_bills_their_right_is_not_asked_for(server):
    with opened(server, purchases=False) as ledger:
        server.then(page(), page())
        assert list(ledger.booked(START, END)) == []
    assert [path for _method, path in told(server)] == [
        "bulk/Cashflow/Receivables",
        "salesentry/SalesEntries",
    ]


def test_hundred_customers_are_no_hundred_calls(server):
    rows = [
        entry_row(EntryID=f"e{n}", EntryDate=day(1), Customer=f"c{n}")
        for n in range(100)
    ]
    accounts = [{"ID": f"c{n}", "Code": str(n)} for n in range(100)]
    following = f"{server.url}/api/v1/124132/salesentry/SalesEntries?$skiptoken=1"
    with opened(server, purchases=False) as ledger:
        server.then(
            page(),
            d({"results": rows[:60], "__next": following}),
            page(*accounts[:40]),
            page(*accounts[40:60]),
            page(*rows[60:]),
            page(*accounts[60:]),
        )
        found = list(ledger.booked(START, END))
    assert [one.relation for one in found] == [str(n) for n in range(100)]
    assert len(server.requests) == 6
    wanted = [
        asked(request)[1]["$filter"].count("ID eq guid'c")
        for request in server.requests
        if "crm/Accounts" in request.path
    ]
    assert sum(wanted) == 100


def test_what_is_open_is_not_made_up(server):
    with opened(server, purchases=False, cached=lambda _kind: [customer()]) as ledger:
        server.then(SCOPE, page(entry_row()))
        (one,) = ledger.booked(START, END)
        assert one.open is None
        assert [code for code, _detail in remarks(ledger)] == ["resource_refused"]


def test_entries_that_may_not_be_read_are_not_gone(ledger, server):
    server.then(page(), SCOPE)
    with pytest.raises(ProtocolError) as caught:
        list(ledger.booked(START, END))
    assert caught.value.detail.startswith("salesentry/SalesEntries: Forbidden")


# Money on account


def outstanding(amount, **values):
    return {
        "AccountCode": "              1000",
        "Amount": amount,
        "CurrencyCode": "EUR",
        "EntryNumber": 26200001,
        "InvoiceDate": "/Date(1782345600000)/",
        "JournalCode": "20",
        **values,
    }


def sign_of(amount, listed):
    """An open invoice, as its term says and as the list does."""
    term = {"TransactionAmountFC": amount, "EntryNumber": 26700001, "Journal": "70 "}
    return d([term]), d([{"Amount": listed}])


JOURNALS = [
    {"Code": code, "Description": code, "ID": FILE, "IsBlocked": False, "Type": type_}
    for code, type_ in (("10", 10), ("20", 12), ("21", 16), ("70", 20), ("90", 90))
]


def test_money_on_account_comes_from_the_lists_of_outstanding_items(server):
    old = outstanding(-1, InvoiceDate="/Date(1772345600000)/")
    with opened(server) as ledger:
        server.then(
            page(*JOURNALS),
            d([outstanding(-29), old]),
            *sign_of(121, 121),
            d([outstanding(-40)]),
            *sign_of(-121, 121),
        )
        found = list(ledger.on_account(date(2026, 6, 25)))
    assert [(one.role.value, one.amount, one.date) for one in found] == [
        ("customer", Decimal("-29.00"), date(2026, 6, 25)),
        ("supplier", Decimal("40.00"), date(2026, 6, 25)),
    ]
    said = {(one.relation, one.settlement, one.journal) for one in found}
    assert said == {("1000", "20/26200001", "20")}
    paths = [asked(request) for request in server.requests]
    assert [path.rpartition("/")[2] for path, _options in paths] == [
        "Journals",
        "ReceivablesList",
        "Receivables",
        "ReceivablesList",
        "PayablesList",
        "Payments",
        "PayablesList",
    ]
    assert paths[2][1]["$filter"] == "Status eq 20 and TransactionType eq 20"
    assert paths[3][1]["$filter"] == "EntryNumber eq 26700001 and JournalCode eq '70'"
    assert paths[1][1]["$filter"] == (
        "JournalCode eq '10' or JournalCode eq '20' or JournalCode eq '21'"
    )


@pytest.mark.parametrize(
    ("answers", "amount"),
    [
        (sign_of(121, 121), "-29.00"),
        (sign_of(121, -121), "29.00"),
        (sign_of(-121, 121), "29.00"),
        ((d([]),), "-29.00"),
        ((sign_of(121, 0)[0], d([])), "-29.00"),
        (sign_of(121, 0), "-29.00"),
        ((SCOPE,), "-29.00"),
    ],
)
def test_sign_of_the_list_is_that_of_an_invoice_in_it(server, answers, amount):
    with opened(server, purchases=False) as ledger:
        server.then(page(*JOURNALS), d([outstanding(-29), outstanding(-29)]), *answers)
        found = [one.amount for one in ledger.on_account(date(2026, 6, 25))]
    assert found == [Decimal(amount)] * 2


def test_journals_that_are_known_are_not_asked_for(server):
    """And what is owed to suppliers is not either, without bills."""
    known = [
        Item(
            kind=ItemKind.JOURNAL,
            ref=Ref(code=code),
            name=code,
            attributes={"use": use} if use else {},
        )
        for code, use in (("20", "bank"), ("70", "sale"), ("99", None))
    ]
    with opened(server, cached=lambda kind: known, purchases=False) as ledger:
        server.then(d([]))
        assert list(ledger.on_account(date(2026, 6, 25))) == []
    (request,) = server.requests
    assert asked(request)[1]["$filter"] == "JournalCode eq '20'"


def test_of_two_lists_the_one_that_may_be_read(server):
    with opened(server) as ledger:
        server.then(page(*JOURNALS), SCOPE, d([outstanding(-40)]), d([]))
        (one,) = ledger.on_account(date(2026, 6, 25))
        assert one.role is ItemKind.SUPPLIER
        assert [code for code, _detail in remarks(ledger)] == ["resource_refused"]
