from odoo import models

# What of the lines of a posted invoice can still be changed and stands in the ledger.
WATCHED = {"analytic_distribution", "date_maturity", "name", "account_id"}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        result = super().write(vals)
        if WATCHED.intersection(vals):
            moves = self.move_id.filtered(lambda move: move.state == "posted")
            self.env["ledger.correction"]._touched(moves)
        return result
