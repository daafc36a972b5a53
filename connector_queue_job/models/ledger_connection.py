import time
from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, fields, models

from odoo.addons.connector_base.models.connection.ledger_run import (
    CRON_PATIENCE,
    TIME_BOX,
)
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

# Jobs for later begin at such marks, so that rows due about then share one.
MARK = timedelta(seconds=10)
# s until a job looks again whether somebody else still works on the connection
BUSY = 5
# So long does no job lie about where a runner does its duty.
NEGLECTED = timedelta(minutes=10)


class LedgerConnection(models.Model):
    _inherit = "ledger.connection"

    def _trigger_work(self, work, at):
        """One job for each connection instead of a cron for all of them. The outbox
        stays the truth: a job says only that it is worth a look, and the cron, which
        goes on at its interval, finds what a lost one left."""
        able = self.filtered(lambda c: c._has_job_runner(work))
        # As the cron: by the system's user, without the language of who pressed.
        system = self.env(user=SUPERUSER_ID, context={})
        for connection in able.with_env(system):
            for eta in _marks(at):
                connection.with_delay(
                    eta=eta,
                    identity_key=connection._job_key(work, eta),
                    description=f"{connection.name}: {work}",
                )._job_work(work)
        others = self - able
        if others:
            return super(LedgerConnection, others)._trigger_work(work, at)
        return None

    def _job_key(self, work, eta=None):
        key = f"ledger {work} {self.id}"
        return f"{key} {eta}" if eta else key

    def _has_job_runner(self, work):
        """Whether jobs for this connection are run: a runner holds its lock on this
        database, and has not left an earlier job lying."""
        self.env.cr.execute(
            """SELECT 1 FROM pg_locks
            JOIN pg_database ON pg_database.oid = pg_locks.database
            WHERE datname = current_database() AND locktype = 'advisory'
            AND objsubid = 1 AND granted
            AND (classid::bigint << 32) | objid::bigint = %s""",
            [PG_ADVISORY_LOCK_ID],
        )
        return bool(self.env.cr.rowcount) and not self.env[
            "queue.job"
        ].sudo().search_count(
            [
                ("identity_key", "=", self._job_key(work)),
                ("state", "in", ("pending", "enqueued")),
                ("date_created", "<", fields.Datetime.now() - NEGLECTED),
            ],
            limit=1,
        )

    def _job_work(self, work):
        """What the cron does, for one connection."""
        if self.exists().state != "connected":
            return
        runs = self.env["ledger.run"].with_context(ledger_patience=CRON_PATIENCE)
        run = runs._get(self, work)
        if run._is_resting() and all(run._get_asked().mapped("heard")):
            # A job of its own comes when it has rested.
            return
        deadline = time.monotonic() + TIME_BOX
        done = run._go(deadline)
        if work == "export":
            done = done and time.monotonic() < deadline
        if not done:
            raise RetryableJobError("Goes on soon", seconds=BUSY, ignore_retry=True)


def _marks(at):
    """None for now, and the next mark for each moment later."""
    now = fields.Datetime.now()
    moments = [at] if isinstance(at, datetime) else at or [now]
    return {
        moment + (datetime.min - moment) % MARK if moment > now else None
        for moment in moments
    }
