from odoo.tests import tagged

from .common import TwinfieldCase

from ledger_corrections import Corrections  # isort: skip - found by way of the common


@tagged("post_install", "-at_install")
class TestTwinfieldCorrections(Corrections, TwinfieldCase):
    """After the export, over the wire."""

    def exported(self, final="draft"):
        return super().exported(final=final)

    def exported_final(self):
        return self.exported("final")

    def total(self, entry):
        return next(li["amount"] for li in entry["lines"] if li["type"] == "total")

    def lose_change(self):
        for root in ("transaction", "transactions"):
            self.box.control("fault", kind="lost_answer", root=root)

    def test_final_entry_is_cancelled_and_booked_anew(self):
        """And matched with its opposite."""
        super().test_final_entry_is_cancelled_and_booked_anew()
        self.assertEqual(sum(map(float, self.totals()["open"].values())), 181.5)

    def test_drafts_are_made_final_in_bulk(self):
        moves = self.exported()[0] | self.exported()[0]
        self.assertEqual(self.connection.draft_count, 2)
        moves.action_ledger_finalise()
        self.run_cron("ir_cron_export")
        self.assertEqual({e["location"] for e in self.books()}, {"final"})
        self.assertEqual(self.connection.draft_count, 0)

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
