from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ...ledger.errors import LedgerError

_lt = LazyTranslate(__name__)

ACCOUNTANT, ADMIN, US = "accountant", "admin", "us"

# code -> (owner, what is wrong and what to do next). %(record)s is the Odoo record it
# is about, %(ledger)s the ledger's name, %(administration)s the administration,
# %(detail)s a figure or name; the ledger's own words are shown below it.
PROBLEMS = {
    # Before sending
    "unmapped_account": (
        ACCOUNTANT,
        _lt(
            "Account %(record)s is not mapped to a ledger account of %(ledger)s. "
            "Map it, or set a default ledger account, and export again."
        ),
    ),
    "unmapped_vat": (
        ACCOUNTANT,
        _lt(
            "Tax %(record)s is not mapped to a VAT code of %(ledger)s. "
            "Map it and export again."
        ),
    ),
    "unmapped_journal": (
        ACCOUNTANT,
        _lt(
            "Journal %(record)s is not mapped to a journal of %(ledger)s. "
            "Map it and export again."
        ),
    ),
    "item_closed": (
        ACCOUNTANT,
        _lt(
            "%(detail)s, to which %(record)s is mapped, is blocked or gone in "
            "%(ledger)s. Choose another one and export again."
        ),
    ),
    "relation_missing": (
        ACCOUNTANT,
        _lt(
            "%(record)s is not linked to a customer of %(ledger)s. "
            "Choose the customer and export again."
        ),
    ),
    "relation_ambiguous": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s has customers that may be %(record)s: %(detail)s. "
            "Choose the right one in the export dialog and export again."
        ),
    ),
    "several_taxes": (
        ACCOUNTANT,
        _lt(
            "The line “%(detail)s” has several taxes; a line in %(ledger)s has one "
            "VAT code. Split the line on a corrected invoice, or book this one there "
            "by hand."
        ),
    ),
    "reverse_unequal": (
        ACCOUNTANT,
        _lt(
            "With %(record)s the VAT that is owed and the VAT that is claimed differ, "
            "by rounding or by hand. %(ledger)s books one amount on both sides: make "
            "them equal on the bill, or book this one there by hand."
        ),
    ),
    "line_unsupported": (
        ACCOUNTANT,
        _lt(
            "The journal item “%(detail)s” can't be booked in %(ledger)s yet. Book "
            "this invoice there by hand."
        ),
    ),
    "currency_digits": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s books amounts with %(detail)s decimals, and %(record)s has "
            "more. Invoice in another currency."
        ),
    ),
    "kind_unsupported": (
        ACCOUNTANT,
        _lt(
            "%(connection)s does not export this kind of document. Vendor bills can be "
            "switched on there."
        ),
    ),
    "bill_number_missing": (
        ACCOUNTANT,
        _lt(
            "%(record)s has no bill reference: the vendor's invoice number. Enter it "
            "and export again."
        ),
    ),
    "vat_number_missing": (
        ACCOUNTANT,
        _lt(
            "%(record)s has no VAT number, and VAT code %(detail)s is for businesses "
            "in other countries of the European Union. Enter the number, or correct "
            "the tax."
        ),
    ),
    "unmapped_analytic": (
        ACCOUNTANT,
        _lt(
            "Analytic account %(record)s is not mapped to a cost centre or project of "
            "%(ledger)s, though others of its plan are. Map it and export again."
        ),
    ),
    "several_analytic": (
        ACCOUNTANT,
        _lt(
            "%(record)s: the analytic distribution can't be told as one cost centre "
            "and one project a line. Distribute each plan by itself."
        ),
    ),
    "cost_centre_missing": (
        ACCOUNTANT,
        _lt(
            "Ledger account %(detail)s demands a cost centre, and “%(record)s” has "
            "none. Add an analytic account that is mapped, or set a default cost "
            "centre on the connection."
        ),
    ),
    "cost_centre_forbidden": (
        ACCOUNTANT,
        _lt(
            "Ledger account %(detail)s allows no cost centre, but “%(record)s” has "
            "one. Take the analytic account off the line, or map another account."
        ),
    ),
    "payment_undone": (
        ACCOUNTANT,
        _lt(
            "%(record)s pays no exported invoice any more. Withdraw the export of the "
            "payment."
        ),
    ),
    "payment_account_missing": (
        ACCOUNTANT,
        _lt(
            "Account %(record)s of this payment is not mapped to a ledger account. Map "
            "it, or set the clearing account on %(connection)s."
        ),
    ),
    "payment_journal_missing": (
        ACCOUNTANT,
        _lt(
            "Payment journal %(record)s is not mapped to a journal of %(ledger)s. Map "
            "it, or set the journal for payments on %(connection)s."
        ),
    ),
    "not_posted": (ACCOUNTANT, _lt("Post the invoice first, then export it.")),
    "before_start": (
        ACCOUNTANT,
        _lt(
            "%(record)s is dated before %(detail)s, the starting date of the "
            "connection. Change the starting date if it is not in %(ledger)s yet."
        ),
    ),
    "unbalanced": (
        ACCOUNTANT,
        _lt(
            "The amounts of %(record)s do not add up for %(ledger)s. Check its taxes "
            "and instalments; nothing was booked."
        ),
    ),
    # Refused by the ledger
    "refused": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s refused this entry and gave the reason below. Correct it "
            "there or in the mapping and export again; nothing was booked."
        ),
    ),
    "period_closed": (
        ACCOUNTANT,
        _lt(
            "The period of this invoice is closed or missing in %(ledger)s. Open it "
            "there and export again; nothing was booked."
        ),
    ),
    "date_outside_period": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s finds the date outside the period. Check its periods and "
            "export again; nothing was booked."
        ),
    ),
    "unknown_vat": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s does not accept the VAT code, for the reason below. Refresh "
            "the master data, correct the tax's mapping and export again."
        ),
    ),
    "unknown_account": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s does not know a ledger account of this entry. Refresh the "
            "master data, correct the account's mapping and export again."
        ),
    ),
    "unknown_relation": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s does not know the customer any more. Choose the customer in "
            "the export dialog and export again."
        ),
    ),
    "journal_unknown": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s does not know the journal. Refresh the master data, correct "
            "the journal's mapping and export again."
        ),
    ),
    "cost_centre_required": (
        ACCOUNTANT,
        _lt(
            "A ledger account of this entry needs a cost centre or a relation in "
            "%(ledger)s. Map another account, or change the account there."
        ),
    ),
    "rate_not_fitting": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s converts each amount of an entry itself, all at one exchange "
            "rate, and none gives Odoo's amounts: %(detail)s. Put that amount on one "
            "line with another of its account, or book this invoice there by hand."
        ),
    ),
    "too_many_lines": (
        ACCOUNTANT,
        _lt(
            "The invoice has more lines than %(ledger)s takes in one entry. Split it, "
            "or book it there by hand."
        ),
    ),
    "code_format_missing": (
        ADMIN,
        _lt(
            "%(ledger)s can't give the new customer a code, because its customers "
            "have no code format. Set one there (in Twinfield: Settings > Company "
            "settings > Dimension types > Debtors) and export again."
        ),
    ),
    "code_not_fitting": (
        ACCOUNTANT,
        _lt(
            "The customer code does not fit the format that %(ledger)s demands. "
            "Choose an existing customer, or change the format there."
        ),
    ),
    "name_missing": (
        ACCOUNTANT,
        _lt("%(record)s has no name. Enter it and export again."),
    ),
    "duplicate": (
        US,
        _lt(
            "%(ledger)s says that this number exists already. We look whether that is "
            "this very entry."
        ),
    ),
    "duplicate_elsewhere": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s says that this number exists already, but shows no entry of "
            "this customer or supplier with it. If it belongs to somebody else's, tick "
            "“Number occurs again” in the export dialog and export again."
        ),
    ),
    "different_entry": (
        ACCOUNTANT,
        _lt(
            "Another entry in %(ledger)s bears this invoice number: %(detail)s. Its "
            "amount, date, customer or journal differs. Correct or renumber it there "
            "and export again; or tick “Number occurs again” in the export dialog, if "
            "both are right."
        ),
    ),
    "several_entries": (
        ACCOUNTANT,
        _lt(
            "Several entries in %(ledger)s bear this invoice number: %(detail)s. "
            "Remove what is double there and export again."
        ),
    ),
    "not_draft": (
        ACCOUNTANT,
        _lt(
            "The entry is final in %(ledger)s meanwhile and can't be changed or "
            "removed. Give this correction up and correct it by an opposite entry."
        ),
    ),
    # After the export
    "entry_not_final": (
        ACCOUNTANT,
        _lt("Draft entry: not payable in %(ledger)s until it is made final there."),
    ),
    "entry_gone": (
        ACCOUNTANT,
        _lt(
            "The entry was deleted in %(ledger)s. Book it again, or cancel the invoice."
        ),
    ),
    "entry_changed": (
        ACCOUNTANT,
        _lt(
            "The entry was changed in %(ledger)s: its total is %(detail)s there. "
            "Correct one of the two."
        ),
    ),
    "invoice_changed": (
        ACCOUNTANT,
        _lt("Changed here since it was exported to %(ledger)s."),
    ),
    "correction_paid": (
        ACCOUNTANT,
        _lt(
            "The entry is paid or matched in %(ledger)s. Undo that there first, import "
            "payments, then correct it; or book a credit note."
        ),
    ),
    "match_refused": (
        ACCOUNTANT,
        _lt("%(ledger)s did not match it by itself; match it there: %(detail)s"),
    ),
    "match_by_hand": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s can't be told to match the two entries. Match them there, so "
            "that both are settled."
        ),
    ),
    "attach_refused": (
        ACCOUNTANT,
        _lt("%(ledger)s did not take the PDF; add it there: %(detail)s"),
    ),
    "number_too_long": (
        ACCOUNTANT,
        _lt(
            "The number of %(record)s is too long for %(ledger)s: %(detail)s. Shorten "
            "it and export again."
        ),
    ),
    "number_not_fitting": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s numbers its entries with at most nine digits, which can't be "
            "got from %(record)s. Let the ledger number its entries (see the "
            "connection), or change the numbering of the journal."
        ),
    ),
    "malformed": (
        ADMIN,
        _lt(
            "%(ledger)s could not read this entry: that is a mistake of the connector. "
            "Nothing was booked. Report it with the exchange in the log."
        ),
    ),
    # The way to the ledger
    "token_revoked": (
        ADMIN,
        _lt(
            "%(ledger)s no longer accepts the authorisation. Open the connection and "
            "press Connect; nothing is lost meanwhile."
        ),
    ),
    "token_rejected": (
        ADMIN,
        _lt(
            "%(ledger)s rejects the access token although it was just renewed. Open "
            "the connection and press Connect."
        ),
    ),
    "client_rejected": (
        ADMIN,
        _lt(
            "%(ledger)s does not accept the client id or secret. Correct them on the "
            "connection and press Connect."
        ),
    ),
    "access_denied": (
        ADMIN,
        _lt(
            "The authorised user lacks a right in %(ledger)s. Give it the right "
            "there, or connect with another user."
        ),
    ),
    "user_disabled": (
        ADMIN,
        _lt(
            "The authorised user is blocked in %(ledger)s. Unblock it there, or "
            "connect with another user."
        ),
    ),
    "administration_denied": (
        ADMIN,
        _lt(
            "The authorised user has no access to administration %(administration)s "
            "of %(ledger)s. Give access there, or connect with another user."
        ),
    ),
    "cluster_missing": (
        ADMIN,
        _lt(
            "%(ledger)s did not say on which of its servers the administration is. "
            "Press Connect and allow all the permissions that are listed."
        ),
    ),
    "cluster_moved": (
        ADMIN,
        _lt(
            "%(ledger)s moved the administration to another server. Open the "
            "connection and press Connect."
        ),
    ),
    "offline_access_missing": (
        ADMIN,
        _lt(
            "%(ledger)s gave no lasting authorisation. Press Connect and allow all "
            "the permissions that are listed."
        ),
    ),
    "nonce_mismatch": (
        ADMIN,
        _lt("The answer belongs to another log-in. Press Connect once more."),
    ),
    "key_missing": (
        ADMIN,
        _lt(
            "The stored secrets can't be read: the server's setting %(detail)s is "
            "missing or changed. Restore it, or connect again."
        ),
    ),
    "database_copied": (
        ADMIN,
        _lt(
            "This database is a copy, or was restored. To keep the books safe it does "
            "not call %(ledger)s until an administrator confirms on the connection "
            "that it is the live one."
        ),
    ),
    "other_organisation": (
        ADMIN,
        _lt(
            "You logged in at organisation %(detail)s of %(ledger)s; the entries so "
            "far are with another one. Press Connect and log in there, or confirm that "
            "the administration moved."
        ),
    ),
    "mapped_item_closed": (
        ACCOUNTANT,
        _lt("%(detail)s: blocked or gone in %(ledger)s. Map another one."),
    ),
    "default_item_closed": (
        ACCOUNTANT,
        _lt("%(detail)s is blocked or gone in %(ledger)s. Choose another default."),
    ),
    "book_year_missing": (
        ACCOUNTANT,
        _lt(
            "Book year %(detail)s does not exist in %(ledger)s yet: invoices dated in "
            "it would be refused. Create it there."
        ),
    ),
    "grant_idle": (
        ADMIN,
        _lt(
            "The authorisation was not used for long: %(ledger)s forgets it on "
            "%(detail)s. Press Test, and see to it that Odoo's scheduled actions run."
        ),
    ),
    "not_connected": (
        ADMIN,
        _lt("%(connection)s is not connected. Open it and press Connect."),
    ),
    "host_not_allowed": (
        ADMIN,
        _lt("The address %(detail)s is not one of %(ledger)s. Check the connection."),
    ),
    "unreachable": (
        US,
        _lt(
            "%(ledger)s can't be reached at the moment. We try again by ourselves; "
            "nothing is lost."
        ),
    ),
    "ledger_down": (
        US,
        _lt(
            "%(ledger)s is out of order at the moment. We try again by ourselves; "
            "nothing is lost."
        ),
    ),
    "throttled": (
        US,
        _lt(
            "%(ledger)s asked us to slow down. We go on by ourselves as soon as it "
            "allows."
        ),
    ),
    "in_doubt": (
        US,
        _lt(
            "The entry was sent, but the answer never came. We look it up in "
            "%(ledger)s before anything else happens; don't book it by hand."
        ),
    ),
    "restored": (
        US,
        _lt(
            "This database was restored from a backup. It may have been exported to "
            "%(ledger)s after that was made: we look it up before it is sent."
        ),
    ),
    "relation_in_doubt": (
        US,
        _lt(
            "The customer was sent to %(ledger)s, but the answer never came. We look "
            "it up and go on by ourselves."
        ),
    ),
    "unclear_answer": (
        US,
        _lt(
            "%(ledger)s gave an answer that can't be understood. We try again by "
            "ourselves; the exchange is in the log."
        ),
    ),
    # Payments
    "not_posted_any_more": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s has a payment for %(record)s, which is not posted in Odoo. "
            "Post it again, or undo the payment there."
        ),
    ),
    "paid_by_hand": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s has a payment for %(record)s, but less is open in Odoo: it was "
            "settled here by hand as well. Undo one of the two."
        ),
    ),
    "locked_period": (
        ACCOUNTANT,
        _lt(
            "The payment falls in a locked period of Odoo. Open the period; it is "
            "applied at the next import."
        ),
    ),
    "settlement_doubtful": (
        ACCOUNTANT,
        _lt(
            "%(record)s was settled in %(ledger)s, which does not tell by which of "
            "these: %(detail)s. If it was a payment, press Accept; else register the "
            "same in Odoo by hand."
        ),
    ),
    "settlement_unsupported": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s settled %(record)s otherwise than by a payment (%(detail)s). "
            "Register the same in Odoo by hand."
        ),
    ),
    "administration_busy": (
        US,
        _lt(
            "%(ledger)s is working on the administration itself (a backup or a "
            "conversion). It goes on by itself."
        ),
    ),
    "internal_error": (
        US,
        _lt(
            "Something went wrong on our side. It is in the server's log and will be "
            "tried again; nothing is lost."
        ),
    ),
    # Customers and suppliers
    "relation_refused": (
        ACCOUNTANT,
        _lt(
            "%(ledger)s refused %(record)s and gave the reason below. Correct it in "
            "Odoo, or choose an existing customer, and export again."
        ),
    ),
    "own_code_missing": (
        ACCOUNTANT,
        _lt(
            "%(record)s has no reference, which this connection uses as the code of "
            "new customers. Enter one and export again."
        ),
    ),
    "code_taken": (
        ACCOUNTANT,
        _lt(
            "The code of %(record)s belongs to another customer of %(ledger)s: "
            "%(detail)s. Change the reference in Odoo, or choose that customer in the "
            "export dialog, and export again."
        ),
    ),
}


