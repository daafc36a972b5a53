from odoo.tests import tagged

from .common import TwinfieldCase

from ledger_journal_entries import JournalEntries  # isort: skip - found by the common part
from proof_entries import ProofOfEntries  # isort: skip - found by the common part


@tagged("post_install", "-at_install")
class TestTwinfieldJournalEntries(ProofOfEntries, JournalEntries, TwinfieldCase):
    """Journal entries in a MEMO daybook."""

    general = "MEMO"
    centres = ("00001", "00002")

    def memorials(self):
        found = self.act("transactions")["transactions"]
        return [
            {
                **{name: one[name] for name in ("number", "period", "currency")},
                "id": f"{one['daybook']}/{one['number']}",
                "open": [line["open"] for line in one["lines"]],
                "lines": [
                    (
                        line["dim1"],
                        line["amount"],
                        line["base"],
                        line["vatcode"],
                        line["dim2"],
                        line["dim2"],
                    )
                    for line in one["lines"]
                ],
            }
            for one in found
            if one["daybook"] == self.general
        ]

    def lose_answer(self):
        self.spoil("lost_answer")

    def delete_there(self, move):
        row = move.ledger_export_id
        self.act("delete", daybook=self.general, number=row.ledger_number)

    def test_what_a_customer_owes_stands_at_him(self):
        """On his own account, open; the till's clearing account takes nobody."""
        receivable = self.company_data["default_account_receivable"]
        payable = self.company_data["default_account_payable"]
        till = receivable.copy({"code": "110500", "name": "Till"})
        self.map("account", "account_id", till, self.clearing)
        vendor = self.customer.copy({"name": "Voorbeeld Toeleverancier B.V."})
        move = self.entry(
            (receivable, 75.0, {"partner_id": self.customer.id}),
            (till, 25.0, {"partner_id": self.customer.id}),
            (payable, -60.0, {"partner_id": vendor.id}),
            (self.clear, -40.0),
        )
        wizard = self.dialog(move)
        self.assertFalse(wizard.problems)
        row = self.export(move)
        self.assertEqual(row.state, "done", (row.message, row.error_text))
        (one,) = self.memorials()
        relations = self.env["ledger.relation"].search(
            [("connection_id", "=", self.connection.id)]
        )
        codes = {r.role: r.item_id.code for r in relations}
        owed = {line[0]: (line[1], line[4]) for line in one["lines"]}
        self.assertEqual(owed["1300"], ("75.00", codes["customer"]))
        self.assertEqual(owed["1600"], ("-60.00", codes["supplier"]))
        self.assertIn("75.00", one["open"])
        again = self.dialog(move.copy({"date": move.date}))
        again.move_ids.action_post()
        self.assertIn(codes["customer"], str(self.dialog(again.move_ids).preview))

    def test_final_entry_is_cancelled_by_its_opposite(self):
        move = self.plain()
        self.export(move)
        self.assertTrue(move.ledger_export_id.ledger_final)
        self.change(move, 150.0)
        self.correct(move)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertEqual(self.sums(), [-100.0, 100.0, 150.0])

    def test_entry_that_settled_an_invoice_there_does_so_here(self):
        """No second entry is made of it."""
        receivable = self.company_data["default_account_receivable"]
        invoice = self.invoice()
        move = self.entry(
            (receivable, -121.0, {"partner_id": self.customer.id}), (self.clear, 121.0)
        )
        self.export(invoice | move)
        self.run_cron("ir_cron_import")
        number = move.ledger_export_id.ledger_number
        names = [
            {"invoicenumber": invoice.name},
            {"daybook": self.general, "number": number},
        ]
        self.act("match", date="2026-03-20", invoices=names)
        self.run_cron("ir_cron_import")
        self.assertEqual(invoice.payment_state, "paid", invoice.ledger_warnings)
        lines = invoice.line_ids.filtered("matched_credit_ids")
        self.assertEqual(lines.matched_credit_ids.credit_move_id.move_id, move)
        self.assertFalse(invoice.ledger_export_ids.allocation_ids.entry_ids)
