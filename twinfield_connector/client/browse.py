"""Browsing: reports of transaction lines with columns and filters of our choice.

Source: Twinfield developer documentation, Browse data.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import ProtocolError

from . import const, refusals
from .api import Api
from .xml import E, Element, field, read_amount, said

YEARPERIOD = "fin.trs.head.yearperiod"
STATUS = "fin.trs.head.status"
DATE = "fin.trs.head.date"
CURRENCY = "fin.trs.head.curcode"
ACCOUNT = "fin.trs.line.dim1"
RELATION = "fin.trs.line.dim2"
NUMBER = "fin.trs.line.invnumber"
VALUE = "fin.trs.line.valuesigned"
OPEN = "fin.trs.line.openvaluesigned"
VAT_CODE = "fin.trs.line.vatcode"
MATCH_STATUS = "fin.trs.line.matchstatus"
MODIFIED = "fin.trs.line.modified"
# Large reports time out, so only what is needed is asked for; codes 100 and 200 leave
# columns out unless all of them are visible.
_ALWAYS = (YEARPERIOD, "fin.trs.head.code", "fin.trs.head.number", STATUS, VALUE)
BOOKED = (*_ALWAYS, DATE, RELATION, NUMBER)
LISTED = (*BOOKED, OPEN)
ON_ACCOUNT = (*_ALWAYS, DATE, CURRENCY, RELATION, OPEN)
VAT = (*_ALWAYS, ACCOUNT, VAT_CODE)
SETTLED = (*_ALWAYS, OPEN, MATCH_STATUS, MODIFIED)


Span = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One transaction line; ``cells`` by field name."""

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


def browse(
    api: Api, code: str, span: Span, shown: tuple[str, ...], **filters
) -> list[Row]:
    """The lines in report ``code`` of the periods ``span`` ("2024/00", "2024/55"),
    provisional and final, with columns ``shown``; in parts where they are too many to
    read at once. ``filters``: ``number`` equal to,
    ``accounts`` between two codes, ``modified`` between two moments (yyyyMMddHHmmss,
    UTC)."""
    asked = {YEARPERIOD: ("between", *span), STATUS: ("equal", "normal")}
    if "number" in filters:
        asked[NUMBER] = ("equal", filters["number"])
    if "accounts" in filters:
        asked[ACCOUNT] = ("between", *filters["accounts"])
    if "modified" in filters:
        asked[MODIFIED] = ("between", *filters["modified"])
    try:
        return rows(api.process(columns(code, shown, asked)))
    except ProtocolError as error:
        if error.code != "answer_too_large" or span[0] == span[1]:
            raise
    first, second = halves(span)
    found = browse(api, code, first, shown, **filters)
    return found + browse(api, code, second, shown, **filters)


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


def columns(
    code: str, shown: tuple[str, ...], asked: dict[str, tuple[str, ...]]
) -> Element:
    """The request; ``asked``: (operator, from, to) of the columns that filter."""
    return E(
        "columns",
        *(
            E(
                "column",
                field("field", name),
                field("label", name),
                field("visible", "true"),
                *_filter(*asked[name]) if name in asked else (),
                id=str(index),
            )
            for index, name in enumerate(shown, start=1)
        ),
        code=code,
        optimize="true",
    )


def _filter(operator: str, first: str, last: str = "") -> Iterable[Element]:
    yield field("ask", "true")
    yield field("operator", operator)
    yield field("from", first)
    yield field("to", last)


def rows(answer: Element) -> list[Row]:
    """The lines of a report. Raises ProtocolError, also when some are missing."""
    refusals.ensure(answer, "browse")
    found = [_row(row) for row in answer.iterchildren("tr")]
    total = answer.get("total") or ""
    if total.isdecimal() and int(total) > len(found):
        raise ProtocolError("answer_cut_short", f"{len(found)} of {total} rows")
    return found


def _row(row: Element) -> Row:
    line = said(row, "key/line")
    daybook, number = said(row, "key/code"), said(row, "key/number")
    if not (daybook and number and line.isdecimal()):
        raise ProtocolError("unexpected_answer", "row without a key")
    cells = {
        td.get("field", ""): (td.text or "").strip() for td in row.iterchildren("td")
    }
    return Row(daybook=daybook, number=number, line=int(line), cells=cells)


def all_years(this_year: int) -> range:
    return range(this_year - const.YEARS_BACK, this_year + const.YEARS_AHEAD + 1)


def periods(first: int, last: int) -> Span:
    """From the opening balance of one year to the end of another."""
    return f"{first}/00", f"{last}/{const.LAST_PERIOD}"
