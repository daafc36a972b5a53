"""Looking a document up by its number: what stands in the ledger now?

Source: Twinfield developer documentation, Browse data (codes 100 and 200).
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from odoo.addons.connector_base.ledger.values import Booked, Key, Kind

from . import browse, const
from .api import Api
from .daybooks import Daybooks
from .xml import read_day, text


def find(api: Api, daybooks: Daybooks, key: Key, this_year: int) -> list[Booked]:
    """Entries under ``key``, in its daybook or another one of its kind, by one
    request. Receipts that name the number of an invoice are none; a payment is found
    in its own daybook.

    Looked through: from seven years back, what the law has kept, to the next year;
    nobody exports an older invoice.
    """
    sale = key.kind.is_sale
    code = const.CUSTOMER_TRANSACTIONS if sale else const.SUPPLIER_TRANSACTIONS
    years = browse.all_years(this_year)
    number = text(key.number)
    hits: dict[str, browse.Row] = {}
    span = browse.periods(years[0], years[-1])
    for row in browse.browse(api, code, span, browse.BOOKED, number=number):
        if _is_hit(row, key, number, daybooks):
            first = hits.setdefault(row.id, row)
            if row.line < first.line:
                hits[row.id] = row
    return [_booked(row, key) for row in hits.values()]


def _is_hit(row: browse.Row, key: Key, number: str, daybooks: Daybooks) -> bool:
    theirs = row.cells.get(browse.NUMBER)
    if theirs is not None and theirs.casefold() != number.casefold():
        return False
    relation = row.cells.get(browse.RELATION)
    if key.relation and relation and relation != key.relation:
        return False
    if row.daybook == key.journal or key.kind.is_payment:
        return row.daybook == key.journal
    category = "sales" if key.kind.is_sale else "purchase"
    return daybooks.category(row.daybook) == category


def listed(
    api: Api, daybooks: Daybooks, start: date, end: date, *, purchases: bool
) -> Iterator[Booked]:
    """Every sales and purchase entry dated within these days: one request for each
    year and report."""
    reports = [(const.CUSTOMER_TRANSACTIONS, "sales", Kind.INVOICE, Kind.CREDIT_NOTE)]
    if purchases:
        kinds = (Kind.BILL_CREDIT_NOTE, Kind.BILL)
        reports.append((const.SUPPLIER_TRANSACTIONS, "purchase", *kinds))
    for code, category, owed, owing in reports:
        for year in range(start.year - 1, end.year + 2):
            span = browse.periods(year, year)
            for row in first_lines(browse.browse(api, code, span, browse.LISTED)):
                day = read_day(row.cells.get(browse.DATE, ""))
                if daybooks.category(row.daybook) != category:
                    continue
                if day is None or not start <= day <= end:
                    continue
                kind = owed if (row.amount(browse.VALUE) or 0) >= 0 else owing
                key = Key(
                    kind=kind,
                    journal=row.daybook,
                    number=row.cells.get(browse.NUMBER, ""),
                )
                yield replace(_booked(row, key), open=row.amount(browse.OPEN))


def first_lines(rows: list[browse.Row]) -> list[browse.Row]:
    """One row for each transaction: its first line, which is the total."""
    first: dict[str, browse.Row] = {}
    for row in rows:
        if row.id not in first or row.line < first[row.id].line:
            first[row.id] = row
    return list(first.values())


def _booked(row: browse.Row, key: Key) -> Booked:
    return Booked(
        key=key,
        id=row.id,
        number=row.number,
        date=read_day(row.cells.get(browse.DATE, "")),
        total=row.amount(browse.VALUE),
        relation=row.cells.get(browse.RELATION, ""),
        final=row.cells.get(browse.STATUS) == "final",
    )
