from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_base.models.connection.ledger_problem import ADMIN

_lt = LazyTranslate(__name__)

PROBLEMS = {
    "twinfield.code_format_missing": (
        ADMIN,
        _lt(
            "%(ledger)s can't give the new customer a code, because its customers have "
            "no code format. Set one there (Settings > Company settings > Dimension "
            "types > Debtors) and export again."
        ),
    ),
}


class LedgerProblem(models.AbstractModel):
    _inherit = "ledger.problem"

    @api.model
    def _get_problems(self):
        return super()._get_problems() | PROBLEMS
