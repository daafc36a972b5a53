from odoo import api, fields, models

from ...ledger.values import Booked, Document, from_json

DEAD = ("superseded", "removed", "withdrawn")
LIVE = [("state", "not in", DEAD), ("mode", "!=", "reverse")]


class LedgerExport(models.Model):
    """The intent to book one document, its attempts and its outcome: what is known of
    it. How it goes on is in ``ledger.export.states``."""

    _name = "ledger.export"
    _description = "Ledger Export"
    _order = "id desc"
    _inherit = ["ledger.guarded", "ledger.export.states", "ledger.export.buttons"]
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
        [("match", "To match"), ("attach", "To attach"), ("finalise", "To make final")],
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
    final_at = fields.Datetime("Made Final", readonly=True, index="btree_not_null")
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

    @api.depends("state", "ledger_final", "mode", "payment_id", "connection_id", "todo")
    def _compute_is_draft_entry(self):
        for row in self:
            there = row.state == "done" and row.mode != "reverse"
            open_ = there and not row.ledger_final and row.todo != "finalise"
            row.is_draft_entry = open_ and row.connection_id.can_draft

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
