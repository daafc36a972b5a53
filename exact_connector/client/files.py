"""Files beside entries.

Source: Exact Online REST API reference, documents/DocumentAttachments.
"""

import base64

from odoo.addons.connector_base.ledger.values import Booked, Rejected

from . import const, entry, lookup, odata, refusals
from .api import Api
from .failures import Refused

_FILES = "documents/DocumentAttachments"


def attach(api: Api, booked: Booked, name: str, content: bytes) -> Rejected | None:
    """One of the same name is left as it is."""
    if len(content) > const.MAX_FILE:
        return Rejected(code="refused", message=f"{len(content)} > {const.MAX_FILE}")
    file = booked.file
    if not file:
        found = lookup.row(api, entry.book(booked.key), booked.id)
        file = odata.read_guid(found["Document"]) if found else ""
    if not file:
        return Rejected(code="refused", message="no document", field="Document")
    where = f"Document eq {odata.guid(file)}"
    if name in {row["FileName"] for row in api.rows(_FILES, "FileName", where)}:
        return None
    values = {
        "Document": file,
        "FileName": name,
        "Attachment": base64.b64encode(content).decode(),
    }
    try:
        api.post(_FILES, values)
    except Refused as refused:
        return refusals.rejected(str(refused))
    return None
