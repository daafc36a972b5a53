"""Amounts: ``Decimal`` with the digits of their currency, never a float."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


def quantise(value, digits: int = 2) -> Decimal:
    """``value`` (number or text) with exactly ``digits`` decimals.

    A float is read by its shortest text, so that 0.1 is 0.1.
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def spread(total: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """``parts`` corrected so that their sum is ``total``.

    The difference goes to the largest part (the first of equals), where it is the
    smallest in proportion.
    """
    parts = list(parts)
    difference = total - sum(parts, ZERO)
    if difference:
        if not parts:
            raise ValueError(f"nothing to spread {total} over")
        largest = max(range(len(parts)), key=lambda index: abs(parts[index]))
        parts[largest] += difference
    return parts
