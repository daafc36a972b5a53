from odoo import api, models
from odoo.exceptions import ValidationError


class LedgerText(models.Model):
    _inherit = "ledger.text"

    @api.constrains("item_id", "connection_id")
    def _check_twinfield_field(self):
        for row in self.filtered("item_id"):
            connection = row.connection_id
            taken = (connection.twinfield_mark_field, connection.twinfield_link_field)
            if row.item_id.code in taken:
                raise ValidationError(
                    self.env._("This free text is used for the mark or the link.")
                )
