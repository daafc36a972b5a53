"""Of an entry: refused, in doubt, and what became of it."""

from odoo.tools.translate import LazyTranslate

from ..ground.ledger_words import ACCOUNTANT, ADMIN, US, register

_lt = LazyTranslate(__name__)

# Nobody can tell but a person who looks: nothing is sent before that.
UNDECIDED = "may_be_booked"
# What may stand there, as far as we can see.
TO_LOOK_AT = (UNDECIDED, "duplicate_elsewhere")
# Another entry has the number: the accountant may say that this is meant so.
NUMBER_TAKEN = ("duplicate_elsewhere", "duplicate_ours", "different_entry")

FOR_ACCOUNTANTS = {
    "refused": _lt(
        "%(ledger)s refused this entry and gave the reason below. Correct it there or "
        "in the mapping and export again; nothing was booked."
    ),
    "period_closed": _lt(
        "The period of this invoice is closed or missing in %(ledger)s. Open it there "
        "and export again; nothing was booked."
    ),
    "date_outside_period": _lt(
        "%(ledger)s finds the date outside the period. Check its periods and export "
        "again; nothing was booked."
    ),
    "unknown_vat": _lt(
        "%(ledger)s does not accept the VAT code, for the reason below. Refresh the "
        "master data, correct the tax's mapping and export again."
    ),
    "unknown_account": _lt(
        "%(ledger)s does not know a ledger account of this entry. Refresh the master "
        "data, correct the account's mapping and export again."
    ),
    "journal_unknown": _lt(
        "%(ledger)s does not know the journal. Refresh the master data, correct the "
        "journal's mapping and export again."
    ),
    "cost_centre_required": _lt(
        "A ledger account of this entry needs a cost centre or a relation in "
        "%(ledger)s. Map another account, or change the account there."
    ),
    "rate_not_fitting": _lt(
        "%(ledger)s converts each amount of an entry itself, all at one exchange rate, "
        "and none gives Odoo's amounts: %(detail)s. Put that amount on one line with "
        "another of its account, or book this invoice there by hand."
    ),
    "too_many_lines": _lt(
        "The invoice has more lines than %(ledger)s takes in one entry. Split it, or "
        "book it there by hand."
    ),
    "duplicate_elsewhere": _lt(
        "%(ledger)s says that this number exists already, but shows no entry of this "
        "customer or supplier with it. If it belongs to somebody else's, tick “Number "
        "occurs again” in the export dialog and export again."
    ),
    "duplicate_ours": _lt(
        "%(ledger)s says that this number exists already: it is that of %(detail)s. If "
        "both are right, tick “Number occurs again” in the export dialog and export "
        "again."
    ),
    UNDECIDED: _lt(
        "%(record)s may be booked in %(ledger)s already, which can't be asked. Look "
        "there: if it is, press “Mark as Booked”, else “Send Again”."
    ),
    "different_entry": _lt(
        "Another entry in %(ledger)s bears this invoice number: %(detail)s. Its "
        "amount, date, customer or journal differs. Correct or renumber it there and "
        "export again; or tick “Number occurs again” in the export dialog, if both are "
        "right."
    ),
    "several_entries": _lt(
        "Several entries in %(ledger)s bear this invoice number: %(detail)s. Remove "
        "what is double there and export again."
    ),
    "not_draft": _lt(
        "The entry is final in %(ledger)s meanwhile and can't be changed or removed. "
        "Give this correction up and correct it by an opposite entry."
    ),
    "entry_not_final": _lt(
        "Draft entry: not payable in %(ledger)s until it is made final there."
    ),
    "entry_gone": _lt(
        "The entry was deleted in %(ledger)s. Book it again, or cancel the invoice."
    ),
    "entry_changed": _lt(
        "The entry was changed in %(ledger)s: its total is %(detail)s there. Correct "
        "one of the two."
    ),
    "invoice_changed": _lt("Changed here since it was exported to %(ledger)s."),
    "correction_paid": _lt(
        "The entry is paid or matched in %(ledger)s. Undo that there first, import "
        "payments, then correct it; or book a credit note."
    ),
    "match_refused": _lt(
        "%(ledger)s did not match it by itself; match it there: %(detail)s"
    ),
    "match_by_hand": _lt(
        "%(ledger)s can't be told to match the two entries. Match them there, so that "
        "both are settled."
    ),
    "finalise_refused": _lt(
        "%(ledger)s did not make it final; look at it there: %(detail)s"
    ),
    "attach_refused": _lt("%(ledger)s did not take the PDF; add it there: %(detail)s"),
}
OURS = {
    "becomes_final": _lt("Is being made final in %(ledger)s."),
    "duplicate": _lt(
        "%(ledger)s says that this number exists already. We look whether that is this "
        "very entry."
    ),
    "in_doubt": _lt(
        "The entry was sent, but the answer never came. We look it up in %(ledger)s "
        "before anything else happens; don't book it by hand."
    ),
    "restored": _lt(
        "This database was restored from a backup. It may have been exported to "
        "%(ledger)s after that was made: we look it up before it is sent."
    ),
}
FOR_ADMINS = {
    "malformed": _lt(
        "%(ledger)s could not read this entry: that is a mistake of the connector. "
        "Nothing was booked. Report it with the exchange in the log."
    ),
}

register({ACCOUNTANT: FOR_ACCOUNTANTS, ADMIN: FOR_ADMINS, US: OURS})
