from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.composing.composer import Composer
from ...models.composing.preview import get_preview
from ...models.composing.trial import foresee
from ...models.export.numbers import holder_of
from ...models.mapping.rules import Rules
from .ledger_assistant_page import of


class LedgerAssistantUse(models.AbstractModel):
    """The last pages: how to work, one invoice as a trial, and what comes then."""

    _name = "ledger.assistant.use"
    _inherit = "ledger.assistant.page"
    _description = "Connect a Ledger: Use"

    can_draft = fields.Boolean(related="connection_id.can_draft")
    final = of(fields.Selection, "final")
    timing = fields.Selection(
        [
            ("hand", "When somebody presses Export"),
            ("posted", "By itself, as soon as they are posted"),
            ("night", "By itself, at night"),
        ],
        string="Invoices Are Exported",
        compute="_compute_timing",
        store=True,
        readonly=False,
    )
    start_date = of(fields.Date, "start_date")
    export_bills = of(fields.Boolean, "export_bills")
    payment_import = of(fields.Boolean, "payment_import")
    account_item_id = of(fields.Many2one, "account_item_id")
    expense_item_id = of(fields.Many2one, "expense_item_id")
    journal_ids = of(fields.Many2many, "journal_ids")
    others = fields.Char(compute="_compute_others")

    # The trial, and what comes then
    trial_move_id = fields.Many2one("account.move", string="Invoice")
    trial_problems = fields.Text(compute="_compute_trial")
    trial = fields.Html(compute="_compute_trial", sanitize=False)
    due_count = fields.Integer(compute="_compute_due_count")

    # How to work

    @api.depends("connection_id")
    def _compute_timing(self):
        for assistant in self:
            one = assistant.connection_id
            night = "night" if one.at_night else "posted"
            assistant.timing = night if one.auto_export else "hand"

    def _get_others(self):
        """Other connections by which the company exports."""
        connection = self.connection_id
        return self.env["ledger.connection"].search(
            [
                ("company_id", "=", connection.company_id.id),
                ("state", "in", ("connected", "reauthorise")),
                ("setup_step", "=", False),
                ("id", "!=", connection.id),
            ]
        )

    @api.depends("connection_id")
    def _compute_others(self):
        for assistant in self:
            others = assistant.connection_id and assistant._get_others()
            assistant.others = ", ".join(others.mapped("display_name"))

    def _leave_settings(self):
        others = self._get_divided()
        if others and not self.journal_ids:
            raise UserError(
                self.env._(
                    "%(others)s exports invoices of this company too. Choose the "
                    "journals that go through this connection, and the others stay "
                    "there; or a later starting date, from which it takes over.",
                    others=", ".join(others.mapped("display_name")),
                )
            )
        for other in others:
            self._get_left(other)
        self._go("trial")

    def _get_divided(self):
        """Those with which it shares the journals; what began before keeps all that
        lies before, where this one takes over all of them."""
        others = self._get_others()
        if self.journal_ids:
            return others
        return others.filtered(lambda one: one.start_date >= self.start_date)

    def _get_left(self, other):
        """The journals that stay with another connection."""
        kinds = ("sale", "purchase") if other.export_bills else ("sale",)
        journals = other.journal_ids or self.env["account.journal"].search(
            [
                ("type", "in", kinds),
                ("company_id", "child_of", other.company_id.id),
            ]
        )
        left = journals - self.journal_ids
        if not left:
            raise UserError(
                self.env._(
                    "No journal would be left for %(other)s. Disconnect it before, or "
                    "choose fewer journals here.",
                    other=other.display_name,
                )
            )
        return left

    # Trial

    def _enter_trial(self):
        domain = self.env["ledger.scope"]._get_domain(self.connection_id.sudo())
        moves = self.env["account.move"]
        for more in ([("move_type", "=", "out_invoice")], []):
            found = moves.search(
                [*domain, *more], order="invoice_date desc, id desc", limit=1
            )
            moves = moves or found
        self.trial_move_id = moves

    @api.depends("trial_move_id", "step")
    @api.depends_context("lang")
    def _compute_trial(self):
        for assistant in self:
            assistant.trial = assistant.trial_problems = False
            move = assistant.trial_move_id._origin
            if assistant.step != "trial" or not move:
                continue
            connection = assistant.connection_id._origin.sudo()
            composer = Composer(move, Rules.of(connection))
            problems = foresee(composer, holder_of(connection))
            texts = dict.fromkeys(one.words(connection) for one in problems)
            assistant.trial_problems = "\n".join(texts) or False
            values = get_preview(composer)
            assistant.trial = values and self.env["ir.qweb"]._render(
                "connector_base.entry_preview", values
            )

    def _leave_trial(self):
        """In use from now on."""
        connection = self.connection_id
        for other in self._get_divided():
            left = self._get_left(other)
            if left != other.journal_ids:
                other.journal_ids = left
        connection.write(
            {
                "auto_export": self.timing in ("posted", "night"),
                "at_night": self.timing == "night",
            }
        )
        self._go("done")
        connection._ask("export")

    def _export_trial(self):
        self._leave_trial()
        self.env["ledger.export"]._enqueue(self.trial_move_id)

    @api.depends("step")
    def _compute_due_count(self):
        for assistant in self:
            count = 0
            if assistant.step == "done":
                scope = self.env["ledger.scope"]
                exported = self.env["ledger.invoice"].sudo()._get_exported()
                domain = scope._get_domain(assistant.connection_id.sudo())
                count = self.env["account.move"].search_count(
                    [*domain, ("id", "not in", exported)]
                )
            assistant.due_count = count

    def action_export_trial(self):
        """Done; and this invoice is the first one that goes."""
        return self._try(self._export_trial)

    def action_open_due(self):
        """What can be exported now."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        domain = self.env["ledger.scope"]._get_domain(self.connection_id.sudo())
        states = ("not_exported", "rejected")
        return {**action, "domain": [*domain, ("ledger_state", "in", states)]}
