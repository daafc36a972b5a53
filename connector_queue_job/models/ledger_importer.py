from odoo import api, models


class LedgerImporter(models.AbstractModel):
    _inherit = "ledger.importer"

    @api.model
    def _run_apart(self, connection):
        """The cron hands out jobs; where nobody takes them it does the work."""
        if "job_uuid" in self.env.context or not connection._has_job_runner("import"):
            return super()._run_apart(connection)
        connection._ask("import")
        return True
