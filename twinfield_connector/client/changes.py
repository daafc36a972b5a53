"""Payment import: which of our documents were touched, and by what.

The reports of customer and supplier transactions say which lines were modified
(matching modifies them), what is open, and by the numbers of the matches what settled
what. An import asks for the lines modified since the last one; an audit compares all
lines with what the base knows, year by year, the youngest first. ``told`` makes of
them what is told.
Source: Twinfield developer documentation, Browse data (codes 100 and 200).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from odoo.addons.connector_base.ledger.errors import LedgerError
from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import Changes, Ours, Settled

from . import browse, const, failures, services
from .api import Api
from .browse import Row, Span
from .cursor import Cursor
from .daybooks import Daybooks
from .records import find_transaction
from .reports import Filter, Reports
from .sets import Window
from .told import Teller

_EVER = "20991231235959"


class Importer:
    """``purchases``: supplier transactions too. ``clock``: now in naive UTC; only the
    years to look through follow from it."""

    def __init__(
        self,
        api: Api,
        daybooks: Daybooks,
        *,
        purchases: bool,
        clock: Callable[[], datetime],
    ):
        self._api = api
        self._daybooks = daybooks
        self._reports = Reports(api)
        self._purchases = purchases
        self._clock = clock

    def changes(self, cursor: str, ours: Mapping[str, Ours]) -> Iterator[Changes]:
        """``Ledger.changes``. Each of ours is told once at most."""
        if not ours:
            yield Changes(cursor=cursor)
            return
        at, kept = Cursor.parse(cursor), cursor
        if not at.spans:
            at = replace(at, spans=self._spans(at, ours))
        if at.is_audit:
            kept = str(at)
        window, teller = Window(), Teller(self._api, self._daybooks, ours)
        while at.spans:
            try:
                rows = self._rows(at.spans[0], ours, at.since)
            except LedgerError as error:
                if not failures.is_too_much(error) or not at.can_halve:
                    raise
                # Kept at once: who is stopped now does not ask for too much again.
                at = at.halved()
                kept = str(at)
                yield Changes(cursor=kept)
                continue
            window.slide(at.spans[0], rows)
            at = at.seen(max((row.modified for row in rows), default=""))
            for page, is_last in _pages(self._told(rows, at, ours, window, teller)):
                kept = str(at.passed() if is_last else at.at(page[-1].id))
                yield Changes(cursor=kept, settled=page)
            at = at.passed()
        if gone := tuple(self._deleted(ours, teller)):
            yield Changes(cursor=kept, settled=gone)

    def _told(
        self,
        rows: list[Row],
        at: Cursor,
        ours: Mapping[str, Ours],
        window: Window,
        teller: Teller,
    ) -> Iterator[tuple[Settled, bool]]:
        if at.is_audit:
            more = self._more(window, ours)
            yield from teller.compared(rows, window, at.position, more)
            yield from teller.missing(self._expected(at.spans[0], ours))
        else:
            yield from teller.modified(rows, window.sets, at.position, at.since)

    def _spans(self, at: Cursor, ours: Mapping[str, Ours]) -> tuple[Span, ...]:
        """All years at once for what was modified; for an audit one by one those in
        which ours stand, all of them where that is not known of each."""
        years: Collection[int] = browse.all_years(self._clock().year)
        if not at.is_audit:
            return (browse.periods(min(years), max(years)),)
        memos = {one.memo[:4] for one in ours.values()}
        if all(memo.isdecimal() for memo in memos):
            years = {int(memo) for memo in memos}
        return tuple(browse.periods(year, year) for year in sorted(years, reverse=True))

    def _rows(self, span: Span, ours: Mapping[str, Ours], since: str) -> list[Row]:
        """Those modified ``since``, of the reports in which ours stand; without those
        of a report that we may not see."""
        filters = []
        if since:
            start = datetime.fromisoformat(since) - timedelta(minutes=const.OVERLAP)
            stamp = start.strftime("%Y%m%d%H%M%S")
            filters.append(Filter(browse.MODIFIED, "between", stamp, _EVER))
        reports = []
        if any(one.key.kind.is_sale for one in ours.values()):
            reports.append(const.CUSTOMER_TRANSACTIONS)
        if self._purchases and any(not one.key.kind.is_sale for one in ours.values()):
            reports.append(const.SUPPLIER_TRANSACTIONS)
        found: list[Row] = []
        for report in reports:
            try:
                found += self._reports.rows_at_once(
                    report, span, browse.SETTLED, *filters
                )
            except LedgerError as error:
                if not failures.is_refusal(error):
                    raise
                self._api.remark("resource_refused", f"{report}: {error.detail}")
        return found

    def _more(self, window: Window, ours: Mapping[str, Ours]) -> Callable[[], None]:
        """Makes ``window`` know the whole year after its span, in which much may have
        been paid, unless that is too much at once."""

        def more() -> None:
            span = window.unseen(self._clock().year + const.YEARS_AHEAD)
            if span is None:
                return
            try:
                window.extend(span, self._rows(span, ours, ""))
            except LedgerError as error:
                if not failures.is_too_much(error):
                    raise

        return more

    def _expected(self, span: Span, ours: Mapping[str, Ours]) -> Iterator[Ours]:
        """Those of ours that stood in the span and belong to the reports looked
        through."""
        for one in ours.values():
            if one.key.kind.is_sale or self._purchases:
                if span[0] <= one.memo.partition(" ")[0] <= span[1]:
                    yield one

    def _deleted(self, ours: Mapping[str, Ours], teller: Teller) -> Iterator[Settled]:
        """Those of ours that were deleted, unless they were told just now. Always
        looked for since the year before: what the dates of the request mean is not
        documented. A number may be given out again, so each is looked at. Without the
        right to see them, none."""
        now = self._clock()
        start = datetime(now.year - 1, 1, 1)
        try:
            found = list(services.deleted(self._api, start, now + timedelta(days=1)))
        except LedgerError as error:
            if not failures.is_of_one_service(error):
                raise
            detail = f"DeletedTransactionsService: {error.detail}"
            self._api.remark("resource_refused", detail)
            return
        for id_ in found:
            if id_ not in ours or not teller.is_new(id_):
                continue
            if find_transaction(self._api, id_) is None:
                yield Settled(id=id_, open=ZERO, gone=True)


def _pages(
    told: Iterable[tuple[Settled, bool]],
) -> Iterator[tuple[tuple[Settled, ...], bool]]:
    """(a page, whether it is the last), small also in the requests that it took; one
    at least. ``told``: (what became of one, whether that took a request)."""
    page: list[Settled] = []
    reads = 0
    for one, read in told:
        if len(page) == const.SETTLED_PER_PAGE or reads == const.READS_PER_PAGE:
            yield tuple(page), False
            page, reads = [], 0
        page.append(one)
        reads += read
    yield tuple(page), True
