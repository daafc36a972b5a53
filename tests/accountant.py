"""An accountant in the ledger: does what ``scenarios`` lists, line by line and in any
order. After each import both books have the same open amounts, or Odoo tells what
differs. One mixin for every ledger."""

import contextlib
import os
from collections import defaultdict
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from scenarios import LINES, PART, SIDES

from odoo import Command

NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"
EXAMPLES = 75 if NIGHTLY else 4  # for invoices, and as many for bills
DAY = "2026-03-20"
RUNS = 10  # at most, until an import has read all
CENT = Decimal("0.01")
COLUMNS = ("invoices", "open")
# In any order with those of the ledger.
PEOPLE = ["cancel_here", "delete_here", "pay_here_too", "take_apart_here"]


def actions(names):
    """(line, way, number of the invoice, amount of a part)"""
    return st.tuples(
        st.sampled_from(names),
        st.sampled_from(["forward", "forward", "back"]),
        st.integers(0, 3),
        st.decimals("0.01", "90", places=2),
    )


def _settled(amounts):
    total, left = amounts
    return total - left


class Accountant:
    """For a ``SandboxCase``."""

    connected = True

    def test_each_line_for_invoices(self):
        self.run_lines("sales")

    def test_each_line_for_bills(self):
        self.run_lines("purchases")

    def test_whatever_the_accountant_does_odoo_follows(self):
        self.play("sales")

    def test_whatever_the_accountant_does_with_bills_odoo_follows(self):
        self.play("purchases")

    def test_control_report_agrees_and_finds_what_does_not(self):
        self.prepare()
        self.fill()
        self.receive(self.moves[0])
        self.run_cron("ir_cron_import")
        rows = self.control()
        ours = rows.filtered("move_id")
        self.assertEqual(len(ours), 4)
        self.assertFalse(any(ours.mapped("has_difference")))
        self.act("edit", invoicenumber=self.moves[1].name, amount="100.00")
        self.act("delete", invoicenumber=self.moves[2].name)
        self.act("fill", entries=2, date="2026-03-15")
        rows = self.control().filtered("cause")
        self.assertEqual(
            sorted(rows.mapped("cause")),
            ["by_hand", "by_hand", "changed_there", "deleted"],
        )

    def prepare(self, side="sales"):
        self.side = side
        account = self.company_data["default_account_expense"]
        self.connection.write(
            {
                "difference_account_id": account.id,
                "settlement_account_id": account.id,
                "start_date": "2025-01-01",
            }
        )
        self.tax = self.tax_high
        if side == "purchases":
            self.tax = self.chart_tax("btw_21_buy")
            rule = self.connection.mapping_ids.filtered(
                lambda rule: rule.tax_id == self.tax
            )
            rule.write({"item_id": self.item("vat", self.bought).id})
            rule.action_accept()
        self.dollar = self.env.ref("base.USD")
        self.dollar.active = True
        self.env["res.currency.rate"].create(
            {"name": "2025-01-01", "rate": 1.25, "currency_id": self.dollar.id}
        )
        early = {"early_discount": True, "discount_percentage": 2, "discount_days": 14}
        self.early = self.env["account.payment.term"].create(
            {
                "name": "2 % within 14 days",
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
                **early,
            }
        )
        self.moves = self.env["account.move"]
        self.receipts = defaultdict(list)

    def add(
        self,
        partner=None,
        refund=False,
        currency="",
        early_discount=False,
        invoice_date="2026-03-10",
    ):
        """One more invoice or bill of 121.00."""
        values = {"ref": f"R{len(self.moves) + 1}"} if self.side == "purchases" else {}
        if currency:
            values["currency_id"] = self.dollar.id
        if early_discount:
            values["invoice_payment_term_id"] = self.early.id
        move = self.invoice(
            (100.0, self.tax),
            move_type=SIDES[self.side][refund],
            partner=partner,
            invoice_date=invoice_date,
            date=invoice_date,
            **values,
        )
        self.moves |= move
        return move

    def fill(self):
        """Two invoices, one in dollars and a credit note of one customer."""
        for values in ({}, {}, {"currency": "USD"}, {"refund": True}):
            self.add(**values)
        self.export(self.moves)
        self.assertEqual(set(self.moves.mapped("ledger_state")), {"done"})

    # Who has what

    def alike(self, move):
        return self.moves.filtered(
            lambda other: (
                (other.partner_id, other.currency_id, other.move_type)
                == (move.partner_id, move.currency_id, move.move_type)
            )
        )

    def beside(self, move):
        return self._first(self.alike(move) - move)

    def credit_note(self, move):
        same = self.moves.filtered(
            lambda other: (
                (other.partner_id, other.currency_id)
                == (move.partner_id, move.currency_id)
            )
        )
        return self._first(same - self.alike(move))

    def _first(self, moves):
        if not moves:
            raise ValueError("there is none")
        return moves[0]

    def name(self, move):
        return {"invoicenumber": move.ref if self.side == "purchases" else move.name}

    # What the accountant does there; ValueError where it can't be done

    def left(self, move):
        """Without sign."""
        return abs(self._there("open", move))

    def _there(self, what, move):
        return Decimal(self.totals()[what].get(self.name(move)["invoicenumber"], 0))

    def _text(self, amount):
        if amount < CENT:
            raise ValueError("nothing is open")
        return str(amount.quantize(CENT))

    def receive(self, move, amount=None, keep="", by="writeoff", **values):
        """Money for an invoice, all that is left of it where nothing else is said;
        ``keep`` is kept back."""
        amount = self.left(move) if amount is None else Decimal(amount)
        part = {**self.name(move), "amount": self._text(amount)}
        if keep:
            part["writeoff"] = {"type": by, "amount": keep}
        receipt = self.act("receipt", **{"date": DAY, **values}, invoices=[part])
        self.receipts[move].append(receipt)
        return receipt

    def receive_all(self, moves, **values):
        parts = [self.name(move) for move in moves if self.left(move)]
        if not parts:
            raise ValueError("nothing is open")
        self.act("receipt", date=DAY, invoices=parts, **values)

    def _receipt(self, move):
        if not self.receipts[move]:
            raise ValueError("nothing was received")
        return self.receipts[move][-1]

    def edit_receipt(self, move, amount, **values):
        self.act("edit_receipt", **self._receipt(move), amount=str(amount), **values)

    def delete_receipt(self, move):
        receipt = self._receipt(move)
        path = "delete" if "daybook" in receipt else "delete_receipt"
        self.act(path, **receipt)
        self.receipts[move].remove(receipt)

    def match(self, move, *others):
        """With a credit note, or with receipts."""
        names = [one if isinstance(one, dict) else self.name(one) for one in others]
        self.act("match", invoices=[self.name(move), *names], date=DAY)

    def match_again(self, move):
        self.match(move, self._receipt(move))

    def journal(self, move, account):
        """Closes what is left."""
        self.act(
            "writeoff",
            **self.name(move),
            amount=self._text(self.left(move)),
            date="2026-03-25",
            account=account,
        )

    def reverse(self, move):
        self.act("reversal", **self.name(move), date="2026-03-28")

    def change(self, move, amount):
        if self.left(move) != abs(self._there("invoices", move)):
            raise ValueError("what is matched can't be changed")
        self.act("edit", **self.name(move), amount=str(amount))

    def close(self, month, opened=False):
        self.act("period", period=month.replace("-", "/"), open=opened)

    def book_anew(self, move):
        """In Odoo, by the button."""
        export = move.ledger_export_id.sudo()
        if export.env["ledger.correction"]._get_remedy(export) != "book":
            raise ValueError("it is still there")
        export.env["ledger.correction"]._correct(export, "book", "Deleted there")
        self.run_cron("ir_cron_export")

    # What people do in Odoo to what was imported; ValueError as above

    def _imported(self, move):
        payments = move.ledger_export_id.allocation_ids.payment_ids.filtered(
            lambda payment: payment.state not in ("draft", "canceled")
        )
        if not payments:
            raise ValueError("nothing was imported")
        return payments[0]

    def cancel_here(self, move):
        payment = self._imported(move)
        payment.action_draft()
        payment.action_cancel()

    def delete_here(self, move):
        payment = self._imported(move)
        payment.action_draft()
        payment.unlink()

    def take_apart_here(self, move):
        self._imported(move)
        lines = move.line_ids.filtered(lambda li: li.display_type == "payment_term")
        lines.remove_move_reconcile()

    def pay_here_too(self, move):
        """At the till, and booked there as well."""
        if self.left(move) != Decimal(str(move.amount_residual)):
            raise ValueError("both books differ")
        self.receive(move)
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        register.create({"payment_date": DAY})._create_payments()

    def apply_again(self):
        """The way out of what was undone here."""
        rows = self.moves.ledger_export_id.allocation_ids.filtered(
            lambda row: row.reason == "undone_here"
        )
        rows.action_apply_again()

    # What must hold

    def look(self, done):
        """Import, in as many runs as it takes here, and compare."""
        asked = self.env["ledger.request"].sudo()
        for _run in range(RUNS):
            self.run_cron("ir_cron_import")
            if not asked._get_due(self.connection, "import"):
                break
        self.compare(self.moves, self.totals(), done)

    def compare(self, moves, books, done):
        """{invoice: why both books differ}. Without a reason the same is open; where
        the totals differ, the same is settled."""
        found, different = {}, {}
        for move in moves.filtered("ledger_export_id"):
            export = move.ledger_export_id
            rows = export.allocation_ids.filtered(lambda row: row.state == "conflict")
            reasons = {
                *rows.mapped("reason"),
                *export.env["ledger.wording"]._get_alerts(export),
            } - {"entry_not_final"}
            if reasons:
                found[move] = reasons
                self.assertTrue(all(rows.mapped("message")))
                self.assertTrue(rows or move.ledger_warnings)
            ours = [
                Decimal(-move.direction_sign * amount).quantize(CENT)
                for amount in (move.amount_total, move.amount_residual)
            ]
            number = self.name(move)["invoicenumber"]
            theirs = [Decimal(books[what].get(number, 0)) for what in COLUMNS]
            if rows:
                continue
            if ours != theirs and (not reasons or _settled(ours) != _settled(theirs)):
                different[move.name, move.partner_id.name] = (ours, theirs)
        self.assertFalse(different, f"after {done}")
        return found

    def run_lines(self, side):
        """Each line on invoices of a customer of its own, there and back: all take a
        step, then Odoo imports."""
        self.prepare(side)
        lines = [line for line in LINES if self.provider not in line.missing]
        moves = {line: self._invoices_of(line) for line in lines}
        none = self.env["account.move"]
        late = none.union(*(moves[line] for line in lines if line.late))
        drafts = none.union(*(moves[line] for line in lines if line.draft))
        self.export(drafts, final="draft")
        self.export(self.moves - late - drafts)
        lost = self.moves.filtered(lambda m: m.ledger_state != "done") - late
        self.assertFalse(lost, lost.mapped("ledger_message"))
        self._take_steps(moves, "forward")
        self._check(moves, done=True)
        self._take_steps(moves, "back")
        self.run_of("import").cursor = False
        self.look("reading all once more")
        self._check(moves, done=False)

    def _take_steps(self, moves, way):
        acts = {line: self.steps(line, way, moves[line]) for line in moves}
        end = object()
        while acts:
            for line, steps in list(acts.items()):
                del acts[line]
                with self.subTest(f"{line.name}, {way}"):
                    if next(steps, end) is not end:
                        acts[line] = steps
            self.look(way)

    def _check(self, moves, done):
        books = self.totals()
        for line, move in moves.items():
            with self.subTest(line.name):
                why = done and line.shown.get(self.provider)
                mine = self.moves.filtered(
                    lambda other, move=move: other.partner_id == move.partner_id
                )
                found = self.compare(mine, books, line.name)
                self.assertEqual(found, {move: {why}} if why else {})
                left = line.open if done else line.undone
                self.assertEqual(self.left(move), left)
                self.assertFalse(move.ledger_is_draft)
                if done and line.day:
                    rows = move.ledger_export_id.allocation_ids
                    (payment,) = rows.payment_ids.filtered(
                        lambda payment: payment.state != "canceled"
                    )
                    self.assertEqual(str(payment.date), line.day)

    def steps(self, line, way, move, part=PART):
        yield from getattr(line, way)(self, move, part) or ()

    def _invoices_of(self, line):
        partner = self.env["res.partner"].create({"name": f"Voorbeeld {line.name}"})
        move = self.add(partner, **line.of)
        for _number in range(line.beside):
            self.add(partner, **line.of)
        if line.credit:
            self.add(partner, **line.of, refund=True)
        return move

    def play(self, side):
        names = {ln.name: ln for ln in LINES if self.provider not in ln.missing}

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=not NIGHTLY,
            database=None,
            # An example is short enough to be read as it was found.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(st.lists(actions(sorted(names) + PEOPLE), min_size=3, max_size=5))
        def both_books_agree(some):
            with self.rolled_back():
                self.prepare(side)
                self.fill()
                for number, (name, way, which, part) in enumerate(some):
                    done, move = some[: number + 1], self.moves[which]
                    with contextlib.suppress(ValueError):
                        if name in PEOPLE:
                            getattr(self, name)(move)
                        else:
                            for _step in self.steps(names[name], way, move, part):
                                self.look(done)
                    self.look(done)
                # Once more from the beginning: nothing may change.
                self.run_of("import").cursor = False
                self.look("reading everything again")
                self.apply_again()
                self.look("applying again what was undone here")
                rows = self.moves.ledger_export_id.allocation_ids
                self.assertNotIn("undone_here", rows.mapped("reason"))

        both_books_agree()
