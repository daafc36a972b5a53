from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...ledger.values import SettlementKind

# Conflicts that the accountant may decide: it was a payment, whatever the ledger tells.
DECIDED = ("settlement_doubtful", "settlement_unsupported", "paid_by_hand")


class LedgerAllocation(models.Model):
    """The ledger's word that so much of a document was settled by that settlement, and
    what of it is registered here.

        waiting --registered, or settled here already--> applied
        waiting --can't be--> conflict --next import--> waiting
        applied --changed or gone there, undone here--> waiting
        waiting --gone there, and undone here--> cancelled --came back--> waiting

    ``ledger.mirror`` writes what the ledger says, ``ledger.applier`` what came of it.
    """

    _name = "ledger.allocation"
    _inherit = "ledger.guarded"
    _owned_by = ("export_id",)
    _description = "Ledger Allocation"
    _order = "date desc, id desc"
    _rec_name = "settlement"

    export_id = fields.Many2one(
        "ledger.export", required=True, ondelete="cascade", index=True
    )
    connection_id = fields.Many2one(
        related="export_id.connection_id", store=True, index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    move_id = fields.Many2one(related="export_id.move_id", store=True, index=True)

    # What the ledger says
    key = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [
            (SettlementKind.PAYMENT.value, "Payment"),
            (SettlementKind.DOCUMENT.value, "Other document"),
            (SettlementKind.DIFFERENCE.value, "Difference"),
            (SettlementKind.OTHER.value, "Other entry"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    balance = fields.Float(
        readonly=True,
        digits=(16, 4),
        help="The amount in the company's currency, where the ledger tells it.",
    )
    date = fields.Date(required=True, readonly=True)
    settlement = fields.Char(readonly=True, help="What the ledger's users know it by.")
    ledger_journal = fields.Char(readonly=True)
    settled_by = fields.Json(
        readonly=True, help="Ids of the entries there; several: one, or all, of these."
    )
    counterpart = fields.Char(readonly=True)
    present = fields.Boolean(default=True, readonly=True)
    certain = fields.Boolean(
        default=True,
        readonly=True,
        help="Whether the ledger tells by what the invoice was settled.",
    )

    # What came of it
    state = fields.Selection(
        [
            ("waiting", "To apply"),
            ("applied", "Applied"),
            ("conflict", "Conflict"),
            ("cancelled", "Cancelled"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    accepted = fields.Boolean(
        readonly=True, help="The accountant says that it was a payment."
    )
    outdated = fields.Boolean(
        readonly=True, help="What is registered here is not what the ledger says now."
    )
    applied_amount = fields.Monetary(
        string="Registered Here",
        readonly=True,
        help="Nothing, where the invoice was settled here by that amount already.",
    )
    reason = fields.Char(readonly=True)
    detail = fields.Char(readonly=True)
    message = fields.Char(compute="_compute_message")
    is_decidable = fields.Boolean(compute="_compute_is_decidable")
    payment_ids = fields.One2many(
        "account.payment", "ledger_allocation_id", readonly=True
    )
    entry_ids = fields.Many2many(
        "account.move",
        "ledger_allocation_entry_rel",
        string="Entries",
        readonly=True,
        copy=False,
    )
    former_entry_ids = fields.Many2many(
        "account.move",
        "ledger_allocation_former_rel",
        readonly=True,
        copy=False,
        help="Entries that were outweighed by others: made here, too.",
    )
    offset_move_id = fields.Many2one(
        "account.move",
        string="Settled With",
        readonly=True,
        index="btree_not_null",
        help="The invoice or credit note that it was reconciled with.",
    )
    applied_at = fields.Datetime(readonly=True)

    _key_uniq = models.Constraint(
        "UNIQUE (connection_id, key)", "An allocation is imported once."
    )
    _applied_idx = models.Index("(connection_id, applied_at)")
    _due_idx = models.Index(
        "(connection_id, export_id) WHERE state IN ('waiting', 'conflict')"
    )
    # As the list shows them, however many there are.
    _order_idx = models.Index("(date DESC, id DESC)")

    @api.depends("reason", "detail")
    @api.depends_context("lang")
    def _compute_message(self):
        for row in self:
            row.message = self.env["ledger.problem"]._words(
                row.reason,
                connection=row.connection_id,
                records=row.move_id,
                detail=row.detail or row.settlement,
            )

    @api.depends("state", "reason")
    def _compute_is_decidable(self):
        for row in self:
            row.is_decidable = row.state == "conflict" and row.reason in DECIDED

    @api.model
    def _touched(self, moves):
        """Somebody undid what settles these invoices: looked at by the next import."""
        applied = [("move_id", "in", moves.ids), ("state", "=", "applied")]
        self.sudo().search(applied).state = "waiting"

    def _is_payment(self):
        """Whether it is to be registered as one, as far as anybody knows."""
        kind = self.kind == SettlementKind.PAYMENT.value
        return self.accepted or (kind and self.certain)

    def _get_text(self):
        """For the invoice's own history."""
        words = {
            "amount": formatLang(
                self.env, abs(self.amount), currency_obj=self.currency_id
            ),
            "ledger": self.connection_id.display_name,
            "settlement": self.settlement,
            "date": format_date(self.env, self.date),
        }
        if not self.present:
            return self.env._(
                "%(amount)s not settled any more in %(ledger)s: %(settlement)s", **words
            )
        if self.amount and not self.applied_amount:
            return self.env._(
                "%(amount)s settled in %(ledger)s on %(date)s, as it was here already: "
                "%(settlement)s",
                **words,
            )
        return self.env._(
            "%(amount)s settled in %(ledger)s on %(date)s: %(settlement)s", **words
        )

    # Actions

    def action_open_payments(self):
        self.ensure_one()
        self.check_access("read")
        return self.payment_ids._get_records_action(name=self.env._("Payments"))

    def action_help(self):
        self.ensure_one()
        self.check_access("read")
        return self.env["ledger.help"]._get_action(self.connection_id, self.reason)

    def action_accept(self):
        """It was a payment, as far as the invoice is still open: the accountant knows
        what the ledger does not tell."""
        self.check_access("read")
        self.move_id.check_access("write")
        rows = self.filtered("is_decidable")
        rows.sudo().accepted = True
        rows.action_apply_again()

    def action_apply_again(self):
        """Look once more at conflicts, after somebody mended the cause; what was undone
        here is registered anew."""
        self.check_access("read")
        self.move_id.check_access("write")
        rows = self.filtered(lambda row: row.state == "conflict").sudo()
        rows.filtered(lambda row: row.reason == "undone_here").outdated = True
        rows.state = "waiting"
        self.sudo().connection_id._ask("import")
