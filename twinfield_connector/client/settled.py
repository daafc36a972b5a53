"""Who paid what: the matches of a transaction as allocations.

What the sources leave open is read tolerantly. Signs of ``matchvalue`` contradict
each other: only its size counts, the sign is the document's. Whether it is in the
currency of the document or of the company is told by what is missing from the open
value. What was settled without a match that we can see stays visible as OTHER.
Source: Twinfield developer documentation, Sales transactions (matches), Matching.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.money import ZERO, quantise, spread
from odoo.addons.connector_base.ledger.values import (
    Allocation,
    Settled,
    SettlementKind,
)

from .echo import signed
from .xml import Element, read_amount, read_day, said

_KINDS = {
    "bank": SettlementKind.PAYMENT,
    "cash": SettlementKind.PAYMENT,
    "sales": SettlementKind.DOCUMENT,
    "purchase": SettlementKind.DOCUMENT,
}
# What is left of a match, and what Twinfield says nothing of.
_RESTS = {
    "difference": SettlementKind.DIFFERENCE,
    "unattributed": SettlementKind.OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A line on the other side of a match. ``value`` as Twinfield signs it."""

    id: str
    line: str
    method: str
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So much of the document, without sign, was settled by ``counters``; by no line
    at all when ``rest`` says what it is."""

    amount: Decimal
    counters: tuple[Counter, ...]
    date: date
    rest: str = ""


def settled(
    transaction: Element, seen_open: Decimal | None, category: Callable[[str], str]
) -> Settled:
    """``transaction`` as read. ``seen_open``: its open value in the report, for where
    the record has none in its own currency. ``category`` of a daybook. Raises
    ProtocolError."""
    own = f"{said(transaction, 'header/code')}/{said(transaction, 'header/number')}"
    line = next(transaction.iterfind("lines/line[@type='total']"), None)
    total = None if line is None else signed(line, "value")
    if line is None or total is None:
        raise ProtocolError("unexpected_answer", f"{own}: no total line")
    booked = read_day(said(transaction, "header/date")) or date.min
    found = list(_all_shares(line, booked))
    open_ = _open(line, seen_open)
    if open_ is None:
        open_ = abs(total) - sum((share.amount for share in found), ZERO)
    found = _reconciled(found, line, total, open_, booked)
    sign = -1 if total < 0 else 1
    allocations: dict[str, Allocation] = {}
    for share in found:
        made = _allocation(share, own, sign, line, transaction, category)
        allocations[made.key] = _merged(allocations.get(made.key), made)
    return Settled(id=own, open=open_ * sign, allocations=tuple(allocations.values()))


def _all_shares(line: Element, booked: date) -> Iterator[Share]:
    for match in line.iterfind("matches/set"):
        at = read_day(said(match, "matchdate") or said(line, "matchdate")) or booked
        counters = [_counter(node) for node in match.iterfind("lines/line")]
        amount = said(match, "matchvalue")
        if amount:
            own = abs(read_amount(amount))
        else:
            own = sum((abs(counter.value) for counter in counters), ZERO)
        yield from shares(own, counters, at)


def _counter(node: Element) -> Counter:
    return Counter(
        id=f"{said(node, 'code')}/{said(node, 'number')}",
        line=said(node, "line"),
        method=said(node, "method").lower(),
        value=read_amount(said(node, "matchvalue") or "0"),
    )


def shares(own: Decimal, counters: list[Counter], at: date) -> list[Share]:
    """One match, of which ``own`` concerns our document, divided over its other
    lines. A receipt for several invoices may show with its whole value, or with the
    other invoices beside it."""
    paying = _paying(own, counters)
    whole = sum((abs(counter.value) for counter in paying), ZERO)
    together = Share(amount=own, counters=tuple(paying), date=at)
    if not own:
        return []
    if not paying:
        return [replace(together, rest="unattributed")]
    if whole > own or not whole:
        return [together]
    parts = [
        replace(together, amount=abs(counter.value), counters=(counter,))
        for counter in paying
        if counter.value
    ]
    if whole < own:
        parts.append(replace(together, amount=own - whole, rest="difference"))
    return parts


def _paying(own: Decimal, counters: list[Counter]) -> list[Counter]:
    """All; but when invoices that were settled along with ours stand among them, so
    that only the balance is ours, those on the outweighing side."""
    balance = sum((counter.value for counter in counters), ZERO)
    sides = {counter.value > 0 for counter in counters if counter.value}
    if len(sides) < 2 or abs(balance) != own:
        return counters
    return [counter for counter in counters if counter.value * balance > 0]


def _is_in_base(line: Element) -> bool:
    """Whether the document is in the currency of the company."""
    return signed(line, "basevalue") == signed(line, "value")


def _open(line: Element, seen: Decimal | None) -> Decimal | None:
    """Without sign, in the document's currency; None when nobody says it."""
    names = ["valueopen"]
    if _is_in_base(line):
        names.append("basevalueopen")
    for name in names:
        if amount := said(line, name):
            return abs(read_amount(amount))
    return None if seen is None else abs(seen)


