from datetime import timedelta

from odoo import api, fields, models

from ...ledger.errors import LedgerError
from ...ledger.port import has

TOGETHER = 25  # payments that are registered in one go
AUDIT_EVERY = timedelta(days=7)


class LedgerImporter(models.AbstractModel):
    """Payments: first the mirror is made to say what the ledger says, page by page;
    then Odoo is made to follow the mirror, document by document. A run that dies in
    between loses nothing, and a second run changes nothing."""

    _name = "ledger.importer"
    _description = "Ledger Payment Importer"
    _inherit = "ledger.work"
    _work = "import"
    _lock = 19_2602

    @api.model
    def _get_domain(self):
        return [("payment_import", "=", True)]

    @api.model
    def _run(self, run, turn):
        asked = run._is_asked_full()
        run._works()
        if not run.cursor:
            run.full_at = fields.Datetime.now()
        run._commit()
        done, _rows = self._import(run, run.cursor or "")
        if done and (asked or self._is_audit_due(run)):
            self._audit(run, asked)
        if not run._is_stopped():
            run._works(False)

    @api.model
    def _import(self, run, cursor):
        """What changed since ``cursor``: (whether all was read, what was registered or
        undone). What was read is applied, whatever ended the reading."""
        trouble = None
        try:
            done = self._fetch(run, cursor)
            run._done()
        except LedgerError as error:
            # Only reading: the next run begins where this one stopped.
            trouble, done = error, False
        run._commit()
        rows = self._apply(run)
        if trouble:
            raise trouble
        return done, rows

    # Audit

    @api.model
    def _is_audit_due(self, run):
        return not run.full_at or run.full_at < fields.Datetime.now() - AUDIT_EVERY

    @api.model
    def _audit(self, run, asked):
        """All documents from the beginning, for what a ledger forgot to call a change.
        What changed was imported just before, so what is found now is a repair."""
        run.full_at = fields.Datetime.now()
        done, repaired = self._import(run, "")
        if done and (asked or repaired):
            self.env["ledger.notice"]._tell_audit(run.connection_id, repaired)
            run._commit()

    @api.model
    def _fetch(self, run, cursor):
        """Returns whether all was read."""
        ours, exports = self.env["ledger.standing"]._get_ours(run.connection_id)
        if not ours or not has(run.connection_id._look(), "changes"):
            return True
        with run.connection_id._open() as ledger:
            # What was read so far is no reason to keep others waiting.
            run._commit()
            for page in ledger.changes(cursor, ours):
                run._stored(lambda page=page: self._mirror(run, page, exports))
                if run._is_stopped():
                    return False
        return True

    @api.model
    def _mirror(self, run, page, exports):
        for settled in page.settled:
            export = self.env["ledger.export"].browse(exports[settled.id])
            self.env["ledger.allocation"]._mirror(export, settled)
            export._seen(settled)
        run.cursor = page.cursor

    @api.model
    def _apply(self, run):
        """Returns what was registered or undone."""
        connection = run.connection_id
        rows = self.env["ledger.allocation"].search(
            [
                ("connection_id", "=", connection.id),
                ("state", "in", ("waiting", "conflict")),
            ]
        )
        self._apply_all(run, rows)
        news = rows.filtered(lambda row: row.state in ("applied", "cancelled"))
        if connection.notify == "once":
            self.env["ledger.notice"]._tell(connection, news)
            self.env["ledger.run"]._commit()
        return news

    @api.model
    def _apply_all(self, run, rows):
        by_export = rows.grouped("export_id").values()
        single = rows.union(*(mine for mine in by_export if len(mine) == 1))
        done = rows.browse()
        for start in range(0, len(single), TOGETHER):
            if run._is_stopped():
                return
            some = single[start : start + TOGETHER]._apply_together()
            done |= some
            self._keep(some)
        for mine in by_export:
            if mine not in done:
                if run._is_stopped():
                    return
                mine._apply()
                self._keep(mine)

    @api.model
    def _keep(self, rows):
        self.env["ledger.sender"]._tell(rows.export_id)
        self.env["ledger.run"]._commit()

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
                "Stopped: %(done)s of %(total)s payments registered.",
                done=done,
                total=done + left,
            )
        end = run._get_end(done, left)
        if not end:
            return self.env._("Reading payments.")
        return self.env._(
            "%(done)s of %(total)s payments registered, ready at %(time)s.",
            done=done,
            total=done + left,
            time=end,
        )
