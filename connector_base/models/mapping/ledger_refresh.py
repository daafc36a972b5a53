from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...ledger.errors import LedgerError, Throttled
from ...ledger.http import utcnow
from ...ledger.values import ItemKind

# In the order of their use: mappings need the first ones.
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
        ItemKind.CUSTOMER,
        ItemKind.SUPPLIER,
    )
)
PART = 50  # items that are stored at once
OVERLAP = timedelta(minutes=10)  # read again: clocks differ
FULL_EVERY = timedelta(days=7)
# What a cron may wait for its turn, within the time that Odoo gives it.
CRON_PATIENCE = 40


class LedgerConnection(models.Model):
    """Master data, fetched kind by kind. What was fetched is kept, so that a ledger
    that slows us down gets there too, in several goes."""

    _inherit = "ledger.connection"

    # {"todo": [kinds], "seen": [codes of the first of them], "since": {kind: moment}}
    refresh = fields.Json(readonly=True, copy=False)
    # {kind: when its last refresh began}
    synced = fields.Json(readonly=True, copy=False)
    full_refresh_at = fields.Datetime(readonly=True, copy=False)
    refresh_progress = fields.Char(compute="_compute_refresh_progress")

    @api.depends("refresh")
    def _compute_refresh_progress(self):
        for connection in self:
            left = len((connection.refresh or {}).get("todo") or [])
            connection.refresh_progress = bool(left) and self.env._(
                "Master data is being fetched: %(done)s of %(all)s kinds are there.",
                done=len(KINDS) - left,
                all=len(KINDS),
            )

    def action_refresh_items(self):
        """All master data. Where the ledger slows us down the rest follows by cron."""
        for connection in self:
            connection._start_refresh()
            try:
                with connection._explained(but=Throttled):
                    connection._go_on_refreshing()
            except Throttled as error:
                connection._refresh_later(error)

    def _refresh_later(self, error):
        cron = self.env.ref("connector_base.ir_cron_refresh_items").sudo()
        cron._trigger(error.retry_at)

    def _start_refresh(self, incremental=False):
        self.ensure_one()
        synced = self.synced or {}
        since = {}
        if incremental:
            with self._open() as ledger:
                kinds = {kind.value for kind in ledger.capabilities.incremental}
            since = {kind: synced[kind] for kind in kinds if kind in synced}
        self.refresh = {"todo": list(KINDS), "seen": [], "since": since}
        if not since:
            self.full_refresh_at = fields.Datetime.now()

    def _go_on_refreshing(self):
        """Until done, or until Throttled is raised: then what came is stored."""
        self.ensure_one()
        with self._open() as ledger:
            while todo := (self.refresh or {}).get("todo"):
                self._refresh_kind(ledger, ItemKind(todo[0]))
        self.last_items_at = fields.Datetime.now()
        self.env["ledger.mapping"]._suggest(self)
        self._check_health()

    def _refresh_kind(self, ledger, kind):
        items = self.env["ledger.item"]
        state = dict(self.refresh)
        seen, since = set(state["seen"]), state["since"].get(kind.value, "")
        started = state.get("started") or utcnow().replace(microsecond=0).isoformat()
        part = []
        try:
            for item in ledger.items(kind, since, frozenset(seen)):
                part.append(item)
                seen.add(item.ref.id or item.ref.code)
        except Throttled:
            items._replace(self, kind, part, complete=False)
            self.refresh = {**state, "seen": sorted(seen), "started": started}
            raise
        items._replace(self, kind, part, complete=not since, seen=seen)
        moment = datetime.fromisoformat(started) - OVERLAP
        self.synced = {**(self.synced or {}), kind.value: moment.isoformat()}
        self.refresh = (
            {"todo": state["todo"][1:], "seen": [], "since": state["since"]}
            if state["todo"][1:]
            else False
        )

    # Cron

    @api.model
    def _cron_refresh_items(self):
        """Every night, and whenever a refresh was left half done."""
        self = self.with_context(ledger_patience=CRON_PATIENCE)
        for connection in self.search([("state", "=", "connected")]):
            try:
                connection._refresh_by_cron()
            except (UserError, LedgerError) as error:
                self.env.cr.rollback()
                connection._note_refresh_failure(error)
            # One connection's failure must not undo another's refresh.
            self.env["ir.cron"]._commit_progress(1)

    def _refresh_by_cron(self):
        if not self.refresh:
            if not self._is_refresh_due():
                return
            now = fields.Datetime.now()
            full = not self.full_refresh_at or self.full_refresh_at < now - FULL_EVERY
            self._start_refresh(incremental=not full)
        try:
            self._go_on_refreshing()
        except Throttled as error:
            self._refresh_later(error)

    def _is_refresh_due(self):
        """Once a night: the cron runs in between for refreshes left half done."""
        last = self.last_items_at
        return not last or last < fields.Datetime.now() - timedelta(hours=20)

    def _note_refresh_failure(self, error):
        """Told once: the same every night helps nobody."""
        code = error.code if isinstance(error, LedgerError) else "refused"
        if isinstance(error, LedgerError):
            self._failed(error)
        elif self.problem_code != code:
            self.message_post(body=str(error))
