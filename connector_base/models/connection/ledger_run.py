import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models, sql_db
from odoo.tools.misc import format_datetime, format_time

from ...ledger.errors import LedgerError, NotAuthorised, Throttled, Unavailable

_logger = logging.getLogger(__name__)

# A cron ends after so many seconds and asks for the next one: Odoo kills it later.
TIME_BOX = 45
# So much of it each connection gets at least, however many there are.
LEAST_SHARE = 5
# What a work may wait for its turn at the ledger, within the time that Odoo gives it.
CRON_PATIENCE = 40
# Who meets another writer begins again from what is committed.
TRIES = 5
# Somebody else is at work on the connection: a look again.
BUSY = timedelta(minutes=1)
CRONS = {
    "export": "ir_cron_export",
    "night": "ir_cron_enqueue_at_night",
    "import": "ir_cron_import",
    "items": "ir_cron_refresh_items",
    "relations": "ir_cron_update_relations",
    "control": "ir_cron_control",
    "notices": "ir_cron_tell_payments",
}


@dataclass(frozen=True)
class Turn:
    """The time that one run has. ``guard``: the cursor that holds its lock."""

    guard: object
    deadline: float

    def is_over(self):
        return time.monotonic() > self.deadline

    def check_guard(self):
        """A lost guard means that somebody else may be at work: raises then."""
        self.guard.execute("SELECT 1")


