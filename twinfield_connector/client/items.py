"""Master data, from the finder's lists and, for VAT codes, the records themselves.

Source: Twinfield developer documentation, Finder, VAT.
"""

from collections.abc import Container, Iterator
from datetime import date, datetime
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import (
    LedgerError,
    ProtocolError,
    Unavailable,
    Unsupported,
)
from odoo.addons.connector_base.ledger.money import ZERO, quantise
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

from . import const, failures, services
from .api import Api
from .daybooks import USES, listed
from .dimension import item as relation
from .finder import Refused, search
from .records import read_dimension, read_dimensions, read_vat
from .xml import Element, read_amount, read_day, said

DIMENSION_TYPES = {
    ItemKind.ACCOUNT: (const.BALANCE, const.PROFIT_AND_LOSS),
    ItemKind.CUSTOMER: (const.CUSTOMER,),
    ItemKind.SUPPLIER: (const.SUPPLIER,),
    ItemKind.COST_CENTRE: (const.COST_CENTRE,),
    ItemKind.PROJECT: (const.PROJECT,),
}
ACCOUNT_TYPES = {const.BALANCE: "balance", const.PROFIT_AND_LOSS: "profit_and_loss"}
COST_CENTRES = {"true": "required", "maybe": "allowed", "false": "forbidden"}
# Kinds of which the base wants more than code and name.
WHOLE = (ItemKind.ACCOUNT, ItemKind.CUSTOMER, ItemKind.SUPPLIER)
# Boxes of the Dutch VAT return that intra-community supplies are reported in.
INTRA = {"NL3B", "NL4B"}
# Those that an entry's free fields have, with their names in the user interface.
TEXTS = {
    **{name: f"Free text {name[-1]}" for name in const.FREE_TEXTS},
    "comment": "Comment",
}


def items(
    api: Api, kind: ItemKind, since: str, today: date, seen: Container[str] = ()
) -> Iterator[Item]:
    """All of ``kind``; of dimensions only those changed since ``since`` (ISO, UTC)
    when it is given. ``today`` decides which VAT percentage holds. What is read one by
    one is not read again when it is in ``seen``."""
    if kind is ItemKind.VAT:
        return vat_codes(api, today, seen)
    if kind is ItemKind.JOURNAL:
        return journals(api)
    if kind is ItemKind.PERIOD:
        return periods(api, today)
    if kind is ItemKind.TEXT:
        return (Item(kind=kind, ref=Ref(code=c), name=n) for c, n in TEXTS.items())
    if kind not in DIMENSION_TYPES:
        raise Unsupported("unsupported", kind.value)
    return dimensions(api, kind, since, seen)


def dimensions(
    api: Api, kind: ItemKind, since: str = "", seen: Container[str] = ()
) -> Iterator[Item]:
    """Whole records where they tell more than code and name, for a type in one
    request or, of the few that changed, one by one; else rows of the finder."""
    for type_ in DIMENSION_TYPES[kind]:
        if kind not in WHOLE:
            yield from _refusable(api, type_, _rows(api, kind, type_, since))
        elif since:
            yield from _changed(api, kind, type_, since, seen)
        elif kind is ItemKind.SUPPLIER:
            yield from _refusable(api, type_, _all(api, kind, type_))
        else:
            yield from _all(api, kind, type_)


def _refusable(api: Api, what: str, found: Iterator[Item]) -> Iterator[Item]:
    """None, with a remark, where the user has no right to what one can do without."""
    try:
        yield from found
    except LedgerError as error:
        if not failures.is_refusal(error):
            raise
        api.remark("resource_refused", f"{what}: {error.detail}")


def _rows(api: Api, kind: ItemKind, type_: str, since: str) -> Iterator[Item]:
    options = {"dimtype": type_}
    extra = {"modifiedsince": _stamp(since)} if since else {}
    known = {"type": ACCOUNT_TYPES[type_]} if type_ in ACCOUNT_TYPES else {}
    for row in search(api, const.DIMENSIONS, options=options, extra=extra):
        yield _item(kind, row, **known)


def _all(api: Api, kind: ItemKind, type_: str) -> Iterator[Item]:
    """A very large type can't be read at once: then codes and names must do."""
    try:
        records = list(read_dimensions(api, type_))
    except (Unavailable, ProtocolError):
        yield from _rows(api, kind, type_, "")
        return
    for record in records:
        if said(record, "code"):
            yield _whole(record, kind, type_)


