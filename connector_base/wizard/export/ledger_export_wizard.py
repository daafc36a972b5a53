from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.composing.choices import Choices
from ...models.composing.composer import Composer
from ...models.composing.outcomes import NUMBER_TAKEN
from ...models.composing.preview import get_preview
from ...models.composing.trial import foresee, read_ahead
from ...models.connection.ledger_item import of_kind
from ...models.export.numbers import holder_of
from ...models.mapping.move_kinds import ENTRY, final_of, kind_of
from ...models.mapping.rules import Case, Rules

KINDS = ("journal", "vat", "account", "period")
CHOICES = (
    "relation_item_id",
    "journal_item_id",
    "account_item_id",
    "vat_item_id",
    "period_item_id",
)


class LedgerExportWizard(models.TransientModel):
    """What the accountant decides for this export; empty fields follow the rules.

    For one invoice the fields show what the rules say. That is no choice: whoever
    changes nothing gets the entry that every other way of exporting makes.

    ``connection_id``: the one of all these invoices. Where they have several there is
    nothing to decide for all of them: each goes by the rules of its own.
    """

    _name = "ledger.export.wizard"
    _inherit = "ledger.guarded"
    _fitting = {
        "relation_item_id": of_kind("relation_kind"),
        **{f"{kind}_item_id": of_kind(kind) for kind in KINDS},
    }
    _description = "Export to the Ledger"

    move_ids = fields.Many2many("account.move", required=True)
    move_count = fields.Integer(compute="_compute_moves")
    is_single = fields.Boolean(compute="_compute_moves")
    has_entries = fields.Boolean(compute="_compute_moves")
    has_draft = fields.Boolean(compute="_compute_moves")
    exported_count = fields.Integer(compute="_compute_moves")
    connection_id = fields.Many2one("ledger.connection", compute="_compute_moves")
    by_connection = fields.Text(compute="_compute_by_connection")
    administration_label = fields.Char(related="connection_id.administration_label")
    administration_name = fields.Char(related="connection_id.administration_name")
    journal_label = fields.Char(related="connection_id.journal_label")
    has_journals = fields.Boolean(related="connection_id.has_journals")
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
    relation_candidates = fields.Char(
        string="Perhaps One of These", compute="_compute_moves"
    )
    relation_new = fields.Boolean(
        string="None of These",
        help="A new customer or supplier is created there, and the answer remembered.",
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
    vat_hint = fields.Char(compute="_compute_moves")
    account_item_id = fields.Many2one(
        "ledger.item",
        string="Ledger Account",
        domain="[('connection_id', '=', connection_id), ('kind', '=', 'account')]",
        compute="_compute_choices",
        store=True,
        readonly=False,
        help="Empty: each line by its own account. What you choose here is for all "
        "that is sold or bought; taxes, cash rounding and cost of sales stay on "
        "theirs.",
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
        string="Book As",
        compute="_compute_final",
        store=True,
        precompute=True,
        readonly=False,
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
            wizard.has_entries = ENTRY in moves.mapped("move_type")
            wizard.has_draft = "draft" in moves.mapped("state")
            wizard.exported_count = len(
                moves.filtered(lambda m: m.ledger_state in ("done", "sending"))
            )
            wizard.number_exists = wizard.is_single and (
                moves.ledger_export_id.error_code in NUMBER_TAKEN
            )
            connections = moves.ledger_connection_id
            wizard.connection_id = len(connections) == 1 and connections
            wizard.relation_kind = moves and (
                self.env["ledger.relation"]._role(moves[0])
            )
            asked = wizard._get_relation().candidate_ids.mapped("display_name")
            wizard.relation_candidates = ", ".join(asked)
            wizard.vat_hint = wizard.connection_id and (
                self.env["ledger.vat.codes"]._explain_none(
                    wizard.connection_id,
                    "sale" if kind_of(moves[0]).is_sale else "purchase",
                )
            )

    def _get_relation(self):
        """What is known of the customer of a single invoice."""
        relations = self.env["ledger.relation"].sudo()
        if not self.is_single or self.has_entries:
            return relations
        return relations._find(self.connection_id.sudo(), self.move_ids._origin)

    @api.depends("move_ids")
    @api.depends_context("lang")
    def _compute_by_connection(self):
        """How many go where, and what holds them up."""
        for wizard in self:
            texts = []
            for connection, moves in wizard._get_moves().items():
                text = self.env._(
                    "%(connection)s: %(count)s",
                    connection=connection.display_name,
                    count=len(moves),
                )
                texts.append(" · ".join(filter(None, (text, _get_trouble(connection)))))
            wizard.by_connection = len(texts) > 1 and "\n".join(texts)

    def _get_moves(self):
        """{connection: its invoices among these}; whose company that is says nothing
        of who may use it."""
        moves = self.move_ids._origin
        return {
            connection.sudo(): some
            for connection, some in moves.grouped("ledger_connection_id").items()
            if connection
        }

    @api.depends("move_ids")
    def _compute_choices(self):
        for wizard in self:
            names = wizard._get_prefill()
            for name in CHOICES:
                wizard[name] = names.get(name)

    @api.depends("move_ids")
    def _compute_final(self):
        for wizard in self:
            wizard.final = wizard._get_previous_final()

    def _get_previous_final(self):
        """Chosen for this invoice before, else the connection's; nothing for several
        that differ in that."""
        moves = self.move_ids._origin
        if self.is_single and moves.ledger_export_id.final:
            return moves.ledger_export_id.final
        found = {final_of(self.connection_id, move) for move in moves}
        return found.pop() if len(found) == 1 else False

    def _get_prefill(self):
        """For one invoice what was chosen before or the rules say, where they say one
        thing; for many nothing, so that each follows its own rules."""
        if not self.is_single:
            return {}
        move, connection = self.move_ids._origin, self.connection_id.sudo()
        rules = Rules.of(connection)
        lines = move.line_ids.filtered(lambda line: line.display_type == "product")
        accounts = [
            rules.find("account", line.account_id, Case.of(move, line))
            or rules.default_account(line)
            for line in lines
        ]
        taxes = [
            rules.find("vat", tax, Case.of(move, line))
            for line in lines
            for tax in line.tax_ids.flatten_taxes_hierarchy()
            if not rules.is_apart(tax)
        ]
        relation = self._get_relation()
        previous = move.ledger_export_id
        journal = previous.journal_item_id or rules.find(
            "journal", move.journal_id, Case.of(move)
        )
        if move.move_type == ENTRY:
            period = previous.period_item_id
            return {"journal_item_id": journal, "period_item_id": period}
        return {
            "relation_item_id": previous.relation_item_id or relation.item_id,
            "journal_item_id": journal or connection.journal_item_id,
            "account_item_id": previous.account_item_id or _only(accounts),
            "vat_item_id": previous.vat_item_id or _only(taxes),
            "period_item_id": previous.period_item_id,
        }

    def _get_changed(self):
        """{field: item}: what a person chose here."""
        prefill, none = self._get_prefill(), self.env["ledger.item"]
        return {
            name: self[name]._origin
            for name in CHOICES
            if self[name]._origin != (prefill.get(name) or none)
        }

    @api.depends(*CHOICES, "final")
    def _compute_problems(self):
        """What would be refused, grouped by cause, before anything is sent."""
        for wizard in self:
            texts, changed = Counter(), wizard._get_changed()
            for connection, moves in wizard._get_moves().items():
                rules, holder = Rules.of(connection), holder_of(connection)
                posted = moves.filtered(lambda m: m.state == "posted")
                read_ahead(posted, rules)
                for move in posted:
                    composer = Composer(move, rules, _choices(move, changed))
                    problems = foresee(composer, holder)
                    # Each invoice counts once for a cause, however many lines have it.
                    texts.update({one.words(connection) for one in problems})
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
            rules = Rules.of(wizard.connection_id.sudo())
            choices = _choices(move, wizard._get_changed())
            values = get_preview(Composer(move, rules, choices))
            if values:
                wizard.preview = self.env["ir.qweb"]._render(
                    "connector_base.entry_preview", values
                )

    def action_export(self):
        """Enqueue; drafts are posted first."""
        self.ensure_one()
        moves = self._get_moves()
        ready = self.env["account.move"].union(
            *(some for one, some in moves.items() if one.state == "connected")
        )
        troubles = [_get_trouble(one) for one in moves]
        if not ready:
            raise UserError("\n".join(troubles))
        # Before drafts are posted, which may change what the rules say.
        values = self._get_values()
        drafts = ready.filtered(lambda move: move.state == "draft")
        if self.relation_new:
            self._get_relation().action_create_new()
        if drafts:
            drafts.action_post()
        rows = self.env["ledger.export"]._enqueue(ready, values)
        left = ready - rows.move_id
        if not rows:
            raise UserError(self._get_left(left))
        texts = [
            self.env._(
                "Invoices on their way: %(count)s of %(all)s.",
                count=len(rows),
                all=self.move_count,
            ),
            left and self._get_left(left),
            *troubles,
        ]
        return rows.connection_id._notify(
            self.env._("Export started"), "\n".join(filter(None, texts))
        )

    def _get_values(self):
        """What was chosen here, for the rows."""
        if not self.connection_id:
            return {}
        choices = {name: item.id for name, item in self._get_changed().items()}
        if self.final and self.final != self._get_previous_final():
            choices["final"] = self.final
        if self.repeated:
            choices["repeated"] = True
        return choices

    def _get_left(self, moves):
        """Why nothing becomes of ``moves``: they are exported, or to be decided on."""
        refused = moves.filtered(lambda move: move.ledger_state == "rejected")
        texts = refused.mapped("ledger_message")
        count = len(moves - refused)
        if count:
            texts.append(
                self.env._("Exported already, or on their way: %(count)s.", count=count)
            )
        return "\n".join(texts)


def _get_trouble(connection):
    """Why nothing can be sent by it, in words; "" where it can."""
    if connection.state == "connected":
        return ""
    words = connection.env["ledger.problem"]._words
    return connection.problem or words("not_connected", connection=connection)


def _choices(move, changed):
    """Those of now, and those that were made for this invoice before."""
    previous = move.ledger_export_id
    items = {name: changed.get(name, previous[name]) for name in CHOICES}
    return Choices(**{name.removesuffix("_item_id"): i for name, i in items.items()})


def _only(items):
    """The one item that all agree on, or nothing."""
    return items[0] if items and all(item == items[0] for item in items) else None
