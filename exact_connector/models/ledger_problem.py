from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_base.models.ground.ledger_words import ADMIN

_lt = LazyTranslate(__name__)

# What is done without, by what is refused.
LEFT_OUT = {
    "sync/Cashflow/PaymentTerms": _lt(
        "%(ledger)s does not tell which payment terms changed: open invoices are "
        "asked for instead, with more calls, and what was undone shows once a week. "
        "%(detail)s"
    ),
    "sync/Deleted": _lt(
        "%(ledger)s does not tell what was deleted: that shows once a week. %(detail)s"
    ),
    "bulk/Cashflow/Receivables": _lt(
        "%(ledger)s refuses its large list of receivables: the control report compares "
        "no open amounts of invoices. %(detail)s"
    ),
    "bulk/Cashflow/Payments": _lt(
        "%(ledger)s refuses its large list of payables: the control report compares no "
        "open amounts of bills. %(detail)s"
    ),
    "read/financial/ReceivablesList": _lt(
        "%(ledger)s refuses its list of outstanding receivables: the control report "
        "shows no money of customers on account. %(detail)s"
    ),
}


class LedgerProblem(models.AbstractModel):
    _inherit = "ledger.problem"

    @api.model
    def _get_problems(self):
        left_out = {
            f"exact.resource_refused.{name}": (ADMIN, words)
            for name, words in LEFT_OUT.items()
        }
        return super()._get_problems() | left_out
