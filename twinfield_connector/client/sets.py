"""Who paid what, from the lines of a report: those of one relation that bear the same
match number are one set.

A line's part in a set is all that is closed of it, where it is in that set only; of a
line in several sets, where it is the only such one, it is what the others leave. This
is believed where everything that hangs together adds up to zero. A line outside the
report, a difference that was kept back or a foreign currency is seen by that; then
the transaction itself has to be read.
Source: Twinfield developer documentation, Browse data, Matching.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.money import ZERO

from . import browse, const
from .browse import Row, Span
from .settled import Counter, Own, Share, shares
from .xml import read_day

_Relation = tuple[str, str]  # report and code: customers and suppliers may share one
_Number = tuple[_Relation, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """``numbers``: of its matches. ``closed``: what is no longer open of it, debit
    positive."""

    id: str
    line: int
    relation: _Relation
    numbers: tuple[str, ...]
    date: date | None
    closed: Decimal
    currency: str
    is_home: bool


def _line(row: Row) -> Line | None:
    """None for a row that does not tell enough."""
    value, open_ = row.amount(browse.VALUE), row.amount(browse.OPEN)
    numbers = row.cells.get(browse.MATCH_NUMBER, "").split(",")
    relation = row.cells.get(browse.RELATION, "")
    if value is None or open_ is None or not relation:
        return None
    return Line(
        id=row.id,
        line=row.line,
        relation=(row.report, relation.upper()),
        numbers=tuple(filter(None, (number.strip() for number in numbers))),
        date=read_day(row.cells.get(browse.MATCH_DATE, "")),
        closed=value - open_,
        currency=row.cells.get(browse.CURRENCY, ""),
        is_home=value == row.amount(browse.BASE_VALUE),
    )


class Sets:
    """The sets of the lines that it was given."""

    def __init__(self, rows: Iterable[Row] = ()):
        self._lines: dict[_Number, list[Line]] = defaultdict(list)
        self._added: dict[_Number, bool] = {}
        for row in rows:
            if line := _line(row):
                for number in line.numbers:
                    self._lines[line.relation, number].append(line)

    def shares(self, row: Row) -> list[Share] | None:
        """What settled the document whose line ``row`` is; None when that can't be
        told from here."""
        own = _line(row)
        if own is None or not own.numbers or not self._adds_up(own):
            return None
        found: list[Share] = []
        whole = ZERO
        for number in own.numbers:
            parts = self._parts(own, number)
            at = self._date(own, number)
            if parts is None or at is None:
                return None
            mine = next(part for line, part in parts if _is_same(line, own))
            counters = [
                Counter(id=line.id, line=str(line.line), method="", value=part)
                for line, part in parts
                if not _is_same(line, own)
            ]
            whole += mine
            found += shares(abs(mine), counters, at)
        return found if whole == own.closed else None

    def own(self, row: Row) -> Own:
        value = row.amount(browse.VALUE) or ZERO
        return Own(
            id=row.id,
            sign=-1 if value < 0 else 1,
            currency=row.cells.get(browse.CURRENCY, ""),
            is_home=True,
        )

    def _parts(self, own: Line, number: str) -> list[tuple[Line, Decimal]] | None:
        """Each line of a set with its part in it."""
        lines = self._lines[own.relation, number]
        several = [line for line in lines if len(line.numbers) > 1]
        if len(several) > 1:
            return None
        known = sum((line.closed for line in lines if line not in several), ZERO)
        return [(line, -known if line in several else line.closed) for line in lines]

    def _date(self, own: Line, number: str) -> date | None:
        """Of the set: a line in several shows the date of one of them only."""
        lines = [own, *self._lines[own.relation, number]]
        return next((line.date for line in lines if len(line.numbers) == 1), None)

    def _adds_up(self, own: Line) -> bool:
        """Whether all that is matched with it, directly or by others, is here and is
        in one currency, the company's."""
        first = (own.relation, own.numbers[0])
        if first not in self._added:
            seen: dict[tuple[str, int], Line] = {}
            numbers: set[str] = set(own.numbers)
            done: set[str] = set()
            while numbers:
                done.add(number := numbers.pop())
                for line in self._lines[own.relation, number]:
                    seen[line.id, line.line] = line
                    numbers |= set(line.numbers) - done
            fine = (
                all(one.is_home for one in seen.values())
                and len({one.currency for one in seen.values()}) == 1
                and not sum((one.closed for one in seen.values()), ZERO)
            )
            self._added |= {(own.relation, number): fine for number in done}
        return bool(own.currency) and self._added[first]


def _is_same(one: Line, other: Line) -> bool:
    return (one.id, one.line) == (other.id, other.line)


class Window:
    """Matched lines of a span of periods and of the year after it, in which most of
    it is settled. It slides from later spans to earlier ones."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._first = self._last = self._end = ""
        self.sets = Sets()

    def slide(self, span: Span, rows: Iterable[Row]) -> None:
        """To ``span``, of which these are the lines."""
        if browse.next_period(span[1]) != self._first:
            self._rows, self._last = [], span[1]
        self._end = f"{int(span[1][:4]) + 1}/{const.LAST_PERIOD}"
        self._first, self._last = span[0], min(self._last, self._end)
        self._take(rows)

    def unseen(self, last_year: int) -> Span | None:
        """What it does not know of the year after, up to ``last_year``."""
        first = browse.next_period(self._last)
        if first > self._end or int(first[:4]) > last_year:
            return None
        return first, self._end

    def extend(self, span: Span, rows: Iterable[Row]) -> None:
        """By lines of ``span``, which was unseen."""
        self._last = span[1]
        self._take(rows)

    def _take(self, rows: Iterable[Row]) -> None:
        self._rows = [
            row
            for row in (*rows, *self._rows)
            if row.cells.get(browse.MATCH_NUMBER)
            and row.cells.get(browse.YEARPERIOD, "") <= self._end
        ]
        self.sets = Sets(self._rows)
