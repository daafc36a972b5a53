"""Browsing: reports with columns and filters of our choice.

Which columns and filters a report offers is documented for few of them. What one
refuses is left out, as far as the report is of use without it; filters are then
applied here.
Source: Twinfield developer documentation, Browse data.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from odoo.addons.connector_base.ledger.errors import LedgerError, ProtocolError

from . import failures, refusals
from .api import Api
from .browse import STATUS, YEARPERIOD, Columns, Row, Span, halves, rows
from .records import read_browse
from .xml import E, Element, field, said, strip

_COLUMNS = "columns"
_FIELD = re.compile(r"fin\.trs\.[a-z0-9.]*[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Filter:
    """Rows in which ``field`` is equal to ``first`` or between it and ``last``, as
    texts. ``needed``: there would be too many without it."""

    field: str
    operator: str
    first: str
    last: str = ""
    needed: bool = False

    @property
    def name(self) -> str:
        return f"{self.field} {self.operator}"

    def passes(self, row: Row) -> bool:
        """Also a row that does not tell."""
        cell = row.cells.get(self.field)
        if cell is None:
            return True
        if self.field == STATUS:  # "normal": all that counts
            return cell in ("temporary", "final")
        cell = cell.casefold()
        if self.operator == "equal":
            return cell == self.first.casefold()
        return self.first.casefold() <= cell <= self.last.casefold()


class Refused(ProtocolError):
    """``about``: the columns, and the filters (``Filter.name``), that are complained
    about; empty when that can't be told."""

    def __init__(self, answer: Element):
        super().__init__("refused", refusals.rejected(answer).message)
        self.about: set[str] = set(_FIELD.findall(self.detail))
        for column in answer.iter("column"):
            name = said(column, "field")
            for node in column.iter("{*}*"):
                if node.get("msgtype") is None:
                    continue
                if node.tag in ("ask", "operator", "from", "to"):
                    self.about.add(f"{name} {said(column, 'operator')}")
                else:
                    self.about.add(name)


class Reports:
    """The reports of one office."""

    def __init__(self, api: Api):
        self._api = api

    def rows(
        self, code: str, span: Span, columns: Columns, *filters: Filter
    ) -> list[Row]:
        """The lines in report ``code`` of the periods ``span`` ("2024/00", "2024/55"),
        provisional and final; in parts where they are too many to read at once."""
        try:
            return self.rows_at_once(code, span, columns, *filters)
        except ProtocolError as error:
            if error.code != "answer_too_large" or span[0] == span[1]:
                raise
        first, second = halves(span)
        found = self.rows(code, first, columns, *filters)
        return found + self.rows(code, second, columns, *filters)

    def rows_at_once(
        self, code: str, span: Span, columns: Columns, *filters: Filter
    ) -> list[Row]:
        """The same by one request; more only where something in it is refused."""
        period = Filter(YEARPERIOD, "between", *span, needed=True)
        wanted = (period, Filter(STATUS, "equal", "normal"), *filters)
        without: dict[str, str] = {}
        while True:
            left_out = self._api.refused | {(code, name) for name in without}
            extra = [name for name in columns.extra if (code, name) not in left_out]
            shown = [*columns.needed, *extra]
            asked = [
                one
                for one in wanted
                if one.field in shown and (code, one.name) not in left_out
            ]
            filtered = [one.name for one in asked if not one.needed]
            try:
                found = self._ask(code, shown, asked)
                break
            except LedgerError as error:
                if not failures.is_form(error):
                    raise
                blamed = self._blamed(code, error, extra, filtered, bool(without))
                if not blamed:
                    raise
                without |= dict.fromkeys(blamed, error.detail)
        for name, words in without.items():
            self._api.refused.add((code, name))
            self._api.remark("column_refused", f"{code} {name}: {words}")
        rest = [one for one in wanted if one not in asked]
        return [row for row in found if all(one.passes(row) for one in rest)]

    def can_filter(self, code: str, one: Filter) -> bool:
        """Whether that was not refused so far."""
        return not {(code, one.field), (code, one.name)} & self._api.refused

    def _ask(self, code: str, shown: list[str], asked: list[Filter]) -> list[Row]:
        while True:
            request = _request(code, shown, asked)
            left_out = self._api.unwelcome(_COLUMNS)
            strip(request, left_out)
            answer = self._api.process(request)
            if not refusals.is_refused(answer) or refusals.is_denied(answer):
                return rows(answer, code)
            found = refusals.unwelcome(answer)
            if not self._api.do_without(_COLUMNS, found, left_out):
                raise Refused(answer)

    def _blamed(
        self,
        code: str,
        error: LedgerError,
        loose: list[str],
        filtered: list[str],
        again: bool,
    ) -> list[str]:
        """Which of the ``loose`` columns, and of the filters, to do without: those
        that are complained about. Where that is not told: the columns that the
        report's definition does not have; then all; then the filters."""
        about = error.about if isinstance(error, Refused) else set()
        if about:
            return [name for name in (*loose, *filtered) if name in about]
        defined = set() if again else self._defined(code)
        return [name for name in loose if name not in defined] or loose or filtered

    def _defined(self, code: str) -> set[str]:
        try:
            return read_browse(self._api, code)
        except LedgerError as error:
            if not failures.is_form(error):
                raise
            return set()


def _request(code: str, shown: list[str], asked: list[Filter]) -> Element:
    filters = {one.field: one for one in asked}
    return E(
        _COLUMNS,
        *(
            E(
                "column",
                field("field", name),
                field("label", name),
                field("visible", "true"),
                *(_filter(filters[name]) if name in filters else ()),
                id=str(index),
            )
            for index, name in enumerate(shown, start=1)
        ),
        code=code,
        optimize="true",
    )


def _filter(one: Filter) -> Iterable[Element]:
    yield field("ask", "true")
    yield field("operator", one.operator)
    yield field("from", one.first)
    if one.last:
        yield field("to", one.last)
