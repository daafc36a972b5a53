from odoo import fields, models


class LedgerAssistantBooks(models.TransientModel):
    """One administration that the authorised user may see."""

    _name = "ledger.assistant.books"
    _description = "Books to Choose"
    _order = "id"

    assistant_id = fields.Many2one(
        "ledger.assistant", required=True, ondelete="cascade"
    )
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    currency = fields.Char(readonly=True)
    is_chosen = fields.Boolean(compute="_compute_is_chosen")

    def _compute_is_chosen(self):
        for line in self:
            chosen = line.assistant_id.connection_id.administration_code
            line.is_chosen = line.code == chosen

    def action_choose(self):
        return self.assistant_id._choose(self.code)