def _reconciled(
    found: list[Share], line: Element, total: Decimal, open_: Decimal, booked: date
) -> list[Share]:
    """``found`` in the document's currency, and up to what is no longer open."""
    closed = abs(total) - open_
    matched = sum((share.amount for share in found), ZERO)
    if matched != closed and matched and matched == _closed_base(line, open_):
        amounts = [quantise(share.amount * closed / matched) for share in found]
        amounts = spread(closed, amounts)
        return [
            replace(share, amount=amount)
            for share, amount in zip(found, amounts, strict=True)
        ]
    if matched < closed:
        at = read_day(said(line, "matchdate")) or booked
        rest = Share(amount=closed - matched, counters=(), date=at, rest="unattributed")
        return [*found, rest]
    return found


def _closed_base(line: Element, open_: Decimal) -> Decimal | None:
    """What is closed in company currency; None when that can't be told."""
    base, base_open = signed(line, "basevalue"), said(line, "basevalueopen")
    if base is None or not (base_open or not open_):
        return None
    return abs(base) - (abs(read_amount(base_open)) if base_open else ZERO)


def _allocation(share, own, sign, line, transaction, category) -> Allocation:
    counters = share.counters
    names = "+".join(sorted(f"{c.id}/{c.line}" for c in counters))
    parts = [own, names, share.date.isoformat(), share.rest]
    amount = share.amount * sign
    kind = _RESTS[share.rest] if share.rest else _kind(counters, category)
    ids = list(dict.fromkeys(counter.id for counter in counters))
    return Allocation(
        key=":".join(filter(None, parts)),
        kind=kind,
        amount=amount,
        balance=amount if _is_in_base(line) else None,
        currency=said(transaction, "header/currency"),
        date=share.date,
        settlement="+".join(ids) or own,
        counterpart=ids[0] if kind is SettlementKind.DOCUMENT else "",
        certain=share.rest != "unattributed",
    )


def _kind(counters: tuple[Counter, ...], category: Callable[[str], str]):
    """By the daybook; by the method where the daybook is in no category: then it is a
    payment, or the correcting entry that Twinfield makes of a write-off or an exchange
    difference, in a daybook of its own. Several lines that can't be told apart are
    OTHER unless all are payments."""
    kinds = set()
    for counter in counters:
        known = category(counter.id.partition("/")[0])
        kind = _KINDS.get(known, SettlementKind.OTHER)
        if not known:
            paid = counter.method == "payment"
            kind = SettlementKind.PAYMENT if paid else SettlementKind.DIFFERENCE
        kinds.add(kind)
    if len(counters) == 1 or kinds == {SettlementKind.PAYMENT}:
        return kinds.pop()
    return SettlementKind.OTHER


def _merged(before: Allocation | None, made: Allocation) -> Allocation:
    """Two matches of one line on one day are one allocation: which is the first of
    them would not last."""
    if before is None:
        return made
    balance = None
    if made.balance is not None and before.balance is not None:
        balance = before.balance + made.balance
    return replace(made, amount=before.amount + made.amount, balance=balance)
