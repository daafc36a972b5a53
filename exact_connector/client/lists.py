"""The whole of the books: entries of some days with what is open of each, and money
that settles nothing.

Source: Exact Online REST API reference, bulk and read resources.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.values import (
    Booked,
    Item,
    ItemKind,
    Key,
    Kind,
    OnAccount,
)

from . import entry, lookup, odata
from .api import Api

_MONEY = ("bank", "cash")
_OUTSTANDING = "AccountCode,Amount,CurrencyCode,EntryNumber,InvoiceDate,JournalCode"


def booked(api: Api, start: date, end: date, purchases: bool) -> Iterator[Booked]:
    """With what is open of each: one more list for all."""
    open_ = _open(api)
    codes = lookup.Codes(api)
    where = f"EntryDate ge {odata.moment(start)} and EntryDate le {odata.moment(end)}"
    books = [(entry.SALES, Kind.INVOICE, Kind.CREDIT_NOTE)]
    if purchases:
        books.append((entry.PURCHASES, Kind.BILL, Kind.BILL_CREDIT_NOTE))
    for kind, positive, negative in books:
        for row in api.rows(kind.resource, kind.select, where):
            key = Key(
                kind=positive if odata.read_amount(row["AmountFC"]) >= 0 else negative,
                journal=odata.read_text(row["Journal"]),
                number=odata.read_text(row["YourRef"]),
            )
            found = entry.booked(row, key, codes.of(row[kind.relation]))
            sign = -1 if found.total is not None and found.total < 0 else 1
            left = odata.read_amount(sign * open_.get(found.id, ZERO))
            yield replace(found, open=left)


def _open(api: Api) -> dict:
    """{entry: what is open of it}, without sign."""
    found: dict = {}
    select = "AmountFC,TransactionEntryID"
    for resource in ("bulk/Cashflow/Receivables", "bulk/Cashflow/Payments"):
        for row in api.rows(resource, select, "Status lt 50"):
            amount = abs(odata.read_amount(row["AmountFC"]))
            id_ = row["TransactionEntryID"]
            found[id_] = found.get(id_, ZERO) + amount
    return found


def on_account(
    api: Api, journals: Iterable[Item], since: date, purchases: bool
) -> Iterator[OnAccount]:
    """From the lists of outstanding items: terms leave some receipts out."""
    money = [one.ref.code for one in journals if one.attributes["use"] in _MONEY]
    lists = [("read/financial/ReceivablesList", ItemKind.CUSTOMER, 1)]
    if purchases:
        # What is owed to a supplier is positive there.
        lists.append(("read/financial/PayablesList", ItemKind.SUPPLIER, -1))
    for resource, role, sign in lists:
        for some in odata.portions(money):
            where = odata.either(f"JournalCode eq {odata.text(code)}" for code in some)
            for row in api.rows(resource, _OUTSTANDING, where):
                day = odata.read_date(row["InvoiceDate"])
                if day is None or day < since:
                    continue
                journal = odata.read_text(row["JournalCode"])
                yield OnAccount(
                    id="",
                    relation=odata.read_text(row["AccountCode"]),
                    role=role,
                    amount=sign * odata.read_amount(row["Amount"]),
                    currency=odata.read_text(row["CurrencyCode"]),
                    date=day,
                    settlement=f"{journal}/{row['EntryNumber']}",
                )
