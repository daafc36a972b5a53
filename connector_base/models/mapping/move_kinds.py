"""The kinds of documents that are exported, in Odoo's words."""

from ...ledger.values import Kind

SALES = ("out_invoice", "out_refund", "out_receipt")
PURCHASES = ("in_invoice", "in_refund", "in_receipt")
MOVE_TYPES = (*SALES, *PURCHASES)
ENTRY = Kind.ENTRY.value
# Accounts on which somebody owes, and as what the ledger knows him.
OWED = {"asset_receivable": "customer", "liability_payable": "supplier"}
# A receipt of the till is an invoice for a ledger.
_RECEIPTS = {"out_receipt": Kind.INVOICE, "in_receipt": Kind.BILL}


def kind_of(move):
    """As what a ledger books this invoice, bill or receipt."""
    return _RECEIPTS.get(move.move_type) or Kind(move.move_type)


def day_of(move):
    """The date of the document; a journal entry has no other than that of its
    period."""
    return move.date if move.move_type == ENTRY else move.invoice_date


def final_of(connection, move):
    """ "draft" or "final": the default of this connection for such a document."""
    own = move.move_type in PURCHASES and connection.bill_final
    return own or connection.final
