import logging
import time
from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models, sql_db
from odoo.tools import mute_logger
from odoo.tools.misc import format_datetime, format_time

from ...ledger.errors import LedgerError, NotAuthorised, Throttled, Unavailable
from ...ledger.turns import Turn, pause

_logger = logging.getLogger(__name__)

# A cron ends after so many seconds and asks for the next one: Odoo kills it later.
TIME_BOX = 45
# So much of it each connection gets at least, however many there are.
LEAST_SHARE = 5
# What a work may wait for its turn at the ledger, within the time that Odoo gives it.
CRON_PATIENCE = 40
# Who meets another writer begins again from what is committed.
TRIES = 5
# Another work keeps this one from the connection: a look again.
BUSY = timedelta(minutes=1)
# The first try after a failure, where nobody comes by before.
SOON = timedelta(seconds=30)
# What of a connection says whose invoices are its own, and where they go.
CHECKED = ["company_id", "journal_ids", "entry_journal_ids", "start_date"]
CHECKED += ["active", "setup_step", "server_url"]
CRONS = {
    "export": "ir_cron_export",
    "night": "ir_cron_enqueue_at_night",
    "import": "ir_cron_import",
    "items": "ir_cron_refresh_items",
    "relations": "ir_cron_update_relations",
    "control": "ir_cron_control",
    "notices": "ir_cron_tell_payments",
}
# Crons that do the same beside the first one, on other connections.
HELPERS = {"export": 3, "import": 2, "items": 1, "relations": 1, "control": 1}
# s that a call may be waited for beyond a turn, so that it ends before Odoo's limit
GRACE = 10


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
    next_at = fields.Datetime(
        "Rests Until",
        readonly=True,
        help="Stored before each try, so that whoever dies at it comes back later and "
        "later; empty when all went well.",
    )
    tries = fields.Integer(readonly=True, help="Since it went well last.")
    done_at = fields.Datetime("Last Done", readonly=True)
    full_at = fields.Datetime("Last Full Run", readonly=True)
    since = fields.Datetime(
        "Busy Since",
        readonly=True,
        help="Since when there was always something to do.",
    )
    cursor = fields.Char(readonly=True, help="The ledger's word: read up to here.")
    left = fields.Json(readonly=True, help="What is needed to continue later.")
    problem_code = fields.Char(readonly=True)
    problem_detail = fields.Char(readonly=True)
    problem = fields.Char(compute="_compute_problem")
    progress = fields.Char(compute="_compute_progress")

    _work_uniq = models.Constraint(
        "UNIQUE (connection_id, work)", "There is one row for each work."
    )

    @api.depends("problem_code", "problem_detail", "next_at")
    @api.depends_context("lang", "tz")
    def _compute_problem(self):
        for run in self:
            words = self.env["ledger.problem"]._words(
                run.problem_code,
                detail=run.problem_detail,
                connection=run.connection_id,
            )
            rests = ""
            if words and run._is_resting():
                until = run._get_time(run.next_at)
                rests = self.env._("This connection rests until %(time)s.", time=until)
            run.problem = words and f"{words} {rests}".strip()

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
        missing = connections._origin - runs.connection_id
        made = [{"connection_id": one.id, "work": work} for one in missing]
        return runs.create(made) | runs

    def _filter_due(self, every, half_done):
        """Those that somebody asked for, that were not done for so long, or that are
        half done. One that failed rests before, unless somebody asked since."""
        requests = self.env["ledger.request"].sudo()
        asked = requests._get_due(self.connection_id, self[:1].work)
        again = asked.filtered(lambda request: not request.heard).connection_id
        some, limit = asked.connection_id, every and fields.Datetime.now() - every

        def is_due(run):
            if run.next_at:
                return run.connection_id in again or not run._is_resting()
            is_late = not (run.done_at and limit) or run.done_at <= limit
            return is_late or run.connection_id in some or run in half_done

        return self.filtered(is_due)

    def _is_resting(self):
        return bool(self.next_at) and self.next_at > fields.Datetime.now()

    # The loop

    @api.model
    def _cron(self, work, helping=False):
        """One work on all connections that are due, the one first that waits longest,
        each with a fair share of the time. Several crons do it at one time: what one
        took is left to it by the others."""
        deadline = time.monotonic() + TIME_BOX
        self = self.with_context(ledger_patience=CRON_PATIENCE)
        service = self.env["ledger.work"]._services()[work]
        connections = self.env["ledger.connection"].search(
            [("state", "=", "connected"), *service._get_domain()]
        )
        runs = service._get_ready(self._get(connections, work))
        if len(runs) > 1 and not helping:
            self._wake(work, first=False)
        seen = {run: run.begun_at for run in runs}
        self._commit()
        while runs:
            left = deadline - time.monotonic()
            if left < 0:
                runs.filtered(lambda run: run.begun_at == seen[run]).connection_id._ask(
                    work
                )
                break
            share = max(left / len(runs), LEAST_SHARE)
            run, runs = runs[0], runs[1:]
            if not run._take(seen[run]):
                continue
            if not run._go(time.monotonic() + min(share, left)):
                run.connection_id._ask(work, fields.Datetime.now() + BUSY)
            self.env["ir.cron"]._commit_progress(1)
        self.env["ir.cron"]._commit_progress(0, remaining=0)

    def _take(self, seen):
        """Lock it; False where somebody else took it since it was ``seen`` begun."""
        self.invalidate_recordset(["begun_at"])
        try:
            # That somebody was first is no error to be logged.
            with mute_logger("odoo.sql_db"):
                return self.begun_at == seen and bool(self.try_lock_for_update())
        except OperationalError:
            self.env.cr.rollback()
            return False

    @api.model
    def _wake(self, work, at=None, first=True):
        """The crons of this work; those that help the first one where it might be busy
        with another connection."""
        names = [CRONS[work]] if first else []
        connected = [("state", "=", "connected")]
        connections = self.env["ledger.connection"].sudo()
        if not at and connections.search_count(connected, limit=2) == 2:
            names += [f"{CRONS[work]}_{n + 2}" for n in range(HELPERS.get(work, 0))]
        for name in names:
            self.env.ref(f"connector_base.{name}").sudo()._trigger(at)

    def _go(self, deadline):
        """The work on this connection. Its trouble, our own bugs included, is noted
        here and stops nobody else. Returns False when another work is at it."""
        self.ensure_one()
        self = self.with_company(self.company_id)
        self = self.with_context(ledger_until=deadline + GRACE)
        with self._guard() as guard:
            if guard is None:
                # Who does the same looks again at the end.
                self.invalidate_recordset(["next_at"])
                return bool(self.next_at)
            if self.connection_id.state != "connected" or self._is_stopped():
                return True
            self._stored(self._begin)
            error = self._try(Turn(guard, deadline))
            if error:
                self._stored(lambda: self._failed(error))
            elif not all(self._get_asked().mapped("heard")):
                # Asked for meanwhile.
                self._stored(lambda: self.connection_id._trigger_work(self.work, None))
        return True

    def _begin(self):
        """Known before the first call, also when to come back should we die."""
        self._get_asked().heard = True
        now, tries = fields.Datetime.now(), self.tries
        self.write({"begun_at": now, "tries": tries + 1, "next_at": now + pause(tries)})
        if self._is_resting():
            self.connection_id._trigger_work(self.work, self.next_at)

    def _get_asked(self):
        asked = self.env["ledger.request"].sudo()
        return asked._get_due(self.connection_id, self.work)

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
        asked = self._get_asked().filtered("heard")
        service = self.env["ledger.work"]._services()[self.work]
        done = service._run(self, turn)
        asked.exists().unlink()
        self.write({"tries": 0, "next_at": False})
        if done is False and not self._is_stopped():
            connection._ask(self.work)
        self._commit()

    def _is_asked_full(self):
        """Whether somebody asked for all of it."""
        return any(self._get_asked().mapped("full"))

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
            self.write({"tries": 0, "next_at": False})
            self.env["ledger.login"]._refused(self.connection_id, error)
            return
        self._get_asked().heard = True
        detail, now = (error.detail or "").replace("\0", ""), fields.Datetime.now()
        if (self.problem_code, self.problem_detail or "") != (error.code, detail):
            self.write({"problem_code": error.code, "problem_detail": detail})
        if isinstance(error, Throttled):
            # To be slowed down is no failure.
            self.write({"tries": 0, "next_at": error.retry_at})
        else:
            self.next_at = now + pause(self.tries - 1)
        at = self.next_at if self._is_resting() else now + SOON
        self.connection_id._trigger_work(self.work, at)

    def _works(self, busy=True):
        """To be called where there is something to do, and when nothing is left."""
        if bool(self.since) != busy:
            self.since = busy and fields.Datetime.now()
            self._bring_news()

    @api.model
    def _bring_news(self, move_ids=()):
        """Screens that show these invoices refresh themselves, and so do lists."""
        for name in ("account.group_account_readonly", "account.group_account_invoice"):
            self.env.ref(name)._bus_send("ledger_export", {"move_ids": [*move_ids]})

    def _get_end(self, done, left):
        """When all will be done at the present rate, as text; "" when nobody knows."""
        now = fields.Datetime.now()
        if not (done and self.since):
            return ""
        seconds = (now - self.since).total_seconds() / done * left
        return self._get_time(now + timedelta(seconds=seconds))

    def _get_time(self, at):
        """As text, with the date only when it is another one."""
        local = fields.Datetime.context_timestamp(self, at)
        if local.date() == fields.Date.context_today(self):
            return format_time(self.env, local.time(), time_format="short")
        return format_datetime(self.env, at, dt_format="short")
