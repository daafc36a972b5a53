"""What looks alike and is not the same: one mixin for every ledger."""

from ledger_standing import Books

from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.connector_base.tests.cases import SENDER


class LookAlikes(Books):
    def make(self, name, **values):
        country = self.env.ref("base.nl").id
        return self.env["res.partner"].create(
            {"name": name, "is_company": True, "country_id": country, **values}
        )

    def pay_entry(self, move, amount="121.00"):
        part = {**self.entry_of(move), "amount": amount}
        return self.act("receipt", date="2026-03-20", invoices=[part])

    def export_all(self, *moves):
        self.export(self.env["account.move"].union(*moves))
        self.later(*moves)
        for move in moves:
            self.occurs_again(move)

    @mute_logger(SENDER)
    def test_bills_of_one_reference(self):
        """Of two vendors, of one vendor twice, written otherwise, and as a receipt of
        the till, whose reference is no number; answers are lost in between."""
        one, two = self.make("Alfa Techniek B.V."), self.make("Omega Handel B.V.")
        first, other = (
            self.bill("AB 1", price=100.0, partner=one),
            self.bill("AB 1", price=100.0, partner=two),
        )
        self.spoil("lost_answer", is_purchase=True)
        self.export_all(first, other)
        bills = [first, other]
        for ref in ("AB 1", "ab  1", " AB 1 ", "AB1"):
            bills.append(self.bill(ref, price=100.0, partner=one))
            self.export_all(bills[-1])
        receipts = [
            self.bill(ref, price=100.0, partner=one, move_type="in_receipt")
            for ref in ("parking", "parking", "AB 1")
        ]
        self.export_all(*receipts[:2])
        self.spoil("lost_answer", is_purchase=True)
        self.export_all(receipts[2])
        self.assert_each_once(*bills, *receipts)
        for move in receipts:
            self.assertEqual(move.ledger_export_id._document().key.number, move.name)
        self.pay_entry(bills[2])
        self.run_cron("ir_cron_import")
        paid = [move for move in bills + receipts if move.payment_state != "not_paid"]
        self.assertEqual(paid, [bills[2]])
        self.assertFalse(self.control().filtered("has_difference"))

    @mute_logger(SENDER)
    def test_invoices_of_one_number(self):
        """Renumbered, deleted there, equal credit notes."""
        first = self.invoice(name="INV/2026/00001")
        self.export(first)
        first.name = "INV/2026/00900"
        second = self.invoice(name="INV/2026/00001")
        notes = [self.invoice(move_type="out_refund") for _number in range(2)]
        self.spoil("lost_answer")
        self.export_all(second, *notes)
        self.assert_each_once(first, second, *notes)
        rows = self.control().filtered("has_difference")
        self.assertEqual(rows.move_id, first)
        self.pay_entry(second)
        self.run_cron("ir_cron_import")
        states = [move.payment_state for move in (first, second, *notes)]
        self.assertEqual(states, ["not_paid", "paid", "not_paid", "not_paid"])
        self.act("delete", **self.entry_of(notes[1]))
        later = self.invoice(move_type="out_refund")
        self.export_all(later)
        self.run_cron("ir_cron_import")
        gone = [one.ledger_export_id.ledger_gone for one in (*notes, later)]
        self.assertEqual(gone, [False, True, False])

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

    # Customers

    def test_customers_that_look_alike(self):
        """Nobody is booked on the account of somebody else: one name in two towns, the
        companies of one VAT number, a family with one address of e-mail."""
        vat, mail = {"vat": "NL000099998B57"}, {"email": "familie@voorbeeld.example"}
        pairs = [
            (
                ("Bakkerij Voorbeeld", "1011 AA", {}),
                ("Bakkerij Voorbeeld", "9712 XX", {}),
            ),
            (("Omega", "1011 AA", vat), ("Omega Techniek", "9712 XX", vat)),
            (("Jan Voorbeeld", "1011 AB", mail), ("Piet Voorbeeld", "1011 AB", mail)),
        ]
        for pair in pairs:
            one, two = (self.make(name, zip=zip_, **v) for name, zip_, v in pair)
            moves = [self.invoice(partner=one), self.invoice(partner=two)]
            for move in moves:
                self.export(move)
            self.assertEqual(moves[0].ledger_state, "done", moves[0].ledger_message)
            if moves[1].ledger_state != "done":
                self.none_of_these(moves[1])
            self.assertEqual(moves[1].ledger_state, "done", moves[1].ledger_message)
            self.assertNotEqual(one.ledger_codes, two.ledger_codes)

    def none_of_these(self, move):
        """The way out that the dialog offers."""
        self.assertEqual(move.ledger_export_id.error_code, "relation_ambiguous")
        action = move.action_ledger_export()
        dialogs = self.env[action["res_model"]].with_context(**action["context"])
        with Form(dialogs) as dialog:
            self.assertTrue(dialog.relation_candidates)
            dialog.relation_new = True
        dialog.save().action_export()
        self.run_cron("ir_cron_export")

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
