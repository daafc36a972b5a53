"""What becomes of an invoice's or bill's payment in the ledger, line by line: how the
accountant does it there, how it is undone there, and what is open afterwards.

Each function gets ``books`` (see ``accountant.Accountant``), an invoice or bill, and
the amount of a part of it; where it yields, Odoo imports before it goes on. Needs
neither Odoo nor a ledger to be imported."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

LEDGERS = ("twinfield", "exact")
SIDES = {
    "sales": ("out_invoice", "out_refund"),
    "purchases": ("in_invoice", "in_refund"),
}
TOTAL = Decimal("121.00")
PART = Decimal("50.00")
NOTHING = Decimal("0.00")
OLD, NEW = "2025-12", "2026-01"  # months of two book years
FOREIGN = {"currency": "USD"}


def pay(books, move, part):
    books.receive(move)


def pay_part(books, move, part):
    books.receive(move, part)


def pay_in_tranches(books, move, part):
    for amount in (part, part / 5, books.left(move) - part - part / 5):
        books.receive(move, amount)
        yield


def pay_too_much(books, move, part):
    books.receive(move, books.left(move) + part)


def pay_before(books, move, part):
    """Money of a customer who has no such invoice yet."""
    receipt = books.receive(books.beside(move), TOTAL, match=False, date="2026-03-01")
    yield
    books.export(move)
    books.match(move, receipt)


def pay_in_pounds(books, move, part):
    books.receive(move, "105.22", currency="GBP", rate="1.15")


def pay_in_euros(books, move, part):
    books.receive(move, "100.00", currency="EUR")


def pay_all_at_once(books, move, part):
    books.receive_all(books.alike(move))


def pay_all_in_one_line(books, move, part):
    books.receive_all(books.alike(move), lump=True)


def pay_by_several(books, move, part):
    amounts = (part, books.left(move) - part)
    receipts = [books.receive(move, amount, match=False) for amount in amounts]
    yield
    books.match(move, *receipts)


def credit(books, move, part):
    books.match(move, books.credit_note(move))


def keep_cents(books, move, part):
    books.receive(move, books.left(move) - Decimal("0.02"), keep="0.02")


def keep_charges(books, move, part):
    books.receive(move, books.left(move) - Decimal("2.50"), keep="2.50")


def give_up(books, move, part):
    books.receive(move, part)
    yield
    books.journal(move, "4900")


def keep_discount(books, move, part):
    books.receive(move, books.left(move) - Decimal("2.42"), keep="2.42", by="discount")


def pay_at_other_rate(books, move, part):
    books.receive(move, rate="0.95")


def pay_part_at_other_rate(books, move, part):
    books.receive(move, part, rate="0.85")


def debit_and_reverse(books, move, part):
    books.act("payrun", invoices=[books.name(move)])
    yield
    books.receive(move)
    yield
    books.reverse(move)


def journal(books, move, part):
    books.journal(move, "4500")


def unmatch(books, move, part):
    books.act("unmatch", **books.name(move))


def pay_and_unmatch(books, move, part):
    books.receive(move)
    yield
    unmatch(books, move, part)


def match_again(books, move, part):
    books.match_again(move)


def edit_amount(books, move, part):
    books.receive(move)
    yield
    books.edit_receipt(move, amount=TOTAL - part)


def edit_amount_back(books, move, part):
    books.edit_receipt(move, amount=TOTAL)


def edit_date(books, move, part):
    books.receive(move)
    yield
    books.edit_receipt(move, amount=TOTAL, date="2026-03-23")


def edit_date_back(books, move, part):
    books.edit_receipt(move, amount=TOTAL, date="2026-03-20")


def delete_receipt(books, move, part):
    books.receive(move)
    yield
    books.delete_receipt(move)


def delete_invoice(books, move, part):
    books.receive(move, part)
    yield
    books.act("delete", **books.name(move))


def book_anew(books, move, part):
    books.book_anew(move)


def change_invoice(books, move, part):
    books.change(move, TOTAL - part)


def change_invoice_back(books, move, part):
    books.change(move, TOTAL)


def change_and_pay(books, move, part):
    books.change(move, TOTAL - part)
    yield
    books.receive(move)


def undo_changed_and_paid(books, move, part):
    unmatch(books, move, part)
    yield
    books.change(move, TOTAL)


def pay_next_year(books, move, part):
    books.receive(move, date=f"{NEW}-10")


def carry_over(books, move, part):
    books.receive(move, part, date=f"{OLD}-30")
    yield
    books.close(OLD)
    yield
    books.receive(move, date=f"{NEW}-10")


def undo_carried_over(books, move, part):
    unmatch(books, move, part)
    books.close(OLD, opened=True)


def finalise(books, move, part):
    books.receive(move, part)
    yield
    books.act("finalise", **books.name(move))
    yield
    books.receive(move)


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """``forward`` does it, ``back`` undoes it."""

    name: str
    forward: Callable
    back: Callable = unmatch
    open: Decimal = NOTHING  # once it is done
    undone: Decimal = TOTAL  # open once it is undone
    day: str = ""  # of the payment in Odoo, where that is the point
    of: dict = field(default_factory=dict)  # values of the invoice
    late: bool = False  # the invoice is exported only when it is paid
    draft: bool = False  # ... is exported as a draft
    beside: int = 0  # invoices that the same customer has too
    credit: bool = False  # ... and a credit note
    shown: dict = field(default_factory=dict)  # {ledger: why both books differ}
    missing: dict = field(default_factory=dict)  # {ledger: why it has no such thing}


LINES = (
    Line(name="full", forward=pay),
    Line(name="partial", forward=pay_part, open=TOTAL - PART),
    Line(name="several tranches", forward=pay_in_tranches),
    Line(name="over-payment", forward=pay_too_much),
    Line(name="payment before invoice", forward=pay_before, late=True, beside=1),
    Line(name="payment in another currency", forward=pay_in_pounds),
    Line(name="dollars paid in euros", forward=pay_in_euros, of=FOREIGN),
    Line(name="one receipt for many invoices", forward=pay_all_at_once, beside=2),
    Line(name="the same in one line", forward=pay_all_in_one_line, beside=2),
    Line(name="many receipts for one invoice", forward=pay_by_several),
    Line(name="credit note against invoice", forward=credit, credit=True),
    Line(name="write-off: rounding", forward=keep_cents),
    Line(name="write-off: bank charges", forward=keep_charges),
    Line(name="write-off: bad debt", forward=give_up),
    Line(
        name="early-payment discount",
        forward=keep_discount,
        of={"early_discount": True},
    ),
    Line(name="exchange difference", forward=pay_at_other_rate, of=FOREIGN),
    Line(
        name="exchange difference of a part",
        forward=pay_part_at_other_rate,
        of=FOREIGN,
        open=TOTAL - PART,
    ),
    Line(
        name="direct-debit reversal",
        forward=debit_and_reverse,
        open=TOTAL,
        back=pay,
        undone=NOTHING,
    ),
    Line(name="refund of a credit note", forward=pay, of={"refund": True}),
    Line(name="settlement by journal entry", forward=journal),
    Line(
        name="un-match",
        forward=pay_and_unmatch,
        open=TOTAL,
        back=match_again,
        undone=NOTHING,
    ),
    Line(
        name="edited amount",
        forward=edit_amount,
        open=PART,
        back=edit_amount_back,
        undone=NOTHING,
    ),
    Line(
        name="edited date",
        forward=edit_date,
        day="2026-03-23",
        back=edit_date_back,
        undone=NOTHING,
    ),
    Line(
        name="deleted receipt",
        forward=delete_receipt,
        open=TOTAL,
        back=pay,
        undone=NOTHING,
    ),
    Line(
        name="deleted invoice",
        forward=delete_invoice,
        back=book_anew,
        shown=dict.fromkeys(LEDGERS, "entry_gone"),
    ),
    Line(
        name="changed invoice",
        forward=change_invoice,
        open=TOTAL - PART,
        back=change_invoice_back,
        shown=dict.fromkeys(LEDGERS, "entry_changed"),
    ),
    Line(
        name="changed invoice, then paid",
        forward=change_and_pay,
        back=undo_changed_and_paid,
        shown=dict.fromkeys(LEDGERS, "entry_changed"),
    ),
    Line(
        name="book year change",
        forward=pay_next_year,
        of={"invoice_date": f"{OLD}-15"},
    ),
    Line(
        name="open item carried over",
        forward=carry_over,
        back=undo_carried_over,
        of={"invoice_date": f"{OLD}-15"},
    ),
    Line(
        name="draft to final",
        forward=finalise,
        draft=True,
        missing={"exact": "it has no drafts: an entry counts as soon as it is booked"},
    ),
)
REASONS = {
    "entry_gone": "the entry is deleted there; Odoo offers to book it again",
    "entry_changed": "the total there is another than the invoice's",
}
