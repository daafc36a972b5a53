"""Master data, from the finder's lists and, for VAT codes, the records themselves.

Source: Twinfield developer documentation, Finder, VAT.
"""

from collections.abc import Iterator
from datetime import date, datetime

from odoo.addons.connector_base.ledger.money import quantise
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

from . import const
from .api import Api
from .records import read_vat
from .xml import Element, read_amount, read_day, said

DIMENSION_TYPES = {
    ItemKind.ACCOUNT: (const.BALANCE, const.PROFIT_AND_LOSS),
    ItemKind.CUSTOMER: (const.CUSTOMER,),
    ItemKind.SUPPLIER: (const.SUPPLIER,),
    ItemKind.COST_CENTRE: (const.COST_CENTRE,),
    ItemKind.PROJECT: (const.PROJECT,),
}
ACCOUNT_TYPES = {const.BALANCE: "balance", const.PROFIT_AND_LOSS: "profit_and_loss"}
USES = {"sales": "sale", "purchase": "purchase", "journal": "general"}


def items(api: Api, kind: ItemKind, since: str, today: date) -> Iterator[Item]:
    """All of ``kind``; of dimensions only those changed since ``since`` (ISO, UTC)
    when it is given. ``today`` decides which VAT percentage holds."""
    if kind is ItemKind.VAT:
        return vat_codes(api, today)
    if kind is ItemKind.JOURNAL:
        return journals(api)
    if kind is ItemKind.PERIOD:
        return iter(())
    return dimensions(api, kind, since)


def dimensions(api: Api, kind: ItemKind, since: str = "") -> Iterator[Item]:
    options = {"modifiedsince": _stamp(since)} if since else {}
    for type_ in DIMENSION_TYPES[kind]:
        known = {}
        if kind is ItemKind.ACCOUNT:
            known["type"] = ACCOUNT_TYPES[type_]
        for row in api.search(const.DIMENSIONS, dimtype=type_, **options):
            yield _item(kind, row, **known)


def journals(api: Api) -> Iterator[Item]:
    for category in const.CATEGORIES:
        for row in api.search(const.DAYBOOKS, category=category):
            yield _item(ItemKind.JOURNAL, row, use=USES.get(category, category))


def vat_codes(api: Api, today: date) -> Iterator[Item]:
    """One request for each code: the finder has no percentages."""
    for type_ in ("sales", "purchase"):
        for row in api.search(const.VAT_CODES, vattype=type_):
            record = read_vat(api, row[0])
            if record is not None:
                yield vat_code(record, USES[type_], today)


def vat_code(record: Element, use: str, today: date) -> Item:
    """The percentage is the one that holds ``today``; there is none, and the code not
    active, when the first is still to come. ``groups``: boxes of the VAT return."""
    rate = _rate(record, today)
    groups: list[str] = []
    attributes: dict = {"use": USES.get(said(record, "type"), use)}
    if rate is not None:
        if percentage := said(rate, "percentage"):
            attributes["percentage"] = str(quantise(read_amount(percentage)))
        groups = [said(node, "group") for node in rate.iterfind("accounts/account")]
    attributes["groups"] = list(dict.fromkeys(filter(None, groups)))
    return Item(
        kind=ItemKind.VAT,
        ref=Ref(code=said(record, "code")),
        name=said(record, "name"),
        active=rate is not None and record.get("status", "active") == "active",
        attributes=attributes,
    )


def _rate(record: Element, today: date) -> Element | None:
    """The youngest that is not of the future."""
    held = [
        (since, rate)
        for rate in record.iterfind("percentages/percentage")
        if (since := read_day(said(rate, "date")) or date.min) <= today
    ]
    return max(held, key=lambda pair: pair[0])[1] if held else None


def _item(kind: ItemKind, row: list[str], **attributes: str) -> Item:
    name = row[1] if len(row) > 1 else ""
    return Item(
        kind=kind, ref=Ref(code=row[0]), name=name or row[0], attributes=attributes
    )


def _stamp(since: str) -> str:
    return datetime.fromisoformat(since.removesuffix("Z")).strftime("%Y%m%d%H%M%S")
