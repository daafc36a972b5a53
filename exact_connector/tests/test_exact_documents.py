import os

from odoo.tests import tagged

from .common import ExactCase

from ledger_documents import Documents  # isort: skip - found by way of the common part

MANY = 40 if os.environ.get("LC_PROFILE") == "nightly" else 12


@tagged("post_install", "-at_install")
class TestExactDocuments(Documents, ExactCase):
    """All kinds of documents in Exact's books, over the wire."""

    purchases = "60"
    reverse = "10"
    centres = ("AMS", "RTM")
    unit = "CONS"

    def demand_centre(self):
        self.connection.account_item_id = self.item("account", "4700")

    # Bills

    def test_credit_notes_have_types_of_their_own(self):
        for kind, number in (("out_refund", 21), ("in_refund", 31)):
            make = self.invoice if kind == "out_refund" else self.bill
            self.assertEqual(self.done(make(move_type=kind))["type"], number)

    def test_same_number_of_two_suppliers_is_two_bills(self):
        """Exact would take it twice; what is looked for is this supplier's."""
        other = self.vendor.copy({"name": "Voorbeeld Drukwerk B.V."})
        one, two = self.done(self.bill()), self.done(self.bill(partner=other))
        self.assertNotEqual(one["number"], two["number"])

    # Lines

    def test_lines_say_what_the_template_tells(self):
        """And how many, in a field of its own."""
        entry = super().test_lines_say_what_the_template_tells()
        (sold,) = self.on("8000", entry)
        self.assertEqual(float(sold["quantity"]), 3)

    # Currency

    def test_cents_of_many_lines_in_dollars_are_odoos(self):
        """Exact rounds each line's conversion; here that makes a cent too much."""
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.1)])
        move = self.invoice(*[(50.0, self.tax_high)] * 3, currency_id=dollar.id)
        entry = self.done(move)
        tax = move.line_ids.filtered(lambda line: line.display_type == "tax")
        booked = sum(float(line["base"]) for line in self.on("1500", entry))
        self.assertAlmostEqual(booked, tax.balance, places=2)
        total = self.one_on("1300", entry)
        self.assertEqual(total["base"], f"{move.amount_total_signed:.2f}")

    def test_amounts_that_no_rate_gives_are_refused_with_the_reason(self):
        """Odoo rounds a cent to nothing there, Exact to a cent."""
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.25)])
        move = self.invoice(
            (100.0, self.tax_high), (0.01, self.tax_zero), currency_id=dollar.id
        )
        line = move.line_ids.filtered(lambda one: one.amount_currency == -0.01)
        term = move.line_ids.filtered(lambda one: one.amount_currency == 121.01)
        move.button_draft()
        move.write(
            {
                "line_ids": [
                    (1, line.id, {"balance": -0.03}),
                    (1, term.id, {"balance": 96.83}),
                ]
            }
        )
        move.action_post()
        row = self.export(move)
        self.assertEqual((row.state, row.error_code), ("rejected", "rate_not_fitting"))
        self.assertIn("0.01 / 0.03", move.ledger_message)
        self.assertFalse(self.entries())

    # Payments of many

    def test_bulk_payment_is_attributed_to_its_invoices(self):
        """One bank line for three invoices, in one match: Exact does not say which."""
        moves = [self.invoice((price, self.tax_high)) for price in (100, 200, 300)]
        for move in moves:
            self.done(move)
        self.act(
            "receipt",
            date="2026-03-20",
            lump=True,
            invoices=[{"invoicenumber": move.name} for move in moves],
        )
        self.run_cron("ir_cron_import")
        self.assertEqual({move.payment_state for move in moves}, {"paid"})
        payments = self.env["account.payment"].search(
            [("ledger_allocation_id.connection_id", "=", self.connection.id)]
        )
        self.assertEqual(sorted(payments.mapped("amount")), [121.0, 242.0, 363.0])
        self.assertEqual(
            len(set(payments.ledger_allocation_id.mapped("settlement"))), 1
        )
        self.act("unmatch", invoicenumber=moves[0].name)
        self.run_cron("ir_cron_import")
        self.assertEqual({move.payment_state for move in moves}, {"not_paid"})

    def test_one_receipt_for_many_invoices(self):
        moves = self.invoices(MANY)
        self.export(moves)
        self.act(
            "receipt",
            date="2026-03-20",
            lump=True,
            invoices=[{"invoicenumber": move.name} for move in moves],
        )
        self.run_cron("ir_cron_import")
        self.assertEqual(set(moves.mapped("payment_state")), {"paid"})

    def test_two_receipts_of_one_day_for_two_invoices_are_not_mixed_up(self):
        one, two = self.invoice((100.0, self.tax_high)), self.invoice()
        for move in (one, two):
            self.done(move)
        self.receive((one, "50.00"))
        self.receive((two, "71.00"))
        self.run_cron("ir_cron_import")
        for move, paid in ((one, 50.0), (two, 71.0)):
            self.assertEqual(move.amount_total - move.amount_residual, paid)

    def test_doubtful_attribution_is_shown_and_accepted(self):
        """A credit note and a receipt of one amount on one day, for one invoice each:
        nobody can tell which settled which."""
        moves = [self.invoice() for _number in range(2)]
        note = self.invoice((50.0, self.tax_high), move_type="out_refund")
        for move in (*moves, note):
            self.done(move)
        self.act(
            "receipt",
            date="2026-03-10",
            invoices=[{"invoicenumber": moves[0].name, "amount": "60.50"}],
            lump=True,
        )
        self.act(
            "match",
            date="2026-03-10",
            invoices=[{"invoicenumber": one.name} for one in (moves[1], note)],
        )
        self.run_cron("ir_cron_import")
        there = self.totals()["open"]
        rows = self.env["ledger.allocation"].search(
            [("connection_id", "=", self.connection.id), ("present", "=", True)]
        )
        for move in (*moves, note):
            mine = rows.filtered(lambda row, move=move: row.move_id == move)
            if "conflict" in mine.mapped("state"):
                self.assertTrue(all(mine.mapped("message")))
            else:
                self.assertEqual(
                    f"{move.amount_residual_signed:.2f}", there.get(move.name, "0.00")
                )
