from datetime import timedelta

from odoo import api, fields, models

from ...ledger.errors import LedgerError, Throttled
from ...ledger.turns import pause
from ...ledger.values import Booked, Document, from_json, to_json
from ..composing.outcomes import UNDECIDED
from ..composing.problem import Problem

# A look-up soon after the doubt finds most of what was booked.
FIRST_LOOK = timedelta(seconds=5)
DEAD = ("superseded", "removed", "withdrawn")
LIVE = [("state", "not in", DEAD), ("mode", "!=", "reverse")]
ERRORS = ("error_code", "error_text", "error_field", "problems")
NO_PROBLEM = dict.fromkeys(ERRORS, False)


class LedgerExport(models.Model):
    """The intent to book one document, its attempts and its outcome: two machines.

    ``state``: where the next thing to do stands.

        waiting --worker--> sending --booked------> done
           ^                  |--removed there----> removed
           |                  |--refused----------> rejected --once more--> waiting
           |                  |--not executed-----> waiting
           |                  '--no answer--------> in_doubt
           '----certainly not there--------------- in_doubt --found equal--> done
                                                   in_doubt --found other--> rejected
        waiting, rejected --withdrawn-----> withdrawn; done where the entry stands
        rejected --a person saw it there--> done

    ``mode``: what that thing is. A row is born to "book" or to "reverse"; corrections
    (``ledger.correction``) send a done one through the states once more, after which
    it is of mode "book" again, or end it and let a new row (``replaces_id``) follow.

        entry is draft:   amend ----------> done, the same entry
                          remove ---------> removed
                            '--then_book--> removed; new row: book
        entry is final:   new row: reverse -> done; this one: superseded
                            '--then_book--> the same; new row: book
        gone there:       removed; new row: book

    ``todo``: what is left once the entry stands (``ledger.follow.up``): to match it,
    to attach its PDF; safe to repeat, so without states of its own.

    Each transition is one method here; nobody writes ``state`` elsewhere.
    """

    _name = "ledger.export"
    _description = "Ledger Export"
    _order = "id desc"
    _inherit = ["ledger.guarded", "ledger.export.buttons"]
    # Not its connection: the books may get another one (``ledger.standing``).
    _owned_by = ("move_id", "payment_id")
    _rec_name = "move_id"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    administration = fields.Char(
        compute="_compute_administration",
        store=True,
        help="Whose books these are, whichever connection leads there.",
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", ondelete="restrict", index=True
    )
    payment_id = fields.Many2one(
        "account.payment", ondelete="restrict", index="btree_not_null"
    )
    partner_id = fields.Many2one("res.partner", compute="_compute_partner_id")
    mode = fields.Selection(
        [
            ("book", "Book"),
            ("amend", "Update the entry"),
            ("remove", "Remove the entry"),
            ("reverse", "Book the opposite"),
        ],
        default="book",
        required=True,
        readonly=True,
    )
    then_book = fields.Boolean(readonly=True)
    replaces_id = fields.Many2one("ledger.export", readonly=True, ondelete="restrict")
    todo = fields.Selection(
        [("match", "To match"), ("attach", "To attach")], readonly=True
    )
    generation = fields.Integer(default=1, readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sending", "Being sent"),
            ("in_doubt", "Being looked up"),
            ("rejected", "Refused"),
            ("done", "Exported"),
            ("superseded", "Superseded"),
            ("removed", "Removed"),
            ("withdrawn", "Withdrawn"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    # The accountant's choices for this export; empty means by the rules
    relation_item_id = fields.Many2one("ledger.item", ondelete="set null")
    journal_item_id = fields.Many2one("ledger.item", ondelete="set null")
    account_item_id = fields.Many2one("ledger.item", ondelete="set null")
    vat_item_id = fields.Many2one("ledger.item", ondelete="set null")
    period_item_id = fields.Many2one("ledger.item", ondelete="set null")
    final = fields.Selection([("draft", "Draft"), ("final", "Final")], "Book As")
    repeated = fields.Boolean(
        string="Number Occurs Again",
        help="The accountant knows that another entry bears the same number.",
    )
    reason = fields.Char(string="Reason for the Correction", readonly=True)
    correction_date = fields.Date(readonly=True)
    link_revoked = fields.Boolean(readonly=True)
    link_at = fields.Date(readonly=True, help="When the link to the PDF was renewed.")

    # What was sent, and when
    document = fields.Json(readonly=True, prefetch=False)
    booked_document = fields.Json(
        readonly=True, prefetch=False, help="What stands in the ledger, as it was sent."
    )
    attempts = fields.Integer(readonly=True)
    misses = fields.Integer(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    looked_up_at = fields.Datetime(
        readonly=True, help="When it was certainly not in the ledger, or another was."
    )
    next_try = fields.Datetime(readonly=True, default=fields.Datetime.now)

    # What came of it
    ledger_id = fields.Char(readonly=True, index="btree_not_null")
    ledger_number = fields.Char(string="Entry Number", readonly=True)
    ledger_journal = fields.Char(readonly=True)
    ledger_memo = fields.Char(
        readonly=True, help="What the ledger's client wants to be told again."
    )
    ledger_file = fields.Char(
        readonly=True, help="The file in the ledger that belongs to the entry."
    )
    ledger_final = fields.Boolean(string="Final", readonly=True)
    is_draft_entry = fields.Boolean(
        string="Not Final Yet", compute="_compute_is_draft_entry", store=True
    )
    ledger_gone = fields.Boolean(string="Deleted in the Ledger", readonly=True)
    ledger_total = fields.Char(string="Total in the Ledger", readonly=True)
    ledger_open = fields.Char(string="Still Open in the Ledger", readonly=True)
    ledger_url = fields.Char(compute="_compute_ledger_url")
    ledger_place = fields.Char(
        string="Place in the Ledger", compute="_compute_ledger_url"
    )
    adopted = fields.Boolean(
        readonly=True, help="It stood in the ledger already, equal, and was linked."
    )
    done_at = fields.Datetime(readonly=True)
    changed = fields.Boolean(string="Changed Since Export", readonly=True)
    changes = fields.Json(readonly=True)
    changes_text = fields.Text(string="Differences", compute="_compute_changes_text")
    allocation_ids = fields.One2many("ledger.allocation", "export_id")
    warnings = fields.Text(readonly=True)
    error_code = fields.Char(readonly=True)
    error_text = fields.Text(string="The Ledger's Words", readonly=True)
    error_field = fields.Char(
        string="About", readonly=True, help="What the ledger found fault with."
    )
    problems = fields.Json(readonly=True)
    owner = fields.Selection(
        [
            ("accountant", "Accountant"),
            ("admin", "Administrator"),
            ("us", "Nobody: it goes on by itself"),
        ],
        compute="_compute_message",
        string="Who Acts",
    )
    message = fields.Text(compute="_compute_message")

    _live_uniq = models.UniqueIndex(
        "(connection_id, move_id) "
        "WHERE state NOT IN ('superseded', 'removed', 'withdrawn') "
        "AND mode != 'reverse' AND payment_id IS NULL",
        "This invoice is being exported already.",
    )
    _live_payment_uniq = models.UniqueIndex(
        "(connection_id, payment_id) "
        "WHERE state NOT IN ('superseded', 'removed', 'withdrawn') "
        "AND payment_id IS NOT NULL",
        "This payment is being exported already.",
    )
    _entry_uniq = models.UniqueIndex(
        "(administration, ledger_id) "
        "WHERE ledger_id IS NOT NULL AND state != 'removed' "
        "AND ledger_gone IS NOT TRUE",
        "This entry of the ledger belongs to another export.",
    )
    _subject_required = models.Constraint(
        "CHECK (num_nonnulls(move_id, payment_id) = 1)",
        "An export concerns one invoice or one payment.",
    )
    # What is under way is little among all that was ever exported.
    _due_idx = models.Index(
        "(connection_id, state, next_try) "
        "WHERE state IN ('waiting', 'sending', 'in_doubt', 'rejected')"
    )
    _done_idx = models.Index("(connection_id, done_at) WHERE state = 'done'")
    _draft_idx = models.Index(
        "(connection_id) WHERE state = 'done' AND is_draft_entry IS TRUE"
    )
    _changed_idx = models.Index(
        "(connection_id) WHERE state = 'done' AND changed IS TRUE"
    )
    _todo_idx = models.Index("(connection_id, next_try) WHERE todo IS NOT NULL")

    # Compute

    @api.depends("connection_id")
    def _compute_administration(self):
        standing = self.env["ledger.standing"]
        for row in self:
            row.administration = standing._get_name(row.connection_id.sudo())

    @api.depends("move_id", "payment_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row._subject().display_name

    @api.depends("move_id", "payment_id")
    def _compute_partner_id(self):
        for row in self:
            partner = row.move_id.commercial_partner_id
            row.partner_id = partner or row.payment_id.partner_id.commercial_partner_id

    @api.depends("state", "ledger_final", "mode", "payment_id", "connection_id")
    def _compute_is_draft_entry(self):
        for row in self:
            there = row.state == "done" and row.mode != "reverse"
            may_be_draft = there and row.connection_id.can_draft
            row.is_draft_entry = may_be_draft and not row.ledger_final

    @api.depends("ledger_id", "connection_id")
    def _compute_ledger_url(self):
        for row in self:
            row.ledger_url = self.env["ledger.wording"]._get_link(row)
            place = row.connection_id.administration_code
            row.ledger_place = row.ledger_id and " ".join(
                filter(None, (place, row.ledger_journal, row.ledger_number))
            )

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_changes_text(self):
        for row in self:
            row.changes_text = self.env["ledger.wording"]._get_changes(row)

    @api.depends("problems", "error_code", "error_text", "state", "connection_id.state")
    @api.depends_context("lang")
    def _compute_message(self):
        for row in self:
            row.message, row.owner = self.env["ledger.wording"]._get_message(row)

    # What it is about

    def _subject(self):
        """The invoice or payment that is exported."""
        return self.move_id or self.payment_id

    def _document(self):
        """What is to be sent, or stands there."""
        return from_json(Document, self.document or self.booked_document)

    def _booked(self):
        """What stands in the ledger, for the port."""
        document = from_json(Document, self.booked_document)
        return Booked(
            key=document.key,
            id=self.ledger_id,
            number=self.ledger_number,
            date=document.date,
            total=document.total,
            relation=document.relation.code,
            final=self.ledger_final,
            file=self.ledger_file or "",
        )

    @api.model
    def _live_domain(self, moves):
        """The present export of each of ``moves``."""
        return [("move_id", "in", moves.ids), *LIVE]

    @api.model
    def _enqueue(self, moves, choices=None):
        """Intend to export ``moves``; returns the rows that will be sent."""
        return self.env["ledger.invoice"]._enqueue(moves, choices or {})

    def _trigger(self, at=None):
        self.sudo().connection_id._ask("export", at)

    # Transitions

    def _again(self, choices):
        """-> waiting: to the start of the queue, with the choices of now."""
        self.write(
            {
                "state": "waiting",
                "attempts": 0,
                "misses": 0,
                "next_try": fields.Datetime.now(),
                **NO_PROBLEM,
                **choices,
            }
        )

    def _withdraw(self):
        """waiting, rejected -> withdrawn; or back to done where the entry stands."""
        booked = self.filtered("ledger_id")
        booked.write({"state": "done", "mode": "book", "document": False, **NO_PROBLEM})
        (self - booked).write({"state": "withdrawn"})

    def _start(self, document):
        """waiting -> sending: to be committed before the request leaves."""
        self.write(
            {
                "state": "sending",
                "document": to_json(document),
                "sent_at": fields.Datetime.now(),
                "attempts": self.attempts + 1,
                **NO_PROBLEM,
            }
        )

    def _wait(self, error):
        """sending, waiting -> waiting: certainly not executed. To be slowed down
        costs no attempt."""
        throttled = isinstance(error, Throttled)
        # Thousands may wait for the same: they are written, and come back, together.
        for (state, attempts), rows in self.grouped(
            lambda row: (row.state, row.attempts)
        ).items():
            free = throttled and state == "sending"
            rows.write(
                {
                    "state": "waiting",
                    "error_code": error.code,
                    "error_text": error.detail,
                    "next_try": error.retry_at if throttled else rows[0]._next_pause(),
                    "attempts": attempts - free,
                }
            )
        self._trigger(self._next_tries())

    def _next_pause(self):
        return fields.Datetime.now() + pause(max(self.attempts, 1))

    def _next_tries(self):
        return sorted(set(self.filtered("next_try").mapped("next_try")))

    def _doubt(self, error, code="in_doubt"):
        """sending -> in_doubt: nobody knows whether it was booked. Where the ledger
        can't tell either, a person has to look: -> rejected."""
        detail = (
            error.detail if isinstance(error, LedgerError) else type(error).__name__
        )
        if self and not self.connection_id._look().traits.lookup:
            code = "duplicate_elsewhere" if code == "duplicate" else UNDECIDED
            for row in self:
                row._refuse([Problem.on(code, row._subject())], detail)
            self.looked_up_at = fields.Datetime.now()
            return
        self.write(
            {
                "state": "in_doubt",
                "error_code": code,
                "error_text": detail,
                "problems": False,
                "misses": 0,
                "next_try": fields.Datetime.now() + FIRST_LOOK,
            }
        )
        self._trigger(self._next_tries())

    def _missed(self, traits):
        """in_doubt -> in_doubt, waiting: it was not there. Believed when that was so
        twice after the settling time."""
        seconds = traits.timeout + traits.settle_seconds
        settled, now = self.sent_at + timedelta(seconds=seconds), fields.Datetime.now()
        misses = self.misses + (now >= settled)
        if misses >= 2:
            self._again({"looked_up_at": now})
            return
        self.write({"misses": misses, "next_try": max(settled, now + FIRST_LOOK)})
        self._trigger(self._next_tries())

    def _settle(self, outcome):
        """sending -> done, rejected; or in_doubt when the ledger says "duplicate":
        that may be our own entry, whose answer was lost."""
        if isinstance(outcome, Booked):
            self._done(outcome)
        elif outcome.code == "duplicate":
            self._doubt(LedgerError("duplicate", outcome.message), "duplicate")
        else:
            code = self.env["ledger.problem"]._known(outcome.code, self.connection_id)
            problem = Problem.on(code, self._subject(), outcome.message)
            self._refuse([problem], outcome.message, outcome.field)

    def _refuse(self, problems, words="", field=""):
        """-> rejected: a person has to act; nothing was booked. ``words``, ``field``:
        the ledger's, where it was asked."""
        self.write(
            {
                "state": "rejected",
                "problems": [problem.as_json() for problem in problems],
                "error_code": problems[0].code,
                "error_text": words or False,
                "error_field": field or False,
            }
        )

    def _done(self, booked, adopted=False):
        """-> done: it stands in the ledger as ``booked``."""
        document, total = self._document(), booked.total
        warnings = list(booked.warnings)
        if total not in (None, document.total):
            warnings.append(
                self.env._(
                    "The ledger's total is %(theirs)s, the invoice's %(ours)s.",
                    theirs=total,
                    ours=document.total,
                )
            )
        self.env["ledger.standing"]._taken(self, booked.id)
        self.write(
            {
                "state": "done",
                "mode": "reverse" if self.mode == "reverse" else "book",
                # Kept once: what was sent is what stands there.
                "booked_document": self.document or self.booked_document,
                "document": False,
                "changed": False,
                "changes": False,
                "ledger_gone": False,
                "ledger_total": str(document.total if total is None else total),
                "ledger_id": booked.id or False,
                "ledger_number": booked.number,
                "ledger_journal": booked.key.journal,
                "ledger_final": booked.final,
                "ledger_file": booked.file or self.ledger_file,
                "ledger_memo": booked.memo or self.ledger_memo,
                "adopted": adopted,
                "done_at": fields.Datetime.now(),
                "link_at": self.done_at and fields.Date.today(),
                "warnings": "\n".join(warnings) or False,
                **NO_PROBLEM,
            }
        )
        self.env["ledger.follow.up"]._booked_now(self)

    def _end(self, state):
        """done, sending -> superseded or removed: the entry counts no more."""
        now = fields.Datetime.now()
        self.write({"state": state, "changed": False, "changes": False, "done_at": now})

    def _seen(self, settled):
        """The ledger's present word on this entry."""
        values = {"ledger_open": str(settled.open)}
        if settled.gone != self.ledger_gone:
            values["ledger_gone"] = settled.gone
        if settled.final not in (None, self.ledger_final):
            values["ledger_final"] = settled.final
        if settled.memo:
            values["ledger_memo"] = settled.memo
        if settled.total is not None:
            values["ledger_total"] = str(settled.total)
        self.write(values)
