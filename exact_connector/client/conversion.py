"""One exchange rate for a whole entry.

Exact converts each amount of an entry by itself, at the entry's one rate, and takes no
amounts in the company's currency. So the rate is chosen, and cents are moved between
lines of one account or one VAT code, until every account and every VAT code comes out
in both currencies as Odoo has it. Source: Exact Online REST API reference, where
``AmountDC`` is read-only and ``Rate`` is not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import Document, Line

CENT = Decimal("0.01")
# Half a cent, less what decides how it is rounded; digits of a rate.
_HALF, _DIGITS = Decimal("0.00499"), Decimal("1e-10")
# Rates that are tried; moves at most, cents of one, and amounts among which. The nearer
# a rate is to a whole number, the more cents it takes until one is rounded otherwise.
_RATES, _MOVES, _CENTS, _TRIED = 20, 10, 99, 40


class Unfitting(Exception):
    """No rate gives Odoo's amounts; the amount that says so."""


@lru_cache(maxsize=16)
def fitted(document: Document) -> tuple[Decimal, tuple[Line, ...]]:
    """The rate, in company currency per unit of the document's, and the lines. Raises
    Unfitting."""
    lines = list(document.lines)
    nets = _groups(lines, lambda one: (one.account, one.vat), "amount", "balance")
    vats = _groups(lines, lambda one: one.vat, "vat_amount", "vat_balance")
    groups = [*nets, *vats]
    hindrance = Unfitting("0.00")
    for rate in _rates(groups):
        try:
            moved = [_moved(group, rate) for group in groups]
        except Unfitting as unfitting:
            hindrance = unfitting
            continue
        for group, amounts in zip(groups, moved, strict=True):
            for one, amount in zip(group, amounts, strict=True):
                lines[one.index] = one.put(lines[one.index], amount)
        return rate, tuple(lines)
    raise hindrance


@dataclass(frozen=True, slots=True)
class _Part:
    """One amount that Exact converts: field ``name`` of the line ``index``."""

    index: int
    name: str
    amount: Decimal
    balance: Decimal

    def put(self, line: Line, amount: Decimal) -> Line:
        if self.name == "amount":
            return replace(line, amount=amount)
        return replace(line, vat_amount=amount)


def _groups(lines: list[Line], key, name: str, told: str) -> list[list[_Part]]:
    """Amounts that may move among each other."""
    found: dict = {}
    for index, one in enumerate(lines):
        part = _Part(index, name, getattr(one, name), getattr(one, told))
        if part.amount or part.balance:
            found.setdefault(key(one), []).append(part)
    return list(found.values())


def _rates(groups: list[list[_Part]]) -> Iterator[Decimal]:
    """Those at which what stands alone comes out, and what stands together may; the
    most likely one first."""
    low, high = Decimal(0), Decimal(10**9)
    total = worth = ZERO
    for group in groups:
        amount = sum((one.amount for one in group), ZERO)
        balance = sum((one.balance for one in group), ZERO)
        total, worth = total + abs(amount), worth + abs(balance)
        if not amount:
            continue
        # As many half cents of room as there are amounts to round.
        room = _HALF * len(group)
        low = max(low, (balance / amount) - room / abs(amount))
        high = min(high, (balance / amount) + room / abs(amount))
        if low > high:
            raise Unfitting(f"{abs(amount)} / {abs(balance)}")
    likely = worth / total if total else Decimal(1)
    if low <= likely <= high:
        yield likely.quantize(_DIGITS)
    if total:
        for step in range(1, _RATES):
            yield (low + (high - low) * step / _RATES).quantize(_DIGITS)


def convert(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate).quantize(CENT, ROUND_HALF_UP)


def _moved(group: list[_Part], rate: Decimal) -> list[Decimal]:
    """The same sum, converted to the same in all."""
    amounts = [one.amount for one in group]
    target = sum((one.balance for one in group), ZERO)
    for _move in range(_MOVES):
        missing = target - sum((convert(one, rate) for one in amounts), ZERO)
        if not missing:
            return amounts
        step = CENT if missing > 0 else -CENT
        pair = _pair(amounts[:_TRIED], rate, step)
        if pair is None:
            break
        taken, given, moved = pair
        amounts[taken] -= moved
        amounts[given] += moved
    raise Unfitting(f"{abs(sum(amounts))} / {abs(target)}")


def _pair(amounts: list[Decimal], rate: Decimal, step: Decimal):
    """(from, to, how much): the smallest move by which the sum, converted, grows by
    ``step``."""
    for cents in range(1, _CENTS + 1):
        moved = CENT * cents
        losses: dict[Decimal, list[int]] = {}
        for taken, one in enumerate(amounts):
            if one * (one - moved) > 0:
                loss = convert(one, rate) - convert(one - moved, rate)
                losses.setdefault(loss, []).append(taken)
        for given, one in enumerate(amounts):
            gain = convert(one + moved, rate) - convert(one, rate)
            for taken in losses.get(gain - step, ()):
                if taken != given and one * (one + moved) > 0:
                    return taken, given, moved
    return None
