import hashlib
import logging
import random
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ...ledger.errors import LedgerError, Throttled
from ...ledger.matching import is_same
from ...ledger.port import has
from ...ledger.values import (
    Booked,
    Document,
    Rejected,
    from_json,
    to_json,
)
from ..composing.composer import Choices, Problem
from ..mapping.ledger_mapping import FIXES

_logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# A look-up soon after the doubt finds most of what was booked.
FIRST_LOOK = timedelta(seconds=5)
DEAD = ("superseded", "removed", "withdrawn")


class LedgerExport(models.Model):
    """The intent to book one document, its attempts and its outcome.

        waiting --worker--> sending --booked--> done
           ^                  |--refused-----> rejected --exported again--> waiting
           |                  |--not executed-> waiting
           |                  '--no answer----> in_doubt
           '----certainly not there----------- in_doubt --found equal--> done
                                               in_doubt --found other--> rejected
        waiting, rejected --withdrawn--> withdrawn
        done --corrected (see ``mode``)--> waiting, superseded, removed

    Each transition is one method, here or in ``ledger_correction``; nobody writes
    ``state`` elsewhere.
    """

    _name = "ledger.export"
    _description = "Ledger Export"
    _order = "id desc"
    _rec_name = "move_id"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
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
        index=True,
    )
    # The accountant's choices for this export; empty means by the rules
    relation_item_id = fields.Many2one("ledger.item", ondelete="set null")
    journal_item_id = fields.Many2one("ledger.item", ondelete="set null")
    account_item_id = fields.Many2one("ledger.item", ondelete="set null")
    vat_item_id = fields.Many2one("ledger.item", ondelete="set null")
    period_item_id = fields.Many2one("ledger.item", ondelete="set null")
    final = fields.Selection([("draft", "Draft"), ("final", "Final")])
    repeated = fields.Boolean(
        string="Number Occurs Again",
        help="The accountant knows that another entry bears the same number.",
    )

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
    allocation_ids = fields.One2many("ledger.allocation", "export_id")
    warnings = fields.Text(readonly=True)
    error_code = fields.Char(readonly=True)
    error_text = fields.Text(string="The Ledger's Words", readonly=True)
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
    _subject_required = models.Constraint(
        "CHECK (num_nonnulls(move_id, payment_id) = 1)",
        "An export concerns one invoice or one payment.",
    )
    _due_idx = models.Index(
        "(connection_id, state, next_try) "
        "WHERE state IN ('waiting', 'sending', 'in_doubt')"
    )

    # Compute

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
            row.is_draft_entry = (
                row.state == "done"
                and not row.ledger_final
                and row.mode != "reverse"
                and row.connection_id.can_draft
            )

    def _subject(self):
        """The invoice or payment that is exported."""
        return self.move_id or self.payment_id

    @api.depends("ledger_id", "connection_id")
    def _compute_ledger_url(self):
        for row in self:
            row.ledger_url = row._get_link()
            place = row.connection_id.administration_code
            row.ledger_place = row.ledger_id and " ".join(
                filter(None, (place, row.ledger_journal, row.ledger_number))
            )

    def _get_link(self):
        """Where the entry opens in the ledger."""
        ledger = self.ledger_id and self.connection_id._look()
        return bool(ledger) and has(ledger, "link") and ledger.link(self._booked())

    @api.depends("problems", "error_code", "error_text", "state")
    @api.depends_context("lang")
    def _compute_message(self):
        words = self.env["ledger.problem"]
        for row in self:
            problems = row.problems or []
            if not problems and row.error_code:
                problems = [Problem.on(row.error_code, row._subject()).as_json()]
            texts = [
                words._words(
                    problem["code"],
                    connection=row.connection_id,
                    records=self.env[problem["model"]].browse(problem["ids"])
                    if problem["model"]
                    else None,
                    detail=problem["detail"],
                )
                for problem in problems
            ]
            row.message = "\n".join(dict.fromkeys(texts)) or False
            row.owner = words._owner(problems[0]["code"]) if problems else False

    def _get_notes(self):
        """What the accountant should know of a booked entry, in words."""
        words = self.env["ledger.problem"]
        texts = [
            words._words(
                code,
                connection=self.connection_id,
                records=self._subject(),
                detail=self.ledger_total,
            )
            for code in self._alerts()
        ]
        return "\n".join(filter(None, [*texts, self.warnings])) or False

    def _alerts(self):
        return []

    # Enqueue

    @api.model
    def _enqueue(self, moves, choices=None):
        """Intend to export ``moves``; returns the rows that will be sent.

        Nothing is sent here: a request of a browser may be executed several times.
        What is exported or under way already is left alone.
        """
        moves.check_access("read")
        now, choices = fields.Datetime.now(), choices or {}
        known, new = self.sudo().browse(), []
        live = {
            (row.connection_id, row.move_id): row
            for row in self.sudo().search(self._live_domain(moves))
        }
        connections = self.env["ledger.scope"]._for_moves(moves)
        # In the order in which they were made, whatever a list showed.
        for move in moves.sorted(lambda m: (m.invoice_date or m.date, m.id)):
            connection = connections[move]
            row = live.get((connection, move))
            if not connection or (row and row.state not in ("rejected", "waiting")):
                continue
            if row:
                known |= row
                continue
            new.append(
                {
                    "connection_id": connection.id,
                    "move_id": move.id,
                    "generation": 1 + len(move.sudo().ledger_export_ids),
                    "next_try": now,
                    **choices,
                }
            )
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                made = known.create(new)
        except UniqueViolation as error:
            # Somebody else pressed for one of them at this moment: Odoo does all of
            # it once more, and then sees theirs.
            raise ConcurrencyError() from error
        # Those that are about to be sent anyway are not touched.
        known.filtered(
            lambda row: choices or row.state != "waiting" or row.next_try > now
        )._again(choices)
        rows = known | made
        rows._trigger()
        return rows

    def _again(self, choices):
        """Back to the start of the queue, with the choices of now."""
        self.write(
            {
                "state": "waiting",
                "attempts": 0,
                "misses": 0,
                "next_try": fields.Datetime.now(),
                "error_code": False,
                "error_text": False,
                "problems": False,
                **choices,
            }
        )

    @api.model
    def _live_domain(self, moves):
        """The present export of each of ``moves``."""
        return [
            ("move_id", "in", moves.ids),
            ("state", "not in", DEAD),
            ("mode", "!=", "reverse"),
        ]

    @api.model
    def _enqueue_automatic(self, connection):
        """What was posted from the starting date on and has no row yet."""
        moves = self.env["account.move"].search(
            self.env["ledger.scope"]._get_domain(connection)
            & Domain("ledger_export_ids", "=", False)
        )
        if moves:
            self._enqueue(moves)

    def _trigger(self, at=None):
        self.sudo().connection_id._ask("export", at)

    # Actions

    def action_retry(self):
        """Export again what was refused."""
        self._check_may_write()
        self.filtered(lambda row: row.state == "rejected").sudo()._again({})
        self._trigger()

    def _check_may_write(self):
        self.move_id.check_access("write")
        self.payment_id.check_access("write")

    def action_withdraw(self):
        """Give up what is not booked; of a correction only the correction."""
        self._check_may_write()
        for row in self:
            if row.state not in ("waiting", "rejected"):
                raise UserError(
                    self.env._(
                        "%(invoice)s is being sent or is exported already.",
                        invoice=row.display_name,
                    )
                )
        self.sudo()._withdraw()

    def _withdraw(self):
        """waiting, rejected -> withdrawn; or back to done where the entry stands."""
        booked = self.filtered("ledger_id")
        booked.write(
            {
                "state": "done",
                "mode": "book",
                "error_code": False,
                "error_text": False,
                "problems": False,
            }
        )
        (self - booked).write({"state": "withdrawn"})

    def action_fix(self):
        """Where the first problem is mended."""
        self.ensure_one()
        for problem in self.problems or []:
            action = self._get_fix(problem)
            if action:
                return action
        if self.payment_id or self.mode != "book":
            return self.get_formview_action()
        return self.move_id.action_ledger_export()

    def _get_fix(self, problem):
        kind = FIXES.get(problem["code"])
        if kind:
            return self.env["ledger.mapping"]._get_fix_action(
                self.connection_id, kind, problem["ids"][0]
            )
        if problem["code"] == "before_start":
            return self.connection_id.get_formview_action()
        return None

    def action_open_move(self):
        return self._subject().get_formview_action()

    def action_open_url(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.ledger_url, "target": "new"}

    # Transitions

    def _choices(self):
        return Choices(
            relation=self.relation_item_id,
            journal=self.journal_item_id,
            account=self.account_item_id,
            vat=self.vat_item_id,
            period=self.period_item_id,
            final=self.final or "",
            link=self._link_key(),
            attempt=self._get_attempt(),
            token=self._get_token(),
        )

    def _get_attempt(self):
        """How often the same number was booked on purpose before: each correction, and
        what the accountant knows of."""
        return len(self._former_ids()) + self.repeated

    def _get_token(self):
        """The same for each try of this row, and no other one's anywhere."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        text = f"{uuid}|{self.id}|{self.mode}|{self._get_attempt()}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def _former_ids(self):
        """The ids of entries that we booked for the same invoice and that still stand
        there, cancelled by their opposites."""
        return set(
            self.move_id.ledger_export_ids.filtered(
                lambda row: row.state == "superseded" and row.ledger_id
            ).mapped("ledger_id")
        )

    def _document(self):
        return from_json(Document, self.document)

    def _is_restored(self):
        """Whether it may have been booked by a database whose backup this one is."""
        confirmed = self.connection_id.confirmed_at
        return bool(
            confirmed
            and self._subject().create_date < confirmed
            and not (self.looked_up_at and self.looked_up_at >= confirmed)
        )

    def _start(self, document):
        """waiting -> sending: to be committed before the request leaves."""
        self.write(
            {
                "state": "sending",
                "document": to_json(document),
                "sent_at": fields.Datetime.now(),
                "attempts": self.attempts + 1,
                "error_code": False,
                "error_text": False,
                "problems": False,
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
        """Doubling, with jitter, so that connections don't come back all at once."""
        pause = FIRST_PAUSE * 2 ** min(max(self.attempts - 1, 0), 10)
        jitter = random.uniform(0.5, 1.0)  # noqa: S311 - no secret depends on it
        return fields.Datetime.now() + min(pause, LONGEST_PAUSE) * jitter

    def _doubt(self, error, code="in_doubt"):
        """sending -> in_doubt: nobody knows whether it was booked."""
        detail = (
            error.detail if isinstance(error, LedgerError) else type(error).__name__
        )
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

    def _settle(self, outcome):
        """sending -> done, rejected; or in_doubt when the ledger says "duplicate":
        that may be our own entry, whose answer was lost."""
        if isinstance(outcome, Booked):
            self._done(outcome)
        elif outcome.code == "duplicate":
            self._doubt(LedgerError("duplicate", outcome.message), "duplicate")
        else:
            self._refuse([self._problem(outcome)], outcome.message)

    def _problem(self, rejected: Rejected):
        code = self.env["ledger.problem"]._known(rejected.code)
        return Problem.on(code, self._subject(), rejected.message)

    def _done(self, booked, adopted=False):
        document = self._document()
        warnings = list(booked.warnings)
        if booked.total is not None and booked.total != document.total:
            warnings.append(
                self.env._(
                    "The ledger's total is %(theirs)s, the invoice's %(ours)s.",
                    theirs=booked.total,
                    ours=document.total,
                )
            )
        self.write(
            {
                "state": "done",
                "mode": "reverse" if self.mode == "reverse" else "book",
                "booked_document": self.document,
                "changed": False,
                "changes": False,
                "ledger_gone": False,
                "ledger_total": str(
                    document.total if booked.total is None else booked.total
                ),
                "ledger_id": booked.id,
                "ledger_number": booked.number,
                "ledger_journal": booked.key.journal,
                "ledger_final": booked.final,
                "ledger_file": booked.file or self.ledger_file,
                "ledger_memo": booked.memo or self.ledger_memo,
                "adopted": adopted,
                "done_at": fields.Datetime.now(),
                "warnings": "\n".join(warnings) or False,
                "error_code": False,
                "error_text": False,
                "problems": False,
            }
        )
        self._booked_now()

    def _booked_now(self):
        """What follows once the entry stands in the ledger; see the corrections."""

    def _refuse(self, problems, words=""):
        """-> rejected: a person has to act; nothing was booked."""
        self.write(
            {
                "state": "rejected",
                "problems": [problem.as_json() for problem in problems],
                "error_code": problems[0].code,
                "error_text": words or False,
            }
        )

    def _looked_up(self, hits, traits):
        """in_doubt -> done, rejected, waiting, or still in_doubt."""
        self.ensure_one()
        document = self._document()
        former = self._former_ids()
        hits = [hit for hit in hits if hit.id not in former]
        equal = [hit for hit in hits if is_same(hit, document)]
        shown = ", ".join(f"{hit.key.journal} {hit.number}" for hit in hits)
        if len(hits) == 1 and equal:
            self._done(hits[0], adopted=True)
        elif hits:
            self.looked_up_at = fields.Datetime.now()
            code = "different_entry" if len(hits) == 1 else "several_entries"
            self._refuse([Problem.on(code, self._subject(), shown)], self.error_text)
        elif self.error_code == "duplicate":
            problem = Problem.on("duplicate_elsewhere", self._subject())
            self._refuse([problem], self.error_text)
        else:
            self._missed(traits)

    def _missed(self, traits):
        """Not there. Believed when it was so twice after the settling time."""
        settled = self.sent_at + timedelta(
            seconds=traits.timeout + traits.settle_seconds
        )
        now = fields.Datetime.now()
        misses = self.misses + (now >= settled)
        if misses >= 2:
            self._again({"looked_up_at": now})
            return
        self.write({"misses": misses, "next_try": max(settled, now + FIRST_LOOK)})
        self._trigger(self._next_tries())

    def _next_tries(self):
        return sorted(set(self.filtered("next_try").mapped("next_try")))
