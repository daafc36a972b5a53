"""By what a document was settled.

Exact tells of each part of a term whether it is matched, but not with what: that is
inferred from its customer or supplier, the day since which it is settled, references
and amounts. How much is settled is certain; only by what may not be.
"""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from odoo.addons.connector_base.ledger.money import ZERO, quantise
from odoo.addons.connector_base.ledger.values import (
    Allocation,
    Settled,
    SettlementKind,
)

from . import const
from .terms import Group, Term, memo, open_of, total_of

# More parts in one match than this are not tried in all their combinations.
_TRIED = 12


def settled(entry: str, parts: list[Term], pool: Iterable[Term]) -> Settled:
    """``parts``: all of the document's; ``pool``: whatever was matched with them."""
    total = total_of(parts)
    sign = -1 if total < 0 else 1
    counters: dict[Group, list[Term]] = {}
    beside: set[Group] = set()
    for term in pool:
        if not term.matched or term.entry == entry:
            continue
        if term.whole * sign < 0:
            counters.setdefault(term.group, []).append(term)
        elif term.whole:
            beside.add(term.group)
    allocations = []
    for part in sorted((p for p in parts if p.matched), key=lambda p: p.id):
        found = counters.get(part.group, [])
        is_alone = part.group not in beside
        allocations += _allocations(part, found, sign, is_alone)
    return Settled(
        id=entry,
        open=open_of(parts),
        allocations=tuple(allocations),
        total=total,
        final=any(part.final for part in parts),
        memo=memo(parts),
    )


def _allocations(
    part: Term, counters: list[Term], sign: int, is_alone: bool
) -> list[Allocation]:
    """In the order of what says most: reference, number, amounts; else all that were
    matched on that day together. Amounts of another currency say nothing, but what they
    are worth is what was paid for a document that is alone with them."""
    same = [one for one in counters if one.currency == part.currency]
    named = _naming(part, same)
    if named:
        return _named(part, named, same, sign)
    if exact := _by_amount(part, same):
        return [
            _allocation(part, sign * one.amount, [one], f"{part.id}:{one.id}")
            for one in exact
        ]
    abroad = [
        one for one in counters if one.currency != part.currency and _names(one, part)
    ]
    made = _together(part, sign * part.amount, abroad or counters, part.id)
    if abroad and is_alone:
        return [replace(made, balance=_worth_of(abroad, sign))]
    return [made]


def _named(
    part: Term, named: list[Term], counters: list[Term], sign: int
) -> list[Allocation]:
    """Those that name our document, and what makes up the rest: the only choice that
    does, else all that name nobody else."""
    rest = part.amount - sum((one.amount for one in named), ZERO)
    ids = {one.id for one in named}
    others = [
        one
        for one in counters
        if one.id not in ids and not (one.reference and one.type in const.MONEY)
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
    kind = counters[0].kind if certain else SettlementKind.PAYMENT
    names = sorted({one.settlement for one in counters}) or [part.settlement]
    journals = {one.journal for one in counters}
    document = kind is SettlementKind.DOCUMENT and len(counters) == 1
    days = [one.date for one in counters if one.date]
    return Allocation(
        key=key,
        kind=kind,
        amount=amount,
        currency=part.currency,
        date=max(days) if days else part.end or part.date or datetime.date.min,
        settlement="+".join(names),
        journal=journals.pop() if len(journals) == 1 else "",
        by=tuple(sorted({one.entry for one in counters})),
        balance=_balance(amount, part.currency, counters),
        counterpart=counters[0].entry if document else "",
        certain=certain,
    )


def _balance(amount: Decimal, currency: str, counters: list[Term]) -> Decimal | None:
    """What so much of ``counters`` is worth in company currency: all of them, or its
    share of the only one."""
    whole = sum((one.amount for one in counters), ZERO)
    worth = _worth_of(counters, 1 if amount > 0 else -1)
    if worth is None or not whole or {one.currency for one in counters} != {currency}:
        return None
    return quantise(worth * abs(amount) / whole) if len(counters) == 1 else None


def _worth_of(counters: list[Term], sign: int) -> Decimal | None:
    worths = [one.worth for one in counters if one.worth is not None]
    return sign * sum(worths, ZERO) if len(worths) == len(counters) else None
