"""Master data as the base knows it.

Source: Exact Online REST API reference, financial, vat, crm, hrm and cashflow.
"""

from collections.abc import Callable, Iterator
from datetime import date

from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

from . import const, odata
from .api import Api

ACCOUNT = (
    "ID,Code,Name,Status,IsSupplier,Blocked,VATNumber,ChamberOfCommerce,Email,"
    "Postcode,Country"
)


def items(api: Api, kind: ItemKind, since: str, today: date) -> Iterator[Item]:
    """All of ``kind``; of customers and suppliers those changed since ``since`` (ISO,
    UTC) when it is given. ``today`` decides what has ended."""
    if kind in (ItemKind.CUSTOMER, ItemKind.SUPPLIER):
        return relations(api, kind, since)
    resource, select, read = _RESOURCES[kind]
    made = (read(row, today) for row in api.rows(resource, select))
    return (item for item in made if item is not None)


def relations(api: Api, kind: ItemKind, since: str) -> Iterator[Item]:
    """From the synchronisation resource, a thousand a page; what changed from the
    ordinary one, whose times are the server's local ones."""
    if since:
        changed = f"Modified ge {odata.moment(odata.local(since))}"
        rows = api.rows("crm/Accounts", ACCOUNT, changed)
    else:
        rows = api.rows("sync/CRM/Accounts", f"Timestamp,{ACCOUNT}", "Timestamp gt 0")
    for row in rows:
        if is_a(row, kind):
            yield relation(row, kind)


def is_a(row: dict, kind: ItemKind) -> bool:
    """Customers and suppliers are one table."""
    if kind is ItemKind.SUPPLIER:
        return bool(row["IsSupplier"])
    return odata.read_text(row["Status"]) == "C"


def relation(row: dict, kind: ItemKind) -> Item:
    return Item(
        kind=kind,
        ref=Ref(code=odata.read_text(row["Code"]), id=row["ID"]),
        name=odata.read_text(row["Name"]),
        active=not row["Blocked"],
        attributes={
            "vat": odata.read_text(row["VATNumber"]),
            "chamber": odata.read_text(row["ChamberOfCommerce"]),
            "email": odata.read_text(row["Email"]),
            "postcode": odata.read_text(row["Postcode"]),
            "country": odata.read_text(row["Country"]),
        },
    )


def _item(row: dict, kind: ItemKind, active: bool = True, **attributes) -> Item:
    known = {name: value for name, value in attributes.items() if value is not None}
    return Item(
        kind=kind,
        ref=Ref(code=odata.read_text(row["Code"]), id=row["ID"]),
        name=odata.read_text(row["Description"]) or odata.read_text(row["Code"]),
        active=active,
        attributes=known,
    )


def _account(row: dict, _today: date) -> Item | None:
    if row["Type"] in const.CONTROL_TYPES:
        return None
    return _item(
        row,
        ItemKind.ACCOUNT,
        not row["IsBlocked"],
        cost_centre=const.COST_CENTRE.get(row["UseCostcenter"]),
    )


def _vat(row: dict, _today: date) -> Item | None:
    """Not those that are included in the amounts: ours are without VAT."""
    if odata.read_text(row["Type"]) == const.VAT_INCLUDED:
        return None
    return _item(
        row,
        ItemKind.VAT,
        not row["IsBlocked"],
        percentage=str(
            odata.read_amount(100 * odata.read_amount(row["Percentage"], 6))
        ),
        use=const.VAT_USES.get(odata.read_text(row["VATTransactionType"])),
        intra=const.EU_LISTED.get(odata.read_text(row["EUSalesListing"])),
    )


def _journal(row: dict, _today: date) -> Item | None:
    use = const.JOURNAL_USES.get(row["Type"])
    return _item(row, ItemKind.JOURNAL, not row["IsBlocked"], use=use)


def _ended(kind: ItemKind) -> Callable[[dict, date], Item]:
    def read(row: dict, today: date) -> Item:
        end = odata.read_date(row["EndDate"])
        return _item(row, kind, end is None or end >= today)

    return read


def _condition(row: dict, _today: date) -> Item:
    """So many days, where no end of a month comes into it."""
    plain = not row["PaymentEndOfMonths"] and row["PaymentDays"] is not None
    return _item(
        row, ItemKind.CONDITION, days=int(row["PaymentDays"]) if plain else None
    )


def _period(row: dict, _today: date) -> Item:
    """Whether it is closed depends on the journal; the ledger will say."""
    code = f"{row['FinYear']}/{row['FinPeriod']:02}"
    end = odata.read_date(row["EndDate"])
    return Item(
        kind=ItemKind.PERIOD,
        ref=Ref(code=code, id=row["ID"]),
        name=code,
        attributes={"end": end.isoformat() if end else ""},
    )


_CODED = "ID,Code,Description"
_RESOURCES = {
    ItemKind.ACCOUNT: (
        "financial/GLAccounts",
        f"{_CODED},Type,IsBlocked,UseCostcenter",
        _account,
    ),
    ItemKind.VAT: (
        "vat/VATCodes",
        f"{_CODED},Type,Percentage,VATTransactionType,EUSalesListing,IsBlocked",
        _vat,
    ),
    ItemKind.JOURNAL: ("financial/Journals", f"{_CODED},Type,IsBlocked", _journal),
    ItemKind.COST_CENTRE: (
        "hrm/Costcenters",
        f"{_CODED},EndDate",
        _ended(ItemKind.COST_CENTRE),
    ),
    ItemKind.PROJECT: ("hrm/Costunits", f"{_CODED},EndDate", _ended(ItemKind.PROJECT)),
    ItemKind.CONDITION: (
        "cashflow/PaymentConditions",
        f"{_CODED},PaymentDays,PaymentEndOfMonths",
        _condition,
    ),
    ItemKind.PERIOD: (
        "financial/FinancialPeriods",
        "ID,FinYear,FinPeriod,EndDate",
        _period,
    ),
}
