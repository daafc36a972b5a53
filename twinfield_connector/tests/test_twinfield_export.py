from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TwinfieldCase

SENDER = "odoo.addons.connector_base.models.export.ledger_sender"


@tagged("post_install", "-at_install")
class TestTwinfieldExport(TwinfieldCase):
    """Posted invoices in Twinfield's books, over the wire."""

    def setUp(self):
        super().setUp()
        self.connect()

    def test_invoice_with_several_rates_is_booked_to_the_cent(self):
        move = self.invoice(
            (100.0, self.tax_high), (33.33, self.tax_low), (10.0, self.tax_zero)
        )
        row = self.export(move)
        self.assertEqual(row.state, "done", (row.message, row.error_text))
        self.assertEqual(move.ledger_number, f"VRK {row.ledger_number}")
        self.assertTrue(row.ledger_final)
        totals = self.totals()
        self.assertEqual(totals["invoices"][move.name], "167.33")
        self.assertEqual(totals["vat"]["VH"], {"turnover": "100.00", "vat": "21.00"})
        self.assertEqual(totals["vat"]["VL"], {"turnover": "33.33", "vat": "3.00"})
        self.assertEqual(totals["vat"]["VN"]["turnover"], "10.00")

    def test_credit_note_turns_the_sides(self):
        move = self.invoice((50.0, self.tax_high), move_type="out_refund")
        self.export(move)
        totals = self.totals()
        self.assertEqual(totals["invoices"][move.name], "-60.50")
        self.assertEqual(totals["vat"]["VH"], {"turnover": "-50.00", "vat": "-10.50"})

    def test_rounding_of_many_lines_is_odoos(self):
        """21 % of each line, rounded, is not the VAT of the invoice."""
        move = self.invoice(*[(0.33, self.tax_high)] * 7)
        row = self.export(move)
        self.assertEqual(row.state, "done", row.error_text)
        self.assertEqual(
            self.totals()["invoices"][move.name], f"{move.amount_total:.2f}"
        )

    def test_26_invoices_are_two_posting_requests(self):
        moves = self.env["account.move"].union(*(self.invoice() for _ in range(26)))
        self.export(moves)
        self.assertEqual(set(moves.mapped("ledger_state")), {"done"})
        self.assertEqual(len(self.requests("post")), 2)
        self.assertEqual(set(self.entries()), set(moves.mapped("name")))

    def test_unknown_customer_is_created_with_a_code_of_the_mask(self):
        self.export(self.invoice())
        relation = self.env["ledger.relation"].search(
            [("partner_id", "=", self.customer.id)]
        )
        item = relation.item_id
        self.assertRegex(item.code, r"^1\d{3}$")
        relation.unlink()
        self.export(self.invoice())
        again = self.env["ledger.relation"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(again.item_id, item, "found, not created twice")

    def test_customer_arrives_with_name_and_address(self):
        self.export(self.invoice())
        relation = self.env["ledger.relation"].search(
            [("partner_id", "=", self.customer.id)]
        )
        record = self.box.control(
            "dimension", office="NL001", type="DEB", code=relation.item_id.code
        )
        self.assertEqual(record["name"], "Voorbeeld Afnemer B.V.")
        address = record["addresses"][0]
        self.assertEqual(address["field2"], "Voorbeeldstraat 1")
        self.assertEqual(address["postcode"], "1000 AA")
        self.assertEqual(address["city"], "Voorbeeldstad")
        self.assertEqual(address["country"], "NL")
        self.assertEqual(address["email"], "afnemer@voorbeeld.example")

    def test_final_of_the_dialog_goes_before_the_connections(self):
        row = self.export(self.invoice(), final="draft")
        self.assertFalse(row.ledger_final)
        self.assertEqual(self.entries()[row.move_id.name]["location"], "temporary")

    def test_link_leads_to_twinfield(self):
        row = self.export(self.invoice())
        self.assertEqual(
            row.ledger_url, f"{self.box.base_url}/cluster/UI/#/Transactions"
        )
        self.connection.twinfield_link = "{cluster}/{office}/{code}/{number}"
        row.invalidate_recordset()
        self.assertTrue(row.ledger_url.endswith(f"NL001/VRK/{row.ledger_number}"))

    # Bad input

    def assert_refused(self, move, code, words):
        self.assertEqual(move.ledger_state, "rejected", move.ledger_words)
        self.assertEqual(move.ledger_export_id.error_code, code)
        self.assertIn(words, move.ledger_message)
        self.assertNotIn(move.name, self.entries())

    def test_closed_period_is_told_and_can_be_exported_after_opening(self):
        self.box.control("period", office="NL001", period="2026/03", open=False)
        move = self.invoice()
        row = self.export(move)
        self.assert_refused(move, "period_closed", "closed or missing")
        self.box.control("period", office="NL001", period="2026/03", open=True)
        row.action_retry()
        self.run_cron("ir_cron_export")
        self.assertEqual(move.ledger_state, "done")

    def test_missing_code_format_names_the_place_to_mend_it(self):
        self.box.control("mask", office="NL001", type="DEB", mask="*")
        move = self.invoice()
        self.export(move)
        self.assert_refused(move, "code_format_missing", "Dimension types")

    def test_refusal_is_shown_in_the_ledgers_words_too(self):
        self.export(self.invoice())
        self.box.control("block", office="NL001", type="VAT", code="VH")
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_export_id.error_code, "unknown_vat")
        self.assertTrue(move.ledger_words)

    def test_one_bad_invoice_of_a_batch_leaves_the_others_booked(self):
        good = self.invoice()
        self.export(self.invoice())
        self.box.control("period", office="NL001", period="2026/02", open=False)
        bad = self.invoice(invoice_date="2026-02-10")
        self.export(good | bad)
        self.assertEqual((good.ledger_state, bad.ledger_state), ("done", "rejected"))

    def test_lost_right_on_the_office_rests_the_connection(self):
        self.box.control("right", office="NL001", granted=False)
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "waiting")
        self.assertEqual(self.connection.problem_code, "administration_denied")
        self.assertIn("NL001", self.connection.problem)

    def test_expired_token_is_renewed_without_anybody_noticing(self):
        self.box.control("tokens/expire")
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "done")

    def test_revoked_token_asks_the_admin_to_connect(self):
        self.box.control("tokens/expire")
        self.box.control("tokens/revoke")
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "waiting")
        self.assertEqual(self.connection.state, "reauthorise")
        self.assertEqual(self.connection.problem_code, "token_revoked")

    def test_outage_waits(self):
        self.export(self.invoice())
        self.box.control("fault", kind="reset_before", root="columns", times=1)
        self.box.control("fault", kind="status", status=503, times=50)
        move = self.invoice()
        self.export(move)
        self.assertIn(move.ledger_state, ("waiting", "in_doubt"))
        self.assertNotIn(move.name, self.entries())

    @mute_logger(SENDER)
    def test_answer_lost_after_booking_is_adopted_not_repeated(self):
        self.export(self.invoice())
        self.box.control("fault", kind="lost_answer", root="transactions", times=1)
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.state, "in_doubt")
        self.due_now(row)
        self.run_cron("ir_cron_export")
        self.assertEqual((row.state, row.adopted), ("done", True), row.error_text)
        booked = [
            one
            for one in self.box.control("transactions", office="NL001")["transactions"]
            if one.get("invoicenumber") == move.name
        ]
        self.assertEqual(len(booked), 1)

    @mute_logger(SENDER)
    def test_garbage_answer_is_doubt_and_cleared_up(self):
        self.export(self.invoice())
        self.box.control("fault", kind="garbage", root="transactions", times=1)
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.state, "in_doubt")
        for _ in range(3):
            self.due_now(row, sent_ago=600)
            self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "done")
        self.assertIn(move.name, self.entries())

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
        budget = self.env["ledger.budget"]._of(self.connection)
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

    def test_log_holds_the_exchange_without_secrets(self):
        self.box.control("period", office="NL001", period="2026/03", open=False)
        self.export(self.invoice())
        logs = (
            self.env["ledger.log"]
            .sudo()
            .search([("connection_id", "=", self.connection.id)])
        )
        text = "\n".join(
            f"{log.url} {log.request} {log.response} {log.error}" for log in logs
        )
        self.assertIn("transaction", text)
        credential = self.connection._credential()
        for secret in (
            credential.access_token,
            credential.refresh_token,
            credential.client_secret,
        ):
            self.assertTrue(secret)
            self.assertNotIn(secret, text)
