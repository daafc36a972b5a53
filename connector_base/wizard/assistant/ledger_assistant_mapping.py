from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .usage import count_uses

# What was used so long ago at most is shown to be mapped.
USED = timedelta(days=365)
# Of a user with rights that no connection needs; others may do without what a remark
# tells of.
EVERYTHING = "user_may_everything"


class LedgerAssistantMapping(models.AbstractModel):
    """The page of the mapping: what was used, with what it is there."""

    _name = "ledger.assistant.mapping"
    _inherit = "ledger.assistant.page"
    _description = "Connect a Ledger: Mapping"

    waiting = fields.Char(compute="_compute_waiting")
    rule_ids = fields.One2many("ledger.assistant.rule", "assistant_id")
    certain_count = fields.Integer(compute="_compute_rules")
    open_count = fields.Integer(compute="_compute_rules")
    hidden_count = fields.Integer(readonly=True)
    alarm = fields.Text(compute="_compute_alarm")

    @api.depends("connection_id", "step")
    @api.depends_context("lang")
    def _compute_waiting(self):
        """What is waited for: the master data, until they were read once."""
        for assistant in self:
            assistant.waiting = False
            if assistant.step != "mapping":
                continue
            run = self.env["ledger.run"]._get(assistant.connection_id, "items")
            if run.problem_code and not run._get_asked():
                continue
            if not run.done_at or run._get_asked() or (run.left or {}).get("todo"):
                assistant.waiting = run.progress or self.env._(
                    "The ledger's accounts, VAT codes and the like are being fetched. "
                    "This takes a minute or two; you may leave, and continue later."
                )

    def _get_rules(self):
        return self.env["ledger.mapping"].search(
            [("connection_id", "=", self.connection_id.id)]
        )

    def _enter_mapping(self):
        """The rules for what was used, or all where nothing was."""
        if self.waiting:
            return
        today = fields.Date.context_today(self)
        uses = count_uses(self.connection_id.sudo(), today - USED)
        rules = self._get_rules()
        counted = {rule: uses[rule.kind, rule._record().id] for rule in rules}
        shown = rules.filtered(counted.get) or rules
        self.hidden_count = len(rules - shown)
        self.rule_ids = [
            fields.Command.clear(),
            *(
                fields.Command.create({"rule_id": rule.id, "uses": counted[rule]})
                for rule in shown
            ),
        ]

    @api.depends(
        "rule_ids.rule_id.suggested", "rule_ids.rule_id.item_id", "connection_id"
    )
    def _compute_rules(self):
        for assistant in self:
            shown = assistant.rule_ids.rule_id
            certain = assistant._get_rules().filtered(_is_certain)
            assistant.certain_count = len(certain)
            assistant.open_count = len(shown.filtered("suggested") - certain)

    @api.depends("connection_id", "step", "rule_ids")
    @api.depends_context("lang")
    def _compute_alarm(self):
        """What the books lack, or could not be read of them."""
        for assistant in self:
            assistant.alarm = False
            connection = assistant.connection_id
            if assistant.step != "mapping" or assistant.waiting or not connection:
                continue
            codes = self.env["ledger.vat.codes"]
            uses = ("sale", "purchase") if connection.export_bills else ("sale",)
            texts = [codes._explain_none(connection, use) for use in uses]
            texts += [connection.problem, assistant._miss_year()]
            texts += self.env["ledger.health"]._get_remarks(connection, EVERYTHING)
            assistant.alarm = "\n".join(dict.fromkeys(filter(None, texts))) or False

    def _miss_year(self):
        """In words, that this year is not there."""
        today = fields.Date.context_today(self)
        periods = [
            ("connection_id", "=", self.connection_id.id),
            ("kind", "=", "period"),
        ]
        items = self.env["ledger.item"].sudo()
        kinds = {kind.value for kind in self.connection_id._look().kinds}
        year = [*periods, ("code", "=like", f"{today.year}%")]
        if "period" not in kinds or items.search_count(year, limit=1):
            return False
        return self.env["ledger.problem"]._words(
            "book_year_missing", connection=self.connection_id, detail=str(today.year)
        )

    def action_fetch(self):
        """Master data once more, after something was changed in the ledger."""
        return self._try(lambda: self.connection_id._ask("items", full=True))

    def action_look(self):
        """Whether the master data came: then there are rules to show."""
        if self.step == "mapping" and not self.waiting:
            self._enter_mapping()

    def action_accept_all(self):
        """All certain suggestions, also of what is not shown."""
        self._get_rules().filtered(_is_certain).action_accept()

    def _leave_mapping(self):
        if self.waiting:
            raise UserError(self.waiting)
        self._go("settings")


def _is_certain(rule):
    return rule.suggested and (rule.item_id or rule.apart) and not rule.warning
