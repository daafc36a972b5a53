from odoo import api, models


class LedgerHelp(models.AbstractModel):
    _inherit = "ledger.help"

    @api.model
    def _get_doors(self, connection):
        doors = super()._get_doors(connection)
        if connection.provider == "exact":
            doors.append(
                (
                    "Exact Online",
                    connection.exact_webhook_url,
                    "443",
                    self.env._("Notices of payments, where you subscribe to them"),
                )
            )
        return doors
