"""Looking a document up by its number: what stands in the ledger now?

Source: Twinfield developer documentation, Browse data (codes 100 and 200).
"""

from odoo.addons.connector_base.ledger.values import Booked, Key

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
