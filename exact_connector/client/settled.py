"""Payment terms: how much of a document is settled, and by what.

Exact tells of each part of a term whether it is matched, but not with what: that is
inferred from its customer or supplier, the day since which it is settled, references
and amounts. How much is settled is certain; only by what may not be.
Source: Exact Online REST API reference, sync/Cashflow/PaymentTerms.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import (
    Allocation,
    Settled,
    SettlementKind,
)

from . import const, odata

SELECT = (
    "ID,Account,AmountFC,Currency,EndDate,EntryDate,EntryNumber,InvoiceDate,"
    "InvoiceNumber,Journal,Status,TransactionAmountFC,TransactionEntryID,"
    "TransactionID,TransactionStatus,TransactionType,YourRef"
)
# More parts in one match than this are not tried in all their combinations.
_TRIED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One part of a term. ``entry``, ``line``: the entry and its line that it belongs
    to; ``side``: what customers owe or what we do; ``amount``: without sign;
    ``whole``: of that line, debit positive; ``end``: since when it is settled."""

    id: str
    side: int
    account: str
    entry: str
    line: str
    type: int
    amount: Decimal
    whole: Decimal
    currency: str
    matched: bool
    final: bool
    end: datetime.date | None
    date: datetime.date | None
    journal: str
    number: str
    reference: str
    invoice: str

    @property
    def group(self) -> tuple[str, datetime.date | None]:
        """What was matched together is settled since one day."""
        return self.account, self.end

    @property
    def settlement(self) -> str:
        return f"{self.journal}/{self.number}"

    @property
    def kind(self) -> SettlementKind:
        if self.type in const.MONEY:
            return SettlementKind.PAYMENT
        if self.type in const.DOCUMENTS:
            return SettlementKind.DOCUMENT
        if self.type in const.DIFFERENCES:
            return SettlementKind.DIFFERENCE
        return SettlementKind.OTHER


def read(row: dict) -> Term:
    return Term(
        id=row["ID"],
        side=row["LineType"],
        account=row["Account"] or "",
        entry=row["TransactionEntryID"],
        line=row["TransactionID"],
        type=row["TransactionType"],
        amount=abs(odata.read_amount(row["AmountFC"])),
        whole=odata.read_amount(row["TransactionAmountFC"]),
        currency=odata.read_text(row["Currency"]),
        matched=row["Status"] == const.MATCHED,
        final=row["TransactionStatus"] == const.PROCESSED,
        end=odata.read_date(row["EndDate"]),
        date=odata.read_date(row["InvoiceDate"]) or odata.read_date(row["EntryDate"]),
        journal=odata.read_text(row["Journal"]),
        number=str(row["EntryNumber"] or ""),
        reference=odata.read_text(row["YourRef"]),
        invoice=str(row["InvoiceNumber"] or ""),
    )


def settled(entry: str, parts: list[Term], pool: Iterable[Term]) -> Settled:
    """``parts``: all of the document's; ``pool``: whatever was matched with them."""
    wholes = {part.line: part.whole for part in parts}
    total = sum(wholes.values(), ZERO)
    sign = -1 if total < 0 else 1
    counters: dict[tuple, list[Term]] = {}
    for term in pool:
        if term.matched and term.entry != entry and term.whole * sign < 0:
            counters.setdefault(term.group, []).append(term)
    allocations = []
    for part in sorted((p for p in parts if p.matched), key=lambda p: p.id):
        found = counters.get(part.group, [])
        allocations += _allocations(part, found, sign)
    left = sum((part.amount for part in parts if not part.matched), ZERO)
    return Settled(
        id=entry,
        open=sign * left,
        allocations=tuple(allocations),
        total=total,
        final=any(part.final for part in parts),
        alias=parts[0].line,
    )


def _allocations(part: Term, counters: list[Term], sign: int) -> list[Allocation]:
    """In the order of what says most: reference, number, amounts; else all that were
    matched on that day together. Amounts of another currency say nothing."""
    same = [one for one in counters if one.currency == part.currency]
    named = _naming(part, same)
    if named:
        return _named(part, named, same, sign)
    if exact := _by_amount(part, same):
        return [
            _allocation(part, sign * one.amount, [one], f"{part.id}:{one.id}")
            for one in exact
        ]
    abroad = [one for one in counters if one not in same and _names(one, part)]
    return [_together(part, sign * part.amount, abroad or counters, part.id)]


def _named(
    part: Term, named: list[Term], counters: list[Term], sign: int
) -> list[Allocation]:
    """Those that name our document, and what makes up the rest: the only choice that
    does, else all that name nobody else."""
    rest = part.amount - sum((one.amount for one in named), ZERO)
    others = [
        one
        for one in counters
        if one not in named and not (one.reference and one.type in const.MONEY)
    ]
    more = _only_sum(others, rest) if rest else []
    found = [
        _allocation(part, sign * one.amount, [one], f"{part.id}:{one.id}")
        for one in [*named, *more]
    ]
    if rest and not more:
        found.append(_together(part, sign * rest, others, f"{part.id}:rest"))
    return found


def _together(
    part: Term, amount: Decimal, counters: list[Term], key: str
) -> Allocation:
    """Of several it is certain where they are all of one kind."""
    kinds = {one.kind for one in counters}
    return _allocation(part, amount, counters, key, certain=len(kinds) == 1)


def _naming(part: Term, counters: list[Term]) -> list[Term]:
    """Those that name our document, as far as they are not more than it."""
    named = [one for one in counters if _names(one, part)]
    whole = sum((one.amount for one in named), ZERO)
    return named if whole <= part.amount else []


def _names(one: Term, part: Term) -> bool:
    return bool(
        (part.reference and one.reference == part.reference)
        or (part.number and one.invoice == part.number)
    )


def _by_amount(part: Term, counters: list[Term]) -> list[Term]:
    return _only_sum(counters, part.amount)


def _only_sum(terms: list[Term], amount: Decimal) -> list[Term]:
    """The only choice of ``terms`` that sums up to ``amount``; [] for none or
    several."""
    if len(terms) > _TRIED:
        whole = sum((one.amount for one in terms), ZERO)
        return list(terms) if whole == amount else []
    fitting = [
        some
        for count in range(1, len(terms) + 1)
        for some in combinations(terms, count)
        if sum((one.amount for one in some), ZERO) == amount
    ]
    return list(fitting[0]) if len(fitting) == 1 else []


def _allocation(
    part: Term,
    amount: Decimal,
    counters: list[Term],
    key: str,
    certain: bool = True,
) -> Allocation:
    kind = counters[0].kind if counters and certain else SettlementKind.PAYMENT
    names = sorted({one.settlement for one in counters}) or [part.settlement]
    document = kind is SettlementKind.DOCUMENT and len(counters) == 1
    days = [one.date for one in counters if one.date]
    return Allocation(
        key=key,
        kind=kind,
        amount=amount,
        currency=part.currency,
        date=max(days) if days else part.end or part.date or datetime.date.min,
        settlement="+".join(names),
        counterpart=counters[0].entry if document else "",
        certain=certain and bool(counters),
    )
