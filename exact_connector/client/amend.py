"""Entries that stand there already: changed as a whole or not at all, removed.

Source: Exact Online REST API reference; a PUT takes no lines.
"""

from decimal import Decimal

from odoo.addons.connector_base.ledger.errors import InDoubt
from odoo.addons.connector_base.ledger.values import Booked, Document, Rejected

from . import const, entry, lookup, odata, refusals
from .api import Api
from .failures import Denied, Missing, Refused

_VAT = "VATAmountFC"
_LINE = f"GLAccount,AmountFC,VATCode,Description,CostCenter,CostUnit,Notes,{_VAT}"
# Of a header: what else may be written, by which it is put back as it was.
_HEADER = (
    "DueDate,Description,PaymentReference,PaymentCondition,ReportingYear,"
    "ReportingPeriod,OrderNumber"
)
_NUMBERS = ("AmountFC", _VAT, "Rate", "ReportingYear", "ReportingPeriod", "OrderNumber")
_IDS = ("GLAccount", "Customer", "Supplier")


def amend(
    api: Api, booked: Booked, document: Document, options: entry.Options
) -> dict | Rejected:
    """The row of the entry as it is then."""
    kind = entry.book(document.key)
    try:
        found = _row(api, kind, booked.id)
    except (Refused, Denied) as error:
        return _rejected(error)
    if found is None or found.get("Status") == const.PROCESSED:
        return Rejected(code="not_draft", message=booked.number, field="Status")
    change = _Change(api, kind, found)
    try:
        change.make(document, options)
    except (Refused, Denied) as error:
        change.undo()
        return _rejected(error)
    return lookup.row(api, kind, booked.id) or {}


class _Change:
    """Of one entry. First the lines that are missing, for without a line there is no
    entry; then the header; lines that are too many go last. Who dies in between leaves
    lines of both, and the next try knows them again."""

    def __init__(self, api: Api, kind: entry.Book, found: dict):
        self._api, self._kind, self._found = api, kind, found
        self._id = found["EntryID"]
        self._before: list[dict] = []
        self._written: dict = {}
        self._is_touched = False

    def make(self, document: Document, options: entry.Options) -> None:
        """Raises Refused."""
        self._before = self._lines()
        missing, spare = _compare(self._before, entry.lines(document))
        self._is_touched = True
        for line in missing:
            values = {"EntryID": self._id, **line}
            self._api.post(self._kind.line, values, const.SPARE_OF_ENTRY)
        if values := self._changed(document, options):
            self._put(values)
        for row in spare:
            self._delete(row["ID"])

    def _put(self, values: dict) -> None:
        try:
            self._api.put(self._kind.resource, self._id, values, const.SPARE_OF_ENTRY)
        except Refused as refused:
            if not refused.is_certain:
                self._written = values
            raise
        self._written = values

    def _changed(self, document: Document, options: entry.Options) -> dict:
        """What of the header is not so already: some of it can't be written once the
        entry is paid, not even to what it is."""
        values = entry.header(document, options)
        is_home = document.currency == document.company_currency
        if is_home and _plain("Rate", self._found.get("Rate")) not in ("", "1"):
            values["Rate"] = Decimal(1)
        return {
            name: value
            for name, value in values.items()
            if name not in self._found
            or _plain(name, self._found[name]) != _plain(name, value)
        }

    def undo(self) -> None:
        """As it was. Where that is refused too, the next try goes on from here."""
        if not self._is_touched:
            return
        try:
            there = {row["ID"] for row in self._lines()}
            for row in self._before:
                if row["ID"] not in there:
                    self._api.post(self._kind.line, self._as_posted(row))
            if self._written:
                self._api.put(self._kind.resource, self._id, self._as_was())
            for id_ in sorted(there - {row["ID"] for row in self._before}):
                self._delete(id_)
        except (Refused, Denied) as error:
            raise InDoubt("in_doubt", error.detail) from error

    def _as_posted(self, row: dict) -> dict:
        values = {name: row.get(name) for name in _LINE.split(",")}
        known = {name: value for name, value in values.items() if value is not None}
        return {"EntryID": self._id, **known}

    def _as_was(self) -> dict:
        return {
            name: odata.read_date(value)
            if (value := self._found.get(name)) and name.endswith("Date")
            else value
            for name in self._written
            if name in self._found
        }

    def _lines(self) -> list[dict]:
        where = f"EntryID eq {odata.guid(self._id)}"
        return list(self._api.rows(self._kind.line, "ID", where, more=_LINE))

    def _delete(self, id_: str) -> None:
        try:
            self._api.delete(self._kind.line, id_)
        except (Denied, Missing):
            # So it says of a line that is gone, too.
            if any(row["ID"] == id_ for row in self._lines()):
                raise


def _row(api: Api, kind: entry.Book, id_: str) -> dict | None:
    where = f"EntryID eq {odata.guid(id_)}"
    more = f"{kind.more},{_HEADER}"
    return api.first(kind.resource, kind.select, where, more=more)


def _compare(rows: list[dict], wanted: list[dict]) -> tuple[list[dict], list[dict]]:
    """(lines that are missing, rows that are too many)"""
    missing, spare = [], list(rows)
    for line in wanted:
        row = next((row for row in spare if _is_same(row, line)), None)
        if row is None:
            missing.append(line)
        else:
            spare.remove(row)
    return missing, spare


def _is_same(row: dict, line: dict) -> bool:
    """Whether the row says that already. VAT that is not told is the code's."""
    return all(
        _plain(name, row.get(name)) == _plain(name, line.get(name))
        for name in _LINE.split(",")
        if name != _VAT or name in line
    )


def _plain(name: str, value) -> str:
    """As it is compared, in whatever form it came."""
    if value is None:
        return ""
    if name in _NUMBERS:
        return format(Decimal(str(value)).normalize(), "f")
    if name.endswith("Date") and isinstance(value, str):
        value = odata.read_date(value)
    told = str(value).strip()
    return told.lower() if name in _IDS else told


def remove(api: Api, booked: Booked, resource: str) -> Rejected | None:
    where = f"EntryID eq {odata.guid(booked.id)}"
    try:
        found = api.first(resource, "EntryID", where, more="Status")
        if found is None:
            return None
        if found.get("Status") == const.PROCESSED:
            return Rejected(code="not_draft", message=booked.number, field="Status")
        api.delete(resource, booked.id)
    except (Refused, Denied) as error:
        return _rejected(error)
    except Missing:
        # Somebody else was faster.
        return None
    return None


def _rejected(error: Refused | Denied) -> Rejected:
    if isinstance(error, Denied):
        return Rejected(code="refused", message=error.detail)
    return refusals.rejected(error.detail)
