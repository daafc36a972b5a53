"""What was sent beside what stands in the ledger, one entry at a time."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .matching import normal
from .money import ZERO
from .values import Booked, Part

# What an accountant compares: fields of ``Sent``.
FIELDS = (
    *("relation", "journal", "number", "date", "period", "total", "balance", "vat"),
    "mark",
)
# And of its lines: what of ``Part``.
OF_LINES = ("account", "vat", "cost_centre", "project")
# Those of which the ledger may add its own where none was sent.
ADDED = ("cost_centre", "project")
# Long numbers are cut in some ledgers; nobody cuts shorter than that.
CUT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An entry as we sent it; ``relation_id``: of the ledger, "" where it has none;
    ``period``: "" where that was the ledger's to find; ``exact``: whether the ledger
    books the amounts of ``parts`` as they are, and adds none."""

    relation: str
    relation_id: str
    journal: str
    number: str
    date: datetime.date
    mark: str
    total: Decimal
    balance: Decimal
    vat: Decimal
    period: str = ""
    parts: tuple[Part, ...] = ()
    exact: bool = True


def get_differences(
    sent: Sent, booked: Booked, get_codes: Callable[[], Iterable[str]]
) -> list[dict[str, str]]:
    """[{"field", "here", "there"}] of what the ledger tells otherwise than it was sent.
    ``get_codes()``: those that the customer or supplier has there now."""
    told = {
        "relation": booked.relation,
        "journal": booked.key.journal,
        "number": booked.key.number,
        "date": booked.date,
        "period": sent.period and booked.period,
        "total": booked.total,
        "balance": booked.balance,
        "vat": booked.vat,
        "mark": booked.mark,
    }
    found = []
    for name in FIELDS:
        here, there = getattr(sent, name), told[name]
        if there is None or there == "" or _is_same(name, here, there):
            continue
        if name == "relation" and normal(str(there)) in map(normal, get_codes()):
            continue
        found.append(difference(name, here, there))
    if booked.parts is not None:
        found += _get_of_lines(sent, booked.parts)
    return found


def _get_of_lines(sent: Sent, parts: Sequence[Part]) -> Iterator[dict[str, str]]:
    for name in OF_LINES:
        here, there = (_sum_up(some, name) for some in (sent.parts, parts))
        if name in ADDED and not here.keys() - {""}:
            continue
        codes = {
            code
            for code in here.keys() | there.keys()
            if not {code} <= here.keys() & there.keys()
            or (sent.exact and here[code] != there[code])
        }
        if codes:
            field = "vat_code" if name == "vat" else name
            yield difference(field, _show(here, codes), _show(there, codes))


def _sum_up(parts: Iterable[Part], name: str) -> dict[str, Decimal]:
    """{code: so much}, of what is not nothing"""
    sums: dict[str, Decimal] = {}
    for part in parts:
        code = getattr(part, name).strip()
        sums[code] = sums.get(code, ZERO) + part.amount
    return {code: amount for code, amount in sums.items() if amount}


def _show(sums: dict[str, Decimal], codes: set[str]) -> str:
    return (
        ", ".join(f"{code or '-'} {sums[code]}" for code in sorted(codes & sums.keys()))
        or "-"
    )


def difference(name: str, here: Any, there: Any) -> dict[str, str]:
    return {"field": name, "here": str(here), "there": str(there)}


def _is_same(name: str, here: Any, there: Any) -> bool:
    if not isinstance(here, str):
        return here == there
    here, there = normal(here), normal(there)
    is_cut = name == "number" and len(there) >= CUT and here.startswith(there)
    return here == there or is_cut
