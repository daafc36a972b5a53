from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_base.models.ground.ledger_words import ADMIN

_lt = LazyTranslate(__name__)

PROBLEMS = {
    "plain.warehouse_missing": (
        ADMIN,
        _lt("%(ledger)s has no warehouse for %(record)s. Make one and export again."),
    ),
}
FIXES = {"plain.warehouse_missing": ("ledger.problem", "warehouse")}
CHECKS = {"warehouses": _lt("Read warehouses:")}


class LedgerProblem(models.AbstractModel):
    _inherit = "ledger.problem"

    @api.model
    def _get_problems(self):
        return super()._get_problems() | PROBLEMS

    @api.model
    def _get_fixes(self):
        return super()._get_fixes() | FIXES

    @api.model
    def _get_checks(self):
        return super()._get_checks() | CHECKS

    @api.model
    def _get_fix_action(self, connection, kind, record_id):
        """Warehouses are made in the ledger itself."""
        return {"type": "ir.actions.act_url", "url": "http://localhost/warehouses"}
