"""ExactLedger: the port for one division of Exact Online."""

import base64
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    NotAuthorised,
    ProtocolError,
)
from odoo.addons.connector_base.ledger.http import Session, utcnow
from odoo.addons.connector_base.ledger.port import Ledger
from odoo.addons.connector_base.ledger.values import (
    Administration,
    Booked,
    Capabilities,
    Changes,
    Check,
    Document,
    Item,
    ItemKind,
    Key,
    Kind,
    OnAccount,
    Rejected,
    Relation,
)

from . import const, entry, faults, items, lookup, odata, relations
from .api import Api, Refused
from .importer import Importer

_FILES = "documents/DocumentAttachments"
_MONEY = ("bank", "cash")
_OUTSTANDING = "AccountCode,Amount,CurrencyCode,EntryNumber,InvoiceDate,JournalCode"


class ExactLedger(Ledger):
    """One division. ``division`` may be empty for ``administrations`` only.

    ``link_base``, ``own_numbers``: see ``entry.Options``. ``purchases``: whether bills
    are looked after too. ``clock``: now in naive UTC.
    """

    capabilities = Capabilities(
        batch_size=1,
        amend=True,
        remove=True,
        link=True,
        attach=True,
        numbers=True,
        conditions=True,
        booked=True,
        on_account=True,
        incremental=frozenset({ItemKind.CUSTOMER, ItemKind.SUPPLIER}),
        settle_seconds=const.SETTLE,
        timeout=const.TIMEOUT,
    )

    def __init__(
        self,
        session: Session,
        token: Callable[..., str],
        site: str,
        division: str = "",
        *,
        link_base: str = "",
        own_numbers: bool = False,
        purchases: bool = True,
        clock: Callable[[], datetime] = utcnow,
    ):
        self.api = Api(session, token, site, division)
        self._options = entry.Options(link_base=link_base, own_numbers=own_numbers)
        self._purchases = purchases
        self._clock = clock

    def administrations(self) -> list[Administration]:
        """Those of the licence of the division that the user had open last."""
        select = "CurrentDivision"
        (me,) = self.api.rows("current/Me", select, division=False)
        current = str(me["CurrentDivision"])
        for resource in ("hrm/Divisions", "system/Divisions"):
            try:
                rows = self.api.rows(
                    f"{current}/{resource}",
                    "Code,Description,Currency",
                    division=False,
                )
                return [
                    Administration(
                        code=str(row["Code"]),
                        name=odata.read_text(row["Description"]),
                        currency=odata.read_text(row["Currency"]),
                    )
                    for row in rows
                ]
            except (NotAuthorised, ProtocolError) as error:
                if error.code == "token_rejected":
                    raise
        return [Administration(code=current, name=current)]

    def items(
        self, kind: ItemKind, since: str = "", seen: Container[str] = ()
    ) -> Iterator[Item]:
        return self._read(items.items(self.api, kind, since, self._clock().date()))

    @staticmethod
    def _read(rows: Iterator[Item]) -> Iterator[Item]:
        """A query that is refused is our bug, or a right that is missing."""
        try:
            yield from rows
        except Refused as refused:
            raise ProtocolError("refused", str(refused)) from refused

    def relations(self, like: Relation) -> list[Item]:
        return relations.candidates(self.api, like)

    def save_relation(
        self, relation: Relation, changed: Collection[str] = ()
    ) -> Item | Rejected:
        return relations.save(self.api, relation, changed)

    def post(self, documents: Sequence[Document]) -> list[Booked | Rejected]:
        (document,) = documents
        if refused := entry.refusal(document, self._options):
            return [refused]
        kind = entry.book(document.key)
        try:
            made = self.api.post(kind.resource, entry.entry(document, self._options))
        except Refused as refused:
            return [faults.rejected(str(refused))]
        return [self._booked(made, document)]

    def _booked(self, row: dict, document: Document) -> Booked:
        try:
            return entry.booked(row, document.key, document.relation.code)
        except (KeyError, TypeError) as error:
            # It is booked, but as what?
            raise InDoubt("unexpected_answer", "entry without its number") from error

    def amend(self, booked: Booked, document: Document) -> Booked | Rejected:
        """New lines before the old ones go: without a line there is no entry. What
        was there before is what goes, so that it may be repeated."""
        if refused := entry.refusal(document, self._options):
            return refused
        kind = entry.book(document.key)
        found = self._entry(kind, booked.id)
        if found is None or found["Status"] == const.PROCESSED:
            return Rejected(code="not_draft", message=booked.number, field="Status")
        before = [row["ID"] for row in self._lines(kind, booked.id)]
        try:
            self.api.put(
                kind.resource, booked.id, entry.header(document, self._options)
            )
            for line in entry.lines(document):
                self.api.post(kind.line, {"EntryID": booked.id, **line})
        except Refused as refused:
            self._take_back(kind, booked.id, before)
            return faults.rejected(str(refused))
        for id_ in before:
            self.api.delete(kind.line, id_)
        return self._booked(self._entry(kind, booked.id) or {}, document)

    def _entry(self, kind: entry.Book, id_: str) -> dict | None:
        where = f"EntryID eq {odata.guid(id_)}"
        return next(self.api.rows(kind.resource, kind.select, where, top=1), None)

    def _lines(self, kind: entry.Book, id_: str) -> list[dict]:
        where = f"EntryID eq {odata.guid(id_)}"
        return list(self.api.rows(kind.line, "ID", where))

    def _take_back(self, kind: entry.Book, id_: str, before: list[str]) -> None:
        """The new lines of a change that was refused half-way."""
        for row in self._lines(kind, id_):
            if row["ID"] not in before:
                self.api.delete(kind.line, row["ID"])

    def remove(self, booked: Booked, reason: str) -> Rejected | None:
        kind = entry.book(booked.key)
        found = self._entry(kind, booked.id)
        if found is None:
            return None
        if found["Status"] == const.PROCESSED:
            return Rejected(code="not_draft", message=booked.number, field="Status")
        try:
            self.api.delete(kind.resource, booked.id)
        except Refused as refused:
            return faults.rejected(str(refused))
        return None

    def attach(self, booked: Booked, name: str, content: bytes) -> Rejected | None:
        if len(content) > const.MAX_FILE:
            return Rejected(
                code="refused", message=f"{len(content)} > {const.MAX_FILE}"
            )
        file = booked.file
        if not file:
            found = self._entry(entry.book(booked.key), booked.id)
            file = odata.read_guid(found and found["Document"])
        if not file:
            return Rejected(code="refused", message="no document", field="Document")
        where = f"Document eq {odata.guid(file)}"
        if name in {
            row["FileName"] for row in self.api.rows(_FILES, "FileName", where)
        }:
            return None
        values = {
            "Document": file,
            "FileName": name,
            "Attachment": base64.b64encode(content).decode(),
        }
        try:
            self.api.post(_FILES, values)
        except Refused as refused:
            return faults.rejected(str(refused))
        return None

    def find(self, keys: Sequence[Key]) -> dict[Key, list[Booked]]:
        return lookup.find(self.api, keys, self._options)

    def changes(self, cursor: str, ours: Mapping[str, str]) -> Iterator[Changes]:
        return Importer(self.api).changes(cursor, ours)

    def booked(self, start: date, end: date) -> Iterator[Booked]:
        """With what is open of each: one more list for all."""
        open_ = self._open()
        codes = lookup.Codes(self.api)
        where = (
            f"EntryDate ge {odata.moment(start)} and EntryDate le {odata.moment(end)}"
        )
        books = [(entry.SALES, Kind.INVOICE, Kind.CREDIT_NOTE)]
        if self._purchases:
            books.append((entry.PURCHASES, Kind.BILL, Kind.BILL_CREDIT_NOTE))
        for kind, positive, negative in books:
            for row in self.api.rows(kind.resource, kind.select, where):
                amount = odata.read_amount(row["AmountFC"])
                key = Key(
                    kind=positive if amount >= 0 else negative,
                    journal=odata.read_text(row["Journal"]),
                    number=odata.read_text(row["YourRef"]),
                )
                found = entry.booked(row, key, codes.of(row[kind.relation]))
                sign = -1 if found.total < 0 else 1
                left = odata.read_amount(sign * open_.get(found.id, 0))
                yield replace(found, open=left)

    def _open(self) -> dict:
        """{entry: what is open of it}, without sign."""
        found: dict = {}
        select = "AmountFC,TransactionEntryID"
        for resource in ("bulk/Cashflow/Receivables", "bulk/Cashflow/Payments"):
            for row in self.api.rows(resource, select, "Status lt 50"):
                amount = abs(odata.read_amount(row["AmountFC"]))
                id_ = row["TransactionEntryID"]
                found[id_] = found.get(id_, 0) + amount
        return found

    def on_account(self, since: date) -> Iterator[OnAccount]:
        """From the lists of outstanding items: terms leave some receipts out."""
        journals = self.items(ItemKind.JOURNAL)
        money = [one.ref.code for one in journals if one.attributes["use"] in _MONEY]
        lists = [("read/financial/ReceivablesList", ItemKind.CUSTOMER, 1)]
        if self._purchases:
            # What is owed to a supplier is positive there.
            lists.append(("read/financial/PayablesList", ItemKind.SUPPLIER, -1))
        for resource, role, sign in lists:
            for some in odata.portions(money):
                where = odata.either(
                    f"JournalCode eq {odata.text(code)}" for code in some
                )
                for row in self.api.rows(resource, _OUTSTANDING, where):
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

    def check(self) -> list[Check]:
        trials = {
            "administrations": lambda: ", ".join(
                one.code for one in self.administrations()
            ),
            "accounts": lambda: self._first("financial/GLAccounts"),
            "vat": lambda: self._first("vat/VATCodes"),
            "journals": lambda: self._first("financial/Journals"),
            "customers": lambda: self._first("crm/Accounts") or "ok",
            "transactions": lambda: (
                self._first("salesentry/SalesEntries", "EntryID") or "ok"
            ),
        }
        return [self._try(name, trial) for name, trial in trials.items()]

    def _first(self, resource: str, select: str = "Code") -> str:
        row = next(self.api.rows(resource, select, top=1), None)
        return odata.read_text(str(row[select])) if row else ""

    @staticmethod
    def _try(name: str, trial: Callable[[], str]) -> Check:
        """Raises what concerns every call: the token, the network, the limits."""
        try:
            detail = trial()
        except NotAuthorised as error:
            if error.code not in ("access_denied", "administration_denied"):
                raise
            return Check(name=name, passed=False, detail=error.detail)
        except (ProtocolError, Refused) as error:
            return Check(name=name, passed=False, detail=str(error))
        return Check(name=name, passed=bool(detail), detail=detail)
