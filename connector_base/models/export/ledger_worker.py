import time
from datetime import timedelta

from odoo import api, fields, models

from ...ledger.errors import InDoubt, LedgerError, NotExecuted, Unavailable
from ..composing.problem import attempt
from ..composing.trial import read_ahead
from ..mapping.move_kinds import ENTRY
from ..mapping.rules import Rules
from ..relation.ledger_relation_update import WRITER_LOCK
from .ledger_outcome import WITHOUT_DRAFTS

# What books an entry, as against what changes or removes one and may be repeated.
BOOKING = ("book", "reverse")
DAY = timedelta(hours=20)
SETTINGS = ["auto_export", "at_night", "start_date", "journal_ids", "export_bills"]
SETTINGS += ["entry_journal_ids"]
# So many are looked up together at least, however few the ledger books at a time.
TOGETHER = 25
# s between two words to open forms, where entries go one by one.
TELL_EVERY = 2


class LedgerWorker(models.AbstractModel):
    """Sends what waits in the outbox of one connection. One at a time, held by an
    advisory lock over the whole run: so whoever runs knows that a row found in
    ``sending`` has lost its sender."""

    _name = "ledger.worker"
    _description = "Ledger Export Worker"
    _inherit = ["ledger.outcome", "ledger.work"]
    _work = "export"
    _lock = WRITER_LOCK

    @api.model
    def _run(self, run, turn):
        connection = run.connection_id
        # What is written from here on has this moment, or a later one.
        started = self.env.cr.now().replace(microsecond=0)
        self._enqueue(run)
        self._take_orphans(connection)
        if not self._is_due(connection):
            return True
        run._works()
        since = min(run.since, started)
        run._commit()
        trouble = None
        try:
            with connection._open() as ledger:
                self._look_up_doubts(connection, ledger)
                self._send(run, ledger, turn)
                self._follow_up(run, ledger, turn)
        except NotExecuted as error:
            trouble = error
        except InDoubt as error:
            # While reading: nothing was written, so it is an outage.
            trouble = Unavailable("ledger_down", error.detail)
        # In trouble all that is due rests with the connection; no row is touched.
        due = not trouble and self._is_due(connection)
        if not run._is_stopped():
            run._works(due)
        run._commit()
        self._report(connection, started, since)
        if trouble:
            raise trouble
        run._done()
        return not (due and turn.is_over())

    @api.model
    def _enqueue(self, run):
        """What nobody has to press a button for. Who posts an invoice enqueues it: all
        of them are looked through once a day, and when these settings changed."""
        connection, now = run.connection_id, fields.Datetime.now()
        self.env["ledger.standing"]._take_over(connection)
        settings, left = str(connection.read(SETTINGS)), run.left or {}
        is_new = left.get("settings") != settings or run.full_at < now - DAY
        for subject in self.env["ledger.subject"]._services().values():
            subject._enqueue_due(connection, is_new)
        if is_new:
            run.write({"full_at": now, "left": {"settings": settings}})
        run._commit()

    @api.model
    def _is_due(self, connection):
        return bool(
            self._get_due(connection, ("waiting", "in_doubt"), 1)
            or self._get_todo(connection, 1)
        )

    @api.model
    def _take_orphans(self, connection):
        orphans = self.env["ledger.export"].search(
            [("connection_id", "=", connection.id), ("state", "=", "sending")]
        )
        booking = orphans.filtered(lambda row: row.mode in BOOKING)
        booking._doubt(InDoubt("in_doubt", "sender lost"))
        for row in orphans - booking:
            # Changing and removing may be repeated.
            row._wait(Unavailable("ledger_down", "sender lost"))
        if orphans:
            self.env["ledger.run"]._commit()

    @api.model
    def _get_due(self, connection, states, limit, domain=()):
        """What can be done now, unless somebody stopped it. An invoice that is being
        edited waits until it is posted again, a credit note until nothing is under way
        for its invoice."""
        follows = self._get_after_invoice(connection)
        wanted = [("state", "in", states), *WITHOUT_DRAFTS, *follows, *domain]
        return self._search_due(connection, wanted, limit)

    @api.model
    def _search_due(self, connection, domain, limit):
        mine = [("connection_id", "=", connection.id)]
        now, goes_on = fields.Datetime.now(), ("connection_id.stopped", "=", False)
        due = [*mine, ("next_try", "<=", now), goes_on, *domain]
        return self.env["ledger.export"].search(due, order="id", limit=limit)

    @api.model
    def _get_after_invoice(self, connection):
        """A credit note follows its invoice, unless that is being edited. What is none
        is told apart first, which is cheap among thousands."""
        under_way = self.env["ledger.invoice"]._get_exported(
            ("connection_id", "=", connection.id),
            ("state", "in", ("waiting", "sending", "in_doubt")),
            ("move_id.state", "!=", "draft"),
        )
        return [
            "|",
            "|",
            ("move_id", "=", False),
            ("move_id.reversed_entry_id", "=", False),
            ("move_id.reversed_entry_id", "not in", under_way),
        ]

    @api.model
    def _get_todo(self, connection, limit=None):
        wanted = [("todo", "!=", False), ("state", "=", "done")]
        return self._search_due(connection, wanted, limit)

    # Look up

    @api.model
    def _look_up_doubts(self, connection, ledger):
        size = max(ledger.traits.batch_size, TOGETHER)
        rows = self._get_due(connection, ("in_doubt",), None)
        for start in range(0, len(rows), size):
            batch = rows[start : start + size]
            self.env["ledger.standing"]._look_up(batch, ledger)
            self.env["ledger.sender"]._tell(batch)
            self.env["ledger.run"]._commit()

    @api.model
    def _look_up_old(self, connection, composed, ledger):
        """What is older than the connection may stand there already, by an earlier one
        or by hand: looked up in bulk before it is sent for the first time, where the
        ledger would book it twice. ``composed``: {row: document}."""
        if not (composed and ledger.traits.lookup):
            return
        standing = self.env["ledger.standing"]
        wanted = standing._get_unseen_domain(connection)
        if ledger.traits.refuses_doubles:
            wanted = [("move_id.move_type", "=", ENTRY), *wanted]
        rows = self._rows(composed)
        if unseen := rows.search([("id", "in", rows.ids), *wanted]):
            standing._look_up_old({row: composed[row] for row in unseen}, ledger)
            self.env["ledger.sender"]._tell(unseen)

    # Send

    @api.model
    def _send(self, run, ledger, turn):
        """Composed many together, so that what they have in common is read once; sent
        as many at a time as the ledger books, each with its outcome."""
        connection, size = run.connection_id, max(ledger.traits.batch_size, 1)
        sender = self.env["ledger.sender"]
        while not turn.is_over():
            rows = self._get_due(connection, ("waiting",), max(size, TOGETHER))
            booking = rows.filtered(lambda row: row.mode in BOOKING)
            self.env["ledger.customers"]._resolve(connection, booking, ledger)
            rows = self._claim(connection, rows)
            if not rows:
                return
            booking = rows.filtered(lambda row: row.mode in BOOKING)
            composed = self._compose(connection, booking)
            ready = self._rows(composed)
            sender._tell(booking - ready)
            seen = {row: row._subject().write_date for row in ready}
            self.env["ledger.run"]._commit()
            self._look_up_old(connection, composed, ledger)
            self._doubt_restored(connection, composed, seen)
            told, untold = time.monotonic(), rows.browse()
            for start in range(0, len(ready), size):
                if start and turn.is_over():
                    break
                if time.monotonic() - told > TELL_EVERY:
                    sender._tell(untold)
                    told, untold = time.monotonic(), rows.browse()
                some = self._claim_again(ready[start : start + size], seen)
                untold |= some
                self._send_some({row: composed[row] for row in some}, ledger, turn)
            sender._tell(untold)
            self.env["ledger.run"]._commit()
            for row in rows - booking:
                if turn.is_over() or run._is_stopped():
                    return
                self._change(connection, row, ledger)

    @api.model
    def _rows(self, composed):
        return self.env["ledger.export"].union(*composed)

    @api.model
    def _claim(self, connection, rows):
        """Those that are still to be sent: somebody may have taken one back."""
        mine = [("id", "in", rows.try_lock_for_update().ids)]
        return self._get_due(connection, ("waiting",), None, mine)

    @api.model
    def _claim_again(self, rows, seen):
        """Those of what was composed that may be sent as they are: what was edited
        since is composed once more. ``seen``: {row: when its subject was written}."""
        now = fields.Datetime.now()
        rows = rows.try_lock_for_update()
        # Nothing else of them is needed, and they have many fields.
        rows.connection_id.fetch(["stopped"])
        for field in ("move_id", "payment_id"):
            rows[field].fetch(["write_date"])
        return rows.filtered(
            lambda row: (
                row.state == "waiting"
                and row.next_try <= now
                and not row.connection_id.stopped
                and row._subject().write_date == seen[row]
            )
        )

    @api.model
    def _send_some(self, sent, ledger, turn):
        if not sent:
            return
        for row, document in sent.items():
            row._start(document)
        self.env["ledger.run"]._commit()
        turn.check_guard()
        self.env["ledger.sender"]._post(sent, ledger)

    @api.model
    def _compose(self, connection, rows):
        """{row: document} of those that wait and can be sent; the others are
        refused."""
        rules = Rules.of(connection)
        rows = rows.filtered(lambda row: row.state == "waiting")
        read_ahead(rows.move_id, rules)
        documents = {}
        for row in rows:
            compose = self.env["ledger.subject"]._compose
            document, problems = attempt(row._subject(), compose, row, rules)
            if problems:
                row._refuse(problems)
            else:
                documents[row] = document
        return documents

    @api.model
    def _change(self, connection, row, ledger):
        """One entry, changed or removed."""
        document = row._document()
        if row.mode == "amend":
            self.env["ledger.customers"]._resolve(connection, row, ledger)
            document = self._compose(connection, row).get(row)
        self.env["ledger.run"]._commit()
        if document and row.state == "waiting":
            self.env["ledger.sender"]._change(row, document, ledger)

    @api.model
    def _doubt_restored(self, connection, composed, seen):
        """After a restored backup what is older than that may stand in the ledger
        already, sent by the database that was lost: looked up first, once."""
        if connection.confirmed_at:
            for row in self._claim_again(self._rows(composed), seen):
                if self.env["ledger.standing"]._is_restored(row):
                    row._start(composed[row])
                    row._doubt(LedgerError("restored"), "restored")
        self.env["ledger.run"]._commit()

    # What is left to do

    @api.model
    def _follow_up(self, run, ledger, turn):
        for row in self._get_todo(run.connection_id):
            if run._is_stopped():
                return
            if turn.is_over():
                row._trigger()
                return
            # Should we die, the next worker waits until our request has ended.
            row.next_try = row._next_pause()
            self.env["ledger.run"]._commit()
            try:
                self.env["ledger.follow.up"]._do(row, ledger)
            except NotExecuted as error:
                row.next_try = getattr(error, "retry_at", None) or row.next_try
                row._trigger(row.next_try)
                self.env["ledger.run"]._commit()
                raise
            except InDoubt:
                row._trigger(row.next_try)
            self.env["ledger.run"]._commit()

    @api.model
    def _resume(self, connections):
        self.env["ledger.export"].sudo().search(
            [
                ("connection_id", "in", connections.ids),
                ("state", "in", ("waiting", "in_doubt")),
            ]
        ).next_try = fields.Datetime.now()

    @api.model
    def _mapped(self, connections, mended):
        self.env["ledger.invoice"]._mapped(connections, mended)