def _changed(
    api: Api, kind: ItemKind, type_: str, since: str, seen: Container[str]
) -> Iterator[Item]:
    try:
        rows = list(_rows(api, kind, type_, since))
    except Refused as refused:
        api.remark("option_refused", f"{const.DIMENSIONS}: {refused.detail}")
        rows = []
        yield from _all(api, kind, type_)
    if len(rows) > const.CHANGED_READS:
        yield from _all(api, kind, type_)
        return
    for row in rows:
        if row.ref.code in seen:
            continue
        record = read_dimension(api, type_, row.ref.code)
        yield row if record is None else _whole(record, kind, type_)


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
    """From last year on; what must be booked earlier is told by Twinfield. None, with
    a remark, where the service is refused."""
    try:
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
    except LedgerError as error:
        if not failures.is_of_one_service(error):
            raise
        api.remark("resource_refused", f"PeriodService: {error.detail}")


def journals(api: Api) -> Iterator[Item]:
    """Each once, with its first use: the option for bank books is new to some. What
    Twinfield does not list by its category is left out, with a remark."""
    seen: set[str] = set()
    refused = []
    for category in const.CATEGORIES:
        try:
            for code, name in listed(api, category):
                if code not in seen:
                    seen.add(code)
                    yield _item(ItemKind.JOURNAL, [code, name], use=USES[category])
        except Refused as refusal:
            refused.append(refusal)
    if len(refused) == len(const.CATEGORIES):
        raise refused[0]


def vat_codes(api: Api, today: date, seen: Container[str] = ()) -> Iterator[Item]:
    """One request for each code: the finder has no percentages. Where one may not be
    read its name must do."""
    known: set[str] = set()
    for type_ in ("sales", "purchase"):
        for row in search(api, const.VAT_CODES, extra={"vattype": type_}):
            if row[0] in seen or row[0] in known:
                continue
            known.add(row[0])
            try:
                record = read_vat(api, row[0])
            except LedgerError as error:
                if not failures.is_refusal(error):
                    raise
                api.remark("resource_refused", f"VAT {row[0]}: {error.detail}")
                yield _item(ItemKind.VAT, row)
            else:
                if record is not None:
                    yield vat_code(record, USES[type_], today)


def vat_code(record: Element, use: str, today: date) -> Item:
    """The percentage is the one that holds ``today``; there is none, and the code not
    active, when the first is still to come. ``groups``: boxes of the VAT return;
    ``accounts``: those that its VAT was ever booked on. Of what the buyer owes and may
    not deduct, the code books a cost: on the line itself, or an account of its own."""
    rate = _rate(record, today)
    groups: list[str] = []
    attributes: dict = {"use": USES.get(said(record, "type"), use)}
    if rate is not None:
        if percentage := said(rate, "percentage"):
            attributes["percentage"] = str(quantise(read_amount(percentage)))
        groups = [said(node, "group") for node in rate.iterfind("accounts/account")]
    attributes["groups"] = list(dict.fromkeys(filter(None, groups)))
    attributes["accounts"] = sorted(
        {
            said(node, "dim1")
            for node in record.iterfind("percentages/percentage/accounts/account")
            if said(node, "dim1") and said(node, "linetype").lower() != "detail"
        }
    )
    if all(group.upper().startswith("NL") for group in attributes["groups"]):
        if attributes["groups"]:
            attributes["intra"] = bool(INTRA & {g.upper() for g in groups})
    reverse = _is_reverse(rate)
    if reverse is not None:
        attributes["reverse"] = reverse
    if reverse and rate is not None:
        attributes |= _deduction(rate)
    return Item(
        kind=ItemKind.VAT,
        ref=Ref(code=said(record, "code")),
        name=said(record, "name"),
        active=rate is not None and record.get("status", "active") == "active",
        attributes=attributes,
    )


def _is_reverse(rate: Element | None) -> bool | None:
    """Whether what is owed is deducted again: of such a code some of the VAT is booked
    with the opposite sign. Not told by one without VAT."""
    if rate is None or not read_amount(said(rate, "percentage") or "0"):
        return None
    shares = [
        read_amount(share)
        for share in (said(n, "percentage") for n in rate.iterfind("accounts/account"))
        if share
    ]
    return min(shares) < 0 < max(shares) if shares else None


def _deduction(rate: Element) -> dict[str, str]:
    """``deductible`` and ``cost`` of a code with reverse charge; neither where all of
    it is deducted."""
    owed, deducted = ZERO, ZERO
    costs: dict[str, Decimal] = {}
    for node in rate.iterfind("accounts/account"):
        share = read_amount(said(node, "percentage") or "0")
        detail = said(node, "linetype").lower() == "detail"
        ledger = node.find("dim1")
        is_cost = detail or (
            ledger is not None and ledger.get("dimensiontype") == const.PROFIT_AND_LOSS
        )
        if share < 0:
            owed -= share
        elif is_cost:
            account = "" if detail else said(node, "dim1")
            costs[account] = costs.get(account, ZERO) + share
        else:
            deducted += share
    if deducted == owed and not costs:
        return {}
    if deducted + sum(costs.values()) != owed or len(costs) > 1:
        return {"deductible": ""}
    known = {"deductible": str(quantise(100 * deducted / owed))}
    (account,) = costs
    return {**known, "cost": account} if account else known


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
