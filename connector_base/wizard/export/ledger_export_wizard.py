from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.composing.composer import Choices
from ...models.mapping.rules import Case

CHOICES = (
    "relation_item_id",
    "journal_item_id",
    "account_item_id",
    "vat_item_id",
    "period_item_id",
)


class LedgerExportWizard(models.TransientModel):
    """What the accountant decides for this export; empty fields follow the rules."""

    _name = "ledger.export.wizard"
    _description = "Export to the Ledger"

    move_ids = fields.Many2many("account.move", required=True)
    move_count = fields.Integer(compute="_compute_moves")
    is_single = fields.Boolean(compute="_compute_moves")
    has_draft = fields.Boolean(compute="_compute_moves")
    exported_count = fields.Integer(compute="_compute_moves")
    connection_id = fields.Many2one("ledger.connection", compute="_compute_moves")
    provider = fields.Selection(related="connection_id.provider")
    relation_kind = fields.Char(compute="_compute_moves")
    relation_item_id = fields.Many2one(
        "ledger.item",
        string="Customer or Supplier",
        domain="[('connection_id', '=', connection_id), ('kind', '=', relation_kind)]",
        compute="_compute_choices",
        store=True,
        readonly=False,
        help="Empty: the customer is looked for, and created when there is none.",
    )
    journal_item_id = fields.Many2one(
        "ledger.item",
        string="Journal",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'journal')]",
        compute="_compute_choices",
        store=True,
        readonly=False,
    )
    vat_item_id = fields.Many2one(
        "ledger.item",
        string="VAT Code",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'vat')]",
        compute="_compute_choices",
        store=True,
        readonly=False,
        help="Empty: each line by its own tax. A choice here is for all lines.",
    )
    account_item_id = fields.Many2one(
        "ledger.item",
        string="Ledger Account",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'account')]",
        compute="_compute_choices",
        store=True,
        readonly=False,
        help="Empty: each line by its own account. A choice here is for all lines.",
    )
    period_item_id = fields.Many2one(
        "ledger.item",
        string="Period",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'period')]",
        compute="_compute_choices",
        store=True,
        readonly=False,
        help="Empty: the period of the invoice's date.",
    )
    final = fields.Selection(
        [("draft", "Draft"), ("final", "Final")],
        compute="_compute_choices",
        store=True,
        readonly=False,
        required=True,
    )
    can_draft = fields.Boolean(related="connection_id.can_draft")
    number_exists = fields.Boolean(compute="_compute_moves")
    repeated = fields.Boolean(
        string="Number Occurs Again",
        help="Book it although another entry in the ledger bears the same number.",
    )
    problems = fields.Text(compute="_compute_problems")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("move_ids")
    def _compute_moves(self):
        for wizard in self:
            moves = wizard.move_ids._origin
            wizard.move_count = len(moves)
            wizard.is_single = len(moves) == 1
            wizard.has_draft = "draft" in moves.mapped("state")
            wizard.exported_count = len(
                moves.filtered(lambda m: m.ledger_state in ("done", "sending"))
            )
            wizard.number_exists = wizard.is_single and (
                moves.ledger_export_id.error_code == "duplicate_elsewhere"
            )
            wizard.connection_id = moves.ledger_connection_id[:1]
            wizard.relation_kind = moves and (
                self.env["ledger.relation"]._role(moves[0])
            )

    @api.depends("move_ids")
    def _compute_choices(self):
        """For one invoice what the rules say, where they say one thing; for many
        nothing, so that each follows its own rules."""
        for wizard in self:
            wizard.final = wizard.connection_id.final
            names = wizard._get_prefill() if wizard.is_single else {}
            for name in CHOICES:
                wizard[name] = names.get(name)

    def _get_prefill(self):
        move, connection = self.move_ids._origin, self.connection_id.sudo()
        composer = self.env["ledger.composer"].sudo()
        rules = composer._rules(connection)
        lines = move.line_ids.filtered(lambda line: line.display_type == "product")
        accounts = [
            rules.find("account", line.account_id, Case.of(move, line))
            or connection.account_item_id
            for line in lines
        ]
        taxes = [
            rules.find("vat", tax, Case.of(move, line))
            for line in lines
            for tax in line.tax_ids.flatten_taxes_hierarchy()
            if not rules.is_apart(tax)
        ]
        relation = self.env["ledger.relation"].sudo()._find(connection, move)
        previous = move.ledger_export_id
        return {
            "relation_item_id": previous.relation_item_id or relation.item_id,
            "journal_item_id": previous.journal_item_id
            or rules.find("journal", move.journal_id, Case.of(move))
            or connection.journal_item_id,
            "account_item_id": previous.account_item_id or _only(accounts),
            "vat_item_id": previous.vat_item_id or _only(taxes),
            "period_item_id": previous.period_item_id,
        }

    @api.depends(*CHOICES, "final")
    def _compute_problems(self):
        """What would be refused, grouped by cause, before anything is sent."""
        for wizard in self:
            texts = {}
            composer = self.env["ledger.composer"].sudo()
            words = self.env["ledger.problem"]
            rules = composer._rules(wizard.connection_id.sudo())
            for move in wizard.move_ids.filtered(lambda m: m.state == "posted")._origin:
                for problem in wizard._get_problems(composer, rules, move):
                    text = words._words(
                        problem.code,
                        connection=wizard.connection_id,
                        records=self.env[problem.model].browse(problem.ids),
                        detail=problem.detail,
                    )
                    texts[text] = texts.get(text, 0) + 1
            wizard.problems = "\n".join(
                f"{count} × {text}" if len(wizard.move_ids) > 1 else text
                for text, count in texts.items()
            )

    @api.depends(*CHOICES)
    def _compute_preview(self):
        """The entry to be booked, of one invoice."""
        for wizard in self:
            move = wizard.move_ids._origin
            wizard.preview = False
            if len(move) != 1 or not wizard.connection_id:
                continue
            composer = self.env["ledger.composer"].sudo()
            values = composer._get_preview(
                move,
                composer._rules(wizard.connection_id.sudo()),
                wizard._get_choices(),
            )
            if values:
                wizard.preview = self.env["ir.qweb"]._render(
                    "connector_base.entry_preview", values
                )

    def _get_choices(self):
        return Choices(
            relation=self.relation_item_id,
            journal=self.journal_item_id,
            account=self.account_item_id,
            vat=self.vat_item_id,
            period=self.period_item_id,
        )

    def _get_problems(self, composer, rules, move):
        _document, problems = composer._compose(move, rules, self._get_choices())
        # An unknown customer is looked for, or created, on the way.
        return [problem for problem in problems if problem.code != "relation_missing"]

    def action_export(self):
        """Enqueue; drafts are posted first."""
        self.ensure_one()
        if self.connection_id.state != "connected":
            raise UserError(
                self.env["ledger.problem"]._words(
                    "not_connected", connection=self.connection_id
                )
            )
        drafts = self.move_ids.filtered(lambda move: move.state == "draft")
        if drafts:
            drafts.action_post()
        choices = {name: self[name].id for name in CHOICES}
        choices.update(final=self.final, repeated=self.repeated)
        rows = self.env["ledger.export"]._enqueue(self.move_ids, choices)
        if not rows:
            raise UserError(
                self.env._("These invoices are exported already, or on their way.")
            )
        return self.connection_id._notify(
            self.env._("Export started"),
            self.env._(
                "%(count)s of %(all)s invoices are on their way.",
                count=len(rows),
                all=self.move_count,
            ),
        )


def _only(items):
    """The one item that all agree on, or nothing."""
    return items[0] if items and all(item == items[0] for item in items) else None
