from odoo import fields, models


class LedgerCopyWizard(models.TransientModel):
    """Take over the mapping rules of another connection."""

    _name = "ledger.copy.wizard"
    _description = "Copy Mappings"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", string="To"
    )
    source_id = fields.Many2one(
        "ledger.connection",
        required=True,
        ondelete="cascade",
        string="From",
        domain="[('id', '!=', connection_id)]",
    )

    def action_copy(self):
        self.ensure_one()
        made = self.env["ledger.mapping"]._copy_rules(
            self.source_id, self.connection_id
        )
        action = self.connection_id._open_list("ledger_mapping_action")
        return {**action, "domain": [("id", "in", made.ids)]}
