"""Payment import: which of our documents were touched, and by what.

The reports of customer and supplier transactions say which lines were modified
(matching modifies them) and what is open; only touched documents are read.
Source: Twinfield developer documentation, Browse data (codes 100 and 200).
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import NotAuthorised, ProtocolError
from odoo.addons.connector_base.ledger.values import Changes, Settled

from . import browse, const, services, settled
from .api import Api
from .daybooks import Daybooks
from .lookup import first_lines
from .records import has_transaction, read_transaction


class Importer:
    """``purchases``: supplier transactions too."""

    def __init__(self, api: Api, *, purchases: bool, clock: Callable[[], datetime]):
        self.daybooks = Daybooks(api)
        self._api = api
        self._clock = clock
        self._reports = [const.CUSTOMER_TRANSACTIONS]
        if purchases:
            self._reports.append(const.SUPPLIER_TRANSACTIONS)

    def changes(self, cursor: str, ours: Container[str]) -> Iterator[Changes]:
        """Pages of our documents. ``cursor`` is when the last run began (ISO, UTC);
        only the last page has the new one, for rows have no order in time."""
        started = self._clock().replace(microsecond=0)
        page: list[Settled] = []
        for row in self._touched(cursor, started):
            if row.id not in ours:
                continue
            page.append(self._settled(row))
            if len(page) == const.SETTLED_PER_PAGE:
                yield Changes(cursor=cursor, settled=tuple(page))
                page = []
        page += self._gone(ours, started)
        yield Changes(cursor=started.isoformat(), settled=tuple(page))

    def _gone(self, ours: Container[str], now: datetime) -> Iterator[Settled]:
        """Those of ours that were deleted. Always looked for since the year before:
        what the dates of the request mean is not documented. A number may be given
        out again, so each is looked at. Without the right to see them, none."""
        start = datetime(now.year - 1, 1, 1)
        try:
            found = list(services.deleted(self._api, start, now + timedelta(days=1)))
        except (NotAuthorised, ProtocolError) as error:
            if error.code not in ("access_denied", "refused", "unreadable_answer"):
                raise
            return
        for id_ in dict.fromkeys(one for one in found if one in ours):
            daybook, _slash, number = id_.partition("/")
            if not has_transaction(self._api, daybook, number):
                yield Settled(id=id_, open=Decimal(0), gone=True)

    def _touched(self, cursor: str, now: datetime) -> Iterator[browse.Row]:
        """One row for each transaction: its first line, which is the total. Without
        a cursor year by year, for large reports time out."""
        years = browse.all_years(now.year)
        filters = {}
        spans = [browse.periods(year, year) for year in years]
        if since := _since(cursor):
            overlap = timedelta(minutes=const.OVERLAP)
            filters["modified"] = (_stamp(since - overlap), _stamp(now + overlap))
            spans = [browse.periods(years[0], years[-1])]
        for report in self._reports:
            for span in spans:
                yield from first_lines(
                    browse.browse(self._api, report, span, browse.SETTLED, **filters)
                )

    def _settled(self, row: browse.Row) -> Settled:
        booked, open_ = row.amount(browse.VALUE), row.amount(browse.OPEN)
        matched = row.cells.get(browse.MATCH_STATUS) == "matched"
        final = row.cells.get(browse.STATUS, "") == "final"
        if open_ is not None and open_ == booked and not matched:
            return Settled(id=row.id, open=open_, total=booked, final=final)
        transaction = read_transaction(self._api, row.daybook, row.number)
        found = settled.settled(transaction, open_, self.daybooks.category)
        if found.id != row.id:
            raise ProtocolError("unexpected_answer", f"{found.id} for {row.id}")
        return replace(found, total=booked, final=final)


def _since(cursor: str) -> datetime | None:
    """None for "from the beginning", also when the cursor is not one of ours."""
    try:
        return datetime.fromisoformat(cursor)
    except ValueError:
        return None


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%d%H%M%S")