class LedgerProblem(models.AbstractModel):
    """Words for problem codes, in the reader's language."""

    _name = "ledger.problem"
    _description = "Ledger Problem"

    @api.model
    def _known(self, code):
        """``code``, or the general one for a refusal that has no words of its own."""
        return code if code in PROBLEMS else "refused"

    @api.model
    def _owner(self, code):
        return PROBLEMS.get(code, PROBLEMS["unclear_answer"])[0]

    @api.model
    def _words(self, code, connection=None, records=None, detail=""):
        """What is wrong and the next step; False without a code."""
        if not code:
            return False
        text = PROBLEMS.get(code, PROBLEMS["unclear_answer"])[1]
        names = self._get_names(connection)
        shown = records.exists() if records is not None else []
        names["record"] = ", ".join(record.display_name or "" for record in shown)
        names["detail"] = detail or ""
        return text._translate(self.env.lang or "en_US") % names

    @api.model
    def _get_names(self, connection):
        if not connection:
            return {"ledger": "", "administration": "", "connection": ""}
        selection = connection._fields["provider"]._description_selection(self.env)
        return {
            "ledger": dict(selection).get(connection.provider, ""),
            "administration": connection.administration_code or "",
            "connection": connection.display_name or "",
        }

    @api.model
    @contextmanager
    def _explained(self, connection, but=()):
        """For what a person waits for: errors in words with the next step; errors
        ``but`` as they are."""
        try:
            yield
        except but:
            raise
        except LedgerError as error:
            raise UserError(
                self._words(error.code, detail=error.detail, connection=connection)
            ) from error
