from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...ledger.port import has

TOGETHER = 25  # invoices that are followed up in one go


class LedgerImporter(models.AbstractModel):
    """Payments, page by page: the mirror is made to say what the ledger says, Odoo is
    made to follow, and the cursor of the page is kept. A run that dies on the way loses
    nothing: what waits in the mirror is applied by the next one, which goes on from
    the last cursor; and a run in which nothing happened changes nothing.

    An audit reads all from the beginning, with a cursor of its own in ``run.left``,
    {"audit": see ``ledger.audit``, "told_at": see ``_tell``}, and so in several runs.
    """

    _name = "ledger.importer"
    _description = "Ledger Payment Importer"
    _inherit = "ledger.work"
    _work = "import"
    _lock = 19_2602

    @api.model
    def _get_domain(self):
        return [("payment_import", "=", True)]

    @api.model
    def _get_made(self):
        self.env["ledger.allocation"].flush_model(["entry_ids", "former_entry_ids"])
        return SQL(
            "(SELECT account_move_id FROM ledger_allocation_entry_rel UNION "
            "SELECT account_move_id FROM ledger_allocation_former_rel)"
        )

    @api.model
    def _run(self, run, turn):
        audit = self.env["ledger.audit"]
        run._works()
        if not run.cursor:
            # This one reads all, too.
            run.full_at = fields.Datetime.now()
        audit._plan(run, run._is_asked_full())
        self._tell_from_now_on(run)
        run._commit()
        done = self._apply_waiting(run, turn) and self._import(run, turn)
        if done:
            self._try_conflicts(run, turn)
            done = audit._go_on(run, turn)
        self._tell(run)
        if not run._is_stopped():
            run._works(not done)
        return done

    @api.model
    def _import(self, run, turn):
        """What changed since the last one; returns whether that is all."""

        def keep(cursor):
            run.cursor = cursor or run.cursor

        for _rows, is_whole in self._read(run, turn, run.cursor or "", keep):
            if not is_whole:
                return False
        run._stored(run._done)
        return True

    @api.model
    def _read(self, run, turn, cursor, keep):
        """Yields for each page (the rows that were registered or undone, whether that
        was all of it); its cursor is kept then. No time for all of it: that page is
        the last, and read once more by the next run; what was registered stays."""
        ours, exports = self.env["ledger.standing"]._get_ours(run.connection_id)
        if not ours or not has(run.connection_id._look(), "changes"):
            return
        mirror = self.env["ledger.mirror"]
        with run.connection_id._open() as ledger:
            # What was read so far is no reason to keep others waiting.
            run._commit()
            for number, page in enumerate(ledger.changes(cursor, ours)):
                # However late it is, each run gets on by a page.
                if run._is_stopped() or (number and turn.is_over()):
                    yield self.env["ledger.allocation"], False
                    return
                run._stored(lambda page=page: mirror._store(page.settled, exports))
                ids = [exports[one.id] for one in page.settled if one.id in exports]
                found = self.env["ledger.applier"]._filter_waiting(ids)
                rows, is_whole = self._apply(run, turn, found)
                if is_whole:
                    run._stored(lambda page=page: keep(page.cursor))
                yield rows, is_whole
                if not is_whole:
                    return

    @api.model
    def _apply_waiting(self, run, turn):
        """What the run before had read and had no time for."""
        exports = self.env["ledger.applier"]._get(run.connection_id, "waiting")
        return self._apply(run, turn, exports)[1]

    @api.model
    def _try_conflicts(self, run, turn):
        """Whatever stood in the way may be gone. Where there is no time for all of
        them, the next run begins with the others."""
        left = dict(run.left or {})
        exports = self.env["ledger.applier"]._get(run.connection_id, "conflict")
        tried = exports.filtered(lambda export: export.id <= left.get("tried", 0))
        last = []
        if self._apply(run, turn, (exports - tried) + tried, last)[1]:
            last = []
        if left.pop("tried", None) or last:
            if last:
                left["tried"] = last[-1]
            run._stored(lambda: run.write({"left": left}))

    @api.model
    def _apply(self, run, turn, exports, done=None):
        """(the rows that were registered or undone, whether that was all); ``done``
        takes the ids of what was looked at."""
        found = self.env["ledger.allocation"]
        for start in range(0, len(exports), TOGETHER):
            if run._is_stopped() or (start and turn.is_over()):
                return found, False
            turn.check_guard()
            some = exports[start : start + TOGETHER]
            changed = []
            run._stored(lambda some=some, to=changed: self._apply_some(some, to))
            found = found.union(*changed[-1:])
            if done is not None:
                done += some.ids
        return found, True

    @api.model
    def _apply_some(self, exports, changed):
        changed.append(self.env["ledger.applier"]._apply(exports))
        self.env["ledger.sender"]._tell(exports)

    # Notices, where each import is told

    @api.model
    def _tell_from_now_on(self, run):
        """What a run that died had registered is told by the next."""
        left = dict(run.left or {})
        if run.connection_id.notify == "once":
            before = run.begun_at - timedelta(seconds=1)
            left.setdefault("told_at", fields.Datetime.to_string(before))
        else:
            left.pop("told_at", None)
        if left != (run.left or {}):
            run.left = left or False

    @api.model
    def _tell(self, run):
        """Whom the connection names, of what came since the last time."""
        left, now = dict(run.left or {}), fields.Datetime.now()
        if since := left.get("told_at"):
            rows = self.env["ledger.allocation"].search(
                [
                    ("connection_id", "=", run.connection_id.id),
                    ("applied_at", ">", since),
                    ("applied_at", "<=", now),
                ]
            )
            self.env["ledger.notice"]._tell(run.connection_id, rows)
            run.left = {**left, "told_at": fields.Datetime.to_string(now)}
        run._commit()

    # What others want to know

    @api.model
    def _is_settled(self, export):
        return any(export.allocation_ids.mapped("present"))

    @api.model
    def _get_counts(self, connections):
        groups = self.env["ledger.allocation"]._read_group(
            [("connection_id", "in", connections.ids), ("state", "=", "conflict")],
            ["connection_id"],
            ["__count"],
        )
        return {"conflict_count": {one.id: count for one, count in groups}}

    @api.model
    def _get_progress(self, run):
        if not run.since:
            return ""
        rows = self.env["ledger.allocation"]
        mine = [("connection_id", "=", run.connection_id.id)]
        handled = [("state", "!=", "waiting"), ("applied_at", ">=", run.since)]
        done = rows.search_count([*mine, *handled])
        left = rows.search_count([*mine, ("state", "=", "waiting")])
        if run.connection_id.stopped:
            return self.env._(
                "Stopped. Payments registered: %(done)s of %(total)s.",
                done=done,
                total=done + left,
            )
        end = run._get_end(done, left)
        if not end:
            return self.env._("Reading payments.")
        return self.env._(
            "Payments registered: %(done)s of %(total)s, ready at %(time)s.",
            done=done,
            total=done + left,
            time=end,
        )
