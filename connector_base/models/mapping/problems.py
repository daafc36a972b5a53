"""Of accounts, taxes and journals, of the master data that they are mapped to, and what
will fail before long."""

from odoo.tools.translate import LazyTranslate

from ..ground.ledger_words import ACCOUNTANT, ADMIN, register

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
    "vat_codes_unread": _lt(
        "The VAT codes of %(ledger)s were not read yet: refresh the master data."
    ),
    "vat_codes_none": _lt(
        "%(ledger)s has no VAT codes. Set them up there, then refresh the master data."
    ),
    "vat_codes_blocked": _lt(
        "All VAT codes of %(ledger)s are blocked there, or gone (%(detail)s). Unblock "
        "those that you use, then refresh the master data."
    ),
    "vat_codes_of_sales": _lt(
        "%(ledger)s has no VAT code for purchases, only for sales. Set one up there, "
        "then refresh the master data."
    ),
    "vat_codes_of_purchases": _lt(
        "%(ledger)s has no VAT code for sales, only for purchases. Set one up there, "
        "then refresh the master data."
    ),
    "book_year_missing": _lt(
        "Book year %(detail)s does not exist in %(ledger)s yet: invoices dated in it "
        "would be refused. Create it there."
    ),
}
FOR_ADMINS = {
    "vat_codes_denied": _lt(
        "The authorised user may not read the VAT codes of %(ledger)s. Give it the "
        "right there, then refresh the master data."
    ),
    "text_untold": _lt(
        "The free field “%(record)s” of the connection shall say %(detail)s of the "
        "invoice, which is no field of Odoo that its writer may read. Choose another "
        "one and export again."
    ),
    "grant_idle": _lt(
        "The authorisation was not used for long: %(ledger)s forgets it on %(detail)s. "
        "Press Test, and see to it that Odoo's scheduled actions run."
    ),
    "secret_ends": _lt(
        "The client secret of your application ends on %(detail)s. Make a new one at "
        "%(ledger)s and enter it here before that day."
    ),
}
# Which kind of rule mends which problem.
FIXES = {
    "unmapped_account": ("ledger.mapping", "account"),
    "unmapped_vat": ("ledger.mapping", "vat"),
    "unmapped_journal": ("ledger.mapping", "journal"),
    "unmapped_analytic": ("ledger.mapping", "cost_centre"),
}

register({ACCOUNTANT: FOR_ACCOUNTANTS, ADMIN: FOR_ADMINS}, fixes=FIXES)
