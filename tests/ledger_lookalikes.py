"""What looks alike and is not the same: one mixin for every ledger."""

from ledger_standing import SENDER, Books

from odoo.tests import Form
from odoo.tools import mute_logger


class LookAlikes(Books):
    def make(self, name, **values):
        country = self.env.ref("base.nl").id
        return self.env["res.partner"].create(
            {"name": name, "is_company": True, "country_id": country, **values}
        )

    def entry_of(self, move):
        """Its entry, as the ledger has it."""
        row = move.ledger_export_id
        journal = "daybook" if self.provider == "twinfield" else "journal"
        return {journal: row.ledger_journal, "number": row.ledger_number}

    def pay_entry(self, move, amount="121.00"):
        part = {**self.entry_of(move), "amount": amount}
        return self.act("receipt", date="2026-03-20", invoices=[part])

    def export_all(self, *moves, together=True):
        if together:
            self.export(self.env["account.move"].union(*moves))
        else:
            for move in moves:
                self.export(move)
        self.later(*moves)
        for move in moves:
            self.occurs_again(move)

    def bill_of(self, partner, ref, **values):
        self.bill_tax()
        return self.invoice(
            (100.0, self.chart_tax("btw_21_buy")),
            move_type=values.pop("move_type", "in_invoice"),
            ref=ref,
            partner=partner,
            date="2026-03-10",
            **values,
        )

    def bill_tax(self):
        tax = self.chart_tax("btw_21_buy")
        rules = self.connection.mapping_ids.filtered(lambda rule: rule.tax_id == tax)
        item = self.item("vat", self.bought)
        rules.write({"item_id": item.id, "suggested": False})

    @mute_logger(SENDER)
    def test_one_ref_of_two_vendors(self):
        one, two = self.make("Alfa Techniek B.V."), self.make("Omega Handel B.V.")
        bills = [self.bill_of(one, "2026-1"), self.bill_of(two, "2026-1")]
        self.export_all(*bills)
        self.assert_each_once(*bills)
        self.pay_entry(bills[1])
        self.run_cron("ir_cron_import")
        self.assertEqual([bill.payment_state for bill in bills], ["not_paid", "paid"])
        self.assertFalse(self.control().filtered("has_difference"))

    @mute_logger(SENDER)
    def test_one_ref_of_two_vendors_lost_answer(self):
        one, two = self.make("Alfa Techniek B.V."), self.make("Omega Handel B.V.")
        bills = [self.bill_of(one, "2026-1"), self.bill_of(two, "2026-1")]
        self.lose_answer(is_purchase=True)
        self.export_all(*bills)
        self.assert_each_once(*bills)

    @mute_logger(SENDER)
    def test_one_ref_twice_of_one_vendor(self):
        one = self.make("Alfa Techniek B.V.")
        bills = [self.bill_of(one, "2026-1"), self.bill_of(one, "2026-1")]
        self.export(bills[0])
        self.lose_answer(is_purchase=True)
        self.export_all(*bills)
        self.assert_each_once(*bills)

    @mute_logger(SENDER)
    def test_refs_that_differ_in_case_or_blanks(self):
        one = self.make("Alfa Techniek B.V.")
        bills = [
            self.bill_of(one, ref) for ref in ("ab  1", "AB 1", "ab 1", " ab 1 ", "ab1")
        ]
        self.export_all(*bills, together=False)
        self.assert_each_once(*bills)
        self.assertFalse(self.control().filtered("has_difference"))

    @mute_logger(SENDER)
    def test_renumbered(self):
        first = self.invoice(name="INV/2026/00001")
        self.export(first)
        first.name = "INV/2026/00900"
        second = self.invoice(name="INV/2026/00001")
        self.export_all(second)
        self.assert_each_once(first, second)
        rows = self.control().filtered("has_difference")
        self.assertEqual(rows.move_id, first)
        self.pay_entry(second)
        self.run_cron("ir_cron_import")
        self.assertEqual(
            [move.payment_state for move in (first, second)], ["not_paid", "paid"]
        )

    @mute_logger(SENDER)
    def test_equal_credit_notes(self):
        invoice = self.invoice()
        notes = [self.invoice(move_type="out_refund") for _number in range(2)]
        self.lose_answer()
        self.export_all(invoice, *notes)
        self.assert_each_once(invoice, *notes)

    @mute_logger(SENDER)
    def test_receipts_of_one_free_reference(self):
        one = self.make("Parkeergarage B.V.")
        moves = [
            self.bill_of(one, "parkeren", move_type="in_receipt") for _number in "123"
        ]
        self.export_all(*moves[:2])
        self.lose_answer(is_purchase=True)
        self.export_all(moves[2])
        self.assert_each_once(*moves)
        self.assertFalse(self.control().filtered("has_difference"))
        self.assertEqual(
            {move.ledger_export_id._document().key.number for move in moves},
            {move.name for move in moves},
        )

    @mute_logger(SENDER)
    def test_receipt_and_bill_of_one_reference(self):
        one = self.make("Parkeergarage B.V.")
        moves = [
            self.bill_of(one, "12"),
            self.bill_of(one, "12", move_type="in_receipt"),
        ]
        self.export_all(*moves)
        self.assert_each_once(*moves)

    @mute_logger(SENDER)
    def test_two_companies_on_one_administration(self):
        data = self.setup_other_company()
        company = data["company"]
        mine = self.invoice(name="INV/2026/00001")
        self.export(mine)
        other = self.connect_company(company)
        other.mapping_ids.action_accept()
        items = other.item_ids
        other.account_item_id = items.filtered(
            lambda i: (i.kind, i.code) == ("account", "8000")
        )
        other.journal_item_id = items.filtered(
            lambda i: (i.kind, i.code) == ("journal", self.journal)
        )
        theirs = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": company.id,
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-03-10",
                    "name": "INV/2026/00001",
                    "invoice_line_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "x",
                                "price_unit": 121,
                                "tax_ids": [],
                                "account_id": data["default_account_revenue"].id,
                            },
                        )
                    ],
                }
            )
        )
        theirs.action_post()
        theirs = theirs.with_company(company)
        self.export(theirs)
        self.later(mine, theirs)
        self.occurs_again(theirs)
        self.assert_each_once(mine, theirs)
        self.pay_entry(theirs)
        self.run_cron("ir_cron_import")
        self.assertEqual(
            (mine.payment_state, theirs.payment_state), ("not_paid", "paid")
        )

    @mute_logger(SENDER)
    def test_deleted_there_and_a_new_one(self):
        move = self.invoice()
        self.export(move)
        self.act("delete", **self.entry_of(move))
        second = self.invoice()
        self.export_all(second)
        self.run_cron("ir_cron_import")
        self.assertTrue(move.ledger_export_id.ledger_gone)
        self.assertFalse(second.ledger_export_id.ledger_gone)
        self.assertEqual(len(self.books()), 1)

    @mute_logger(SENDER)
    def test_by_hand_there_before(self):
        """An equal one that the accountant booked himself is adopted or shown."""
        moves = [self.invoice(name="2026-00001")]
        self.export(moves[0])
        self.env["ledger.export"].sudo().search([]).unlink()
        web = self.web_journal()
        moves.append(self.invoice(name="2026-00001", journal_id=web.id))
        self.export_all(*moves)
        self.assert_each_once(*moves)

    # Customers

    def test_same_name_elsewhere(self):
        one = self.make("Bakkerij Voorbeeld", zip="1011 AA")
        two = self.make("Bakkerij Voorbeeld", zip="9712 XX")
        moves = [self.invoice(partner=one), self.invoice(partner=two)]
        for move in moves:
            self.export(move)
        self.assertEqual(moves[0].ledger_state, "done")
        if moves[1].ledger_state != "done":
            action = moves[1].action_ledger_export()
            dialogs = self.env[action["res_model"]].with_context(**action["context"])
            with Form(dialogs) as dialog:
                self.assertTrue(dialog.relation_candidates)
                dialog.relation_new = True
            dialog.save().action_export()
            self.run_cron("ir_cron_export")
        self.assertEqual(moves[1].ledger_state, "done", moves[1].ledger_message)
        self.assertNotEqual(one.ledger_codes, two.ledger_codes)

    def test_fiscal_unity(self):
        """One VAT number, names of which one says more, no chamber numbers."""
        vat = {"vat": "NL000099998B57"}
        one = self.make("Omega", zip="1011 AA", **vat)
        two = self.make("Omega Techniek", zip="9712 XX", **vat)
        moves = [self.invoice(partner=one), self.invoice(partner=two)]
        for move in moves:
            self.export(move)
        if moves[1].ledger_state == "done":
            self.assertNotEqual(one.ledger_codes, two.ledger_codes)
        else:
            self.assertEqual(moves[1].ledger_export_id.error_code, "relation_ambiguous")

    def test_two_persons_of_one_email(self):
        mail = {"email": "familie@voorbeeld.example", "is_company": False}
        one = self.make("Jan Voorbeeld", zip="1011 AA", **mail)
        two = self.make("Piet Voorbeeld", zip="1011 AA", **mail)
        moves = [self.invoice(partner=one), self.invoice(partner=two)]
        for move in moves:
            self.export(move)
        if moves[1].ledger_state == "done":
            self.assertNotEqual(one.ledger_codes, two.ledger_codes)
        else:
            self.assertEqual(moves[1].ledger_export_id.error_code, "relation_ambiguous")
            self.assertTrue(moves[1].ledger_message)

    # The control report

    def test_what_stands_there_on_other_codes_shows(self):
        """Amounts alone would agree."""
        codes = {**self.codes}
        item = self.item("cost_centre", codes.pop("sent"))
        self.connection.cost_centre_item_id = item
        moves = {name: self.invoice() for name in (*codes, "nothing")}
        self.export(self.env["account.move"].union(*moves.values()))
        self.assertFalse(self.control().filtered("has_difference"))
        for name, code in codes.items():
            self.act("edit", **self.entry_of(moves[name]), codes={name: code})
        rows = {row.move_id: row for row in self.control()}
        for name, move in moves.items():
            found = [one["field"] for one in rows[move].differences or []]
            field = {"vatcode": "vat_code"}.get(name, name)
            self.assertEqual(found, [field] if name != "nothing" else [], name)
            self.assertEqual(rows[move].cause, name != "nothing" and "changed_there")
            self.assertTrue(name == "nothing" or rows[move].action_mend())
