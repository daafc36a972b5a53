"""Of accounts, taxes and journals, and of the master data they are mapped to."""

from odoo.tools.translate import LazyTranslate

from ..connection.ledger_problem import ACCOUNTANT, register

_lt = LazyTranslate(__name__)

FOR_ACCOUNTANTS = {
    "unmapped_account": _lt(
        "Account %(record)s is not mapped to a ledger account of %(ledger)s. Map it "
        "and export again. Defaults are for income of sales and costs of bills only."
    ),
    "unmapped_vat": _lt(
        "Tax %(record)s is not mapped to a VAT code of %(ledger)s. Map it and export "
        "again."
    ),
    "unmapped_journal": _lt(
        "Journal %(record)s is not mapped to a journal of %(ledger)s. Map it and "
        "export again."
    ),
    "unmapped_analytic": _lt(
        "Analytic account %(record)s is not mapped to a cost centre or project of "
        "%(ledger)s, though others of its plan are. Map it and export again."
    ),
    "item_closed": _lt(
        "%(detail)s, to which %(record)s is mapped, is blocked or gone in %(ledger)s. "
        "Choose another one and export again."
    ),
    "mapped_item_closed": _lt(
        "%(detail)s: blocked or gone in %(ledger)s. Map another one."
    ),
    "default_item_closed": _lt(
        "%(detail)s is blocked or gone in %(ledger)s. Choose another default."
    ),
    "book_year_missing": _lt(
        "Book year %(detail)s does not exist in %(ledger)s yet: invoices dated in it "
        "would be refused. Create it there."
    ),
}
# Which kind of rule mends which problem.
FIXES = {
    "unmapped_account": ("ledger.mapping", "account"),
    "unmapped_vat": ("ledger.mapping", "vat"),
    "unmapped_journal": ("ledger.mapping", "journal"),
    "unmapped_analytic": ("ledger.mapping", "cost_centre"),
}

register({ACCOUNTANT: FOR_ACCOUNTANTS}, fixes=FIXES)
