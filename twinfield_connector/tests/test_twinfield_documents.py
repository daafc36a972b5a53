from lxml.builder import E

from odoo.tests import Form, tagged

from .common import OFFICE, TwinfieldCase


@tagged("post_install", "-at_install")
class TestTwinfieldDocuments(TwinfieldCase):
    """All kinds of documents in Twinfield's books, over the wire."""

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
            rule.create(
                {
                    "connection_id": self.connection.id,
                    "kind": kind,
                    field: record.id,
                    **values,
                }
            )

    def bill(self, *lines, partner=None, **values):
        journal = self.company_data["default_journal_purchase"]
        self.map("account", "account_id", journal.default_account_id, "4500")
        self.map("vat", "tax_id", self.chart_tax("btw_21_buy"), "IH")
        lines = lines or ((200.0, self.chart_tax("btw_21_buy")),)
        values = {"move_type": "in_invoice", "ref": "V-9931", **values}
        return self.invoice(*lines, partner=partner or self.vendor, **values)

    def done(self, move, **choices):
        row = self.export(move, **choices)
        self.assertEqual(row.state, "done", (row.message, row.error_text))
        return self.entry(row)

    def entry(self, row):
        found = self.box.control("transactions", office=OFFICE)["transactions"]
        return next(
            one for one in found if f"{one['daybook']}/{one['number']}" == row.ledger_id
        )

    def lines(self, entry, kind="detail"):
        return [line for line in entry["lines"] if line["type"] == kind]

    # Bills

    def test_bill_and_its_supplier(self):
        entry = self.done(self.bill())
        self.assertEqual((entry["daybook"], entry["invoicenumber"]), ("INK", "V-9931"))
        (total,) = self.lines(entry, "total")
        self.assertEqual(total["amount"], "-242.00")
        self.assertRegex(total["dim2"], r"^2\d{3}$")
        (line,) = self.lines(entry)
        self.assertEqual((line["dim1"], line["amount"]), ("4500", "200.00"))

    def test_same_number_of_two_suppliers_is_two_bills_if_the_accountant_says_so(self):
        other = self.vendor.copy({"name": "Voorbeeld Drukwerk B.V."})
        one = self.done(self.bill())
        move = self.bill(partner=other)
        row = self.export(move)
        self.assertEqual((row.state, row.error_code), ("in_doubt", "duplicate"))
        self.due_now(row, sent_ago=999)
        self.run_cron("ir_cron_export")
        self.assertEqual(
            (row.state, row.error_code), ("rejected", "duplicate_elsewhere")
        )
        form = Form(
            self.env["ledger.export.wizard"].with_context(default_move_ids=move.ids)
        )
        self.assertTrue(form.number_exists)
        form.repeated = True
        form.save().action_export()
        self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "done", row.error_text)
        self.assertNotEqual(one["number"], self.entry(row)["number"])

    def test_bill_credit_note_turns_the_sides(self):
        entry = self.done(self.bill(move_type="in_refund"))
        (total,) = self.lines(entry, "total")
        self.assertEqual(total["amount"], "242.00")

    def test_paid_bill_is_paid_in_odoo(self):
        bill = self.bill()
        row = self.export(bill)
        self.box.control(
            "receipt",
            office=OFFICE,
            date="2026-03-20",
            invoices=[{"daybook": row.ledger_journal, "number": row.ledger_number}],
        )
        self.run_cron("ir_cron_import")
        self.assertEqual(bill.payment_state, "paid")

    def test_reverse_charge_bill_has_two_vat_lines_that_outweigh_each_other(self):
        tax = self.chart_tax("btw_ink_0")
        self.map("vat", "tax_id", tax, "IV")
        entry = self.done(self.bill((100.0, tax)))
        (total,) = self.lines(entry, "total")
        self.assertEqual(total["amount"], "-100.00")
        vat = sorted(line["amount"] for line in self.lines(entry, "vat"))
        self.assertEqual(vat, ["-21.00", "21.00"])

    def test_partly_deductible_reverse_charge_is_booked_by_its_code(self):
        """Owed whole, deducted in part, the rest a cost: as Odoo posted it."""
        self.make_vat_code("IV35", ("1540", 35), ("4500", 65), ("1550", -100))
        self.refresh()
        tax = self.chart_tax("btw_ink_0").copy({"name": "35 %"})
        for repartition in (
            tax.invoice_repartition_line_ids,
            tax.refund_repartition_line_ids,
        ):
            deducted = repartition.filtered(
                lambda one: one.repartition_type == "tax" and one.factor_percent > 0
            )
            deducted.factor_percent = 35
            deducted.copy(
                {
                    "factor_percent": 65,
                    "account_id": False,
                    "use_in_tax_closing": False,
                    "tag_ids": False,
                }
            )
        self.map("vat", "tax_id", tax, "IV")
        bill = self.bill((100.0, tax))
        row = self.export(bill)
        self.assertEqual((row.state, row.error_code), ("rejected", "reverse_partly"))
        self.map("vat", "tax_id", tax, "IV35")
        self.assertEqual(bill.amount_total, 100.0)
        entry = self.done(bill)
        (total,) = self.lines(entry, "total")
        self.assertEqual(total["amount"], "-100.00")
        vat = {line["dim1"]: line["amount"] for line in self.lines(entry, "vat")}
        self.assertEqual(vat, {"1540": "7.35", "4500": "13.65", "1550": "-21.00"})

    def make_vat_code(self, code, *shares):
        """A purchase code of 21 %, with so much of it on these accounts."""
        accounts = [
            E.account(
                E.dim1(account),
                E.groupcountry("NL"),
                E.group("NL5B"),
                E.percentage(str(share)),
                E.linetype("vat"),
            )
            for account, share in shares
        ]
        rate = E.percentage(E.date("20200101"), E.percentage("21"))
        rate.append(E.accounts(*accounts))
        office, kind = E.office(OFFICE), E.type("purchase")
        record = E.vat(office, E.code(code), E.name(code), kind, E.percentages(rate))
        with self.connection._open() as ledger:
            ledger._api.process(record)

    def test_control_report_has_the_vat_of_bills_and_what_was_paid_too_much(self):
        reverse = self.chart_tax("btw_ink_0")
        self.map("vat", "tax_id", reverse, "IV")
        expected = {
            self.bill(ref="V-1"): (-200.0, -42.0, 0.0),
            self.bill(ref="V-2", move_type="in_refund"): (200.0, 42.0, 242.0),
            self.bill((100.0, reverse), ref="V-3"): (-100.0, 0.0, -100.0),
        }
        for bill in expected:
            self.done(bill)
        paid = next(iter(expected))
        row = paid.ledger_export_id
        one = {"daybook": row.ledger_journal, "number": row.ledger_number}
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
        (total,) = self.lines(entry, "total")
        self.assertEqual((total["amount"], total["base"]), ("121.00", "96.80"))
        (line,) = self.lines(entry)
        self.assertEqual((line["amount"], line["base"]), ("-100.00", "-80.00"))

    # Intra-community

    def abroad(self, country="base.de", vat="DE123456788"):
        return self.env["res.partner"].create(
            {
                "name": "Beispiel Abnehmer GmbH",
                "is_company": True,
                "country_id": self.env.ref(country).id,
                "vat": vat,
            }
        )

    def test_intra_community_goods_services_and_triangular_trade(self):
        for code, tax, kind in (
            ("ICPG", "btw_X0_producten", "goods"),
            ("ICPD", "btw_X0_diensten", "services"),
            ("ICPG", "btw_X0_ABC_levering", "goods"),
        ):
            tax = self.chart_tax(tax)
            self.map("vat", "tax_id", tax, code)
            product = self.env["product.product"].create(
                {"name": kind, "type": "service" if kind == "services" else "consu"}
            )
            move = self.invoice(
                partner=self.abroad(),
                invoice_line_ids=[
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "price_unit": 75.0,
                            "tax_ids": [(6, 0, tax.ids)],
                        },
                    )
                ],
            )
            (line,) = self.lines(self.done(move))
            self.assertEqual(line["vatcode"], code)
            self.assertEqual(line["extra"]["performancetype"], kind)
            self.assertEqual(line["extra"]["performancecountry"], "DE")
            self.assertEqual(line["extra"]["performancevatnumber"], "DE123456788")
            date = "20260310" if kind == "services" else ""
            self.assertEqual(line["extra"].get("performancedate", ""), date)

    def test_export_outside_the_union(self):
        tax = self.chart_tax("btw_X1")
        self.map("vat", "tax_id", tax, "VEX")
        entry = self.done(
            self.invoice((80.0, tax), partner=self.abroad("base.ch", False))
        )
        (line,) = self.lines(entry)
        self.assertEqual(line["vatcode"], "VEX")
        self.assertFalse(line["extra"].get("performancetype"))

    # Cost centres

    def test_analytic_distribution_is_cost_centres_and_project(self):
        accounts = {}
        for name, plan, kind, code in (
            ("North", "Where", "cost_centre", "00001"),
            ("South", "Where", "cost_centre", "00002"),
            ("Bridge", "What", "project", "P0001"),
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
            str(accounts["Bridge"].id): 100,
        }
        lines = self.lines(self.done(move))
        self.assertEqual(
            [(line["dim2"], line["dim3"], line["amount"]) for line in lines],
            [("00001", "P0001", "-33.33"), ("00002", "P0001", "-66.67")],
        )

    def test_missing_cost_centre_is_told_before_or_by_twinfield(self):
        self.box.control("require_cost_centre", office=OFFICE, code="8000")
        row = self.export(self.invoice())
        self.assertEqual(row.state, "rejected")
        self.assertIn(row.error_code, ("cost_centre_missing", "cost_centre_required"))

    # Header

    def test_due_date_reference_and_instalments(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30 % at once, the rest after 30 days",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 30, "nb_days": 0}),
                    (0, 0, {"value": "percent", "value_amount": 70, "nb_days": 30}),
                ],
            }
        )
        move = self.invoice(
            invoice_payment_term_id=term.id, payment_reference="RF18 5390 0754"
        )
        entry = self.done(move)
        self.assertEqual(entry["duedate"], "2026-04-09")
        self.assertEqual(entry["header"]["paymentreference"], "RF18 5390 0754")

    def test_period_of_the_accountants_choice(self):
        period = self.item("period", "2026/04")
        self.assertTrue(period.attributes["open"])
        entry = self.done(self.invoice(), period_item_id=period.id)
        self.assertEqual((entry["period"], entry["date"]), ("2026/04", "2026-03-10"))

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

    def test_free_texts_carry_the_mark_and_the_link(self):
        self.connection.write(
            {"twinfield_mark_field": "freetext1", "twinfield_link_field": "freetext3"}
        )
        move = self.invoice()
        row = self.export(move)
        header = self.entry(row)["header"]
        self.assertEqual(header["freetext1"], f"odoo-{move.id}")
        self.assertEqual(
            self.env["ledger.document.link"]._get_move(header["freetext3"]), move
        )
        self.assertTrue(
            self.connection.twinfield_imaging_url.endswith(
                "/ledger/document/$FreeText3$"
            )
        )

    def test_free_text_of_the_accountants_choice(self):
        text = self.env["ledger.text"].create(
            {
                "connection_id": self.connection.id,
                "item_id": self.item("text", "freetext2").id,
                "path": "invoice_origin",
            }
        )
        row = self.export(self.invoice(invoice_origin="S00012 " + "x" * 60))
        freetext = self.entry(row)["header"]["freetext2"]
        self.assertTrue(freetext.startswith("S00012 xxx"))
        self.assertEqual(len(freetext), 40)
        with self.assertRaisesRegex(Exception, "mark or the link"):
            self.connection.twinfield_link_field = "freetext2"
        text.field = "freetext1"
        self.connection.twinfield_link_field = "freetext2"

    def test_more_than_a_thousand_lines_are_refused_with_the_reason(self):
        move = self.invoice(*[(1.0, self.tax_high)] * 1000)
        row = self.export(move)
        self.assertEqual((row.state, row.error_code), ("rejected", "too_many_lines"))
        self.assertFalse(self.requests("post"))

    def test_link_is_a_template_that_is_checked(self):
        row = self.export(self.invoice())
        self.assertTrue(row.ledger_url.endswith("/UI/#/Transactions"))
        self.connection.twinfield_link = "{cluster}/x/{office}/{code}/{number}"
        self.env.invalidate_all()
        self.assertTrue(row.ledger_url.endswith(f"/x/NL001/VRK/{row.ledger_number}"))
        self.assertEqual(row.ledger_place, f"NL001 VRK {row.ledger_number}")
        with self.assertRaisesRegex(Exception, "nothing else in braces"):
            self.connection.twinfield_link = "{nonsense}"
        with self.assertRaisesRegex(Exception, "a free text each"):
            self.connection.write(
                {
                    "twinfield_mark_field": "freetext1",
                    "twinfield_link_field": "freetext1",
                }
            )
