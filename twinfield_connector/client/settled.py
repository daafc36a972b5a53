"""Who paid what: the matches of a transaction as allocations.

What the sources leave open is read tolerantly. Signs of ``matchvalue`` contradict
each other: only its size counts, the sign is the document's. Whether it is in the
currency of the document or of the company is told by what is missing from the open
value. What was settled without a match that we can see stays visible as OTHER.
Source: Twinfield developer documentation, Sales transactions (matches), Matching.
"""

import re
from collections.abc import Callable, Iterable, Iterator
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

from .echo import is_final, memo, signed
from .xml import Element, no_negative_zero, read_amount, read_day, said

Category = Callable[[str], str]  # of a daybook
_KINDS = {
    "bank": SettlementKind.PAYMENT,
    "cash": SettlementKind.PAYMENT,
    "sales": SettlementKind.DOCUMENT,
    "purchase": SettlementKind.DOCUMENT,
    "journal": SettlementKind.OTHER,
}
# What is left of a match, and what Twinfield says nothing of.
_RESTS = {
    "difference": SettlementKind.DIFFERENCE,
    "unattributed": SettlementKind.OTHER,
}
# Entries that people make are numbered by year. Those that Twinfield makes of a
# write-off or an exchange difference are not, wherever their daybook is listed.
_NUMBERED = re.compile(r"(19|20)[0-9]{7}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A line on the other side of a match. ``value`` as Twinfield signs it;
    ``method``: "payment" or what else it calls it, "" where it was not asked."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What allocations need to know of the document. ``sign``: 1 or -1. ``is_home``:
    it is in the currency of the company."""

    id: str
    sign: int
    currency: str
    is_home: bool


def read(
    transaction: Element, seen_open: Decimal | None, category: Category
) -> Settled:
    """``transaction`` as read. ``seen_open``: its open value in the report, for where
    the record has none in its own currency. Raises ProtocolError."""
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
    known = Own(
        id=own,
        sign=-1 if total < 0 else 1,
        currency=said(transaction, "header/currency"),
        is_home=_is_home(line),
    )
    status = transaction.get("location", "")
    return Settled(
        id=own,
        open=no_negative_zero(open_ * known.sign),
        allocations=allocations(known, found, category),
        total=total,
        final=is_final(transaction) if status else None,
        memo=memo(said(transaction, "header/period"), status),
    )


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


def _is_home(line: Element) -> bool:
    return signed(line, "basevalue") == signed(line, "value")


def _open(line: Element, seen: Decimal | None) -> Decimal | None:
    """Without sign, in the document's currency; None when nobody says it."""
    names = ["valueopen"]
    if _is_home(line):
        names.append("basevalueopen")
    for name in names:
        if amount := said(line, name):
            return abs(read_amount(amount))
    if seen is None and said(line, "matchstatus") == "matched":
        return ZERO
    return None if seen is None else abs(seen)


def _reconciled(
    found: list[Share], line: Element, total: Decimal, open_: Decimal, booked: date
) -> list[Share]:
    """``found`` in the document's currency, and up to what is no longer open."""
    closed = abs(total) - open_
    matched = sum((share.amount for share in found), ZERO)
    if matched and matched == _closed_base(line, open_):
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


def allocations(
    own: Own, found: Iterable[Share], category: Category
) -> tuple[Allocation, ...]:
    """Two matches of one line on one day are one allocation: which is the first of
    them would not last."""
    made: dict[str, Allocation] = {}
    for share in found:
        one = _allocation(own, share, category)
        if before := made.get(one.key):
            one = replace(one, amount=before.amount + one.amount)
            if one.balance is not None:
                one = replace(one, balance=one.amount)
        made[one.key] = one
    return tuple(made.values())


def _allocation(own: Own, share: Share, category: Category) -> Allocation:
    counters = share.counters
    names = "+".join(sorted(f"{c.id}/{c.line}" for c in counters))
    parts = [own.id, names, share.date.isoformat(), share.rest]
    amount = share.amount * own.sign
    kind = _RESTS[share.rest] if share.rest else _kind(counters, category)
    ids = tuple(dict.fromkeys(counter.id for counter in counters))
    daybooks = {id_.partition("/")[0] for id_ in ids}
    return Allocation(
        key=":".join(filter(None, parts)),
        kind=kind,
        amount=amount,
        balance=amount if own.is_home else None,
        currency=own.currency,
        date=share.date,
        settlement="+".join(ids) or own.id,
        journal=daybooks.pop() if len(daybooks) == 1 else "",
        by=() if share.rest else ids,
        counterpart=ids[0] if kind is SettlementKind.DOCUMENT else "",
        certain=share.rest != "unattributed",
    )


def _kind(counters: tuple[Counter, ...], category: Category) -> SettlementKind:
    """Several lines that can't be told apart are OTHER unless all are payments."""
    kinds = {_kind_of(counter, category) for counter in counters}
    if len(counters) == 1 or kinds == {SettlementKind.PAYMENT}:
        return kinds.pop()
    return SettlementKind.OTHER


def _kind_of(counter: Counter, category: Category) -> SettlementKind:
    """By the daybook; by the method where the daybook is in no category: then it is a
    payment, or the correcting entry of a difference."""
    daybook, _slash, number = counter.id.partition("/")
    known = category(daybook)
    if known in ("journal", "") and not _NUMBERED.fullmatch(number):
        return SettlementKind.DIFFERENCE
    if known:
        return _KINDS[known]
    if counter.method == "payment":
        return SettlementKind.PAYMENT
    return SettlementKind.DIFFERENCE
