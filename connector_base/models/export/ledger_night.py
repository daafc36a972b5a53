from odoo import api, models


class LedgerNight(models.AbstractModel):
    """Automatic export of what was posted during the day."""

    _name = "ledger.night"
    _description = "Export of the Night"
    _inherit = "ledger.work"
    _work = "night"
    _lock = 19_2606

    @api.model
    def _get_domain(self):
        return [("auto_export", "=", True), ("at_night", "=", True)]

    @api.model
    def _run(self, run, turn):
        self.env["ledger.invoice"]._enqueue_automatic(run.connection_id)
        run._done()
