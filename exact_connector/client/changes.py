"""Payment import: which of our documents were touched, and by what.

At least two calls, terms and deletions since the last time; more only for what
changed. Source: Exact Online REST API reference, sync and bulk resources.
"""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from odoo.addons.connector_base.ledger.values import Changes, Settled

from . import const, odata, settled
from .api import Api

_TERMS, _DELETED = "sync/Cashflow/PaymentTerms", "sync/Deleted"
# By the type of the term: what customers owe, and what we do.
_BULK = {20: "bulk/Cashflow/Receivables", 22: "bulk/Cashflow/Payments"}
# Versions of rows whose transactions were open may appear late: so many are read
# again, and those that were seen are left out.
_WINDOW = 500
_PAGE = 200  # documents
_GROUPS = 12  # pairs of conditions in one filter
_ROUNDS = 3  # of following what was matched with what


class Importer:
    def __init__(self, api: Api):
        self._api = api

    def changes(self, cursor: str, ours: Mapping[str, str]) -> Iterator[Changes]:
        """``cursor``: JSON of the versions reached; anything else is the beginning."""
        state = _state(cursor)
        fresh, reached = self._fresh(state)
        deleted, gone_at = self._deleted(state)
        pool = fresh if not state else self._completed(fresh, ours)
        found = list(_settled(pool, ours))
        told = {one.id for one in found}
        suspects = {ours[key] for key in deleted if key in ours}
        if not state:
            suspects |= set(ours.values())
        found += self._gone(suspects - told)
        new = json.dumps({**reached, "deleted": gone_at})
        pages = [found[i : i + _PAGE] for i in range(0, len(found), _PAGE)] or [[]]
        for page in pages:
            last = page is pages[-1]
            yield Changes(cursor=new if last else cursor, settled=tuple(page))

    def _fresh(self, state: dict) -> tuple[dict[str, settled.Term], dict]:
        """The terms that changed, by id, and the versions reached."""
        since, seen = state.get("terms", 0), set(state.get("seen", ()))
        found, versions = {}, set(seen)
        start = max(since - _WINDOW, 0)
        for row in self._api.rows(
            _TERMS, f"Timestamp,LineType,{settled.SELECT}", f"Timestamp gt {start}"
        ):
            version = int(row["Timestamp"])
            if version not in seen:
                versions.add(version)
                found[row["ID"]] = settled.read(row)
        last = max(versions, default=since)
        kept = sorted(one for one in versions if one > last - _WINDOW)
        return found, {"terms": last, "seen": kept}

    def _deleted(self, state: dict) -> tuple[list[str], int]:
        last = state.get("deleted", 0)
        keys = []
        for row in self._api.rows(
            _DELETED, "Timestamp,EntityType,EntityKey", f"Timestamp gt {last}"
        ):
            last = max(last, int(row["Timestamp"]))
            if row["EntityType"] in const.DELETED_TYPES:
                keys.append(row["EntityKey"])
        return keys, last

    # What belongs to it

    def _completed(self, fresh: dict, ours: Mapping[str, str]) -> dict:
        """All terms of the documents of ours that are concerned, and all that was
        matched with them."""
        pool: dict[str, settled.Term] = {}
        lines: set[tuple[int, str]] = set()
        groups: set[tuple[int, tuple]] = set()
        wanted = {(t.side, t.line) for t in fresh.values() if t.entry in ours}
        asked = {(t.side, t.group) for t in fresh.values() if t.matched}
        for _round in range(_ROUNDS):
            if not (wanted - lines or asked - groups):
                break
            for term in self._by_lines(wanted - lines):
                pool[term.id] = term
            lines |= wanted
            asked |= {
                (t.side, t.group)
                for t in pool.values()
                if t.matched and t.entry in ours
            }
            for term in self._by_groups(asked - groups):
                pool[term.id] = term
            groups |= asked
            wanted = {(t.side, t.line) for t in pool.values() if t.entry in ours}
        return pool

    def _by_lines(self, wanted: set[tuple[int, str]]) -> Iterator[settled.Term]:
        for side in _BULK:
            lines = sorted(line for own, line in wanted if own == side)
            for some in odata.portions(lines):
                yield from self._bulk(
                    side,
                    odata.either(f"TransactionID eq {odata.guid(one)}" for one in some),
                )

    def _by_groups(self, asked: set[tuple[int, tuple]]) -> Iterator[settled.Term]:
        for side in _BULK:
            groups = sorted(g for own, g in asked if own == side and all(g))
            for some in odata.portions(groups, _GROUPS):
                where = odata.either(
                    f"(Account eq {odata.guid(account)} and "
                    f"EndDate eq {odata.moment(end)})"
                    for account, end in some
                )
                yield from self._bulk(side, f"Status eq {const.MATCHED} and ({where})")

    def _bulk(self, side: int, where: str) -> Iterator[settled.Term]:
        for row in self._api.rows(_BULK[side], settled.SELECT, where):
            yield settled.read({**row, "LineType": side})

    # What is not there any more

    def _gone(self, suspects: set[str]) -> Iterator[Settled]:
        """Each is looked for: its lines may have been replaced only."""
        for some in odata.portions(sorted(suspects)):
            where = odata.either(f"EntryID eq {odata.guid(one)}" for one in some)
            rows = self._api.rows("financialtransaction/Transactions", "EntryID", where)
            there = {row["EntryID"] for row in rows}
            for id_ in some:
                if id_ not in there:
                    yield Settled(id=id_, open=Decimal(0), gone=True)


def _settled(
    pool: dict[str, settled.Term], ours: Mapping[str, str]
) -> Iterator[Settled]:
    parts: dict[str, list[settled.Term]] = {}
    groups: dict[tuple, list[settled.Term]] = {}
    for term in pool.values():
        if term.entry in ours:
            parts.setdefault(term.entry, []).append(term)
        if term.matched:
            groups.setdefault(term.group, []).append(term)
    for entry, mine in parts.items():
        beside = {
            term.id: term
            for part in mine
            if part.matched
            for term in groups.get(part.group, ())
        }
        yield settled.settled(entry, mine, beside.values())


def _state(cursor: str) -> dict:
    try:
        state = json.loads(cursor or "{}")
        return state if isinstance(state, dict) else {}
    except ValueError:
        return {}
