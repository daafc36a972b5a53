"""Master data, from the finder's lists and, for VAT codes, the records themselves.

Source: Twinfield developer documentation, Finder, VAT.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from odoo.addons.connector_base.ledger.errors import (
    LedgerError,
    ProtocolError,
    Unavailable,
    Unsupported,
)
from odoo.addons.connector_base.ledger.values import (
    OF_RELATION,
    Item,
    ItemKind,
    Ref,
)

from . import const, failures, services, vat
from .api import Api
from .daybooks import USES, listed
from .dimension import item as relation
from .finder import Refused, search
from .records import read_dimension, read_dimensions
from .xml import Element, said

Cached = Callable[[ItemKind], Iterable[Item]]
Known = Mapping[str, dict]  # attributes by code
_NOBODY: Known = MappingProxyType({})
DIMENSION_TYPES = {
    ItemKind.ACCOUNT: (const.BALANCE, const.PROFIT_AND_LOSS),
    ItemKind.CUSTOMER: (const.CUSTOMER,),
    ItemKind.SUPPLIER: (const.SUPPLIER,),
    ItemKind.COST_CENTRE: (const.COST_CENTRE,),
    ItemKind.PROJECT: (const.PROJECT,),
}
ACCOUNT_TYPES = {const.BALANCE: "balance", const.PROFIT_AND_LOSS: "profit_and_loss"}
COST_CENTRES = {"true": "required", "maybe": "allowed", "false": "forbidden"}
# Nothing can be booked without these.
_NEEDED = (ItemKind.ACCOUNT, ItemKind.VAT, ItemKind.JOURNAL, ItemKind.CUSTOMER)
# Kinds of which the base wants more than code and name.
WHOLE = (ItemKind.ACCOUNT, ItemKind.CUSTOMER, ItemKind.SUPPLIER)
# What else a new relation may say, by the path of its element.
NEW = {
    "shortname": "short name",
    "creditmanagement/comment": "comment",
    "creditmanagement/freetext1": "free text 1",
    "creditmanagement/freetext2": "free text 2",
    "creditmanagement/freetext3": "free text 3",
    "groups/group": "dimension group",
    "financials/paycode": "payment code",
}
# Those that an entry's free fields have, with their names in the user interface.
TEXTS = {
    **{name: f"Free text {name[-1]}" for name in const.FREE_TEXTS},
    "comment": "Comment",
    **{f"{OF_RELATION}{name}": f"New customer: {told}" for name, told in NEW.items()},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``port.Ledger.items`` was asked for; ``today`` decides which VAT percentage
    holds."""

    kind: ItemKind
    since: str
    seen: Container[str]
    today: date


def items(api: Api, asked: Asked, cached: Cached) -> Iterator[Item]:
    """All of a kind; of dimensions only those changed since ``asked.since`` (ISO, UTC)
    when it is given. What is read one by one is not read again when it was seen. Where
    they are refused those that are ``cached`` stay as they are, with a remark."""
    return _refusable(api, asked.kind, _listed(api, asked, cached), cached)


def _refusable(
    api: Api, kind: ItemKind, found: Iterator[Item], cached: Cached
) -> Iterator[Item]:
    told: set[str] = set()
    try:
        for item in found:
            told.add(item.ref.code)
            yield item
    except LedgerError as error:
        known = list(cached(kind))
        is_needed = kind in _NEEDED and not known
        if is_needed or not failures.is_of_one_service(error):
            raise
        api.remark("resource_refused", f"{kind.value}: {error.detail}")
        yield from (item for item in known if item.ref.code not in told)


def _listed(api: Api, asked: Asked, cached: Cached) -> Iterator[Item]:
    kind = asked.kind
    if kind is ItemKind.VAT:
        return vat.codes(api, asked.today, asked.seen, cached)
    if kind is ItemKind.JOURNAL:
        return journals(api, cached)
    if kind is ItemKind.PERIOD:
        return periods(api, asked.today)
    if kind is ItemKind.TEXT:
        return (Item(kind=kind, ref=Ref(code=c), name=n) for c, n in TEXTS.items())
    if kind not in DIMENSION_TYPES:
        raise Unsupported("unsupported", kind.value)
    return dimensions(api, asked, cached)


def dimensions(api: Api, asked: Asked, cached: Cached) -> Iterator[Item]:
    """Whole records where they tell more than code and name, for a type in one
    request or, of the few that changed, one by one; else rows of the finder, with what
    was known of them."""
    kind = asked.kind
    if kind not in WHOLE:
        for type_ in DIMENSION_TYPES[kind]:
            yield from _rows(api, kind, type_, asked.since)
        return
    known = {item.ref.code: item.attributes for item in cached(kind)}
    for type_ in DIMENSION_TYPES[kind]:
        if asked.since:
            yield from _changed(api, type_, asked, known)
        else:
            yield from _all(api, kind, type_, known)


