from lxml.builder import E

from odoo.tests import Form, tagged

from odoo.addons.twinfield_connector.client import const

from .common import OFFICE, TwinfieldCase

from ledger_documents import Documents  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldDocuments(Documents, TwinfieldCase):
    """All kinds of documents in Twinfield's books, over the wire."""

    purchases = "INK"
    reverse = "IV"
    centres = ("00001", "00002")
    unit = "P0001"

    def demand_centre(self):
        self.act("require_cost_centre", code=self.account)

    def of_type(self, kind, entry):
        return [line for line in entry["lines"] if line["type"] == kind]

    # Bills

    def test_same_number_of_two_suppliers_is_two_bills_if_the_accountant_says_so(self):
        other = self.vendor.copy({"name": "Voorbeeld Drukwerk B.V."})
        one = self.done(self.bill())
        self.assertRegex(self.one_on("1600", one)["dim2"], r"^2\d{3}$")
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
        total = self.one_on("1600", entry)
        self.assertEqual(total["amount"], "-100.00")
        vat = {line["dim1"]: line["amount"] for line in self.of_type("vat", entry)}
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
        customer = self.abroad()
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
                partner=customer,
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
            line = self.one_on("8000", self.done(move))
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
        line = self.one_on("8000", entry)
        self.assertEqual(line["vatcode"], "VEX")
        self.assertFalse(line["extra"].get("performancetype"))

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

    def test_free_texts_carry_the_mark_and_the_link(self):
        self.connection.write(
            {"twinfield_mark_field": "freetext1", "twinfield_link_field": "freetext3"}
        )
        move = self.invoice()
        row = self.export(move)
        header = self.entry(row)["header"]
        self.assertEqual(header["freetext1"], f"odoo-{move.id}")
        self.assertEqual(
            self.env["ledger.document.link"]._get_row(header["freetext3"]), row
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
        text.item_id = self.item("text", "freetext1")
        self.connection.twinfield_link_field = "freetext2"

    def test_more_lines_than_twinfield_takes_are_refused_with_the_reason(self):
        """A thousand, of which Odoo takes a minute to make."""
        self.patch(const, "MAX_LINES", 4)
        row = self.export(self.invoice(*[(1.0, self.tax_high)] * 4))
        self.assertEqual((row.state, row.error_code), ("rejected", "too_many_lines"))
        self.assertFalse(self.requests("post"))
        row = self.export(self.invoice(*[(1.0, self.tax_high)] * 3))
        self.assertEqual(row.state, "done", row.message)

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
