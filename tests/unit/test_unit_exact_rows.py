"""Each list of Exact Online, read whole: which columns are asked for, what becomes of
a row that tells all, and of one that tells only what is needed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from exact_answers import (
    CUSTOMER,
    ENTRY,
    FILE,
    account_row,
    asked,
    d,
    entry_row,
    opened,
    page,
)

from odoo.addons.connector_base.ledger.values import (
    Booked,
    Item,
    ItemKind,
    Key,
    Kind,
    Ref,
)
from odoo.addons.exact_connector.client import entry, items, lookup, odata

ENDED = "/Date(1782777600000)/"  # the day before the clock of ``opened``


@pytest.fixture
def ledger(server):
    with opened(server) as ledger:
        yield ledger


def item(kind, name, *, code="C", active=True, **attributes):
    ref = Ref(code=code, id="id")
    return Item(kind=kind, ref=ref, name=name, active=active, attributes=attributes)


KINDS = ItemKind
ACCOUNT = {"vat": "", "chamber": "", "email": "", "postcode": "", "country": ""}
# (kind, path, columns, {column: value} beyond ID and Code, what it becomes)
LISTS = [
    (
        *(KINDS.ACCOUNT, "financial/GLAccounts"),
        "ID,Code,Description,Type,IsBlocked,UseCostcenter",
        {"Description": "Kas", "Type": 120, "IsBlocked": True, "UseCostcenter": 2},
        item(
            *(KINDS.ACCOUNT, "Kas"),
            active=False,
            cost_centre="forbidden",
            group="expense",
        ),
    ),
    (KINDS.ACCOUNT, "financial/GLAccounts", "", {}, item(KINDS.ACCOUNT, "C")),
    (
        *(KINDS.VAT, "vat/VATCodes"),
        "ID,Code,Type,Description,Percentage,VATTransactionType,EUSalesListing,"
        "IsBlocked,Charged",
        {
            "Type": "N",
            "Description": "Geen",
            "Percentage": 0.0625,
            "VATTransactionType": "P",
            "EUSalesListing": "T",
            "IsBlocked": True,
            "Charged": True,
        },
        item(
            *(KINDS.VAT, "Geen"),
            active=False,
            percentage="6.25",
            use="purchase",
            intra=True,
            eu="triangle",
            reported=False,
            reverse=True,
        ),
    ),
    (KINDS.VAT, "vat/VATCodes", "", {"Type": "E"}, item(KINDS.VAT, "C")),
    (
        *(KINDS.JOURNAL, "financial/Journals"),
        "ID,Code,Description,Type,IsBlocked,AllowVAT",
        {"Description": "Memo", "Type": 90, "IsBlocked": True, "AllowVAT": False},
        item(KINDS.JOURNAL, "Memo", active=False, use="general", vat_allowed=False),
    ),
    (KINDS.JOURNAL, "financial/Journals", "", {}, item(KINDS.JOURNAL, "C")),
    (
        *(KINDS.COST_CENTRE, "hrm/Costcenters"),
        "ID,Code,Description,Active,EndDate",
        {"Description": "Amsterdam", "Active": True, "EndDate": ENDED},
        item(KINDS.COST_CENTRE, "Amsterdam", active=False),
    ),
    (KINDS.COST_CENTRE, "hrm/Costcenters", "", {}, item(KINDS.COST_CENTRE, "C")),
    (
        *(KINDS.PROJECT, "hrm/Costunits"),
        "ID,Code,Description,EndDate",
        {"Description": "Brug", "EndDate": ENDED},
        item(KINDS.PROJECT, "Brug", active=False),
    ),
    (KINDS.PROJECT, "hrm/Costunits", "", {}, item(KINDS.PROJECT, "C")),
    (
        *(KINDS.CONDITION, "cashflow/PaymentConditions"),
        "ID,Code,Description,PaymentDays,PaymentEndOfMonths",
        {"Description": "14 dagen", "PaymentDays": 14, "PaymentEndOfMonths": 0},
        item(KINDS.CONDITION, "14 dagen", days=14),
    ),
    (KINDS.CONDITION, "cashflow/PaymentConditions", "", {}, item(KINDS.CONDITION, "C")),
    (
        *(KINDS.PERIOD, "financial/FinancialPeriods"),
        "ID,FinYear,FinPeriod,EndDate",
        {"FinYear": 2026, "FinPeriod": 6, "EndDate": ENDED},
        item(KINDS.PERIOD, "2026/06", code="2026/06", end="2026-06-30"),
    ),
    (
        *(KINDS.PERIOD, "financial/FinancialPeriods", ""),
        {"FinYear": 2026, "FinPeriod": 12},
        item(KINDS.PERIOD, "2026/12", code="2026/12", end=""),
    ),
]


@pytest.mark.parametrize(("kind", "path", "columns", "row", "told"), LISTS)
def test_row_of_master_data(ledger, server, kind, path, columns, row, told):
    server.then(page({"ID": "id", "Code": "  C", **row}))
    assert list(ledger.items(kind)) == [told]
    where, options = asked(server.requests[0])
    assert where == path
    assert options.keys() == {"$select"}
    assert columns in ("", options["$select"])


@pytest.mark.parametrize("kind", [KINDS.CUSTOMER, KINDS.SUPPLIER])
def test_row_of_a_customer_or_supplier(ledger, server, kind):
    bare = {"ID": "id", "Code": "  C", "Timestamp": "7"}
    server.then(page({**account_row(IsSupplier=True, Blocked=True), "Timestamp": 8}))
    (whole,) = ledger.items(kind)
    assert whole == Item(
        kind=kind,
        ref=Ref(code="20115", id=CUSTOMER),
        name="Bakkerij De Korenbloem B.V.",
        active=False,
        attributes={
            "vat": "NL812345678B01",
            "chamber": "12345678",
            "email": "administratie@korenbloem.example",
            "postcode": "1234AB",
            "country": "NL",
            "version": 8,
        },
    )
    server.then(page(bare))
    assert list(ledger.items(kind)) == [item(kind, "C", version=7, **ACCOUNT)]
    columns = (
        "Timestamp,ID,Code,Name,Status,IsSupplier,Blocked,VATNumber,ChamberOfCommerce,"
        "Email,Postcode,Country"
    )
    assert asked(server.requests[0]) == (
        "sync/CRM/Accounts",
        {"$select": columns, "$filter": "Timestamp gt 0"},
    )
    server.then(page(account_row(IsSupplier=True)))
    assert len(list(ledger.items(kind, since="2026-06-30T12:00:00.5"))) == 1
    assert asked(server.requests[2]) == (
        "crm/Accounts",
        {
            "$select": columns.removeprefix("Timestamp,"),
            "$filter": "Modified ge datetime'2026-06-30T13:00:00'",
        },
    )


def test_who_is_neither_customer_nor_supplier_is_not_told(ledger, server):
    prospect = account_row(Status="P", IsSupplier=None, Timestamp=1)
    server.then(page(prospect), page(prospect), page(prospect))
    assert list(ledger.items(KINDS.CUSTOMER)) == []
    assert list(ledger.items(KINDS.SUPPLIER)) == []
    assert list(ledger.items(KINDS.CUSTOMER, since="2026-06-30T12:00:00")) == []
    assert not items.is_a({}, KINDS.CUSTOMER, untold=False)


# Entries

WHOLE = {
    "EntryID": ENTRY,
    "EntryNumber": 26700001,
    "Journal": " 70",
    "YourRef": "INV/2026/00012",
    "EntryDate": "/Date(1782345600000)/",
    "AmountFC": 121.0,
    "AmountDC": 110.5,
    "VATAmountFC": 21.0,
    "Status": 50,
    "Document": FILE,
    "ExternalLinkReference": "https://odoo.example/1#mark=abc",
}
KEY = Key(kind=Kind.INVOICE, journal="80", number="INV/2026/00012")


def test_entry_that_tells_all():
    assert entry.booked(WHOLE, KEY, "20115") == Booked(
        key=replace(KEY, journal="70"),
        id=ENTRY,
        number="26700001",
        date=date(2026, 6, 25),
        total=Decimal("121.00"),
        balance=Decimal("110.50"),
        vat=Decimal("21.00"),
        relation="20115",
        final=True,
        mark="abc",
        file=FILE,
    )


def test_entry_that_tells_only_what_is_needed():
    bare = {"EntryID": ENTRY, "EntryNumber": 26700001, "Document": odata.NO_GUID}
    assert entry.booked(bare, KEY, "") == Booked(
        key=KEY,
        id=ENTRY,
        number="26700001",
        date=None,
        total=None,
        balance=None,
        vat=None,
        relation="",
        final=False,
        mark="",
        file="",
    )


def test_all_of_an_entry_is_asked_for_by_its_id(ledger, server):
    server.then(d([entry_row()]), d([]))
    assert lookup.row(ledger.api, entry.SALES, ENTRY) == entry_row()
    assert lookup.row(ledger.api, entry.SALES, ENTRY) is None
    path, options = asked(server.requests[0])
    assert path == "salesentry/SalesEntries"
    assert options == {
        "$select": "EntryID,EntryNumber,Journal,YourRef,AmountFC,Customer,EntryDate,"
        "AmountDC,VATAmountFC,Currency,Rate,Status,Document,ExternalLinkReference",
        "$filter": f"EntryID eq guid'{ENTRY}'",
        "$top": "1",
    }
