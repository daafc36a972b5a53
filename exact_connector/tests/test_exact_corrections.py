from odoo.tests import Form, tagged

from .common import ExactCase


@tagged("post_install", "-at_install")
class TestExactCorrections(ExactCase):
    """After the export, over the wire."""

    def setUp(self):
        super().setUp()
        self.connect()

    def exported(self, **values):
        move = self.invoice(**values)
        row = self.export(move)
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
        return self.act("transactions")["transactions"]

    def test_entry_is_updated_in_place(self):
        move, row = self.exported()
        number = row.ledger_number
        self.change(move)
        self.correct(move)
        self.assertEqual((row.state, row.ledger_number), ("done", number), row.message)
        (entry,) = self.books()
        self.assertEqual(entry["amount"], "181.50")
        self.assertEqual(len(entry["posted"]), 1)
        self.assertFalse(row.changed)

    def test_new_entry_is_created_beside_the_last_one(self):
        move, row = self.exported()
        self.change(move)
        self.correct(move, anew=True)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertIn("181.50", [entry["amount"] for entry in self.books()])

    def test_entry_of_a_cancelled_invoice_is_removed(self):
        move, row = self.exported()
        move.button_draft()
        self.correct(move)
        self.assertEqual(row.state, "removed", row.message)
        self.assertFalse(self.books())

    def test_processed_entry_is_cancelled_and_booked_anew(self):
        move, row = self.exported()
        self.act("finalise", invoicenumber=move.name)
        self.run_cron("ir_cron_import")
        self.assertTrue(row.ledger_final)
        self.change(move)
        self.assertEqual(move.ledger_remedy, "replace")
        self.correct(move)
        self.assertEqual(row.state, "superseded", move.ledger_message)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertEqual(
            sorted(float(entry["amount"]) for entry in self.books()),
            [-121.0, 121.0, 181.5],
        )
        self.assertEqual(
            self.totals()["vat"]["2"], {"turnover": "150.00", "vat": "31.50"}
        )

    def test_changed_there_is_seen(self):
        move, _row = self.exported()
        self.run_cron("ir_cron_import")
        self.act("edit", invoicenumber=move.name, amount="100.00")
        self.run_cron("ir_cron_import")
        self.assertIn("100.00", move.ledger_warnings)

    def test_deleted_there_is_seen_and_booked_again(self):
        move, row = self.exported()
        self.run_cron("ir_cron_import")
        self.act("delete", invoicenumber=move.name)
        self.run_cron("ir_cron_import")
        self.assertTrue(row.ledger_gone)
        self.correct(move)
        self.assertEqual(move.ledger_state, "done")
        self.assertEqual(len(self.books()), 1)

    def test_lost_answer_to_a_change_is_repeated(self):
        """New lines, lost answer, new lines again: those that were there go."""
        move, row = self.exported()
        self.change(move)
        self.box.control("fault", kind="lost_answer", root="SalesEntryLines", skip=1)
        self.correct(move)
        self.due_now(row, sent_ago=600)
        self.box.control("fault/clear")
        self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "done", row.message)
        self.assertEqual([entry["amount"] for entry in self.books()], ["181.50"])

    def test_control_report_agrees_and_finds_what_does_not(self):
        moves = [self.exported()[0] for _number in range(3)]
        self.receive((moves[0], "121.00"))
        self.run_cron("ir_cron_import")
        rows = self.control()
        self.assertEqual(len(rows.filtered("move_id")), 3)
        self.assertFalse(any(rows.mapped("has_difference")))
        self.act("edit", invoicenumber=moves[1].name, amount="100.00")
        self.act("delete", invoicenumber=moves[2].name)
        self.act("fill", entries=2, date="2026-03-15")
        rows = self.control().filtered("cause")
        self.assertEqual(
            sorted(rows.mapped("cause")),
            ["by_hand", "by_hand", "changed_there", "deleted"],
        )
