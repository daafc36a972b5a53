"""Looking documents up: what stands in the ledger now?

Source: Exact Online REST API reference; YourRef is where foreign numbers go.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from odoo.addons.connector_base.ledger.matching import normal
from odoo.addons.connector_base.ledger.values import Booked, Item, ItemKind, Key

from . import entry, odata
from .api import Api
from .failures import OF_ONE_RESOURCE
from .query import Query

Cached = Callable[[ItemKind], list[Item]]


def find(
    api: Api, keys: Sequence[Key], options: entry.Options, codes: "Codes"
) -> dict[Key, list[Booked]]:
    """Many at a time; sales and purchases apart. With numbers of our own, what has
    the number under another reference is a hit too."""
    found: dict[Key, list[Booked]] = {key: [] for key in keys}
    for kind in (entry.SALES, entry.PURCHASES):
        mine = [key for key in keys if entry.book(key) is kind]
        query = Query(kind.resource, kind.select, more=kind.more)
        rows = {
            row["EntryID"]: row for row in api.any_of(query, _conditions(mine, options))
        }
        codes.learn(row[kind.relation] for row in rows.values())
        for row in rows.values():
            code = codes.of(row[kind.relation])
            for key in mine:
                if _is_hit(row, key, code, options):
                    found[key].append(entry.booked(row, _told(row, key), code))
    return found


def _told(row: dict, key: Key) -> Key:
    """As it stands there: what has our number may be under another reference."""
    return key if _is_same(row, key) else replace(key, number=row["YourRef"] or "")


def _is_same(row: dict, key: Key) -> bool:
    return normal(row["YourRef"] or "") == normal(entry.reference(key))


def _conditions(keys: list[Key], options: entry.Options) -> Iterable[str]:
    """However blanks were written."""
    for key in keys:
        for spelt in sorted({entry.reference(key), odata.clean(key.number)}):
            yield f"YourRef eq {odata.text(spelt)}"
    for key in keys:
        if number := entry.own_number(key, options):
            yield f"EntryNumber eq {number}"


def _is_hit(row: dict, key: Key, code: str, options: entry.Options) -> bool:
    is_taken = odata.read_code(row["Journal"]) == key.journal and row[
        "EntryNumber"
    ] == entry.own_number(key, options)
    if not (is_taken or _is_same(row, key)):
        return False
    return not key.relation or not code or normal(code) == normal(key.relation)


def row(api: Api, kind: entry.Book, id_: str) -> dict | None:
    """One entry as it stands there now; what of it can be told."""
    where = f"EntryID eq {odata.guid(id_)}"
    more = f"{kind.select.removeprefix('EntryID,')},{kind.more}"
    return api.first(kind.resource, "EntryID", where, more=more)


class Codes:
    """Codes of customers and suppliers by their ids: from what is cached, and of those
    that are not, asked for many at a time."""

    def __init__(self, api: Api, cached: Cached):
        self._api = api
        self._cached = cached
        self._known: dict[str, str] | None = None

    def learn(self, ids: Iterable[str]) -> None:
        """So that each is asked for once, and together."""
        wanted = set(ids)
        if not wanted:
            return
        if self._known is None:
            self._known = {
                item.ref.id: item.ref.code
                for kind in (ItemKind.CUSTOMER, ItemKind.SUPPLIER)
                for item in self._cached(kind)
                if item.ref.id
            }
        missing = sorted(wanted - self._known.keys())
        self._known |= dict.fromkeys(missing, "")
        conditions = [f"ID eq {odata.guid(id_)}" for id_ in missing]
        try:
            for row in self._api.any_of(Query("crm/Accounts", "ID,Code"), conditions):
                self._known[row["ID"]] = odata.read_code(row["Code"])
        except OF_ONE_RESOURCE as error:
            self._api.leave_out("crm/Accounts", error)

    def of(self, id_: str) -> str:
        """ "" where it is not known."""
        self.learn([id_])
        return (self._known or {}).get(id_, "")
