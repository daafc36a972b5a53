"""The kinds of documents that are exported, in Odoo's words."""

from ...ledger.values import Kind

SALES = ("out_invoice", "out_refund", "out_receipt")
PURCHASES = ("in_invoice", "in_refund", "in_receipt")
MOVE_TYPES = (*SALES, *PURCHASES)
# A receipt of the till is an invoice for a ledger.
_RECEIPTS = {"out_receipt": Kind.INVOICE, "in_receipt": Kind.BILL}


def kind_of(move):
    """As what a ledger books this invoice, bill or receipt."""
    return _RECEIPTS.get(move.move_type) or Kind(move.move_type)
