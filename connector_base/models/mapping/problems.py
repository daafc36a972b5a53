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
    "other_currency": _lt(
        "The books in %(ledger)s are kept in another currency than those of the "
        "company in Odoo: %(detail)s. Choose some in the company's currency."
    ),
    "other_organisation": _lt(
        "You logged in at organisation %(detail)s of %(ledger)s; the entries so far "
        "are with another one. Press Connect and log in there, or confirm that the "
        "books moved."
    ),
    "administration_taken": _lt(
        "Another company keeps these books of %(ledger)s already: "
        "%(detail)s. Choose others, or confirm there that both share their books."
    ),
    "secret_ends": _lt(
        "The client secret of your application ends on %(detail)s. Make a new one at "
        "%(ledger)s and enter it here before that day."
    ),
}
# What a ledger, a version or edition of it, did not know or refused: the rest goes on.
LEFT_OUT = {
    "resource_refused": _lt(
        "%(ledger)s refuses a list or service, and what it would tell is left out: "
        "%(detail)s. Where a right is missing, give it to the authorised user there."
    ),
    "column_refused": _lt(
        "%(ledger)s does not know a column, and what it would tell is left out: "
        "%(detail)s"
    ),
    "option_refused": _lt(
        "%(ledger)s does not know an option and is asked without it: %(detail)s"
    ),
    "element_refused": _lt(
        "%(ledger)s does not take a field, which is left out: %(detail)s"
    ),
    "field_refused": _lt(
        "%(ledger)s does not take a field, which is left out: %(detail)s"
    ),
    "entries_not_shown": _lt(
        "%(ledger)s does not show entries where they were booked, and only some were "
        "looked up: %(detail)s"
    ),
}
# Which kind of rule mends which problem.
FIXES = {
    "unmapped_account": ("ledger.mapping", "account"),
    "unmapped_vat": ("ledger.mapping", "vat"),
    "vat_code_differs": ("ledger.mapping", "vat"),
    "unmapped_journal": ("ledger.mapping", "journal"),
    "unmapped_analytic": ("ledger.mapping", "cost_centre"),
    "journal_not_general": ("ledger.mapping", "journal"),
    "journal_without_vat": ("ledger.mapping", "journal"),
    "entry_owes": ("ledger.mapping", "account"),
}

CHECKS = {
    "administrations": _lt("See the books:"),
    "administration": _lt("Open the books:"),
    "accounts": _lt("Read ledger accounts:"),
    "vat": _lt("Read VAT codes:"),
    "journals": _lt("Read journals:"),
    "customers": _lt("Read customers:"),
    "receivables": _lt("Account of the receivables:"),
    "transactions": _lt("Read entries:"),
}

register(
    {ACCOUNTANT: FOR_ACCOUNTANTS, ADMIN: FOR_ADMINS | LEFT_OUT},
    fixes=FIXES,
    checks=CHECKS,
)
