"""Looking a document up by its number: what stands in the ledger now?

Source: Twinfield developer documentation, Browse data (codes 030, 100 and 200).
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import NotAuthorised, ProtocolError
from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import (
    Booked,
    ItemKind,
    Key,
    Kind,
    OnAccount,
)

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
    api: Api,
    daybooks: Daybooks,
    start: date,
    end: date,
    *,
    purchases: bool,
    vat_accounts: Collection[str],
) -> Iterator[Booked]:
    """Every sales and purchase entry dated within these days: one request for each
    year and report, and one for the VAT of a year that has some. Without
    ``vat_accounts`` that stays unsaid."""
    reports = [(const.CUSTOMER_TRANSACTIONS, "sales", Kind.INVOICE, Kind.CREDIT_NOTE)]
    if purchases:
        kinds = (Kind.BILL_CREDIT_NOTE, Kind.BILL)
        reports.append((const.SUPPLIER_TRANSACTIONS, "purchase", *kinds))
    for year in range(start.year - 1, end.year + 2):
        span = browse.periods(year, year)
        found = []
        for code, category, owed, owing in reports:
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
                found.append(replace(_booked(row, key), open=row.amount(browse.OPEN)))
        vat = _vat(api, span, vat_accounts) if found and vat_accounts else None
        for one in found:
            yield one if vat is None else replace(one, vat=vat.get(one.id, ZERO))


def _vat(api: Api, span: browse.Span, accounts: Collection[str]) -> dict | None:
    """{entry: what of its total is VAT}; None without the right to see them. Both
    sides of a reverse charge are lines: they make nothing together."""
    between = (min(accounts), max(accounts))
    try:
        rows = browse.browse(
            api, const.LEDGER_DETAILS, span, browse.VAT, accounts=between
        )
    except (NotAuthorised, ProtocolError) as error:
        if error.code not in ("access_denied", "refused"):
            raise
        return None
    rows = [row for row in rows if row.cells.get(browse.ACCOUNT) in accounts]
    # VAT that was paid at customs is booked on these accounts too, without a code. That
    # lines of VAT show theirs is not documented.
    coded = [row for row in rows if row.cells.get(browse.VAT_CODE)]
    found: dict[str, Decimal] = {}
    for row in coded or rows:
        found[row.id] = found.get(row.id, ZERO) - (row.amount(browse.VALUE) or ZERO)
    return found


def on_account(
    api: Api, daybooks: Daybooks, since: date, this_year: int, *, purchases: bool
) -> Iterator[OnAccount]:
    """Lines of bank and cash entries that are open: one request for each year and
    report."""
    reports = [(const.CUSTOMER_TRANSACTIONS, ItemKind.CUSTOMER)]
    if purchases:
        reports.append((const.SUPPLIER_TRANSACTIONS, ItemKind.SUPPLIER))
    for year in range(since.year, this_year + 1):
        span = browse.periods(year, year)
        for code, role in reports:
            for row in browse.browse(api, code, span, browse.ON_ACCOUNT):
                day = read_day(row.cells.get(browse.DATE, ""))
                open_ = row.amount(browse.OPEN)
                if not open_ or day is None or day < since:
                    continue
                if daybooks.category(row.daybook) not in const.MONEY:
                    continue
                yield OnAccount(
                    id=row.id,
                    relation=row.cells.get(browse.RELATION, ""),
                    role=role,
                    amount=open_,
                    currency=row.cells.get(browse.CURRENCY, ""),
                    date=day,
                    settlement=row.id,
                )


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
