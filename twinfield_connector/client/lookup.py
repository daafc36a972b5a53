"""Looking a document up by its number: what stands in the ledger now? And the lists
that the books are compared by.

Source: Twinfield developer documentation, Browse data (codes 030, 100 and 200).
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import LedgerError
from odoo.addons.connector_base.ledger.money import ZERO, debit_of
from odoo.addons.connector_base.ledger.values import (
    Booked,
    ItemKind,
    Key,
    Kind,
    OnAccount,
    Part,
)

from . import browse, const, echo, failures
from .api import Api
from .browse import Columns, Row, Span, first_lines
from .daybooks import Daybooks
from .reports import Filter, Reports
from .xml import no_negative_zero, read_day, text


class Lookup:
    """``purchases``: supplier transactions too. ``clock``: now in naive UTC."""

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

    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        """Entries under each key, in its daybook or another one of its kind, by one
        request each. Receipts that name the number of an invoice are none; a payment
        is found in its own daybook.

        Entries of general journals are in no report of customers or suppliers, but in
        that of all lines.

        Looked through: from seven years back, what the law has kept, to the next
        year; nobody exports an older invoice.
        """
        years = browse.all_years(self._clock().year)
        span = browse.periods(years[0], years[-1])
        whole: dict[str, list[Row]] = {}  # of reports that can't be asked for one
        found = {}
        for key in keys:
            code = const.SUPPLIER_TRANSACTIONS
            if key.kind.is_sale:
                code = const.CUSTOMER_TRANSACTIONS
            if key.kind is Kind.ENTRY:
                code = const.LEDGER_DETAILS
            number = text(key.number)
            asked = Filter(browse.NUMBER, "equal", number)
            if code in whole:
                rows = [row for row in whole[code] if asked.passes(row)]
            else:
                rows = self._reports.rows(code, span, browse.BOOKED, asked)
                if not self._reports.can_filter(code, asked):
                    whole[code] = self._reports.rows(code, span, browse.BOOKED)
            hits = [row for row in rows if self._is_hit(row, key, number)]
            found[key] = [_booked(row, key) for row in first_lines(hits)]
            if key.kind is Kind.ENTRY:
                found[key] = [_entry(one, hits) for one in found[key]]
        return found

    def _is_hit(self, row: Row, key: Key, number: str) -> bool:
        theirs = row.cells.get(browse.NUMBER)
        if theirs is not None and theirs.casefold() != number.casefold():
            return False
        relation = row.cells.get(browse.RELATION)
        if key.relation and relation and relation != key.relation:
            return False
        if row.daybook == key.journal or key.kind.is_payment:
            return row.daybook == key.journal
        category = "sales" if key.kind.is_sale else "purchase"
        if key.kind is Kind.ENTRY:
            category = "journal"
        return self._daybooks.category(row.daybook) == category

    def open_items(self, relation: str, is_sale: bool) -> dict[str, Decimal]:
        """{entry: what is open of the relation's line in it}, by one request."""
        code = const.SUPPLIER_TRANSACTIONS
        if is_sale:
            code = const.CUSTOMER_TRANSACTIONS
        years = browse.all_years(self._clock().year)
        span = browse.periods(years[0], years[-1])
        asked = Filter(browse.RELATION, "between", relation, relation, needed=True)
        rows = self._reports.rows(code, span, browse.ON_ACCOUNT, asked)
        return {row.id: row.amount(browse.OPEN) or ZERO for row in rows}

    def booked(
        self,
        start: date,
        end: date,
        vat_accounts: Collection[str],
        accounts: Collection[str] = (),
    ) -> Iterator[Booked]:
        """Every sales and purchase entry dated within these days: one request for each
        year and report, and one for the VAT, one for the lines on ``accounts`` of a
        year that has some. Without ``vat_accounts``, ``accounts`` these stay unsaid."""
        for year in range(start.year - 1, end.year + 2):
            span = browse.periods(year, year)
            found = [
                one
                for one in self._listed(span)
                if one.date is not None and start <= one.date <= end
            ]
            vat = self._vat(span, vat_accounts) if found and vat_accounts else None
            parts = self._parts(span, accounts) if found and accounts else None
            for one in found:
                if vat is not None:
                    one = replace(one, vat=no_negative_zero(vat.get(one.id, ZERO)))
                if parts is not None:
                    one = replace(one, parts=tuple(parts.get(one.id, ())))
                yield one

    def _parts(
        self, span: Span, accounts: Collection[str]
    ) -> dict[str, list[Part]] | None:
        """{entry: its lines on these accounts}; None without the right to see them."""
        rows = self._details(span, browse.PARTS, accounts)
        if rows is None:
            return None
        found: dict[str, list[Part]] = {}
        for row in rows:
            part = Part(
                account=row.cells.get(browse.ACCOUNT, ""),
                vat=row.cells.get(browse.VAT_CODE, ""),
                cost_centre=row.cells.get(browse.RELATION, ""),
                project=row.cells.get(browse.PROJECT, ""),
                amount=row.amount(browse.VALUE) or ZERO,
            )
            found.setdefault(row.id, []).append(part)
        return found

    def _listed(self, span: Span) -> Iterator[Booked]:
        reports = [
            (const.CUSTOMER_TRANSACTIONS, "sales", Kind.INVOICE, Kind.CREDIT_NOTE)
        ]
        if self._purchases:
            kinds = (Kind.BILL_CREDIT_NOTE, Kind.BILL)
            reports.append((const.SUPPLIER_TRANSACTIONS, "purchase", *kinds))
        for code, category, owed, owing in reports:
            for row in first_lines(self._reports.rows(code, span, browse.LISTED)):
                if not self._daybooks.is_one_of(row.daybook, (category,)):
                    continue
                kind = owed if (row.amount(browse.VALUE) or 0) >= 0 else owing
                key = Key(
                    kind=kind,
                    journal=row.daybook,
                    number=row.cells.get(browse.NUMBER, ""),
                )
                yield replace(_booked(row, key), open=row.amount(browse.OPEN))

    def _vat(self, span: Span, accounts: Collection[str]) -> dict | None:
        """{entry: what of its total is VAT}; None without the right to see them. Both
        sides of a reverse charge are lines: they make nothing together."""
        rows = self._details(span, browse.VAT, accounts)
        if rows is None:
            return None
        # VAT that was paid at customs is booked on these accounts too, without a code;
        # lines of VAT have theirs, as recorded.
        coded = [row for row in rows if row.cells.get(browse.VAT_CODE)]
        found: dict[str, Decimal] = {}
        for row in coded or rows:
            found[row.id] = found.get(row.id, ZERO) - (row.amount(browse.VALUE) or ZERO)
        return found

    def _details(
        self, span: Span, columns: Columns, accounts: Collection[str]
    ) -> list[Row] | None:
        """Lines on these accounts; None without the right to see them."""
        code = const.LEDGER_DETAILS
        between = Filter(
            browse.ACCOUNT, "between", min(accounts), max(accounts), needed=True
        )
        try:
            rows = self._reports.rows(code, span, columns, between)
        except LedgerError as error:
            if not failures.is_refusal(error):
                raise
            self._api.remark("resource_refused", f"{code}: {error.detail}")
            return None
        return [row for row in rows if row.cells.get(browse.ACCOUNT) in accounts]

    def on_account(self, since: date) -> Iterator[OnAccount]:
        """Lines of bank and cash entries dated ``since`` then that are not settled:
        one request for each year and report. Both reports have one line for each line
        of a relation."""
        reports = [(const.CUSTOMER_TRANSACTIONS, ItemKind.CUSTOMER)]
        if self._purchases:
            reports.append((const.SUPPLIER_TRANSACTIONS, ItemKind.SUPPLIER))
        for year in range(since.year, self._clock().year + 1):
            span = browse.periods(year, year)
            for code, role in reports:
                for row in self._money(code, span):
                    day = read_day(row.cells.get(browse.DATE, ""))
                    open_ = row.amount(browse.OPEN)
                    if not open_ or day is None or day < since:
                        continue
                    yield OnAccount(
                        id=row.id,
                        relation=row.cells.get(browse.RELATION, ""),
                        role=role,
                        amount=open_,
                        currency=row.cells.get(browse.CURRENCY, ""),
                        date=day,
                        settlement=row.id,
                        journal=row.daybook,
                    )

    def _money(self, code: str, span: Span) -> Iterator[Row]:
        """Lines of bank and cash books with something open; none, with a remark, of a
        report that we may not see."""
        try:
            rows = self._reports.rows(code, span, browse.ON_ACCOUNT)
        except LedgerError as error:
            if not failures.is_refusal(error):
                raise
            self._api.remark("resource_refused", f"{code}: {error.detail}")
            return
        for row in rows:
            if row.amount(browse.OPEN):
                if self._daybooks.is_one_of(row.daybook, const.MONEY):
                    yield row


def _booked(row: Row, key: Key) -> Booked:
    """``key``: under which it was looked for; the daybook may be another one."""
    status = row.cells.get(browse.STATUS, "")
    return Booked(
        key=replace(key, journal=row.daybook),
        id=row.id,
        number=row.number,
        date=read_day(row.cells.get(browse.DATE, "")),
        total=row.amount(browse.VALUE),
        balance=row.amount(browse.BASE_VALUE),
        relation=row.cells.get(browse.RELATION, ""),
        final=status == "final",
        memo=echo.memo(row.cells.get(browse.YEARPERIOD, ""), status),
        period=row.cells.get(browse.YEARPERIOD, ""),
    )


def _entry(booked: Booked, rows: Sequence[Row]) -> Booked:
    """Of a general journal: all of its lines say what it is, and it has no relation
    of its own."""
    mine = [row for row in rows if row.id == booked.id]
    return replace(
        booked,
        total=debit_of(row.amount(browse.VALUE) for row in mine),
        balance=debit_of(row.amount(browse.BASE_VALUE) for row in mine),
        relation="",
    )
