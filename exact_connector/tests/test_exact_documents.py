from odoo.tests import tagged

from .common import ExactCase


@tagged("post_install", "-at_install")
class TestExactDocuments(ExactCase):
    """All kinds of documents in Exact's books, over the wire."""

    def setUp(self):
        super().setUp()
        self.connect()
        self.vendor = self.env["res.partner"].create(
            {
                "name": "Voorbeeld Toeleverancier B.V.",
                "is_company": True,
                "country_id": self.env.ref("base.nl").id,
            }
        )

    def map(self, kind, field, record, code):
        rule = self.connection.mapping_ids.filtered(
            lambda rule: rule.kind == kind and rule[field] == record
        )
        values = {"item_id": self.item(kind, code).id, "suggested": False}
        if rule:
            rule.write(values)
        else:
            key = {"connection_id": self.connection.id, "kind": kind, field: record.id}
            rule.create({**key, **values})

    def bill(self, *lines, partner=None, **values):
        journal = self.company_data["default_journal_purchase"]
        self.map("account", "account_id", journal.default_account_id, "4500")
        self.map("vat", "tax_id", self.chart_tax("btw_21_buy"), "4")
        lines = lines or ((200.0, self.chart_tax("btw_21_buy")),)
        values = {"move_type": "in_invoice", "ref": "V-9931", **values}
        return self.invoice(*lines, partner=partner or self.vendor, **values)

    def done(self, move, **choices):
        row = self.export(move, **choices)
        self.assertEqual(row.state, "done", (row.message, row.error_text))
        found = self.act("transactions")["transactions"]
        return next(one for one in found if one["id"] == row.ledger_id)

    def lines(self, entry, account):
        return [line for line in entry["lines"] if line["account"] == account]

    # Bills

    def test_bill_and_its_supplier(self):
        entry = self.done(self.bill())
        self.assertEqual((entry["journal"], entry["invoicenumber"]), ("60", "V-9931"))
        self.assertEqual(entry["amount"], "242.00")
        (line,) = self.lines(entry, "4500")
        self.assertEqual(line["amount"], "200.00")
        (line,) = self.lines(entry, "1600")
        self.assertEqual(line["amount"], "-242.00")

    def test_bill_credit_note_turns_the_sides(self):
        entry = self.done(self.bill(move_type="in_refund"))
        self.assertEqual((entry["amount"], entry["type"]), ("-242.00", 31))

    def test_paid_bill_is_paid_in_odoo(self):
        bill = self.bill()
        row = self.export(bill)
        one = {"journal": row.ledger_journal, "number": row.ledger_number}
        self.act("receipt", date="2026-03-20", invoices=[one])
        self.run_cron("ir_cron_import")
        self.assertEqual(bill.payment_state, "paid")

    def test_same_number_of_two_suppliers_is_two_bills(self):
        """Exact would take it twice; what is looked for is this supplier's."""
        other = self.vendor.copy({"name": "Voorbeeld Drukwerk B.V."})
        one, two = self.done(self.bill()), self.done(self.bill(partner=other))
        self.assertNotEqual(one["number"], two["number"])

    def test_reverse_charge_bill_owes_and_claims_the_same(self):
        tax = self.chart_tax("btw_ink_0")
        self.map("vat", "tax_id", tax, "10")
        entry = self.done(self.bill((100.0, tax)))
        self.assertEqual(entry["amount"], "100.00")
        (owed,) = self.lines(entry, "1502")
        (claimed,) = self.lines(entry, "1512")
        self.assertEqual((owed["amount"], claimed["amount"]), ("-21.00", "21.00"))

    def test_control_report_has_the_vat_of_bills_and_what_was_paid_too_much(self):
        reverse = self.chart_tax("btw_ink_0")
        self.map("vat", "tax_id", reverse, "10")
        expected = {
            self.bill(ref="V-1"): (-200.0, -42.0, 0.0),
            self.bill(ref="V-2", move_type="in_refund"): (200.0, 42.0, 242.0),
            self.bill((100.0, reverse), ref="V-3"): (-100.0, 0.0, -100.0),
        }
        for bill in expected:
            self.done(bill)
        paid = next(iter(expected))
        row = paid.ledger_export_id
        one = {"journal": row.ledger_journal, "number": row.ledger_number}
        self.act("receipt", date="2026-03-20", invoices=[{**one, "amount": "300.00"}])
        self.run_cron("ir_cron_import")
        rows = {row.move_id: row for row in self.control()}
        money = rows.pop(self.env["account.move"])
        for bill, (net, vat, left) in expected.items():
            row = rows[bill]
            self.assertEqual((row.net, row.vat, row.residual), (net, vat, left))
            ledger = (row.ledger_net, row.ledger_vat, row.ledger_residual)
            self.assertEqual(ledger, (net, vat, left))
            self.assertFalse(row.cause)
        self.assertEqual((money.cause, money.ledger_residual), ("on_account", 58.0))
        self.assertEqual(money.partner_id, self.vendor)

    # Currency

    def test_foreign_currency_is_equal_in_both_books(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.25)])
        entry = self.done(self.invoice((100.0, self.tax_high), currency_id=dollar.id))
        self.assertEqual(entry["currency"], "USD")
        (total,) = self.lines(entry, "1300")
        self.assertEqual((total["amount"], total["base"]), ("121.00", "96.80"))
        (line,) = self.lines(entry, "8000")
        self.assertEqual((line["amount"], line["base"]), ("-100.00", "-80.00"))

    def test_cents_of_many_lines_in_dollars_are_odoos(self):
        """Exact rounds each line's conversion; here that makes a cent too much."""
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.1)])
        move = self.invoice(*[(50.0, self.tax_high)] * 3, currency_id=dollar.id)
        entry = self.done(move)
        tax = move.line_ids.filtered(lambda line: line.display_type == "tax")
        booked = sum(float(line["base"]) for line in self.lines(entry, "1500"))
        self.assertAlmostEqual(booked, tax.balance, places=2)
        (total,) = self.lines(entry, "1300")
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

    # Header

    def test_late_invoice_is_in_the_period_that_odoo_moved_it_to(self):
        """Its own was filed when it came: the VAT belongs to the next return."""
        self.company.tax_lock_date = "2026-03-31"
        for move in (
            self.invoice(),
            self.invoice((50.0, self.tax_high), move_type="out_refund"),
            self.bill(),
        ):
            self.assertEqual(str(move.date), "2026-04-30")
            entry = self.done(move)
            self.assertEqual(entry["date"], "2026-03-10")
            self.assertEqual(entry["period"], "2026/04")

    # Cost centres

    def test_analytic_distribution_is_cost_centres_and_cost_unit(self):
        accounts = {}
        for name, plan, kind, code in (
            ("North", "Where", "cost_centre", "AMS"),
            ("South", "Where", "cost_centre", "RTM"),
            ("Advice", "What", "project", "CONS"),
        ):
            plan = self.env["account.analytic.plan"].search(
                [("name", "=", plan)]
            ) or self.env["account.analytic.plan"].create({"name": plan})
            accounts[name] = self.env["account.analytic.account"].create(
                {"name": name, "plan_id": plan.id, "company_id": self.company.id}
            )
            self.map(kind, "analytic_account_id", accounts[name], code)
        move = self.invoice((100.0, self.tax_high))
        move.invoice_line_ids.analytic_distribution = {
            str(accounts["North"].id): 33.33,
            str(accounts["South"].id): 66.67,
            str(accounts["Advice"].id): 100,
        }
        lines = self.lines(self.done(move), "8000")
        self.assertEqual(
            [(one["cost_centre"], one["cost_unit"], one["amount"]) for one in lines],
            [("AMS", "CONS", "-33.33"), ("RTM", "CONS", "-66.67")],
        )

    def test_missing_cost_centre_is_told(self):
        self.connection.account_item_id = self.item("account", "4700")
        row = self.export(self.invoice())
        self.assertEqual(row.state, "rejected")
        self.assertIn(row.error_code, ("cost_centre_missing", "cost_centre_required"))

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

    def test_one_receipt_for_forty_invoices(self):
        moves = self.env["account.move"].union(*(self.invoice() for _ in range(40)))
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
