"""Files beside entries, each on a document that belongs to the entry.

Exact makes that document for a purchase entry by itself; for a sales entry it is made
here, once there is a file for it.

Source: Exact Online REST API reference, documents/Documents and DocumentAttachments.
"""

import base64

from odoo.addons.connector_base.ledger.errors import InDoubt
from odoo.addons.connector_base.ledger.values import Booked, Document, Rejected

from . import const, entry, lookup, odata, refusals
from .api import Api
from .failures import OF_ONE_RESOURCE, Denied, Refused

_DOCUMENTS, _FILES = "documents/Documents", "documents/DocumentAttachments"


class Files:
    """Of the entries that were booked since it was made it knows that nothing lies
    beside them, and asks nobody."""

    def __init__(self, api: Api):
        self._api = api
        self._fresh: dict[str, str] = {}  # {entry: its customer or supplier}
        self._documents: dict[str, str] = {}  # {entry: its document}

    def booked(self, booked: Booked, document: Document) -> None:
        self._fresh[booked.id] = document.relation.id

    def attach(self, booked: Booked, name: str, content: bytes) -> str | Rejected:
        """The document that the file lies in; one of the same name is left there."""
        if len(content) > const.MAX_FILE:
            message = f"{len(content)} > {const.MAX_FILE}"
            return Rejected(code="refused", message=message, field="Attachment")
        try:
            return self._attach(booked, odata.tidy(name), content)
        except Refused as refused:
            return refusals.rejected(refused.detail)
        except Denied as denied:
            return Rejected(code="refused", message=denied.detail, field="Document")

    def _attach(self, booked: Booked, name: str, content: bytes) -> str | Rejected:
        account = self._fresh.pop(booked.id, None)
        file = booked.file or self._documents.get(booked.id, "")
        if file and account is None and self._is_there(file, name):
            return file
        if not file and account is None:
            found = lookup.row(self._api, entry.book(booked.key), booked.id)
            if found is None:
                return Rejected(code="not_draft", message=booked.number)
            account = found.get(entry.book(booked.key).relation)
            file = odata.read_guid(found.get("Document")) or self._left(booked)
            if file and self._is_there(file, name):
                return file
        file = file or self._new(booked, account or "")
        self._documents[booked.id] = file
        values = {
            "Document": file,
            "FileName": name,
            "Attachment": base64.b64encode(content).decode(),
        }
        self._api.post(_FILES, values)
        return file

    def _is_there(self, file: str, name: str) -> bool:
        where = f"Document eq {odata.guid(file)}"
        rows = self._api.rows(_FILES, "FileName", where)
        return name in {row["FileName"] for row in rows}

    def _left(self, booked: Booked) -> str:
        """The document that a try before, cut off, had made."""
        where = f"FinancialTransactionEntryID eq {odata.guid(booked.id)}"
        try:
            row = self._api.first(_DOCUMENTS, "ID", where)
        except OF_ONE_RESOURCE as error:
            self._api.leave_out(_DOCUMENTS, error)
            return ""
        if row:
            self._name(booked, row["ID"])
        return row["ID"] if row else ""

    def _new(self, booked: Booked, account: str) -> str:
        values = {
            "Type": entry.book(booked.key).document,
            "Subject": odata.tidy(booked.key.number)[: const.DESCRIPTION],
            "Account": account,
            "DocumentDate": booked.date,
            "FinancialTransactionEntryID": booked.id,
        }
        known = {name: value for name, value in values.items() if value}
        made = self._api.post(_DOCUMENTS, known, const.SPARE_OF_DOCUMENT)
        if not made.get("ID"):
            raise InDoubt("unexpected_answer", f"{_DOCUMENTS} without ID")
        self._name(booked, made["ID"])
        return made["ID"]

    def _name(self, booked: Booked, file: str) -> None:
        """On the entry, too. One that can't be changed any more is named by the
        document."""
        try:
            kind = entry.book(booked.key)
            self._api.put(kind.resource, booked.id, {"Document": file})
        except (Refused, Denied) as error:
            self._api.remark("field_refused", f"Document: {error.detail}")
