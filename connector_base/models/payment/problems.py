"""Of payments, in either direction."""

from odoo.tools.translate import LazyTranslate

from ..ground.ledger_words import ACCOUNTANT, register

_lt = LazyTranslate(__name__)

FOR_ACCOUNTANTS = {
    "payment_undone": _lt(
        "%(record)s pays no exported invoice any more. Withdraw the export of the "
        "payment."
    ),
    "payment_account_missing": _lt(
        "Account %(record)s of this payment is not mapped to a ledger account. Map it, "
        "or set the clearing account on %(connection)s."
    ),
    "payment_journal_missing": _lt(
        "Payment journal %(record)s is not mapped to a journal of %(ledger)s. Map it, "
        "or set the journal for payments on %(connection)s."
    ),
    "not_posted_any_more": _lt(
        "%(ledger)s has a payment for %(record)s, which is not posted in Odoo. Post it "
        "again, or undo the payment there."
    ),
    "paid_by_hand": _lt(
        "%(ledger)s has a payment for %(record)s, but less is open in Odoo: it was "
        "settled here by hand as well. Undo one of the two, or press Accept to "
        "register what is still open."
    ),
    "locked_period": _lt(
        "The payment falls in a locked period of Odoo. Open the period, or choose the "
        "first open day for such payments on %(connection)s; it is applied at the next "
        "import."
    ),
    "settlement_doubtful": _lt(
        "%(record)s was settled in %(ledger)s, which does not tell by which of these: "
        "%(detail)s. If it was a payment, press Accept; else register the same in Odoo "
        "by hand."
    ),
    "settlement_unsupported": _lt(
        "%(ledger)s settled %(record)s otherwise than by a payment (%(detail)s). "
        "Set an account for it on %(connection)s, register the same in Odoo by hand, "
        "or press Accept if it was a payment."
    ),
    "refused_here": _lt(
        "Odoo refused to register or undo what settled %(record)s in %(ledger)s, for "
        "this reason: %(detail)s Fix that and press Try Again."
    ),
    "undone_here": _lt(
        "%(record)s is settled in %(ledger)s, but the payment that was imported for it "
        "was cancelled, deleted or moved in Odoo. Undo it there too, or press Try "
        "Again to register it anew."
    ),
    "not_open": _lt(
        "It is settled in %(ledger)s already. Import payments to see by what, and undo "
        "one of the two."
    ),
}

register({ACCOUNTANT: FOR_ACCOUNTANTS})
