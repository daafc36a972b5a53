from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import TwinfieldCase

from ledger_exporting import Exporting  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldExport(Exporting, TwinfieldCase):
    """Posted invoices in Twinfield's books, over the wire."""

    low = "VL"
    vat_type = "VAT"

    def address_of(self, code):
        self.assertRegex(code, r"^1\d{3}$")  # by the mask
        record = self.act("dimension", type="DEB", code=code)
        address = record["addresses"][0]
        names = ("field2", "postcode", "city", "country", "email")
        return record["name"], *(address[name] for name in names)

    def test_26_invoices_are_two_posting_requests(self):
        moves = self.invoices(26)
        self.export(moves)
        self.assertEqual(set(moves.mapped("ledger_state")), {"done"})
        self.assertEqual(len(self.requests("post")), 2)
        self.assertEqual(set(self.entries()), set(moves.mapped("name")))

    def test_final_of_the_dialog_goes_before_the_connections(self):
        first = self.export(self.invoice())
        second = self.export(self.invoice(), final="draft")
        self.connection.final = "draft"
        third = self.export(self.invoice())
        fourth = self.export(self.invoice(), final="final")
        rows = first | second | third | fourth
        self.assertEqual(
            rows.mapped("ledger_final"), [True, False, False, True], "as it was told"
        )
        entries = self.entries()
        self.assertEqual(
            [entries[row.move_id.name]["location"] for row in rows],
            ["final", "temporary", "temporary", "final"],
        )

    def test_bills_are_drafts_where_invoices_are_final(self):
        """By the connection; the dialog shows each what it will be, and both by the
        rules together."""
        self.connection.bill_final = "draft"
        bill = self.invoice(
            (100.0, None), move_type="in_invoice", partner=self.customer, ref="V-1"
        )
        journal = self.company_data["default_journal_purchase"]
        item = self.item("journal", "INK").id
        rules = self.connection.mapping_ids
        rules.filtered(lambda rule: rule.journal_id == journal).item_id = item
        invoice = self.invoice()
        for moves, told in (
            (bill, "draft"),
            (invoice, "final"),
            (bill | invoice, False),
        ):
            wizard = self.env["ledger.export.wizard"].create({"move_ids": moves.ids})
            self.assertEqual(wizard.final, told)
        wizard.action_export()
        self.run_cron("ir_cron_export")
        self.assertEqual(bill.ledger_state, "done", bill.ledger_message)
        self.assertFalse(bill.ledger_export_id.ledger_final)
        self.assertTrue(invoice.ledger_export_id.ledger_final)

    def test_link_leads_to_twinfield(self):
        row = self.export(self.invoice())
        self.assertEqual(
            row.ledger_url, f"{self.box.base_url}/cluster/UI/#/Transactions"
        )
        self.connection.twinfield_link = "{cluster}/{office}/{code}/{number}"
        row.invalidate_recordset()
        self.assertTrue(row.ledger_url.endswith(f"NL001/VRK/{row.ledger_number}"))

    # Bad input

    def test_missing_code_format_names_the_place_to_mend_it(self):
        self.act("mask", type="DEB", mask="*")
        move = self.invoice()
        self.export(move)
        self.assert_refused(move, "code_format_missing", "Dimension types")

    def test_one_bad_invoice_of_a_batch_leaves_the_others_booked(self):
        good = self.invoice()
        self.export(self.invoice())
        self.act("period", period="2026/02", open=False)
        bad = self.invoice(invoice_date="2026-02-10")
        self.export(good | bad)
        self.assertEqual((good.ledger_state, bad.ledger_state), ("done", "rejected"))

    # Weather

    def test_outage_waits(self):
        self.export(self.invoice())
        self.box.control("fault", kind="reset_before", root="columns", times=1)
        self.box.control("fault", kind="status", status=503, times=50)
        move = self.invoice()
        self.export(move)
        self.assertIn(move.ledger_state, ("waiting", "in_doubt"))
        self.assertNotIn(move.name, self.entries())

    def test_throttled_waits_as_long_as_twinfield_says(self):
        self.export(self.invoice())
        self.box.control(
            "fault",
            kind="status",
            status=429,
            retry_after=23,
            root="transactions",
            times=1,
        )
        row = self.export(self.invoice())
        self.assertEqual((row.state, row.error_code), ("waiting", "throttled"))

    def test_administrator_sees_a_pause_and_ends_it(self):
        """One that no ledger can mean."""
        self.export(self.invoice())
        self.box.control(
            "fault",
            kind="status",
            status=429,
            retry_after=10**15,
            root="transactions",
            times=1,
        )
        budget = self.env["ledger.access"]._get_budget(self.connection)
        self.addCleanup(budget.end_pause)
        row = self.export(self.invoice())
        now = fields.Datetime.now()
        pause = self.connection.pause_until - now
        self.assertTrue(timedelta(hours=23) < pause <= timedelta(days=1), pause)
        self.due_now(row)
        self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "waiting")
        self.env.invalidate_all()
        self.connection.action_end_pause()
        self.assertFalse(self.connection.pause_until)
        self.due_now(row)
        self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "done")
