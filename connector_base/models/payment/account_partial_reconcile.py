from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """What settled an exported invoice here does so no more."""
        moves = (self.debit_move_id | self.credit_move_id).move_id
        result = super().unlink()
        if not self.env.context.get("ledger_applies"):
            self.env["ledger.allocation"]._touched(moves)
        return result