def _rows(
    api: Api, kind: ItemKind, type_: str, since: str, known: Known = _NOBODY
) -> Iterator[Item]:
    options = {"dimtype": type_}
    extra = {"modifiedsince": _stamp(since)} if since else {}
    told = {"type": ACCOUNT_TYPES[type_]} if type_ in ACCOUNT_TYPES else {}
    for row in search(api, const.DIMENSIONS, options=options, extra=extra):
        yield _item(kind, row, **known.get(row[0], told))


def _all(api: Api, kind: ItemKind, type_: str, known: Known) -> Iterator[Item]:
    """A very large type can't be read at once: then codes and names must do."""
    try:
        records = list(read_dimensions(api, type_))
    except (Unavailable, ProtocolError):
        yield from _rows(api, kind, type_, "", known)
        return
    for record in records:
        if said(record, "code"):
            yield _whole(record, kind, type_)


def _changed(api: Api, type_: str, asked: Asked, known: Known) -> Iterator[Item]:
    kind = asked.kind
    try:
        rows = list(_rows(api, kind, type_, asked.since, known))
    except Refused as refused:
        api.remark("option_refused", f"{const.DIMENSIONS}: {refused.detail}")
        rows = []
        yield from _all(api, kind, type_, known)
    if len(rows) > const.CHANGED_READS:
        try:
            rows = list(_all(api, kind, type_, known))
        except LedgerError as error:
            if not failures.is_refusal(error):
                raise
            api.remark("resource_refused", f"{type_}: {error.detail}")
        yield from rows
        return
    for row in rows:
        if row.ref.code not in asked.seen:
            yield _read(api, kind, type_, row)


def _read(api: Api, kind: ItemKind, type_: str, row: Item) -> Item:
    """The record; code and name must do where it may not be read."""
    try:
        record = read_dimension(api, type_, row.ref.code)
    except LedgerError as error:
        if not (failures.is_refusal(error) or failures.is_form(error)):
            raise
        api.remark("resource_refused", f"{type_} {row.ref.code}: {error.detail}")
        return row
    return row if record is None else _whole(record, kind, type_)


def _whole(record: Element, kind: ItemKind, type_: str) -> Item:
    if kind is not ItemKind.ACCOUNT:
        return relation(record, kind)
    known = {"type": ACCOUNT_TYPES[type_]}
    if rule := COST_CENTRES.get(said(record, "financials/subanalyse").lower()):
        known["cost_centre"] = rule
    return Item(
        kind=kind,
        ref=Ref(code=said(record, "code")),
        name=said(record, "name") or said(record, "code"),
        active=record.get("status", "active") == "active",
        attributes=known,
    )


def periods(api: Api, today: date) -> Iterator[Item]:
    """From last year on; what must be booked earlier is told by Twinfield."""
    for period in services.periods(api, today.year - 1):
        yield Item(
            kind=ItemKind.PERIOD,
            ref=Ref(code=period.code),
            name=period.name or period.code,
            attributes={
                "open": period.open,
                "end": period.end.isoformat() if period.end else "",
            },
        )


def journals(api: Api, cached: Cached) -> Iterator[Item]:
    """Each once, with its first use: the option for bank books is new to some. Of what
    Twinfield does not list by its category those that are known stay."""
    told: set[str] = set()
    refused = []
    for category in const.CATEGORIES:
        try:
            found = [
                _item(ItemKind.JOURNAL, [code, name], use=USES[category])
                for code, name in listed(api, category)
            ]
        except Refused as refusal:
            refused.append(refusal)
            found = [
                item
                for item in cached(ItemKind.JOURNAL)
                if item.attributes.get("use") == USES[category]
            ]
        for item in found:
            if item.ref.code not in told:
                told.add(item.ref.code)
                yield item
    if len(refused) == len(const.CATEGORIES) and not told:
        raise refused[0]


def _item(kind: ItemKind, row: list[str], **attributes: str) -> Item:
    name = row[1] if len(row) > 1 else ""
    return Item(
        kind=kind, ref=Ref(code=row[0]), name=name or row[0], attributes=attributes
    )


def _stamp(since: str) -> str:
    return datetime.fromisoformat(since.removesuffix("Z")).strftime("%Y%m%d%H%M%S")
