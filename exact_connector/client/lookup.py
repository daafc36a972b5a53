"""Looking documents up by their numbers: what stands in the ledger now?

Source: Exact Online REST API reference; YourRef is where foreign numbers go.
"""

from collections.abc import Iterator, Sequence

from odoo.addons.connector_base.ledger.values import Booked, Key

from . import entry, odata
from .api import Api


def find(
    api: Api, keys: Sequence[Key], options: entry.Options
) -> dict[Key, list[Booked]]:
    """Many at a time; sales and purchases apart. With numbers of our own, what has
    the number under another reference is a hit too."""
    found: dict[Key, list[Booked]] = {key: [] for key in keys}
    codes = Codes(api)
    for kind in (entry.SALES, entry.PURCHASES):
        mine = [key for key in keys if entry.book(key) is kind]
        for some in odata.portions(mine):
            for row in _rows(api, kind, some, options):
                for key in some:
                    hit = _hit(row, key, kind, codes, options)
                    if hit and hit.id not in {one.id for one in found[key]}:
                        found[key].append(hit)
    return found


def _rows(api: Api, kind: entry.Book, keys: list[Key], options) -> Iterator[dict]:
    where = odata.either(f"YourRef eq {odata.text(key.number)}" for key in keys)
    yield from api.rows(kind.resource, kind.select, where)
    ours = filter(None, (entry.own_number(key, options) for key in keys))
    if numbers := odata.either(f"EntryNumber eq {number}" for number in ours):
        yield from api.rows(kind.resource, kind.select, numbers)


def _hit(row: dict, key: Key, kind: entry.Book, codes: "Codes", options):
    same = odata.read_text(row["YourRef"]).casefold() == key.number.casefold()
    taken = odata.read_text(row["Journal"]) == key.journal and row[
        "EntryNumber"
    ] == entry.own_number(key, options)
    if not (same or taken):
        return None
    code = codes.of(row[kind.relation])
    if key.relation and code != key.relation:
        return None
    return entry.booked(row, key, code)


def row(api: Api, kind: entry.Book, id_: str) -> dict | None:
    """One entry as it stands there now."""
    where = f"EntryID eq {odata.guid(id_)}"
    return next(api.rows(kind.resource, kind.select, where, top=1), None)


class Codes:
    """Codes of customers and suppliers by their ids; each is asked for once."""

    def __init__(self, api: Api):
        self._api = api
        self._known: dict[str, str] = {}

    def of(self, id_: str) -> str:
        if id_ not in self._known:
            where = f"ID eq {odata.guid(id_)}"
            row = next(self._api.rows("crm/Accounts", "ID,Code", where, top=1), None)
            self._known[id_] = odata.read_text(row["Code"]) if row else ""
        return self._known[id_]
