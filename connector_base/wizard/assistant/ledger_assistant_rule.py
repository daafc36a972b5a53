from odoo import api, fields, models


class LedgerAssistantRule(models.TransientModel):
    """One rule of mapping, with how often its record was used."""

    _name = "ledger.assistant.rule"
    _inherit = "ledger.guarded"
    _description = "Rule to Accept"
    _order = "uses desc, kind, id"

    assistant_id = fields.Many2one(
        "ledger.assistant", required=True, ondelete="cascade"
    )
    connection_id = fields.Many2one(related="assistant_id.connection_id")
    rule_id = fields.Many2one("ledger.mapping", required=True, ondelete="cascade")
    kind = fields.Selection(related="rule_id.kind", store=True)
    name = fields.Char(compute="_compute_name", string="In Odoo")
    uses = fields.Integer(
        string="Used",
        readonly=True,
        help="Invoices, bills and credit notes of the last twelve months.",
    )
    item_id = fields.Many2one(
        "ledger.item",
        string="In the Ledger",
        domain="[('connection_id', '=', connection_id), ('kind', '=', kind)]",
        compute="_compute_item_id",
        inverse="_inverse_item_id",
        readonly=False,
    )
    apart = fields.Boolean(related="rule_id.apart")
    suggested = fields.Boolean(related="rule_id.suggested")
    warning = fields.Char(compute="_compute_warning")

    @api.depends("rule_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for line in self:
            line.name = line.rule_id._record().display_name

    @api.depends("rule_id.item_id")
    def _compute_item_id(self):
        for line in self:
            line.item_id = line.rule_id.item_id

    def _inverse_item_id(self):
        """Who picks an item has decided."""
        for line in self.filtered(lambda one: one.item_id != one.rule_id.item_id):
            line.rule_id.write({"item_id": line.item_id.id, "suggested": False})

    @api.depends("item_id")
    @api.depends_context("lang")
    def _compute_warning(self):
        """Also of what is picked and not stored yet."""
        codes = self.env["ledger.vat.codes"]
        for line in self:
            line.warning = codes._judge(line.rule_id._origin, line.item_id._origin)

    def action_accept(self):
        self.rule_id.action_accept()
