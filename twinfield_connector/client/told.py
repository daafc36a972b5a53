"""What became of our documents, by the lines of the reports. A transaction is read
only where the reports do not tell enough of what happened to it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from odoo.addons.connector_base.ledger.errors import LedgerError, ProtocolError
from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import Ours, Settled

from . import browse, const, echo, failures, settled
from .api import Api
from .browse import Row
from .daybooks import Daybooks
from .records import find_transaction, read_transaction
from .sets import Sets, Window

# (what became of one, whether that took a request)
Told = Iterator[tuple[Settled, bool]]


class Teller:
    """``ours`` as in ``Ledger.changes``. Tells of each once at most."""

    def __init__(self, api: Api, daybooks: Daybooks, ours: Mapping[str, Ours]):
        self._api = api
        self._daybooks = daybooks
        self._ours = ours
        self._done: set[str] = set()

    def is_new(self, id_: str) -> bool:
        """Whether it was not told yet; it is now."""
        new = id_ not in self._done
        self._done.add(id_)
        return new

    def modified(self, rows: list[Row], sets: Sets, after: str, since: str) -> Told:
        """What happened to those of ours that were modified, in the order of their
        ids, ``after`` one of them. What is read again for caution is told again only
        where it differs."""
        for row in self._mine(rows, after):
            if row.modified > since or not self._is_known(row):
                yield self._by_report(row, sets) or self._by_transaction(row)

    def compared(
        self, rows: list[Row], window: Window, after: str, more: Callable[[], None]
    ) -> Told:
        """Those of ours of which the report tells something else than we know, and
        those that nothing has settled: what we think did so is wrong. In the order of
        their ids, ``after`` one of them. ``more`` fetches what may save many from being
        read."""
        mine = [
            row
            for row in self._mine(rows, after)
            if not self._is_known(row) or _is_untouched(row)
        ]
        unclear = (row for row in mine if not self._by_report(row, window.sets))
        if len(list(islice(unclear, const.READS_PER_PAGE + 1))) > const.READS_PER_PAGE:
            more()
        for row in mine:
            yield self._by_report(row, window.sets) or self._by_transaction(row)

    def missing(self, expected: Iterable[Ours]) -> Told:
        """What became of those of ours that no report showed: booked in another period
        by now, or deleted, or nobody knows."""
        missing = [one.id for one in expected if one.id not in self._done]
        if len(missing) > const.MISSING_READS:
            self._api.remark("entries_not_shown", ", ".join(missing))
        for id_ in missing[: const.MISSING_READS]:
            self._done.add(id_)
            transaction = find_transaction(self._api, id_)
            if transaction is None:
                yield Settled(id=id_, open=ZERO, gone=True), True
            else:
                category = self._daybooks.category
                yield settled.read(transaction, None, category), True

    def _mine(self, rows: list[Row], after: str) -> list[Row]:
        """Those told already, now or before we were stopped, are done all the same."""
        mine = [
            row
            for row in browse.first_lines(rows)
            if row.id in self._ours and self.is_new(row.id)
        ]
        return sorted((r for r in mine if r.id > after), key=lambda row: row.id)

    def _is_known(self, row: Row) -> bool:
        """Whether we know what the row tells of the document itself."""
        known = self._ours[row.id]
        amounts = (row.amount(browse.OPEN), row.amount(browse.VALUE))
        same = amounts == (known.open, known.total)
        return same and _memo(row) in ("", known.memo)

    def _by_report(self, row: Row, sets: Sets) -> tuple[Settled, bool] | None:
        """None when the report does not tell enough."""
        open_ = row.amount(browse.OPEN)
        if open_ is None:
            return None
        if _is_untouched(row):
            return _settled(row, open_, ()), False
        found = sets.shares(row)
        if found is None:
            return None
        daybooks = {c.id.partition("/")[0] for share in found for c in share.counters}
        if not all(self._daybooks.category(daybook) for daybook in daybooks):
            return None
        own = sets.own(row)
        known = settled.allocations(own, found, self._daybooks.category)
        return _settled(row, open_, known), False

    def _by_transaction(self, row: Row) -> tuple[Settled, bool]:
        """Only what is open where the transaction is not shown to us."""
        open_ = row.amount(browse.OPEN)
        try:
            transaction = read_transaction(self._api, row.id)
        except LedgerError as error:
            if open_ is None or not failures.is_refusal(error):
                raise
            self._api.remark("resource_refused", f"{row.id}: {error.detail}")
            return _settled(row, open_, None), True
        found = settled.read(transaction, open_, self._daybooks.category)
        if found.id != row.id:
            raise ProtocolError("unexpected_answer", f"{found.id} for {row.id}")
        told = _settled(row, found.open, found.allocations)
        told = replace(
            told,
            final=found.final if told.final is None else told.final,
            memo=told.memo or found.memo,
        )
        return told, True


def _is_untouched(row: Row) -> bool:
    open_ = row.amount(browse.OPEN)
    return open_ is not None and open_ == row.amount(browse.VALUE)


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
