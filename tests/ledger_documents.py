"""All kinds of documents in a ledger's books: one mixin for every ledger."""

from odoo.exceptions import ValidationError


class Documents:
    """For a ``SandboxCase``. ``purchases``: a journal there; ``reverse``: a VAT code;
    ``centres``: two cost centres; ``unit``: a cost unit or project.
    ``demand_centre()``: bookings on the default account need a cost centre."""

    connected = True
    purchases = ""
    reverse = ""
    centres = ()
    unit = ""

    def setUp(self):
        super().setUp()
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
        self.map("vat", "tax_id", self.chart_tax("btw_21_buy"), self.bought)
        lines = lines or ((200.0, self.chart_tax("btw_21_buy")),)
        values = {"move_type": "in_invoice", "ref": "V-9931", **values}
        return self.invoice(*lines, partner=partner or self.vendor, **values)

    def reverse_charge(self):
        tax = self.chart_tax("btw_ink_0")
        self.map("vat", "tax_id", tax, self.reverse)
        return tax

    def done(self, move, **choices):
        """The entry."""
        row = self.export(move, **choices)
        self.assertEqual(row.state, "done", (row.message, row.error_text))
        return self.entry(row)

    def entry(self, row):
        found = self.act("transactions")["transactions"]
        place = row.ledger_journal, row.ledger_number
        return next(
            one for one in found if (one[self.book], str(one["number"])) == place
        )

    def on(self, account, entry):
        """Its lines on an account."""
        return [line for line in entry["lines"] if line[self.account_of] == account]

    def one_on(self, account, entry):
        (line,) = self.on(account, entry)
        return line

    def pay_bill(self, bill, **values):
        """By a bank receipt: all of it, unless there is an ``amount``."""
        row = bill.ledger_export_id
        one = {self.book: row.ledger_journal, "number": row.ledger_number, **values}
        self.act("receipt", date="2026-03-20", invoices=[one])
        self.run_cron("ir_cron_import")

    # Bills

    def test_bill_and_its_supplier(self):
        bill = self.bill()
        entry = self.done(bill)
        self.assertEqual(entry[self.book], self.purchases)
        self.assertEqual(entry["invoicenumber"], "V-9931")
        self.assertEqual(self.one_on("4500", entry)["amount"], "200.00")
        self.assertEqual(self.one_on("1600", entry)["amount"], "-242.00")
        self.pay_bill(bill)
        self.assertEqual(bill.payment_state, "paid")

    def test_credit_notes_turn_the_sides(self):
        entry = self.done(self.bill(move_type="in_refund"))
        self.assertEqual(self.one_on("1600", entry)["amount"], "242.00")

    def test_reverse_charge_bill_owes_and_claims_the_same(self):
        entry = self.done(self.bill((100.0, self.reverse_charge())))
        self.assertEqual(self.one_on("1600", entry)["amount"], "-100.00")
        vat = {line[self.account_of]: line["amount"] for line in entry["lines"]}
        del vat["4500"], vat["1600"]
        self.assertEqual(sorted(vat.values()), ["-21.00", "21.00"])

    def test_control_report_has_the_vat_of_bills_and_what_was_paid_too_much(self):
        expected = {
            self.bill(ref="V-1"): (-200.0, -42.0, 0.0),
            self.bill(ref="V-2", move_type="in_refund"): (200.0, 42.0, 242.0),
            self.bill((100.0, self.reverse_charge()), ref="V-3"): (-100.0, 0.0, -100.0),
        }
        for bill in expected:
            self.done(bill)
        self.pay_bill(next(iter(expected)), amount="300.00")
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

    def test_expenses_of_an_employee_are_a_receipt_of_his(self):
        """As Odoo posts them: two receipts of one name, known by their own numbers."""
        employee = self.env["res.partner"].create({"name": "Ans Voorbeeld"})
        receipts = [
            self.bill(partner=employee, move_type="in_receipt", ref="Expenses of Ans")
            for _twin in range(2)
        ]
        entries = [self.done(move) for move in receipts]
        self.assertEqual(
            [one["invoicenumber"] for one in entries], [m.name for m in receipts]
        )
        code = self.connection.env["ledger.relation"].search(
            [("partner_id", "=", employee.id)]
        )
        self.assertEqual(code.mapped("role"), ["supplier"])
        for entry in entries:
            self.assertEqual(self.one_on("1600", entry)["amount"], "-242.00")

    # Lines

    def test_lines_say_what_the_template_tells(self):
        self.connection.line_template = "{code} {name} {quantity} x {price}"
        product = self.env["product.product"].create(
            {"name": "Voorbeeldstoel", "default_code": "ST-1"}
        )
        line = {
            "product_id": product.id,
            "name": "Stoel",
            "quantity": 3,
            "price_unit": 12.5,
            "tax_ids": [(6, 0, self.tax_high.ids)],
        }
        entry = self.done(self.invoice(invoice_line_ids=[(0, 0, line)]))
        (sold,) = self.on(self.account, entry)
        self.assertEqual(sold["description"], "ST-1 Stoel 3 x 12.50")
        with self.assertRaises(ValidationError):
            self.connection.line_template = "{partner}"
        return entry

    def test_booked_invoice_counts_as_sent_where_that_is_wanted(self):
        move, bill = self.invoice(), self.bill()
        self.done(move)
        self.assertFalse(move.is_move_sent)
        self.connection.mark_sent = True
        other = self.invoice()
        for one in (other, bill):
            self.done(one)
        self.assertTrue(other.is_move_sent)
        self.assertFalse(bill.is_move_sent)
        self.assertFalse(other.ledger_changed)

    # Currency

    def test_foreign_currency_is_equal_in_both_books(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 1.25)])
        entry = self.done(self.invoice((100.0, self.tax_high), currency_id=dollar.id))
        self.assertEqual(entry["currency"], "USD")
        total, line = self.one_on("1300", entry), self.one_on("8000", entry)
        self.assertEqual((total["amount"], total["base"]), ("121.00", "96.80"))
        self.assertEqual((line["amount"], line["base"]), ("-100.00", "-80.00"))

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

    def test_analytic_distribution_is_cost_centres_and_project(self):
        where, what = self.env["account.analytic.plan"].create(
            [{"name": "Where"}, {"name": "What"}]
        )
        shares = {}
        for share, plan, kind, code in (
            (33.33, where, "cost_centre", self.centres[0]),
            (66.67, where, "cost_centre", self.centres[1]),
            (100, what, "project", self.unit),
        ):
            account = self.env["account.analytic.account"].create(
                {"name": code, "plan_id": plan.id, "company_id": self.company.id}
            )
            self.map(kind, "analytic_account_id", account, code)
            shares[str(account.id)] = share
        move = self.invoice((100.0, self.tax_high))
        move.invoice_line_ids.analytic_distribution = shares
        names = *self.dimensions, "amount"
        found = [
            tuple(line[name] for name in names)
            for line in self.on("8000", self.done(move))
        ]
        one, two = self.centres
        self.assertEqual(
            found, [(one, self.unit, "-33.33"), (two, self.unit, "-66.67")]
        )

    def test_missing_cost_centre_is_told(self):
        self.demand_centre()
        row = self.export(self.invoice())
        self.assertEqual(row.state, "rejected")
        self.assertIn(row.error_code, ("cost_centre_missing", "cost_centre_required"))