class LedgerRun(models.Model):
    """One kind of work on one connection: when it was done, how far it is, what came of
    it. Written by that work alone, so that nothing that a person does, and no other
    work, waits for it or makes it roll back."""

    _name = "ledger.run"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _description = "Ledger Run"
    _order = "connection_id, work"
    _rec_name = "work"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    work = fields.Selection(
        [
            ("export", "Export"),
            ("night", "Export of the night"),
            ("import", "Payment import"),
            ("items", "Master data"),
            ("relations", "Customers and suppliers"),
            ("control", "Control report"),
            ("notices", "Notices of payments"),
        ],
        required=True,
        readonly=True,
    )
    begun_at = fields.Datetime("Last Begun", readonly=True)
    done_at = fields.Datetime("Last Done", readonly=True)
    full_at = fields.Datetime("Last Full Run", readonly=True)
    since = fields.Datetime(
        "Busy Since",
        readonly=True,
        help="Since when there was always something to do.",
    )
    cursor = fields.Char(readonly=True, help="The ledger's word: read up to here.")
    left = fields.Json(readonly=True, help="What is needed to go on later.")
    problem_code = fields.Char(readonly=True)
    problem_detail = fields.Char(readonly=True)
    problem = fields.Char(compute="_compute_problem")
    progress = fields.Char(compute="_compute_progress")

    _work_uniq = models.Constraint(
        "UNIQUE (connection_id, work)", "There is one row for each work."
    )

    @api.depends("problem_code", "problem_detail")
    @api.depends_context("lang")
    def _compute_problem(self):
        for run in self:
            run.problem = self.env["ledger.problem"]._words(
                run.problem_code,
                detail=run.problem_detail,
                connection=run.connection_id,
            )

    @api.depends_context("lang", "tz")
    def _compute_progress(self):
        services = self.env["ledger.work"]._services()
        for run in self:
            service = services.get(run.work)
            run.progress = service is not None and service._get_progress(run)

    # Rows

    @api.model
    def _get(self, connections, work):
        """The rows of this work, made where there are none."""
        runs = self.sudo().search(
            [("connection_id", "in", connections.ids), ("work", "=", work)],
            order="begun_at NULLS FIRST, id",
        )
        missing = connections - runs.connection_id
        return (
            runs.create([{"connection_id": one.id, "work": work} for one in missing])
            | runs
        )

    def _filter_due(self, every):
        """Those that somebody asked for, or that were not done for so long."""
        work = self[:1].work
        asked = self.env["ledger.request"].sudo()._get_due(self.connection_id, work)
        limit = every and fields.Datetime.now() - every
        return self.filtered(
            lambda run: (
                run.connection_id in asked.connection_id
                or not (run.done_at and limit)
                or run.done_at <= limit
            )
        )

    # The loop

    @api.model
    def _cron(self, work):
        """One work on all connections that are due, the one first that waits longest,
        each with a fair share of the time."""
        deadline = time.monotonic() + TIME_BOX
        self = self.with_context(ledger_patience=CRON_PATIENCE)
        service = self.env["ledger.work"]._services()[work]
        connections = self.env["ledger.connection"].search(
            [("state", "=", "connected"), *service._get_domain()]
        )
        runs = service._get_ready(self._get(connections, work))
        self._commit()
        for index, run in enumerate(runs):
            left = deadline - time.monotonic()
            if left < 0:
                runs[index:].connection_id._ask(work)
                break
            share = max(left / (len(runs) - index), LEAST_SHARE)
            if not run._go(time.monotonic() + min(share, left)):
                run.connection_id._ask(work, fields.Datetime.now() + BUSY)
            self.env["ir.cron"]._commit_progress(1)
        self.env["ir.cron"]._commit_progress(0, remaining=0)

    def _go(self, deadline):
        """The work on this connection. Its trouble, our own bugs included, is noted
        here and stops nobody else. Returns False when somebody else is at it."""
        self.ensure_one()
        self = self.with_company(self.company_id)
        with self._guard() as guard:
            if guard is None:
                return False
            error = self._try(Turn(guard, deadline))
            if error:
                self._stored(lambda: self._failed(error))
        return True

    def _try(self, turn):
        """Returns the ``LedgerError`` that it came to, or None."""
        for _attempt in range(TRIES):
            try:
                self._work_once(turn)
                return None
            except OperationalError:
                # Somebody changed the same record meanwhile.
                self.env.cr.rollback()
                _logger.info("%s meets another writer", self._name_it())
            except LedgerError as error:
                self.env.cr.rollback()
                return error
            except Exception:
                self.env.cr.rollback()
                _logger.exception("%s failed", self._name_it())
                return Unavailable("internal_error")
        self._stored(lambda: self.connection_id._ask(self.work))
        return None

    def _stored(self, write):
        """``write()`` in a transaction of its own, again where another writer was
        first. What is not committed yet must not be of use to anybody."""
        for attempt in range(1, TRIES + 1):
            try:
                write()
                self.env.flush_all()
                self._commit()
                return
            except OperationalError:
                self.env.cr.rollback()
                if attempt == TRIES:
                    raise

    def _name_it(self):
        return f"{self.work} of ledger connection {self.connection_id.id}"

    def _work_once(self, turn):
        connection = self.connection_id
        if connection.state != "connected" or self._is_stopped():
            return
        asked = self.env["ledger.request"].sudo()._get_due(connection, self.work)
        self.begun_at = fields.Datetime.now()
        self._commit()
        service = self.env["ledger.work"]._services()[self.work]
        done = service._run(self, turn)
        asked.exists().unlink()
        if done is False and not self._is_stopped():
            connection._ask(self.work)
        self._commit()

    def _is_asked_full(self):
        """Whether somebody asked for all of it."""
        asked = self.env["ledger.request"].sudo()
        return True in asked._get_due(self.connection_id, self.work).mapped("full")

    # The lock and the commits

    @contextmanager
    def _guard(self):
        """A cursor that holds the lock, or None when somebody else works. Always a
        connection of its own, also in tests: the lock is the real one."""
        lock = self.env["ledger.work"]._services()[self.work]._lock
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(%s, %s)",
                [lock, self.connection_id.id],
            )
            yield cursor if cursor.fetchone()[0] else None

    @api.model
    def _commit(self):
        """What was decided so far must be known to the next one, come what may."""
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _is_stopped(self):
        """As it is stored now, whatever was read before."""
        connection = self.connection_id
        connection.invalidate_recordset(["stopped", "state"])
        return connection.stopped

    # What came of it

    def _done(self, **values):
        """It went well: what was said of an outage is over."""
        now = fields.Datetime.now()
        clear = {"problem_code": False, "problem_detail": False}
        self.write({"done_at": now, **clear, **values})

    def _failed(self, error):
        """Told on the card; what the admin has to mend stops the connection."""
        if isinstance(error, NotAuthorised):
            self.env["ledger.login"]._refused(self.connection_id, error)
            return
        detail = (error.detail or "").replace("\0", "")
        if (self.problem_code, self.problem_detail or "") != (error.code, detail):
            self.write({"problem_code": error.code, "problem_detail": detail})
        if isinstance(error, Throttled):
            self.connection_id._ask(self.work, error.retry_at)

    def _works(self, busy=True):
        """To be called where there is something to do, and when nothing is left."""
        if bool(self.since) != busy:
            self.since = busy and fields.Datetime.now()

    def _get_end(self, done, left):
        """When all will be done at the present rate, as text; "" when nobody knows."""
        now = fields.Datetime.now()
        if not (done and self.since):
            return ""
        seconds = (now - self.since).total_seconds() / done * left
        end = now + timedelta(seconds=seconds)
        local = fields.Datetime.context_timestamp(self, end)
        if local.date() == fields.Date.context_today(self):
            return format_time(self.env, local.time(), time_format="short")
        return format_datetime(self.env, end, dt_format="short")
