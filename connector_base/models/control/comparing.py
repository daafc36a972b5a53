"""What was sent beside what stands in the ledger, one entry at a time."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from ...ledger.matching import normal

# What an accountant compares: fields of ``Sent``.
FIELDS = ("relation", "journal", "number", "date", "total", "balance", "vat", "mark")
# Long numbers are cut in some ledgers; nobody cuts shorter than that.
CUT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An entry as we sent it; ``relation_id``: of the ledger, "" where it has none."""

    relation: str
    relation_id: str
    journal: str
    number: str
    date: datetime.date
    mark: str
    total: Decimal
    balance: Decimal
    vat: Decimal


def get_differences(sent, booked, get_codes):
    """[{"field", "here", "there"}] of what the ledger tells otherwise than it was sent.
    ``get_codes()``: those that the customer or supplier has there now."""
    told = {
        "relation": booked.relation,
        "journal": booked.key.journal,
        "number": booked.key.number,
        "date": booked.date,
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
        if name == "relation" and normal(there) in map(normal, get_codes()):
            continue
        found.append(difference(name, here, there))
    return found


def difference(name, here, there):
    return {"field": name, "here": str(here), "there": str(there)}


def _is_same(name, here, there):
    if not isinstance(here, str):
        return here == there
    here, there = normal(here), normal(there)
    is_cut = name == "number" and len(there) >= CUT and here.startswith(there)
    return here == there or is_cut


def by_days(entries, least, end):
    """[(entries, the last of their days)], in the order of days, ``least`` at once, the
    last ones until ``end``. A ledger that does not list by date is read to its end
    first."""
    waiting, in_order = [], True
    for entry in entries:
        if waiting and entry.date < waiting[-1].date:
            in_order = False
        elif in_order and len(waiting) >= least and entry.date > waiting[-1].date:
            yield waiting, waiting[-1].date
            waiting = []
        waiting.append(entry)
    waiting.sort(key=lambda entry: entry.date)
    part = []
    for entry in waiting:
        if len(part) >= least and entry.date > part[-1].date:
            yield part, part[-1].date
            part = []
        part.append(entry)
    yield part, end


def portions(rows, size):
    return [rows[start : start + size] for start in range(0, len(rows), size)]
