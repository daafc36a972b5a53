"""Payment import: which of our documents were touched, and by what.

At least two calls, terms and deletions since the last time; more only for what
changed. Each page can be kept once it is applied, so that who is stopped, by a minute's
calls or by a crash, goes on from the last of them.

Source: Exact Online REST API reference, sync and bulk resources.
"""

from collections.abc import Iterable, Iterator, Mapping

from odoo.addons.connector_base.ledger.money import ZERO
from odoo.addons.connector_base.ledger.reading import whole
from odoo.addons.connector_base.ledger.values import Changes, Ours, Settled

from . import const, entry, odata, terms
from .api import Api
from .cursor import Cursor
from .failures import OF_ONE_RESOURCE
from .query import Query
from .settled import settled

_TERMS, _DELETED = "sync/Cashflow/PaymentTerms", "sync/Deleted"
# Documents, and pairs of customer and day, that make one page: so many one query takes.
_PAGE, _GROUPS = 24, 12
# Of one that the ledger keeps no terms of.
_NO_LINE = "-"


class Importer:
    """One import. ``ours``: see ``port.Duties.changes``."""

    def __init__(self, api: Api, cursor: str, ours: Mapping[str, Ours]):
        self._api = api
        self._terms = terms.Lists(api)
        self._ours = ours
        self._at = Cursor.parse(cursor)
        self._is_first = not cursor
        # Whether what is as the mirror has it is not told again.
        self._compares = self._at.is_full
        self._is_resumed = self._at.is_full and bool(self._at.terms.above)
        memos = {id_: one.memo.split(" ") for id_, one in ours.items() if one.memo}
        self._lines = {memo[0]: id_ for id_, memo in memos.items()}
        self._accounts = {memo[1] for memo in memos.values() if len(memo) > 1}
        self._unknown = set(ours) - set(memos)
        self._met: set[str] = set()
        self._gone: set[str] = set()
        self._parts: dict[str, dict[str, terms.Term]] = {}
        api.recall(self._at.without)

    def changes(self) -> Iterator[Changes]:
        try:
            yield from self._read_terms()
        except OF_ONE_RESOURCE as error:
            self._api.leave_out(_TERMS, error)
            yield from self._read_ours()
            return
        yield from self._read_pending()
        yield from self._read_missing()
        yield from self._read_deleted()
        self._at.finish()
        yield self._page([])

    def _page(self, found: Iterable[Settled]) -> Changes:
        told = tuple(found)
        self._lines |= {one.memo.split(" ")[0]: one.id for one in told if one.memo}
        self._at.without = {one for one in self._api.without if "Cashflow/" in one}
        return Changes(cursor=self._at.text, settled=told)

    # Terms, as they changed

    def _read_terms(self) -> Iterator[Changes]:
        seen = self._at.terms
        query = Query(
            _TERMS,
            f"Timestamp,LineType,{terms.SELECT}",
            f"Timestamp gt {seen.floor}",
            more=terms.MORE,
        )
        for number, rows in enumerate(self._api.pages(query)):
            if not rows and not number and seen.above:
                # What was seen can't all be gone: the versions began anew.
                self._at.restart()
                yield from self._read_terms()
                return
            fresh = {
                version: terms.read(row)
                for row in rows
                if (version := whole(row["Timestamp"])) not in seen.above
            }
            yield from self._look_at(fresh)
            seen.pass_by(fresh)
            yield self._page([])

    def _look_at(self, fresh: dict[int, terms.Term]) -> Iterator[Changes]:
        """``fresh``: {version: what changed}."""
        pool = terms.Pool(fresh.values())
        ours = sorted({one.entry for one in pool if one.entry in self._ours})
        for some in odata.portions(ours, _PAGE):
            found = list(self._tell(some, pool))
            self._note(fresh, lambda term, some=some: term.entry in some)
            yield self._page(found)
        groups = set() if self._at.is_full else self._foreign(pool, set(ours))
        for some in odata.portions(sorted(groups, key=str), _GROUPS):
            pool.add(self._terms.by_groups(set(some)))
            mine = {
                term.entry
                for _side, group in some
                for term in pool.group(group)
                if term.entry in self._ours
            }
            found = list(self._tell(sorted(mine.difference(ours)), pool))
            days = {group for _side, group in some}
            self._note(fresh, lambda term, days=days: term.group in days)
            yield self._page(found)

    def _note(self, fresh: dict[int, terms.Term], is_done) -> None:
        self._at.terms.note(at for at, term in fresh.items() if is_done(term))

    def _foreign(self, pool: terms.Pool, ours: set[str]) -> set[terms.SideGroup]:
        """What was matched, on the account of somebody of ours, with nothing that came
        by: it may be ours."""
        known = {term.group for id_ in ours for term in pool.of(id_)}
        return {
            (term.side, term.group)
            for term in pool
            if term.matched
            and term.account in self._accounts
            and term.group not in known
            and not pool.is_closed(term.group)
        }

    # What is told of documents

    def _tell(self, ids: list[str], pool: terms.Pool) -> Iterator[Settled]:
        self._met |= set(ids)
        parts = {id_: pool.of(id_) for id_ in ids}
        if self._at.is_full:
            parts = {id_: self._gather(id_, mine) for id_, mine in parts.items()}
        else:
            lines = {
                (part.side, part.line)
                for mine in parts.values()
                if not terms.is_whole(mine)
                for part in mine
            }
            found = list(self._terms.by_lines(lines))
            pool.replace({line for _side, line in lines}, found)
            parts = {id_: pool.of(id_) for id_ in ids}
        yield from self._settled(parts, pool)

    def _gather(self, id_: str, parts: list[terms.Term]) -> list[terms.Term]:
        """A full read meets the other parts sooner or later; those of a document that
        never becomes whole are asked for at its end. Returns all, or none yet."""
        known = self._parts.pop(id_, {}) | {part.id: part for part in parts}
        if terms.is_whole(known.values()):
            self._at.pending.pop(id_, None)
            return list(known.values())
        self._parts[id_] = known
        self._at.pending[id_] = parts[0].line
        return []

    def _settled(
        self, parts: dict[str, list[terms.Term]], pool: terms.Pool
    ) -> Iterator[Settled]:
        whole = {
            id_: mine
            for id_, mine in parts.items()
            if mine and not self._is_known(id_, mine)
        }
        for mine in whole.values():
            pool.add(mine)
        groups = {one for mine in whole.values() for one in _not_closed(mine, pool)}
        pool.add(self._terms.by_groups(groups))
        for id_, mine in whole.items():
            days = {part.group for part in mine if part.matched}
            beside = [term for day in days for term in pool.group(day)]
            yield settled(id_, mine, beside)

    def _is_known(self, id_: str, parts: list[terms.Term]) -> bool:
        """A full read does not tell again what has the open amount of the mirror: by
        what it was settled was told when it was."""
        known = self._ours[id_]
        found = terms.open_of(parts), terms.total_of(parts), terms.memo(parts)
        return self._compares and found == (known.open, known.total, known.memo)

    # What did not come by itself

    def _read_pending(self) -> Iterator[Changes]:
        """Documents of which a full read did not meet all parts."""
        for some in odata.portions(sorted(self._at.pending), _PAGE):
            lines = {
                (self._side(id_), self._at.pending[id_])
                for id_ in some
                if id_ in self._ours
            }
            pool = terms.Pool(self._terms.by_lines(lines))
            found = list(self._settled({id_: pool.of(id_) for id_ in some}, pool))
            for id_ in some:
                del self._at.pending[id_]
            yield self._page(found)

    def _read_missing(self) -> Iterator[Changes]:
        """Documents of which no term came by: of a full read all of them, else those
        that never were told; what was adopted was there before it was ours."""
        ids = set(self._ours) if self._at.is_full else self._unknown
        if self._is_resumed:
            # Most of them were met before it was stopped. What is paid can't be deleted
            # but after that was undone, so whatever was is left to the next full read.
            ids = {id_ for id_ in ids if self._ours[id_].open} | self._unknown
        yield from self._ask_for(ids - self._met)

    def _read_ours(self) -> Iterator[Changes]:
        """Without the list of what changed: those of ours that are open, all of them
        where the base begins anew."""
        self._compares = True
        open_ = {id_ for id_, one in self._ours.items() if one.open}
        yield from self._ask_for(set(self._ours) if self._is_first else open_)
        yield from self._read_deleted()
        self._at.asked = ""
        yield self._page([])

    def _ask_for(self, ids: set[str]) -> Iterator[Changes]:
        """Where that is refused nothing is known, so nothing is told; not that all is
        gone either."""
        missing = sorted(id_ for id_ in ids if id_ > self._at.asked)
        for some in odata.portions(missing, _PAGE):
            wanted = {(self._side(id_), id_) for id_ in some}
            try:
                pool = terms.Pool(self._terms.by_entries(wanted))
            except OF_ONE_RESOURCE as error:
                self._api.leave_out("cashflow", error)
                return
            found = list(self._settled({id_: pool.of(id_) for id_ in some}, pool))
            found += self._alone([id_ for id_ in some if not pool.of(id_)])
            self._at.asked = some[-1]
            yield self._page(found)

    def _read_deleted(self) -> Iterator[Changes]:
        seen = self._at.deleted
        query = Query(
            _DELETED, "Timestamp,EntityType,EntityKey", f"Timestamp gt {seen.floor}"
        )
        try:
            for rows in self._api.pages(query):
                fresh = {
                    version: row["EntityKey"]
                    for row in rows
                    if (version := whole(row["Timestamp"])) not in seen.above
                    and row["EntityType"] == const.DELETED_LINE
                }
                ids = {self._lines[key] for key in fresh.values() if key in self._lines}
                for some in odata.portions(sorted(ids - self._gone), _PAGE):
                    yield self._page([one for one in self._alone(some) if one.gone])
                seen.pass_by(whole(row["Timestamp"]) for row in rows)
                yield self._page([])
        except OF_ONE_RESOURCE as error:
            # The weekly full read finds them, too.
            self._api.leave_out(_DELETED, error)

    def _alone(self, ids: list[str]) -> Iterator[Settled]:
        """Documents without terms: gone, or nothing is owed. Each is looked for: its
        lines may have been replaced only."""
        for kind in (entry.SALES, entry.PURCHASES):
            mine = [id_ for id_ in ids if self._book(id_) is kind]
            query = Query(kind.resource, "EntryID,AmountFC")
            where = [f"EntryID eq {odata.guid(id_)}" for id_ in mine]
            try:
                rows = list(self._api.any_of(query, where))
            except OF_ONE_RESOURCE as error:
                self._api.leave_out(kind.resource, error)
                continue
            there = {row["EntryID"]: odata.read_amount(row["AmountFC"]) for row in rows}
            for id_ in mine:
                if id_ not in there:
                    self._gone.add(id_)
                    yield Settled(id=id_, open=ZERO, gone=True)
                elif not there[id_]:
                    yield Settled(id=id_, open=ZERO, total=ZERO, memo=_NO_LINE)

    def _book(self, id_: str) -> entry.Book:
        return entry.book(self._ours[id_].key)

    def _side(self, id_: str) -> int:
        return terms.OWED if self._book(id_) is entry.SALES else terms.OWING


def _not_closed(parts: list[terms.Term], pool: terms.Pool) -> set[terms.SideGroup]:
    """What of them was matched with something that is not at hand."""
    return {
        (part.side, part.group)
        for part in parts
        if part.matched and not pool.is_closed(part.group)
    }
