import logging

from odoo import api, fields, models

from ...ledger.errors import (
    InDoubt,
    LedgerError,
    NotAuthorised,
    NotExecuted,
    Unavailable,
)
from ...ledger.matching import is_same
from ...ledger.values import Rejected, Unbalanced
from ..composing.composer import Problem
from ..mapping.ledger_mapping import FIXES
from ..relation.ledger_relation_update import WRITER_LOCK

_logger = logging.getLogger(__name__)

# What books an entry, as against what changes or removes one and may be repeated.
BOOKING = ("book", "reverse")
WITHOUT_DRAFTS = [
    "|",
    "|",
    ("move_id", "=", False),
    ("move_id.state", "!=", "draft"),
    ("mode", "!=", "book"),
]


class LedgerWorker(models.AbstractModel):
    """Sends what waits in the outbox of one connection. One at a time, held by an
    advisory lock over the whole run: so whoever runs knows that a row found in
    ``sending`` has lost its sender."""

    _name = "ledger.worker"
    _description = "Ledger Export Worker"
    _inherit = "ledger.work"
    _work = "export"
    _lock = WRITER_LOCK

    @api.model
    def _run(self, run, turn):
        connection, started = run.connection_id, fields.Datetime.now()
        self._enqueue(connection)
        self._take_orphans(connection)
        if not self._is_due(connection):
            return True
        run._works()
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
        if trouble:
            self._rest(connection, trouble)
        due = self._is_due(connection)
        if not run._is_stopped():
            run._works(due)
        run._commit()
        self._report(connection, started)
        if trouble:
            raise trouble
        run._done()
        return not (due and turn.is_over())

    @api.model
    def _enqueue(self, connection):
        """What nobody has to press a button for."""
        exports = self.env["ledger.export"]
        if connection.auto_export and not connection.at_night:
            exports._enqueue_automatic(connection)
        if connection.payment_export:
            self.env["ledger.payment.export"]._enqueue_payments(connection)
        self.env["ledger.run"]._commit()

    @api.model
    def _is_due(self, connection):
        return bool(
            self._get_due(connection, ("waiting", "in_doubt"), 1)
            or self._get_todo(connection, 1)
        )

    @api.model
    def _report(self, connection, started):
        """Tell who started it what came of it, once nothing of theirs waits."""
        rows = self.env["ledger.export"].search(
            [("connection_id", "=", connection.id), ("write_date", ">=", started)]
        )
        robot = self.env.ref("base.user_root")
        for user, mine in rows.grouped("create_uid").items():
            if user == robot or user.share or "waiting" in mine.mapped("state"):
                continue
            kind, text = self.with_context(lang=user.lang)._get_report(
                connection, mine, started
            )
            if text:
                title = connection.display_name
                user._bus_send(
                    "simple_notification",
                    {"title": title, "message": text, "type": kind},
                )
        self.env["ledger.run"]._commit()

    @api.model
    def _get_report(self, connection, rows, started):
        """(kind, text): how many were exported, refused for which reason, are looked
        up, and how many customers were created."""
        done = rows.filtered(lambda r: r.state == "done" and r.done_at >= started)
        refused = rows.filtered(lambda row: row.state == "rejected")
        doubt = rows.filtered(lambda row: row.state == "in_doubt")
        created = self.env["ledger.relation"].search_count(
            [
                ("connection_id", "=", connection.id),
                ("sent_at", ">=", started),
                ("partner_id", "in", rows.partner_id.ids),
            ]
        )
        texts = []
        if done:
            texts.append(self.env._("%(count)s exported.", count=len(done)))
        if created:
            texts.append(
                self.env._("%(count)s customers or suppliers created.", count=created)
            )
        if refused:
            texts.append(self.env._("%(count)s refused:", count=len(refused)))
            causes = refused.grouped("message")
            texts += [f"{len(some)} × {cause}" for cause, some in causes.items()]
        if doubt:
            texts.append(self.env._("%(count)s being looked up.", count=len(doubt)))
        return "warning" if refused or doubt else "success", "\n".join(texts)

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
    def _get_due(self, connection, states, limit):
        """What can be done now, unless somebody stopped it. An invoice that is being
        edited waits until it is posted again, a credit note until nothing is under way
        for its invoice."""
        return self.env["ledger.export"].search(
            [
                ("connection_id", "=", connection.id),
                ("state", "in", states),
                ("next_try", "<=", fields.Datetime.now()),
                *WITHOUT_DRAFTS,
                *self._get_after_invoice(connection),
            ],
            order="id",
            limit=limit,
        )

    @api.model
    def _get_after_invoice(self, connection):
        """A credit note follows its invoice, unless that is being edited. What is none
        is told apart first, which is cheap among thousands."""
        under_way = [
            ("connection_id", "=", connection.id),
            ("state", "in", ("waiting", "sending", "in_doubt")),
            ("move_id.state", "!=", "draft"),
        ]
        return [
            "|",
            ("move_id.reversed_entry_id", "=", False),
            "!",
            ("move_id.reversed_entry_id.ledger_export_ids", "any", under_way),
        ]

    @api.model
    def _get_todo(self, connection, limit=None):
        return self.env["ledger.export"].search(
            [
                ("connection_id", "=", connection.id),
                ("todo", "!=", False),
                ("state", "=", "done"),
                ("next_try", "<=", fields.Datetime.now()),
                ("connection_id.stopped", "=", False),
            ],
            order="id",
            limit=limit,
        )

    @api.model
    def _rest(self, connection, error):
        """Nothing more will get through now: every due row waits for the same."""
        if not isinstance(error, NotAuthorised):
            self._get_due(connection, ("waiting",), None)._wait(error)
            for row in self._get_due(connection, ("in_doubt",), None):
                row.next_try = row._next_pause()

    # Look-up

    @api.model
    def _look_up_doubts(self, connection, ledger):
        size = max(ledger.traits.batch_size, 1)
        rows = self._get_due(connection, ("in_doubt",), None)
        for start in range(0, len(rows), size):
            batch = rows[start : start + size]
            keys = {row: row._document().key for row in batch}
            found = ledger.find(list(keys.values()))
            for row, key in keys.items():
                row._looked_up(found[key], ledger.traits)
            self._tell(batch)
            self.env["ledger.run"]._commit()

    # Send

    @api.model
    def _send(self, run, ledger, turn):
        connection, size = run.connection_id, max(ledger.traits.batch_size, 1)
        while not (turn.is_over() or run._is_stopped()):
            rows = self._get_due(connection, ("waiting",), size)
            rows = rows.try_lock_for_update()
            if not rows:
                return
            booking = rows.filtered(lambda row: row.mode in BOOKING)
            sent = self._compose(connection, ledger, booking)
            self._tell(booking.filtered(lambda row, sent=sent: row not in sent))
            self.env["ledger.run"]._commit()
            turn.check_guard()
            sent = self._without_restored(sent)
            if sent:
                self._post(ledger, list(sent), list(sent.values()))
            for row in rows - booking:
                self._change(connection, ledger, row)

    @api.model
    def _without_restored(self, sent):
        """After a restored backup what is older than that may stand in the ledger
        already, sent by the database that was lost: looked up first, once."""
        old = [row for row in sent if row._is_restored()]
        for row in old:
            row._doubt(LedgerError("restored"), "restored")
        if old:
            self.env["ledger.run"]._commit()
        return {row: document for row, document in sent.items() if row not in old}

    @api.model
    def _compose(self, connection, ledger, rows):
        """{row: document} of those that can be sent; the others are refused."""
        refusals, doubts = self._resolve_all(connection, ledger, rows)
        rules = self.env["ledger.composer"]._rules(connection)
        documents = {}
        for row in rows.filtered(lambda row: row.state == "waiting"):
            partner = row.partner_id
            if partner in doubts:
                row._wait(Unavailable("relation_in_doubt", doubts[partner].detail))
                continue
            if not row.relation_item_id and partner in refusals:
                refusal = refusals[partner]
                problem = Problem.on(refusal.code, partner, refusal.message)
                row._refuse([problem], refusal.message)
                continue
            document, problems = self._compose_one(row, rules)
            if problems:
                row._refuse(problems)
            else:
                row._start(document)
                documents[row] = document
        return documents

    @api.model
    def _compose_one(self, row, rules):
        if row.mode == "reverse":
            return row._get_opposite(), []
        try:
            if row.payment_id:
                return self.env["ledger.payment.export"]._compose_payment(row, rules)
            return self.env["ledger.composer"]._compose(
                row.move_id, rules, row._choices()
            )
        except Unbalanced as error:
            return None, [Problem.on("unbalanced", row._subject(), str(error))]

    @api.model
    def _resolve_all(self, connection, ledger, rows):
        """Make sure that the ledger knows all partners, each looked up or created
        once. Returns {partner: the ``Rejected`` that says why not} and {partner: the
        doubt}: whether it was created shows when it is looked up the next time."""
        refusals, doubts = {}, {}
        relations = self.env["ledger.relation"]
        rows = rows.filtered(lambda row: row.move_id and row.mode in ("book", "amend"))
        links = relations._find_all(connection, rows.move_id)
        self.env["ledger.relation.update"]._update_before_export(
            relations.union(*links.values()), ledger
        )
        for row in rows:
            move, key = row.move_id, relations._key(row.move_id)
            partner = move.commercial_partner_id
            if row.relation_item_id:
                links[key] = relations._choose(connection, move, row.relation_item_id)
                continue
            known = links.get(key, relations)._item_for(connection, move)
            if known or partner in refusals or partner in doubts:
                continue
            link = links[key] = relations._get(connection, move)
            try:
                refusal = link._resolve(ledger)
            except InDoubt as error:
                doubts[partner] = error
                continue
            if refusal:
                refusals[partner] = refusal
            self.env["ledger.run"]._commit()
        return refusals, doubts

    @api.model
    def _post(self, ledger, rows, documents):
        rows = self.env["ledger.export"].browse([row.id for row in rows])
        try:
            outcomes = ledger.post(documents)
        except NotExecuted as error:
            if error.code == "malformed":
                return self._post_apart(ledger, rows, documents, error)
            rows._wait(error)
            self._tell(rows)
            raise
        except Exception as error:
            # Whatever else, our own bugs included: it may have been booked.
            _logger.warning("Export in doubt: %s", type(error).__name__, exc_info=True)
            rows._doubt(error)
        else:
            for row, outcome in zip(rows, outcomes, strict=True):
                row._settle(outcome)
        self._tell(rows)
        self.env["ledger.run"]._commit()
        return None

    @api.model
    def _post_apart(self, ledger, rows, documents, error):
        """One document made the whole request unreadable: the others shall pass."""
        if len(rows) > 1:
            for row, document in zip(rows, documents, strict=True):
                self._post(ledger, [row], [document])
        else:
            rows._refuse([Problem.on("malformed", rows._subject())], error.detail)
            self._tell(rows)
            self.env["ledger.run"]._commit()

    # Change and remove

    @api.model
    def _change(self, connection, ledger, row):
        """One draft entry, changed or removed. Both may be repeated, so an unclear
        answer is just another try later."""
        document = row._document()
        if row.mode == "amend":
            refusals, _doubts = self._resolve_all(connection, ledger, row)
            rules = self.env["ledger.composer"]._rules(connection)
            document, problems = self._compose_one(row, rules)
            if problems:
                row._refuse(problems)
                self.env["ledger.run"]._commit()
                return
        row._start(document)
        self.env["ledger.run"]._commit()
        try:
            self._change_one(ledger, row, document)
        except NotExecuted as error:
            row._wait(error)
            self._tell(row)
            raise
        except InDoubt as error:
            row._wait(Unavailable("ledger_down", error.detail))
        self._tell(row)
        self.env["ledger.run"]._commit()

    @api.model
    def _change_one(self, ledger, row, document):
        booked = row._booked()
        if row.mode == "remove":
            refused = ledger.remove(booked, row.reason or "")
            return row._refuse([row._problem(refused)]) if refused else row._removed()
        outcome = ledger.amend(booked, document)
        if isinstance(outcome, Rejected) and outcome.code == "not_draft":
            # Made final by our own first try, whose answer was lost?
            hits = ledger.find([document.key])[document.key]
            same = [hit for hit in hits if hit.id == booked.id and hit.final]
            if same and document.final and is_same(same[0], document):
                outcome = same[0]
        return row._settle(outcome)

    # Match

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
                row._follow_up(ledger)
            except NotExecuted as error:
                row.next_try = getattr(error, "retry_at", None) or row.next_try
                row._trigger(row.next_try)
                self.env["ledger.run"]._commit()
                raise
            except InDoubt:
                row._trigger(row.next_try)
            self.env["ledger.run"]._commit()

    @api.model
    def _tell(self, rows):
        """Forms that show these invoices refresh themselves."""
        for user, mine in rows.grouped("create_uid").items():
            user._bus_send("ledger_export", {"move_ids": mine.move_id.ids})

    # What others want to know

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
        refused = (
            self.env["ledger.export"]
            .sudo()
            .search(
                [
                    ("connection_id", "in", connections.ids),
                    ("state", "=", "rejected"),
                    ("error_code", "in", tuple(FIXES)),
                ]
            )
        )
        rows = refused.filtered(
            lambda row: all(
                (FIXES.get(problem["code"]), id_) in mended
                for problem in row.problems or []
                for id_ in problem["ids"]
            )
        )
        if rows:
            rows._again({})
            rows._trigger()

    @api.model
    def _get_counts(self, connections):
        exports = self.env["ledger.export"]
        mine = [("connection_id", "in", connections.ids)]
        names = {
            "waiting": "waiting_count",
            "sending": "waiting_count",
            "rejected": "rejected_count",
            "in_doubt": "doubt_count",
            "done": "done_count",
        }
        counts = {name: {} for name in names.values()}
        for connection, state, count in exports._read_group(
            mine, ["connection_id", "state"], ["__count"]
        ):
            if state in names:
                numbers = counts[names[state]]
                numbers[connection.id] = numbers.get(connection.id, 0) + count
        for name, flag in (
            ("draft_count", "is_draft_entry"),
            ("changed_count", "changed"),
        ):
            groups = exports._read_group(
                [*mine, ("state", "=", "done"), (flag, "=", True)],
                ["connection_id"],
                ["__count"],
            )
            counts[name] = {one.id: count for one, count in groups}
        return counts

    @api.model
    def _get_progress(self, run):
        if not run.since:
            return ""
        done, left = self._count(run)
        total = done + left
        if run.connection_id.stopped:
            return self.env._(
                "Stopped: %(done)s of %(total)s exported.", done=done, total=total
            )
        end = run._get_end(done, left)
        if not end:
            return self.env._("Exporting %(total)s.", total=total)
        return self.env._(
            "%(done)s of %(total)s exported, ready at %(time)s.",
            done=done,
            total=total,
            time=end,
        )

    @api.model
    def _count(self, run):
        """(what was handled since it began, what is still to be sent)"""
        rows = self.env["ledger.export"]
        mine = [("connection_id", "=", run.connection_id.id)]
        handled = [
            "|",
            "&",
            ("state", "=", "done"),
            ("done_at", ">=", run.since),
            "&",
            ("state", "in", ("rejected", "in_doubt")),
            ("write_date", ">=", run.since),
        ]
        left = [
            ("state", "in", ("waiting", "sending")),
            ("next_try", "<=", fields.Datetime.now()),
        ]
        return rows.search_count([*mine, *handled]), rows.search_count([*mine, *left])
