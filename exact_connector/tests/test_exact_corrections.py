from odoo.tests import tagged

from .common import ExactCase

from ledger_corrections import Corrections  # isort: skip - found by way of the common


@tagged("post_install", "-at_install")
class TestExactCorrections(Corrections, ExactCase):
    """After the export, over the wire. Exact Online has no drafts: an entry is final
    once it was processed there."""

    def total(self, entry):
        return entry["amount"]

    def exported_final(self):
        move, row = self.exported()
        self.act("finalise", invoicenumber=move.name)
        self.run_cron("ir_cron_import")
        return move, row

    def lose_change(self):
        self.box.control("fault", kind="lost_answer", root="SalesEntryLines", skip=1)

    def test_entry_is_changed_in_place(self):
        super().test_entry_is_changed_in_place()
        (entry,) = self.books()
        self.assertEqual(len(entry["posted"]), 1)

    def test_new_entry_is_created_beside_the_last_one(self):
        move, _row = self.exported()
        self.change(move)
        self.correct(move, anew=True)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertIn(181.5, self.sums())
