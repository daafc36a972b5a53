"""After the export: changed here or there, cancelled, deleted. One mixin for every
ledger."""

from odoo.tests import Form


class Corrections:
    """For a ``SandboxCase``. ``total(entry)`` of the sandbox; ``exported_final()``: an
    invoice with a final entry, and its export; ``lose_change()``: the answers to the
    next request that changes an entry."""

    connected = True

    def exported(self, **choices):
        move = self.invoice()
        row = self.export(move, **choices)
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
        """What stands in the journal of sales."""
        found = self.act("transactions")["transactions"]
        return [one for one in found if one[self.book] == self.journal]

    def sums(self):
        return sorted(float(self.total(entry)) for entry in self.books())

    # Changed here

    def test_entry_is_changed_in_place(self):
        move, row = self.exported()
        number = row.ledger_number
        self.change(move)
        self.correct(move)
        self.assertEqual((row.state, row.ledger_number), ("done", number), row.message)
        self.assertEqual(self.sums(), [181.5])
        self.assertFalse(row.changed)

    def test_entry_of_a_cancelled_invoice_is_removed(self):
        move, row = self.exported()
        move.button_draft()
        self.correct(move)
        self.assertEqual(row.state, "removed", row.message)
        self.assertFalse(self.books())

    def test_final_entry_is_cancelled_and_booked_anew(self):
        move, row = self.exported_final()
        self.change(move)
        self.correct(move)
        self.assertEqual(row.state, "superseded", move.ledger_message)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertEqual(self.sums(), [-121.0, 121.0, 181.5])
        vat = {"turnover": "150.00", "vat": "31.50"}
        self.assertEqual(self.totals()["vat"][self.sold], vat)

    def test_lost_answer_to_a_change_is_repeated(self):
        """New lines, lost answer, new lines again: those that were there go."""
        move, row = self.exported()
        self.change(move)
        self.lose_change()
        self.correct(move)
        self.due_now(row, sent_ago=600)
        self.box.control("fault/clear")
        self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "done", row.message)
        self.assertEqual(self.sums(), [181.5])

    # Changed there

    def test_made_final_there_is_seen(self):
        move, row = self.exported()
        self.act("finalise", invoicenumber=move.name)
        self.run_cron("ir_cron_import")
        self.assertTrue(row.ledger_final)
        self.change(move)
        self.assertEqual(move.ledger_remedy, "replace")

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
