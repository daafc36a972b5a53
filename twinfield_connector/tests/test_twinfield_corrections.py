from odoo.tests import Form, tagged

from .common import OFFICE, TwinfieldCase


@tagged("post_install", "-at_install")
class TestTwinfieldCorrections(TwinfieldCase):
    """After the export, over the wire."""

    def setUp(self):
        super().setUp()
        self.connect()

    def exported(self, final="draft", **values):
        move = self.invoice(**values)
        row = self.export(move, final=final)
        self.assertEqual(row.state, "done", (row.message, row.error_text))
        return move, row

    def change(self, move, price=150.0):
        move.button_draft()
        with Form(move) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = price
        move.action_post()

    def correct(self, move, **values):
        action = move.action_ledger_correct()
        wizard = (
            self.env["ledger.correction.wizard"]
            .with_context(**action["context"])
            .create({"reason": "Verkeerde prijs", **values})
        )
        wizard.action_correct()
        self.run_cron("ir_cron_export")
        self.run_cron("ir_cron_export")
        return wizard

    def books(self):
        found = self.box.control("transactions", office=OFFICE)["transactions"]
        return [one for one in found if one["daybook"] == "VRK"]

    def total(self, entry):
        return next(li["amount"] for li in entry["lines"] if li["type"] == "total")

    def test_draft_entry_is_changed_in_place(self):
        move, row = self.exported()
        number = row.ledger_number
        self.change(move)
        self.correct(move)
        self.assertEqual((row.state, row.ledger_number), ("done", number), row.message)
        (entry,) = self.books()
        self.assertEqual(self.total(entry), "181.50")
        self.assertFalse(row.changed)

    def test_draft_entry_of_a_cancelled_invoice_is_removed_with_the_reason(self):
        move, row = self.exported()
        move.button_draft()
        self.correct(move)
        self.assertEqual(row.state, "removed", row.message)
        self.assertFalse(self.books())

    def test_final_entry_is_cancelled_matched_and_booked_anew(self):
        move, row = self.exported("final")
        self.change(move)
        self.correct(move)
        self.assertEqual(row.state, "superseded", move.ledger_message)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertEqual(
            sorted(self.total(entry) for entry in self.books()),
            ["-121.00", "121.00", "181.50"],
        )
        totals = self.totals()
        self.assertEqual(sum(map(float, totals["open"].values())), 181.5)
        self.assertEqual(totals["vat"]["VH"], {"turnover": "150.00", "vat": "31.50"})

    def test_drafts_are_made_final_in_bulk(self):
        moves = self.exported()[0] | self.exported()[0]
        self.assertEqual(self.connection.draft_count, 2)
        moves.action_ledger_finalise()
        self.run_cron("ir_cron_export")
        self.assertEqual({e["location"] for e in self.books()}, {"final"})
        self.assertEqual(self.connection.draft_count, 0)

    def test_made_final_there_is_seen(self):
        move, row = self.exported()
        self.box.control("finalise", office=OFFICE, invoicenumber=move.name)
        self.run_cron("ir_cron_import")
        self.assertTrue(row.ledger_final)
        self.change(move)
        self.assertEqual(move.ledger_remedy, "replace")

    def test_changed_there_is_seen(self):
        move, row = self.exported()
        self.box.control(
            "edit", office=OFFICE, invoicenumber=move.name, amount="100.00"
        )
        self.run_cron("ir_cron_import")
        self.assertIn("100.00", move.ledger_warnings)

    def test_deleted_there_is_seen_and_booked_again(self):
        move, row = self.exported()
        self.run_cron("ir_cron_import")
        self.box.control("delete", office=OFFICE, invoicenumber=move.name)
        self.run_cron("ir_cron_import")
        self.assertTrue(row.ledger_gone)
        self.correct(move)
        self.assertEqual(move.ledger_state, "done")
        self.assertEqual(len(self.books()), 1)

    def test_lost_answer_to_a_change_is_repeated(self):
        move, row = self.exported()
        self.change(move)
        self.box.control("fault", kind="lost_answer", root="transaction")
        self.box.control("fault", kind="lost_answer", root="transactions")
        self.correct(move)
        self.due_now(row)
        self.box.control("fault/clear")
        self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "done", row.message)
        self.assertEqual([self.total(e) for e in self.books()], ["181.50"])

    # Payments out

    def pay(self, journal, account):
        """An exported invoice, paid in Odoo."""
        self.connection.write(
            {
                "payment_export": True,
                "payment_journal_item_id": self.item("journal", journal).id,
                "payment_account_item_id": self.item("account", account).id,
            }
        )
        move, _row = self.exported("final")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({"payment_date": "2026-03-20"})._create_payments()
        self.run_cron("ir_cron_export")
        export = self.env["ledger.export"].search([("payment_id", "!=", False)])
        self.assertEqual(export.state, "done", (export.message, export.error_text))
        self.assertFalse(export.todo)
        self.assertFalse(export.warnings)
        return move

    def test_payment_registered_in_odoo_is_booked_and_matched(self):
        move = self.pay("MEMO", "1200")
        totals = self.totals()
        self.assertEqual(totals["open"].get(move.name, "0.00"), "0.00")
        self.assertEqual(totals["accounts"]["1200"], "121.00")
        self.run_cron("ir_cron_import")
        self.assertEqual(
            self.env["account.payment"].search_count(
                [("ledger_allocation_id", "!=", False)]
            ),
            0,
        )

    def test_payment_of_odoo_is_never_told_as_money_on_account(self):
        move = self.pay("BNK", "1100")
        self.act("unmatch", invoicenumber=move.name)
        self.assertEqual(self.totals()["open"][move.name], "121.00")
        self.assertNotIn("on_account", self.control().mapped("cause"))
