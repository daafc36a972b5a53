"""An accountant who does anything in any order: pays, matches, writes off, undoes,
takes back. After each import both books have the same open amounts, or Odoo names the
conflict. One mixin for every ledger."""

import os
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"
EXAMPLES = 150 if NIGHTLY else 8
INVOICES = 3

amounts = st.decimals("0.01", "150", places=2)
which = st.integers(0, INVOICES - 1)
actions = st.one_of(
    st.tuples(st.just("pay"), which),
    st.tuples(st.just("pay part"), which, amounts),
    st.tuples(st.just("pay all at once")),
    st.tuples(st.just("pay less"), which),
    st.tuples(st.just("credit"), which),
    st.tuples(st.just("write off"), which),
    st.tuples(st.just("undo"), which),
    st.tuples(st.just("take back"), which),
)


class Accountant:
    """For a connected ``SandboxCase``."""

    def prepare(self):
        account = self.company_data["default_account_expense"]
        self.connection.difference_account_id = account
        self.connection.settlement_account_id = account
        self.moves = [self.invoice() for _number in range(INVOICES)]
        self.notes = [
            self.invoice(move_type="out_refund") for _number in range(INVOICES)
        ]
        self.export(self.env["account.move"].union(*self.moves, *self.notes))

    # What the accountant does; each gets the number of an invoice

    def open_there(self, move):
        return Decimal(self.totals()["open"].get(move.name, "0"))

    def receipt(self, *parts):
        """[(invoice, amount)] in one receipt, as far as they are open."""
        invoices = [
            {"invoicenumber": move.name, "amount": str(amount), **more}
            for move, amount, *rest in parts
            for more in (rest[0] if rest else {},)
            if 0 < amount <= self.open_there(move)
        ]
        if invoices:
            self.act("receipt", date="2026-03-20", invoices=invoices)

    def do_pay(self, number):
        move = self.moves[number]
        self.receipt((move, self.open_there(move)))

    def do_pay_part(self, number, amount):
        self.receipt((self.moves[number], amount))

    def do_pay_all_at_once(self):
        self.receipt(*((move, self.open_there(move)) for move in self.moves))

    def do_pay_less(self, number):
        move = self.moves[number]
        rest = self.open_there(move) - 1
        writeoff = {"writeoff": {"type": "writeoff", "amount": "1.00"}}
        self.receipt((move, rest, writeoff))

    def do_credit(self, number):
        move, note = self.moves[number], self.notes[number]
        if self.open_there(move) and self.open_there(move) == -self.open_there(note):
            names = [{"invoicenumber": one.name} for one in (move, note)]
            self.act("match", invoices=names)

    def do_write_off(self, number):
        move = self.moves[number]
        if amount := self.open_there(move):
            self.act(
                "writeoff",
                invoicenumber=move.name,
                amount=str(amount),
                date="2026-03-25",
            )

    def do_undo(self, number):
        move = self.moves[number]
        if self.open_there(move) != Decimal("121.00"):
            self.act("unmatch", invoicenumber=move.name)

    def do_take_back(self, number):
        move = self.moves[number]
        payments = [
            row
            for row in move.ledger_export_id.allocation_ids
            if row.present and row.kind == "payment"
        ]
        if payments:
            self.act("reversal", invoicenumber=move.name, date="2026-03-28")

    # What must hold

    def compare(self, done):
        self.run_cron("ir_cron_import")
        there = self.totals()["open"]
        for move in (*self.moves, *self.notes):
            rows = move.ledger_export_id.allocation_ids
            if "conflict" in rows.mapped("state"):
                self.assertTrue(all(r.message for r in rows if r.state == "conflict"))
                continue
            ours = Decimal(str(move.amount_residual_signed)).quantize(Decimal("0.01"))
            theirs = Decimal(there.get(move.name, "0"))
            self.assertEqual(ours, theirs, f"{move.name} after {done}")

    def play(self):
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=not NIGHTLY,
            database=None,
            # An example is short enough to be read as it was found.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(actions, min_size=1, max_size=6))
        def both_books_agree(some):
            with self.rolled_back():
                self.prepare()
                self.compare("nothing")
                for number, (name, *values) in enumerate(some):
                    getattr(self, f"do_{name.replace(' ', '_')}")(*values)
                    self.compare(some[: number + 1])
                # Once more from the beginning: nothing may change.
                self.connection.cursor = False
                self.compare("reading everything again")

        both_books_agree()
