from odoo import models


class LedgerRun(models.Model):
    _inherit = "ledger.run"

    def _go(self, deadline):
        """The cron hands out imports as jobs; where nobody takes them it does the
        work."""
        connection = self.connection_id
        by_cron = "job_uuid" not in self.env.context
        if by_cron and self.work == "import" and connection._has_job_runner("import"):
            connection._ask("import")
            return True
        return super()._go(deadline)
