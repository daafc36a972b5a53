from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_base.models.ground.ledger_words import ADMIN

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
    # It lists nothing to who may not see it, and refuses nothing.
    "twinfield.vat_codes_none": (
        ADMIN,
        _lt(
            "%(ledger)s shows no VAT codes: the office has none, or the authorised "
            "user may not see them. Set them up there, or give the right, then refresh "
            "the master data."
        ),
    ),
    "twinfield.user_may_everything": (
        ADMIN,
        _lt(
            "The authorised user %(detail)s is a site supervisor (level 1): it may do "
            "everything in all offices of %(ledger)s, and so could whoever gets hold "
            "of this log-in. Make a user of level 3 or 4 for Odoo there, press Connect "
            "and log in as that one."
        ),
    ),
    # What is done without, by what is refused
    "twinfield.resource_refused.100": (
        ADMIN,
        _lt(
            "%(ledger)s refuses its report of customer transactions: payments of "
            "invoices are not imported, and nothing of them is compared. %(detail)s"
        ),
    ),
    "twinfield.resource_refused.200": (
        ADMIN,
        _lt(
            "%(ledger)s refuses its report of supplier transactions: payments of bills "
            "are not imported, and nothing of them is compared. %(detail)s"
        ),
    ),
    "twinfield.resource_refused.030_3": (
        ADMIN,
        _lt(
            "%(ledger)s refuses its report of general ledger lines: the control report "
            "compares no VAT. %(detail)s"
        ),
    ),
    "twinfield.resource_refused.DeletedTransactionsService": (
        ADMIN,
        _lt(
            "%(ledger)s does not tell what was deleted: that shows once a week. "
            "%(detail)s"
        ),
    ),
}


class LedgerProblem(models.AbstractModel):
    _inherit = "ledger.problem"

    @api.model
    def _get_problems(self):
        return super()._get_problems() | PROBLEMS
