"""What reports of transaction lines show: columns, rows, spans of periods.

Source: Twinfield developer documentation, Browse data.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from sys import intern

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.reading import whole

from . import const, refusals
from .xml import Element, read_amount, said

YEARPERIOD = "fin.trs.head.yearperiod"
STATUS = "fin.trs.head.status"
DATE = "fin.trs.head.date"
CURRENCY = "fin.trs.head.curcode"
ACCOUNT = "fin.trs.line.dim1"
RELATION = "fin.trs.line.dim2"
PROJECT = "fin.trs.line.dim3"
NUMBER = "fin.trs.line.invnumber"
VALUE = "fin.trs.line.valuesigned"
BASE_VALUE = "fin.trs.line.basevaluesigned"
OPEN = "fin.trs.line.openvaluesigned"
VAT_CODE = "fin.trs.line.vatcode"
MATCH_NUMBER = "fin.trs.line.matchnumber"
MATCH_DATE = "fin.trs.line.matchdate"
MODIFIED = "fin.trs.line.modified"

Span = tuple[str, str]

_MOMENT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{6})")


@dataclass(frozen=True, slots=True)
class Columns:
    """``needed``: without them the report is of no use."""

    needed: tuple[str, ...]
    extra: tuple[str, ...] = ()


# Large reports time out, so only what is needed is asked for. Codes 100 and 200 leave
# columns out unless all of them are visible.
_ALWAYS = ("fin.trs.head.code", "fin.trs.head.number", STATUS)
BOOKED = Columns(
    needed=(YEARPERIOD, NUMBER),
    extra=(*_ALWAYS, VALUE, BASE_VALUE, DATE, RELATION),
)
LISTED = Columns(
    needed=(YEARPERIOD, VALUE, DATE),
    extra=(*_ALWAYS, BASE_VALUE, RELATION, NUMBER, OPEN),
)
ON_ACCOUNT = Columns(
    needed=(YEARPERIOD, DATE, RELATION, OPEN),
    extra=(*_ALWAYS, VALUE, CURRENCY),
)
VAT = Columns(
    needed=(YEARPERIOD, ACCOUNT, VALUE),
    extra=(*_ALWAYS, VAT_CODE),
)
PARTS = Columns(
    needed=(YEARPERIOD, ACCOUNT, VALUE, VAT_CODE, RELATION, PROJECT),
    extra=_ALWAYS,
)
SETTLED = Columns(
    needed=(YEARPERIOD, VALUE),
    extra=(
        *_ALWAYS,
        OPEN,
        MODIFIED,
        CURRENCY,
        BASE_VALUE,
        RELATION,
        MATCH_NUMBER,
        MATCH_DATE,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One transaction line in a report; ``cells`` by field name."""

    report: str
    daybook: str
    number: str
    line: int
    cells: dict[str, str]

    @property
    def id(self) -> str:
        """``Booked.id`` of its transaction."""
        return f"{self.daybook}/{self.number}"

    def amount(self, name: str) -> Decimal | None:
        """Signed, debit positive; None when the column is not there."""
        cell = self.cells.get(name)
        return read_amount(cell) if cell else None

    @property
    def modified(self) -> str:
        """When, as ISO (UTC); "" where that was not told."""
        found = _MOMENT.fullmatch(self.cells.get(MODIFIED, ""))
        try:
            return _moment(found[0]).isoformat() if found else ""
        except ValueError as error:
            raise ProtocolError("unreadable_date", self.cells[MODIFIED]) from error


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d%H%M%S")


def halves(span: Span) -> tuple[Span, Span]:
    """A span of several years by years, of one year by periods."""
    (first, start), (last, end) = (map(int, edge.split("/")) for edge in span)
    if first != last:
        middle = (first + last) // 2
        return (
            (span[0], f"{middle}/{const.LAST_PERIOD}"),
            (f"{middle + 1}/00", span[1]),
        )
    middle = (start + min(end, 13)) // 2 if start < 13 else start
    return (
        (span[0], f"{first}/{middle:02}"),
        (f"{first}/{middle + 1:02}", span[1]),
    )


def rows(answer: Element, report: str) -> list[Row]:
    """The lines of a report. Raises ProtocolError, also when some are missing."""
    refusals.ensure(answer, "browse")
    found = [_row(row, report) for row in answer.iterchildren("tr")]
    total = answer.get("total")
    if total and whole(total) > len(found):
        raise ProtocolError("answer_cut_short", f"{len(found)} of {total} rows")
    return found


def _row(row: Element, report: str) -> Row:
    line = said(row, "key/line")
    daybook, number = said(row, "key/code"), said(row, "key/number")
    if not (daybook and number and line):
        raise ProtocolError("unexpected_answer", "row without a key")
    cells = {
        intern(td.get("field", "")): (td.text or "").strip()
        for td in row.iterchildren("td")
    }
    return Row(
        report=report, daybook=daybook, number=number, line=whole(line), cells=cells
    )


def next_period(period: str) -> str:
    year, number = (int(part) for part in period.split("/"))
    if number >= const.LAST_PERIOD:
        return f"{year + 1}/00"
    return f"{year}/{number + 1:02}"


def first_lines(rows: Iterable[Row]) -> list[Row]:
    """One row for each transaction: its first line, which is the total."""
    first: dict[str, Row] = {}
    for row in rows:
        if row.id not in first or row.line < first[row.id].line:
            first[row.id] = row
    return list(first.values())


def all_years(this_year: int) -> range:
    return range(this_year - const.YEARS_BACK, this_year + const.YEARS_AHEAD + 1)


def periods(first: int, last: int) -> Span:
    """From the opening balance of one year to the end of another."""
    return f"{first}/00", f"{last}/{const.LAST_PERIOD}"
