"""Entries that stand there already: changed, removed.

Source: Exact Online REST API reference; a PUT takes no lines.
"""

from odoo.addons.connector_base.ledger.values import Booked, Document, Rejected

from . import const, entry, lookup, odata, refusals
from .api import Api
from .failures import Refused


def amend(
    api: Api, booked: Booked, document: Document, options: entry.Options
) -> dict | Rejected:
    """The row of the entry as it is then. New lines before the old ones go: without a
    line there is no entry. What was there before is what goes, so that it may be
    repeated."""
    kind = entry.book(document.key)
    found = lookup.row(api, kind, booked.id)
    if found is None or found["Status"] == const.PROCESSED:
        return Rejected(code="not_draft", message=booked.number, field="Status")
    before = _lines(api, kind, booked.id)
    try:
        api.put(kind.resource, booked.id, entry.header(document, options))
        for line in entry.lines(document):
            api.post(kind.line, {"EntryID": booked.id, **line})
    except Refused as refused:
        _take_back(api, kind, booked.id, before)
        return refusals.rejected(str(refused))
    for id_ in before:
        api.delete(kind.line, id_)
    return lookup.row(api, kind, booked.id) or {}


def remove(api: Api, booked: Booked) -> Rejected | None:
    kind = entry.book(booked.key)
    found = lookup.row(api, kind, booked.id)
    if found is None:
        return None
    if found["Status"] == const.PROCESSED:
        return Rejected(code="not_draft", message=booked.number, field="Status")
    try:
        api.delete(kind.resource, booked.id)
    except Refused as refused:
        return refusals.rejected(str(refused))
    return None


def _lines(api: Api, kind: entry.Book, id_: str) -> list[str]:
    where = f"EntryID eq {odata.guid(id_)}"
    return [row["ID"] for row in api.rows(kind.line, "ID", where)]


def _take_back(api: Api, kind: entry.Book, id_: str, before: list[str]) -> None:
    """The new lines of a change that was refused half-way."""
    for line in _lines(api, kind, id_):
        if line not in before:
            api.delete(kind.line, line)
