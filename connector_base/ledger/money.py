"""Amounts: ``Decimal`` with the digits of their currency, never a float."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


def quantise(value: object, digits: int = 2) -> Decimal:
    """``value`` (number or text) with exactly ``digits`` decimals.

    A float is read by its shortest text, so that 0.1 is 0.1.
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def debit_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """What is on the debit side of these; None where one is not told, or none is."""
    told = list(amounts)
    known = [amount for amount in told if amount is not None]
    if not told or len(known) < len(told):
        return None
    return sum((max(amount, ZERO) for amount in known), ZERO)


def share_out(
    total: Decimal, weights: Sequence[Decimal], digits: int = 2
) -> list[Decimal]:
    """``total`` in parts as ``weights``, to the digit. Weights that sum up to nearly
    the total are kept as they are, but for the rest; others are scaled to it."""
    parts = [quantise(weight, digits) for weight in weights]
    whole, rest = sum(weights, ZERO), total - sum(parts, ZERO)
    if whole and abs(rest) > len(parts) * Decimal(1).scaleb(-digits):
        parts = [quantise(weight * total / whole, digits) for weight in weights]
    return spread(total, parts)


def spread(total: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """``parts`` corrected so that their sum is ``total``.

    The difference goes to the largest part (the first of equals), where it is the
    smallest in proportion. ValueError where there is a difference and no part.
    """
    parts = list(parts)
    difference = total - sum(parts, ZERO)
    if difference:
        largest = max(range(len(parts)), key=lambda index: abs(parts[index]))
        parts[largest] += difference
    return parts
