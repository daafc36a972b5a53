"""Of a document, before it is sent."""

from odoo.tools.translate import LazyTranslate

from ..ground.ledger_words import ACCOUNTANT, ADMIN, register

_lt = LazyTranslate(__name__)

FOR_ACCOUNTANTS = {
    "several_taxes": _lt(
        "The line “%(detail)s” has several taxes; a line in %(ledger)s has one VAT "
        "code. Split the line on a corrected invoice, or book this one there by hand."
    ),
    "reverse_unequal": _lt(
        "With %(record)s the VAT that is owed and the VAT that is claimed differ, by "
        "rounding or by hand. %(ledger)s books one amount on both sides: make them "
        "equal on the bill, or book this one there by hand."
    ),
    "vat_code_differs": _lt(
        "By VAT code %(detail)s %(ledger)s would book other VAT than was posted with "
        "%(record)s: one is charged to the buyer and the other is not, or not at the "
        "same rate. Map the tax to a code of its kind and export again."
    ),
    "reverse_partly": _lt(
        "With %(record)s the buyer owes the VAT and may claim %(detail)s of it. The "
        "VAT code that it is mapped to is not known to claim just that. Map it to a "
        "VAT code of %(ledger)s that does and export again."
    ),
    "line_unsupported": _lt(
        "The journal item “%(detail)s” can't be booked in %(ledger)s yet. Book this "
        "invoice there by hand."
    ),
    "currency_digits": _lt(
        "%(ledger)s books amounts with %(detail)s decimals, and %(record)s has more. "
        "Invoice in another currency."
    ),
    "kind_unsupported": _lt(
        "%(connection)s does not export this kind of document. Vendor bills can be "
        "switched on there."
    ),
    "entry_journal": _lt(
        "%(connection)s does not export journal entries of %(record)s. Add the "
        "journal on the connection and export again."
    ),
    "entry_counterpart": _lt(
        "%(record)s is not exported: %(ledger)s makes it itself when invoices are "
        "settled there, or it came from there, or it belongs to a payment."
    ),
    "entry_owes": _lt(
        "A journal entry can't tell %(ledger)s what a customer or supplier owes. Map "
        "account %(record)s to one that needs nobody (a clearing account), or book "
        "this entry there by hand."
    ),
    "entry_currencies": _lt(
        "%(record)s has lines in several currencies, and somebody owes one of them; "
        "an entry in %(ledger)s has one currency. Split it, or book it there by hand."
    ),
    "journal_not_general": _lt(
        "Journal entries of %(record)s are mapped to %(detail)s, which is for other "
        "things. Map the journal to a general one of %(ledger)s."
    ),
    "journal_without_vat": _lt(
        "Entries of %(detail)s may bear no VAT codes in %(ledger)s, and this one of "
        "%(record)s does. Allow VAT on that journal there, or map another one."
    ),
    "bill_number_missing": _lt(
        "%(record)s has no bill reference: the vendor's invoice number. Enter it and "
        "export again."
    ),
    "vat_number_missing": _lt(
        "%(record)s has no VAT number, and VAT code %(detail)s is for businesses in "
        "other countries of the European Union. Enter the number, or correct the tax."
    ),
    "several_analytic": _lt(
        "%(record)s: the analytic distribution can't be told as one cost centre and "
        "one project a line. Distribute each plan by itself."
    ),
    "cost_centre_missing": _lt(
        "Ledger account %(detail)s demands a cost centre, and “%(record)s” has none. "
        "Add an analytic account that is mapped, or set a default cost centre on the "
        "connection."
    ),
    "cost_centre_forbidden": _lt(
        "Ledger account %(detail)s allows no cost centre, but “%(record)s” has one. "
        "Take the analytic account off the line, or map another account."
    ),
    "not_posted": _lt("Post the invoice first, then export it."),
    "before_start": _lt(
        "%(record)s is dated before %(detail)s, the starting date of the connection. "
        "Change the starting date if it is not in %(ledger)s yet."
    ),
    "unbalanced": _lt(
        "The amounts of %(record)s do not add up for %(ledger)s. Check its taxes and "
        "instalments; nothing was booked."
    ),
    "number_too_long": _lt(
        "The number of %(record)s is too long for %(ledger)s: %(detail)s. Shorten it "
        "and export again."
    ),
    "number_taken": _lt(
        "Number %(detail)s is that of %(record)s in %(ledger)s already. Change the "
        "numbering of the journal, or let the ledger number its entries (see the "
        "connection)."
    ),
    "number_not_fitting": _lt(
        "%(ledger)s can't take the number of %(record)s: %(detail)s. Let the ledger "
        "number its entries (see the connection), or change the numbering of the "
        "journal."
    ),
}

FOR_ADMINS = {
    "record_unreadable": _lt(
        "What Odoo keeps of %(record)s is not as it should be (%(detail)s). Nothing "
        "was booked, and everything else goes on. The server's log says more."
    ),
}
FIXES = {"vat_number_missing": ("res.partner", "partner")}

register({ACCOUNTANT: FOR_ACCOUNTANTS, ADMIN: FOR_ADMINS}, fixes=FIXES)
