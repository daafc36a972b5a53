"""VAT codes: what each of them does, from its record.

Source: Twinfield developer documentation, VAT.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import LedgerError
from odoo.addons.connector_base.ledger.money import ZERO, quantise
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

from . import const, failures
from .api import Api
from .daybooks import USES
from .finder import search
from .records import read_vat
from .xml import Element, read_amount, read_day, said

# Boxes of the Dutch VAT return that intra-community supplies are reported in.
INTRA = {"NL3B", "NL4B"}
Cached = Callable[[ItemKind], Iterable[Item]]


def codes(
    api: Api, today: date, seen: Container[str], cached: Cached
) -> Iterator[Item]:
    """One request for each code: the finder has no percentages. One that may not be
    read stays as it is known; else its name must do."""
    told: set[str] = set()
    known = {item.ref.code: item for item in cached(ItemKind.VAT)}
    for type_ in ("sales", "purchase"):
        for row in search(api, const.VAT_CODES, extra={"vattype": type_}):
            if row[0] in seen or row[0] in told:
                continue
            told.add(row[0])
            try:
                record = read_vat(api, row[0])
            except LedgerError as error:
                if not failures.is_refusal(error):
                    raise
                api.remark("resource_refused", f"VAT {row[0]}: {error.detail}")
                yield known.get(row[0]) or _by_name(row)
            else:
                if record is not None:
                    yield code(record, USES[type_], today)


def code(record: Element, use: str, today: date) -> Item:
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


def _by_name(row: list[str]) -> Item:
    name = row[1] if len(row) > 1 else ""
    return Item(kind=ItemKind.VAT, ref=Ref(code=row[0]), name=name or row[0])
