"""Payment import: which of our documents were touched, and by what.

The reports of customer and supplier transactions say which lines were modified
(matching modifies them), what is open, and by the numbers of the matches what settled
what. An import asks for the lines modified since the last one; an audit compares all
lines with what the base knows, year by year, the youngest first. A transaction is read
only where the reports do not tell enough.
Source: Twinfield developer documentation, Browse data (codes 100 and 200).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import LedgerError, ProtocolError
from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import Changes, Ours, Settled

from . import browse, const, echo, failures, services, settled
from .api import Api
from .browse import Row, Span
from .cursor import Cursor
from .daybooks import Daybooks
from .records import find_transaction, read_transaction
from .reports import Filter, Reports
from .sets import Sets, Window

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
        """``Ledger.changes``."""
        if not ours:
            yield Changes(cursor=cursor)
            return
        at, kept = Cursor.read(cursor), cursor
        if not at.spans:
            at = replace(at, spans=self._spans(at, ours))
        if at.is_audit:
            kept = str(at)
        window = Window()
        while at.spans:
            span = at.spans[0]
            try:
                rows = self._rows(span, ours, at.since)
            except LedgerError as error:
                if not failures.is_too_much(error) or span[0] == span[1]:
                    raise
                # Kept at once: who is stopped now does not ask for too much again.
                at = at.halved()
                kept = str(at)
                yield Changes(cursor=kept)
                continue
            window.slide(span, rows)
            after = at.seen(max((row.modified for row in rows), default=""))
            for page, is_last in _pages(self._told(rows, window, at, ours)):
                kept = str(after) if is_last else kept
                yield Changes(cursor=kept, settled=page)
            at = after
        if gone := tuple(self._gone(ours)):
            yield Changes(cursor=kept, settled=gone)

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

    def _told(
        self, rows: list[Row], window: Window, at: Cursor, ours: Mapping[str, Ours]
    ) -> Iterator[tuple[Settled, bool]]:
        """(what became of one, whether that took a request), what the reports tell
        first."""
        mine = [row for row in browse.first_lines(rows) if row.id in ours]
        unclear = [row for row in mine if not _is_known(row, ours[row.id], at)]
        for sets in self._sets(window, at, ours):
            left = []
            for row in unclear:
                if told := self._by_report(row, sets):
                    yield told, False
                else:
                    left.append(row)
            unclear = left
            if len(unclear) <= const.READS_PER_PAGE:
                break
        for row in unclear:
            yield self._by_transaction(row), True
        if at.is_audit:
            for id_ in self._missing(at.spans[0], {row.id for row in mine}, ours):
                yield self._looked_up(id_), True

    def _sets(
        self, window: Window, at: Cursor, ours: Mapping[str, Ours]
    ) -> Iterator[Sets]:
        """What is there already; then with what an audit has not seen of the year
        after, where much may have been paid."""
        yield window.sets
        span = window.unseen(self._clock().year + const.YEARS_AHEAD)
        if not at.is_audit or span is None:
            return
        try:
            window.extend(span, self._rows(span, ours, ""))
        except LedgerError as error:
            if not failures.is_too_much(error):
                raise
            return
        yield window.sets

    def _by_report(self, row: Row, sets: Sets) -> Settled | None:
        """None when the report does not tell enough."""
        total, open_ = row.amount(browse.VALUE), row.amount(browse.OPEN)
        matched = row.cells.get(browse.MATCH_STATUS) == "matched"
        if total is None or open_ is None:
            return None
        if open_ == total and not matched:
            return _settled(row, open_, ())
        found = sets.shares(row)
        if found is None:
            return None
        daybooks = {c.id.partition("/")[0] for share in found for c in share.counters}
        if not all(self._daybooks.category(daybook) for daybook in daybooks):
            return None
        own = sets.own(row)
        known = settled.allocations(own, found, self._daybooks.category)
        return _settled(row, open_, known)

    def _by_transaction(self, row: Row) -> Settled:
        """Only what is open where the transaction is not shown to us."""
        open_ = row.amount(browse.OPEN)
        try:
            transaction = read_transaction(self._api, row.id)
        except LedgerError as error:
            if open_ is None or not failures.is_refusal(error):
                raise
            self._api.remark("resource_refused", f"{row.id}: {error.detail}")
            return _settled(row, open_, None)
        found = settled.read(transaction, open_, self._daybooks.category)
        if found.id != row.id:
            raise ProtocolError("unexpected_answer", f"{found.id} for {row.id}")
        told = _settled(row, found.open, found.allocations)
        return replace(
            told,
            final=found.final if told.final is None else told.final,
            memo=told.memo or found.memo,
        )

    def _missing(
        self, span: Span, found: set[str], ours: Mapping[str, Ours]
    ) -> list[str]:
        """Those of ours that should be in the span and are not: booked in another
        period by now, deleted, or not shown."""
        missing = [
            id_
            for id_, one in ours.items()
            if id_ not in found and span[0] <= one.memo.partition(" ")[0] <= span[1]
            if one.key.kind.is_sale or self._purchases
        ]
        if len(missing) > const.MISSING_READS:
            detail = f"{span[0]} - {span[1]}: {len(missing)}"
            self._api.remark("entries_not_shown", detail)
        return missing[: const.MISSING_READS]

    def _looked_up(self, id_: str) -> Settled:
        transaction = find_transaction(self._api, id_)
        if transaction is None:
            return Settled(id=id_, open=ZERO, gone=True)
        return settled.read(transaction, None, self._daybooks.category)

    def _gone(self, ours: Mapping[str, Ours]) -> Iterator[Settled]:
        """Those of ours that were deleted. Always looked for since the year before:
        what the dates of the request mean is not documented. A number may be given
        out again, so each is looked at. Without the right to see them, none."""
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
        for id_ in dict.fromkeys(one for one in found if one in ours):
            if find_transaction(self._api, id_) is None:
                yield Settled(id=id_, open=ZERO, gone=True)


def _pages(
    told: Iterable[tuple[Settled, bool]],
) -> Iterator[tuple[tuple[Settled, ...], bool]]:
    """(a page, whether it is the last), small also in the requests that it took; one
    at least."""
    page: list[Settled] = []
    reads = 0
    for one, read in told:
        if len(page) == const.SETTLED_PER_PAGE or reads == const.READS_PER_PAGE:
            yield tuple(page), False
            page, reads = [], 0
        page.append(one)
        reads += read
    yield tuple(page), True


def _is_known(row: Row, known: Ours, at: Cursor) -> bool:
    """Whether the base knows all that the row tells. Who matched the same amount with
    something else is seen by the modification, not by an audit."""
    if not at.is_audit and row.modified > at.since:
        return False
    told = (row.amount(browse.OPEN), row.amount(browse.VALUE), _memo(row))
    return told == (known.open, known.total, known.memo)


def _memo(row: Row) -> str:
    return echo.memo(
        row.cells.get(browse.YEARPERIOD, ""), row.cells.get(browse.STATUS, "")
    )


def _settled(row: Row, open_: Decimal, allocations: tuple | None) -> Settled:
    status = row.cells.get(browse.STATUS)
    return Settled(
        id=row.id,
        open=open_,
        allocations=allocations,
        total=row.amount(browse.VALUE),
        final=status == "final" if status else None,
        memo=_memo(row),
    )
