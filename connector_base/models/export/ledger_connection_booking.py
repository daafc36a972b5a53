from odoo import api, fields, models
from odoo.fields import Domain

from ..connection.move_kinds import MOVE_TYPES, SALES


class LedgerConnection(models.Model):
    """What is booked besides the plain sales invoice, and how."""

    _inherit = "ledger.connection"

    export_bills = fields.Boolean(
        string="Vendor Bills",
        default=True,
        help="Vendor bills and vendor credit notes are exported too.",
    )
    cost_centre_item_id = fields.Many2one(
        "ledger.item",
        string="Default Cost Centre",
        domain="[('connection_id', '=', id), ('kind', '=', 'cost_centre')]",
        ondelete="restrict",
        help="For lines without a mapped analytic account, as far as the ledger "
        "account allows a cost centre.",
    )
    project_item_id = fields.Many2one(
        "ledger.item",
        string="Default Project",
        domain="[('connection_id', '=', id), ('kind', '=', 'project')]",
        ondelete="restrict",
    )
    pdf_days = fields.Integer(
        string="PDF Link (days)",
        default=2557,
        help="For so long the link in the ledger opens the invoice's PDF: seven years, "
        "as long as the books are kept. 0: entries get no link.",
    )
    pdf_revision = fields.Integer(readonly=True, copy=False)

    # Payments registered in Odoo
    payment_export = fields.Boolean(
        string="Export Payments",
        help="Payments registered in Odoo are booked in the ledger and matched with "
        "the invoices there. Leave it off where the ledger reads the bank itself.",
    )
    payment_journal_item_id = fields.Many2one(
        "ledger.item",
        string="Journal for Payments",
        domain="[('connection_id', '=', id), ('kind', '=', 'journal')]",
        ondelete="restrict",
        help="Used for payments whose journal is not mapped.",
    )
    payment_account_item_id = fields.Many2one(
        "ledger.item",
        string="Bank or Clearing Account",
        domain="[('connection_id', '=', id), ('kind', '=', 'account')]",
        ondelete="restrict",
        help="Used for payments whose account is not mapped. Take a clearing account "
        "where the ledger reads the bank statements itself.",
    )
    draft_count = fields.Integer(
        string="Not Final Yet",
        compute="_compute_draft_count",
        help="Draft entries in the ledger: they can't be paid there yet.",
    )
    changed_count = fields.Integer(compute="_compute_draft_count")

    @api.onchange("start_date")
    def _onchange_start_date(self):
        """An earlier date may bring a flood of history: say how much."""
        before = self._origin.start_date
        if not (before and self.start_date and self.start_date < before):
            return None
        count = self.env["account.move"].search_count(
            self._exportable_domain()
            & Domain("invoice_date", "<", before)
            & Domain("ledger_export_ids", "=", False)
        )
        if not count:
            return None
        text = self.env._(
            "%(count)s more invoices and bills can be exported from that day on; with "
            "automatic export they are. Keep the later date if they are in the ledger "
            "already.",
            count=count,
        )
        title = self.env._("Earlier starting date")
        return {"warning": {"title": title, "message": text}}

    def _compute_draft_count(self):
        booked = [("connection_id", "in", self.ids), ("state", "=", "done")]
        for name, domain in (
            ("draft_count", [("is_draft_entry", "=", True)]),
            ("changed_count", [("changed", "=", True)]),
        ):
            groups = self.env["ledger.export"]._read_group(
                booked + domain, ["connection_id"], ["__count"]
            )
            counts = {connection.id: count for connection, count in groups}
            for connection in self:
                connection[name] = counts.get(connection.id, 0)

    def _move_types(self):
        """The kinds of documents that go through this connection."""
        self.ensure_one()
        return MOVE_TYPES if self.export_bills else SALES

    def _capabilities(self):
        """What its ledger can do; without a call."""
        self.ensure_one()
        return self._provider_hook("capabilities")()

    def action_open_drafts(self):
        name = self.env._("Not final yet")
        domain = [("state", "=", "done"), ("is_draft_entry", "=", True)]
        return self._open_action("ledger.export", name, domain)

    def action_open_changed(self):
        name = self.env._("Changed since export")
        domain = [("state", "=", "done"), ("changed", "=", True)]
        return self._open_action("ledger.export", name, domain)

    def action_revoke_links(self):
        """No link that was given out so far opens a PDF any more."""
        for connection in self:
            connection.pdf_revision += 1
