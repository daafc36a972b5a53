"""The whole of the books: entries of some days with what is open of each, and money
that settles nothing.

Source: Exact Online REST API reference, bulk and read resources.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from heapq import merge

from odoo.addons.connector_base.ledger.errors import ProtocolError
from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Item,
    ItemKind,
    Key,
    Kind,
    OnAccount,
    Part,
)

from . import entry, lookup, odata
from .api import Api
from .failures import OF_ONE_RESOURCE, Denied
from .query import Query

_PERIOD = "ReportingYear,ReportingPeriod"
_PARTS = "GLAccountCode,AmountFC,VATCode,CostCenter,CostUnit"
_MONEY = ("bank", "cash")
_BOOKS = {
    entry.SALES: (Kind.INVOICE, Kind.CREDIT_NOTE, "bulk/Cashflow/Receivables"),
    entry.PURCHASES: (Kind.BILL, Kind.BILL_CREDIT_NOTE, "bulk/Cashflow/Payments"),
}


def booked(
    api: Api, codes: lookup.Codes, start: date, end: date, purchases: bool
) -> Iterator[Booked]:
    """In the order of their dates: who is stopped goes on from the last one's. What is
    open comes from one more list for all, None where that is refused."""
    books = [entry.SALES, entry.PURCHASES] if purchases else [entry.SALES]
    where = f"EntryDate ge {odata.moment(start)} and EntryDate le {odata.moment(end)}"
    lists = (_entries(api, codes, kind, where) for kind in books)
    try:
        yield from merge(*lists, key=lambda found: found.date or start)
    except Denied as denied:
        # Of the control this is, not of the connection; what is not read is not gone.
        raise ProtocolError("refused", denied.detail) from denied


def _entries(
    api: Api, codes: lookup.Codes, kind: entry.Book, where: str
) -> Iterator[Booked]:
    positive, negative, _terms = _BOOKS[kind]
    open_ = _open(api, kind)
    query = Query(
        kind.resource,
        kind.select,
        where,
        f"{kind.more},{_PERIOD}",
        order="EntryDate",
        expand=kind.lines,
        within=_PARTS,
    )
    for rows in api.pages(query):
        codes.learn(row[kind.relation] for row in rows)
        for row in rows:
            key = Key(
                kind=positive if odata.read_amount(row["AmountFC"]) >= 0 else negative,
                journal=odata.read_code(row["Journal"]),
                number=odata.read_text(row["YourRef"]),
            )
            found = entry.booked(row, key, codes.of(row[kind.relation]))
            if open_ is not None:
                sign = -1 if (found.total or ZERO) < 0 else 1
                left = odata.read_amount(sign * open_.get(found.id, ZERO))
                found = replace(found, open=left)
            yield replace(found, period=_period(row), parts=_parts(row, kind))


def _period(row: dict) -> str:
    year, number = row.get("ReportingYear"), row.get("ReportingPeriod")
    return f"{year}/{int(number):02}" if year and number else ""


def _parts(row: dict, kind: entry.Book) -> tuple[Part, ...] | None:
    """None where lines did not come along."""
    told = row.get(kind.lines)
    lines = told.get("results") if isinstance(told, dict) else told
    wanted = {*_PARTS.split(",")}
    if not isinstance(lines, list) or any(wanted - one.keys() for one in lines):
        return None
    return tuple(
        Part(
            account=odata.read_text(one.get("GLAccountCode")),
            vat=odata.read_text(one.get("VATCode")),
            cost_centre=odata.read_text(one.get("CostCenter")),
            project=odata.read_text(one.get("CostUnit")),
            amount=kind.sign * odata.read_amount(one["AmountFC"]) + ZERO,
        )
        for one in lines
    )


def _open(api: Api, kind: entry.Book) -> dict[str, Decimal] | None:
    """{entry: what is open of it}, without sign."""
    resource = _BOOKS[kind][-1]
    found: dict[str, Decimal] = {}
    try:
        for row in api.rows(resource, "AmountFC,TransactionEntryID", "Status lt 50"):
            amount = abs(odata.read_amount(row["AmountFC"]))
            id_ = odata.read_code(row["TransactionEntryID"])
            found[id_] = found.get(id_, ZERO) + amount
    except OF_ONE_RESOURCE as error:
        api.leave_out(resource, error)
        return None
    return found


# Money on account


@dataclass(frozen=True, slots=True)
class _List:
    """Of outstanding items. ``terms``, ``type``: where, and as what, the invoices stand
    that are among them; ``sign``: of an amount there for one of ours, by what most
    say of it."""

    name: str
    role: ItemKind
    terms: str
    type: int
    sign: int


_RECEIVABLES = _List(
    "read/financial/ReceivablesList",
    ItemKind.CUSTOMER,
    "bulk/Cashflow/Receivables",
    20,
    1,
)
_PAYABLES = _List(
    "read/financial/PayablesList",
    ItemKind.SUPPLIER,
    "bulk/Cashflow/Payments",
    30,
    -1,
)


def on_account(
    api: Api, journals: Iterable[Item], since: date, purchases: bool
) -> Iterator[OnAccount]:
    """From the lists of outstanding items: terms leave some receipts out."""
    money = [one.ref.code for one in journals if one.attributes.get("use") in _MONEY]
    where = [f"JournalCode eq {odata.text(code)}" for code in money]
    for outstanding in [_RECEIVABLES, _PAYABLES] if purchases else [_RECEIVABLES]:
        try:
            yield from _outstanding(api, outstanding, where, since)
        except OF_ONE_RESOURCE as error:
            api.leave_out(outstanding.name, error)


def _outstanding(
    api: Api, outstanding: _List, where: list[str], since: date
) -> Iterator[OnAccount]:
    query = Query(
        outstanding.name,
        "AccountCode,Amount,CurrencyCode,InvoiceDate,JournalCode",
        more="EntryNumber",
    )
    sign = 0
    for row in api.any_of(query, where):
        day = odata.read_date(row["InvoiceDate"])
        if day is None or day < since:
            continue
        sign = sign or _sign(api, outstanding)
        journal = odata.read_code(row["JournalCode"])
        yield OnAccount(
            id="",
            relation=odata.read_code(row["AccountCode"]),
            role=outstanding.role,
            amount=sign * odata.read_amount(row["Amount"]),
            currency=odata.read_code(row["CurrencyCode"]),
            date=day,
            settlement=f"{journal}/{row.get('EntryNumber') or ''}",
            journal=journal,
        )


def _sign(api: Api, outstanding: _List) -> int:
    """Not everybody says the same of the sign of these amounts: that of an invoice,
    which is known from its term, tells."""
    try:
        term = api.first(
            outstanding.terms,
            "TransactionAmountFC,EntryNumber,Journal",
            f"Status eq 20 and TransactionType eq {outstanding.type}",
        )
        if not term:
            return outstanding.sign
        row = api.first(
            outstanding.name,
            "Amount",
            f"EntryNumber eq {term['EntryNumber']} and "
            f"JournalCode eq {odata.text(odata.read_text(term['Journal']))}",
        )
    except OF_ONE_RESOURCE:
        return outstanding.sign
    if not row:
        return outstanding.sign
    amounts = odata.read_amount(row["Amount"]) * odata.read_amount(
        term["TransactionAmountFC"]
    )
    return (amounts > 0) - (amounts < 0) or outstanding.sign
