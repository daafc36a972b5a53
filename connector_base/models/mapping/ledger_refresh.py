from datetime import datetime, timedelta

from odoo import api, fields, models

from ...ledger.errors import ProtocolError, Throttled
from ...ledger.http import utcnow
from ...ledger.values import ItemKind
from .ledger_item_store import PORTION

# In the order of their use: mappings need the first ones. Kinds that only some ledger
# has come last.
KINDS = tuple(
    kind.value
    for kind in (
        ItemKind.ACCOUNT,
        ItemKind.JOURNAL,
        ItemKind.VAT,
        ItemKind.COST_CENTRE,
        ItemKind.PROJECT,
        ItemKind.CONDITION,
        ItemKind.PERIOD,
        ItemKind.TEXT,
        ItemKind.CUSTOMER,
        ItemKind.SUPPLIER,
    )
)
OVERLAP = timedelta(minutes=10)  # read again: clocks differ
FULL_EVERY = timedelta(days=7)


class LedgerRefresh(models.AbstractModel):
    """Master data, fetched kind by kind, each stored and committed by itself: the next
    one is asked for while nothing is locked. What was fetched is kept, so that a ledger
    that slows us down gets there too, in several goes.

    ``run.left`` is {"todo": [kinds], "seen": [ids of the first of them], "since":
    {kind: moment}, "started": moment} while it is under way, and always "synced":
    {kind: when its last refresh began}.
    """

    _name = "ledger.refresh"
    _description = "Refresh of Master Data"
    _inherit = "ledger.work"
    _work = "items"
    _lock = 19_2604
    # Once a night: the cron runs in between for refreshes left half done.
    _every = timedelta(hours=20)
    _unfinished = "todo"

    @api.model
    def _run(self, run, turn):
        connection = run.connection_id
        full = run._is_asked_full()
        with connection._open() as ledger:
            if full or not (run.left or {}).get("todo"):
                self._start(run, ledger, full)
            refused = None
            while todo := run.left.get("todo"):
                if turn.is_over() or run._is_stopped():
                    return False
                try:
                    self._refresh_kind(run, ledger, ItemKind(todo[0]))
                except ProtocolError as error:
                    # Of this kind: what is cached stays, and the others come.
                    refused = refused or error
                    run._stored(lambda: self._pass_over(run))
        run._stored(lambda: self._finish(run, refused))
        return True

    @api.model
    def _chosen(self, connection, currency, shared):
        self.env["ledger.books"]._chosen(connection, currency, shared)

    @api.model
    def _start(self, run, ledger, full):
        synced = (run.left or {}).get("synced") or {}
        now = fields.Datetime.now()
        full = full or not run.full_at or run.full_at < now - FULL_EVERY
        kinds = {kind.value for kind in ledger.traits.incremental}
        since = {} if full else {kind: synced[kind] for kind in kinds & set(synced)}
        kinds = [kind.value for kind in ledger.kinds]
        todo = sorted(kinds, key=[*KINDS, *kinds].index)
        run.left = {"todo": todo, "seen": [], "since": since, "synced": synced}
        if full:
            run.full_at = now
        # What was asked for is under way: whatever interrupts it, it goes on by what
        # is left and does not begin anew.
        asked = self.env["ledger.request"].sudo()
        asked._get_due(run.connection_id, self._work).unlink()
        run._works()
        run._commit()

    @api.model
    def _refresh_kind(self, run, ledger, kind):
        store, state = self.env["ledger.item.store"], dict(run.left)
        seen, since = set(state["seen"]), state["since"].get(kind.value, "")
        started = state.get("started") or utcnow().replace(microsecond=0).isoformat()
        connection, part, throttled = run.connection_id, [], None

        def keep():
            """Each portion: what was fetched stays, whatever comes after it."""
            run._stored(lambda: store._keep_all(connection, kind, part))
            part.clear()

        try:
            for item in ledger.items(kind, since, frozenset(seen)):
                part.append(item)
                seen.add(item.ref.id or item.ref.code)
                if len(part) == PORTION:
                    keep()
        except Throttled as error:
            throttled = error
            left = {**state, "seen": sorted(seen), "started": started}
        else:
            moment = datetime.fromisoformat(started) - OVERLAP
            synced = {**state["synced"], kind.value: moment.isoformat()}
            todo = {"todo": state["todo"][1:], "seen": [], "since": state["since"]}
            left = {**todo, "synced": synced}
        keep()

        def finish():
            if not (since or throttled):
                store._archive(connection, kind, seen)
            run.left = left

        run._stored(finish)
        if throttled:
            raise throttled

    @api.model
    def _pass_over(self, run):
        todo = run.left["todo"][1:]
        kept = {name: run.left[name] for name in ("since", "synced")}
        run.left = {"todo": todo, "seen": [], **kept}

    @api.model
    def _finish(self, run, refused=None):
        """``refused``: the first kind that was; told, and tried again next night."""
        told = {}
        if refused:
            detail = (refused.detail or "").replace("\0", "")
            told = {"problem_code": refused.code, "problem_detail": detail}
        self.env["ledger.suggestion"]._suggest(run.connection_id)
        self.env["ledger.health"]._tell(run.connection_id)
        run._works(False)
        run._done(left={"synced": run.left["synced"]}, **told)

    @api.model
    def _get_progress(self, run):
        left = len((run.left or {}).get("todo") or [])
        if not left:
            return ""
        all_ = len(run.connection_id._look().kinds)
        return self.env._(
            "Master data is being fetched: %(done)s of %(all)s kinds are there.",
            done=all_ - left,
            all=all_,
        )

    @api.model
    def _check(self, connections):
        self.env["ledger.scope"]._check_journals(connections.company_id)

    @api.model
    def _warn_of_start(self, connection):
        return self.env["ledger.scope"]._warn_of_history(connection)

    @api.model
    def _get_warnings(self, connection):
        health = self.env["ledger.health"]
        texts = [health._get_text(connection), *health._get_remarks(connection)]
        return "\n".join(filter(None, texts)) or False

    @api.model
    def _remarked(self, connection, remarks):
        self.env["ledger.remark"]._note(connection, remarks)

    @api.model
    def _get_counts(self, connections):
        groups = self.env["ledger.mapping"]._read_group(
            [("connection_id", "in", connections.ids)], ["connection_id"], ["__count"]
        )
        return {"mapping_count": {one.id: count for one, count in groups}}
