"""Master data as the base knows it.

Source: Exact Online REST API reference, financial, vat, crm, hrm and cashflow.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.reading import whole
from odoo.addons.connector_base.ledger.values import (
    OF_RELATION,
    Item,
    ItemKind,
    Ref,
)

from . import const, odata
from .api import Api
from .failures import OF_ONE_RESOURCE, Denied
from .lookup import Cached
from .query import Query

ACCOUNT = "ID,Code"
ACCOUNT_MORE = (
    "Name,Status,IsSupplier,Blocked,VATNumber,ChamberOfCommerce,Email,Postcode,Country"
)
RELATIONS = (ItemKind.CUSTOMER, ItemKind.SUPPLIER)
# Nothing can be booked without these.
_NEEDED = (ItemKind.ACCOUNT, ItemKind.VAT, ItemKind.JOURNAL, *RELATIONS)
_SYNC = "sync/CRM/Accounts"


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``port.Ledger.items`` was asked for; ``today`` decides what has ended."""

    kind: ItemKind
    since: str
    seen: Container[str]
    today: date


def items(api: Api, asked: Asked, cached: Cached) -> Iterator[Item]:
    """Where they are refused, those that are known already stay as they are."""
    if asked.kind is ItemKind.TEXT:
        yield from _texts()
        return
    told: set[str] = set()
    is_relation = asked.kind in RELATIONS
    try:
        for item in (
            relations(api, asked, cached) if is_relation else _records(api, asked)
        ):
            told.add(item.ref.id)
            yield item
    except OF_ONE_RESOURCE as error:
        known = cached(asked.kind)
        if asked.kind in _NEEDED and not known:
            if isinstance(error, Denied):
                raise ProtocolError(error.code, error.detail) from error
            raise
        api.leave_out(_RESOURCES.get(asked.kind, ("crm/Accounts",))[0], error)
        yield from (item for item in known if item.ref.id not in told)


def _texts() -> Iterator[Item]:
    of_relations = {
        f"{OF_RELATION}{code}": name for code, name in const.RELATION_TEXTS.items()
    }
    for code, name in (const.TEXTS | of_relations).items():
        yield Item(kind=ItemKind.TEXT, ref=Ref(code=code), name=name)


def _records(api: Api, asked: Asked) -> Iterator[Item]:
    resource, select, more, read = _RESOURCES[asked.kind]
    for row in api.rows(resource, select, more=more):
        if item := read(row, asked.today):
            yield item


# Customers and suppliers


def relations(api: Api, asked: Asked, cached: Cached) -> Iterator[Item]:
    """Those that changed from the ordinary resource, whose times are the server's local
    ones; all of them from the synchronisation resource, a thousand a page, or where
    that is refused from the ordinary one, which may want a filter."""
    if asked.since:
        changed = f"Modified ge {odata.moment(odata.local(asked.since))}"
        rows = api.rows("crm/Accounts", ACCOUNT, changed, more=ACCOUNT_MORE)
        return (relation(row, asked.kind) for row in rows if is_a(row, asked.kind))
    return _all_relations(api, asked, cached)


def _all_relations(api: Api, asked: Asked, cached: Cached) -> Iterator[Item]:
    query = Query(
        _SYNC,
        f"Timestamp,{ACCOUNT}",
        f"Timestamp gt {_reached(asked, cached)}",
        more=ACCOUNT_MORE,
    )
    pages = api.pages(query)
    try:
        first = next(pages)
    except OF_ONE_RESOURCE as error:
        api.leave_out(_SYNC, error)
        role = "IsSupplier eq true"
        where = role if asked.kind is ItemKind.SUPPLIER else "Status eq 'C'"
        for row in api.rows("crm/Accounts", ACCOUNT, where, more=ACCOUNT_MORE):
            yield relation(row, asked.kind)
        return
    for rows in chain([first], pages):
        for row in rows:
            if is_a(row, asked.kind):
                yield relation(row, asked.kind, version=whole(row["Timestamp"]))


def _reached(asked: Asked, cached: Cached) -> int:
    """Rows come in the order of their versions. So where the last try was stopped, the
    next goes on behind the last of those that it had read."""
    if not asked.seen:
        return 0
    return max(
        (
            item.attributes.get("version", 0)
            for item in cached(asked.kind)
            if item.ref.id in asked.seen
        ),
        default=0,
    )


def is_a(row: dict, kind: ItemKind, untold: bool = True) -> bool:
    """Customers and suppliers are one table; ``untold`` where it does not say."""
    name = "IsSupplier" if kind is ItemKind.SUPPLIER else "Status"
    if name not in row:
        return untold
    told = row[name]
    return bool(told) if name == "IsSupplier" else odata.read_code(told) == "C"


def relation(row: dict, kind: ItemKind, **known: int) -> Item:
    return Item(
        kind=kind,
        ref=Ref(code=odata.read_code(row["Code"]), id=odata.read_code(row["ID"])),
        name=odata.read_text(row.get("Name")) or odata.read_code(row["Code"]),
        active=not row.get("Blocked"),
        attributes={
            "vat": odata.read_text(row.get("VATNumber")),
            "chamber": odata.read_text(row.get("ChamberOfCommerce")),
            "email": odata.read_text(row.get("Email")),
            "postcode": odata.read_text(row.get("Postcode")),
            "country": odata.read_text(row.get("Country")),
            **known,
        },
    )


# The others


def _item(row: dict, kind: ItemKind, active: bool = True, **attributes) -> Item:
    known = {name: value for name, value in attributes.items() if value is not None}
    return Item(
        kind=kind,
        ref=Ref(code=odata.read_code(row["Code"]), id=odata.read_code(row["ID"])),
        name=odata.read_text(row.get("Description")) or odata.read_code(row["Code"]),
        active=active,
        attributes=known,
    )


def _account(row: dict, _today: date) -> Item | None:
    if row.get("Type") in const.CONTROL_TYPES:
        return None
    return _item(
        row,
        ItemKind.ACCOUNT,
        not row.get("IsBlocked"),
        cost_centre=const.COST_CENTRE.get(row.get("UseCostcenter")),
        group=const.ACCOUNT_GROUPS.get(row.get("Type")),
    )


def _vat(row: dict, _today: date) -> Item | None:
    """Not those that are included in the amounts: ours are without VAT."""
    sort = odata.read_code(row["Type"])
    if sort == const.VAT_INCLUDED:
        return None
    listing = odata.read_text(row.get("EUSalesListing"))
    percentage = None
    if "Percentage" in row:
        share = 100 * odata.read_amount(row["Percentage"], 6)
        percentage = str(odata.read_amount(share))
    charged = row.get("Charged")
    return _item(
        row,
        ItemKind.VAT,
        not row.get("IsBlocked"),
        percentage=percentage,
        use=const.VAT_USES.get(odata.read_text(row.get("VATTransactionType"))),
        intra=const.EU_LISTED.get(listing),
        eu=const.EU_SUPPLIES.get(listing),
        reported=False if sort == const.VAT_NONE else None,
        reverse=None if charged is None else bool(charged),
    )


def _journal(row: dict, _today: date) -> Item | None:
    """Only general journals say whether they allow VAT."""
    use = const.JOURNAL_USES.get(row.get("Type"))
    vat = row.get("AllowVAT") if use == "general" else None
    return _item(
        row, ItemKind.JOURNAL, not row.get("IsBlocked"), use=use, vat_allowed=vat
    )


def _ended(kind: ItemKind) -> Callable[[dict, date], Item]:
    def read(row: dict, today: date) -> Item:
        end = odata.read_date(row.get("EndDate"))
        is_closed = row.get("Active") is False or (end is not None and end < today)
        return _item(row, kind, not is_closed)

    return read


def _condition(row: dict, _today: date) -> Item:
    """So many days, where no end of a month comes into it."""
    days, ends = row.get("PaymentDays"), row.get("PaymentEndOfMonths")
    plain = None if days is None or ends not in (0, None) else int(days)
    return _item(row, ItemKind.CONDITION, days=plain)


def _period(row: dict, _today: date) -> Item:
    """Whether it is closed depends on the journal; the ledger will say."""
    code = f"{whole(row['FinYear'])}/{whole(row['FinPeriod']):02}"
    end = odata.read_date(row.get("EndDate"))
    return Item(
        kind=ItemKind.PERIOD,
        ref=Ref(code=code, id=odata.read_code(row["ID"])),
        name=code,
        attributes={"end": end.isoformat() if end else ""},
    )


_CODED, _NAMED = "ID,Code", "Description"
_RESOURCES: dict[ItemKind, tuple[str, str, str, Callable]] = {
    ItemKind.ACCOUNT: (
        "financial/GLAccounts",
        _CODED,
        f"{_NAMED},Type,IsBlocked,UseCostcenter",
        _account,
    ),
    ItemKind.VAT: (
        "vat/VATCodes",
        f"{_CODED},Type",
        f"{_NAMED},Percentage,VATTransactionType,EUSalesListing,IsBlocked,Charged",
        _vat,
    ),
    ItemKind.JOURNAL: (
        "financial/Journals",
        _CODED,
        f"{_NAMED},Type,IsBlocked,AllowVAT",
        _journal,
    ),
    ItemKind.COST_CENTRE: (
        "hrm/Costcenters",
        _CODED,
        f"{_NAMED},Active,EndDate",
        _ended(ItemKind.COST_CENTRE),
    ),
    ItemKind.PROJECT: (
        "hrm/Costunits",
        _CODED,
        f"{_NAMED},EndDate",
        _ended(ItemKind.PROJECT),
    ),
    ItemKind.CONDITION: (
        "cashflow/PaymentConditions",
        _CODED,
        f"{_NAMED},PaymentDays,PaymentEndOfMonths",
        _condition,
    ),
    ItemKind.PERIOD: (
        "financial/FinancialPeriods",
        "ID,FinYear,FinPeriod",
        "EndDate",
        _period,
    ),
}
