import base64
from urllib.parse import urlsplit

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DIVISION, ExactCase

SENDER = "odoo.addons.connector_base.models.export.ledger_sender"


@tagged("post_install", "-at_install")
class TestExactExport(ExactCase):
    """Posted invoices in Exact's books, over the wire."""

    def setUp(self):
        super().setUp()
        self.connect()

    def test_invoice_with_several_rates_is_booked_to_the_cent(self):
        move = self.invoice(
            (100.0, self.tax_high), (33.33, self.tax_low), (10.0, self.tax_zero)
        )
        row = self.export(move)
        self.assertEqual(row.state, "done", (row.message, row.error_text))
        self.assertEqual(move.ledger_number, f"70 {row.ledger_number}")
        totals = self.totals()
        self.assertEqual(totals["invoices"][move.name], "167.33")
        self.assertEqual(totals["vat"]["2"], {"turnover": "100.00", "vat": "21.00"})
        self.assertEqual(totals["vat"]["1"], {"turnover": "33.33", "vat": "3.00"})
        self.assertEqual(totals["vat"]["0"]["turnover"], "10.00")

    def test_credit_note_is_negative_there(self):
        move = self.invoice((50.0, self.tax_high), move_type="out_refund")
        self.export(move)
        self.assertEqual(self.totals()["invoices"][move.name], "-60.50")
        self.assertEqual(self.entries()[move.name]["type"], 21)

    def test_rounding_of_many_lines_is_odoos(self):
        """21 % of each line, rounded, is not the VAT of the invoice."""
        move = self.invoice(*[(0.33, self.tax_high)] * 7)
        row = self.export(move)
        self.assertEqual(row.state, "done", row.error_text)
        self.assertEqual(
            self.totals()["invoices"][move.name], f"{move.amount_total:.2f}"
        )

    def test_customer_is_created_with_the_next_code_and_found_again(self):
        self.export(self.invoice())
        relation = self.env["ledger.relation"].search(
            [("partner_id", "=", self.customer.id)]
        )
        item = relation.item_id
        record = self.act("relation", code=item.code)
        self.assertEqual(record["Name"], "Voorbeeld Afnemer B.V.")
        self.assertEqual(record["Status"], "C")
        self.assertEqual(record["AddressLine1"], "Voorbeeldstraat 1")
        self.assertEqual(record["Postcode"], "1000 AA")
        self.assertEqual(record["City"], "Voorbeeldstad")
        self.assertEqual(record["Country"], "NL")
        self.assertEqual(record["Email"], "afnemer@voorbeeld.example")
        relation.unlink()
        self.export(self.invoice())
        again = self.env["ledger.relation"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(again.item_id, item, "found, not created twice")

    def test_supplier_becomes_a_customer_too(self):
        self.customer.ref = "2001"
        item = self.item("supplier", "2001")
        self.env["ledger.relation"].search(
            [("partner_id", "=", self.customer.id)]
        ).unlink()
        self.customer.write({"name": item.name})
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.state, "done", (row.message, row.error_text))

    # Who numbers

    def test_exact_numbers_by_itself(self):
        row = self.export(self.invoice())
        self.assertRegex(row.ledger_number, r"^\d{2}70\d{4}$")

    def test_odoo_numbers(self):
        self.connection.numbering = "odoo"
        move = self.invoice()
        row = self.export(move)
        digits = "".join(c for c in move.name if c.isdigit())
        self.assertEqual(row.ledger_number, digits)
        # Odoo counts credit notes apart, so that their digits are taken.
        note = self.invoice(move_type="out_refund")
        self.export(note)
        self.assertEqual(note.ledger_state, "done", note.ledger_message)

    def test_number_that_is_taken_there_is_told(self):
        self.connection.numbering = "odoo"
        move = self.invoice()
        digits = "".join(c for c in move.name if c.isdigit())
        self.act("fill", entries=1, date="2026-03-01", number=digits)
        row = self.export(move)
        for _try in range(2):
            self.due_now(row, sent_ago=600)
            self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "rejected", row.message)
        self.assertNotIn(move.name, self.entries())

    def test_invoice_takes_the_number(self):
        self.connection.numbering = "take"
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(move.name, row.ledger_number)

    # PDF

    def test_pdf_is_laid_beside_the_entry_once(self):
        self.connection.attach_pdf = True
        move = self.invoice()
        content = b"%PDF-1.4 voorbeeld"
        attachment = self.env["ir.attachment"].create(
            {
                "name": "INV.pdf",
                "datas": base64.b64encode(content),
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset()
        self.assertEqual(move.invoice_pdf_report_id, attachment)
        row = self.export(move)
        self.run_cron("ir_cron_export")
        self.assertEqual((row.state, row.todo), ("done", False), row.message)
        (file,) = self.act("files", invoicenumber=move.name)["files"]
        self.assertEqual(file["size"], len(content))

    # Header

    def test_condition_reference_due_date_and_link(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "14 days",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 100, "nb_days": 14})
                ],
            }
        )
        move = self.invoice(
            invoice_payment_term_id=term.id, payment_reference="RF18 5390 0754"
        )
        self.export(move)
        entry = self.entries()[move.name]
        self.assertEqual(entry["duedate"], "2026-03-24")
        self.assertEqual(entry["header"]["PaymentReference"], "RF18 5390 0754")
        link = entry["header"]["ExternalLinkReference"]
        key = urlsplit(link).path.rpartition("/")[2]
        self.assertEqual(self.env["ledger.document.link"]._get_move(key), move)

    # Bad input

    def assert_refused(self, move, code, words):
        self.assertEqual(move.ledger_state, "rejected", move.ledger_words)
        self.assertEqual(move.ledger_export_id.error_code, code)
        self.assertIn(words, move.ledger_message)
        self.assertNotIn(move.name, self.entries())

    def test_closed_period_is_told_and_can_be_exported_after_opening(self):
        """A refusal comes as HTTP 500 there: that is no outage."""
        self.act("period", period="2026/03", open=False)
        move = self.invoice()
        row = self.export(move)
        self.assert_refused(move, "period_closed", "closed or missing")
        self.assertIn("2026 - 3", move.ledger_words)
        self.act("period", period="2026/03", open=True)
        row.action_retry()
        self.run_cron("ir_cron_export")
        self.assertEqual(move.ledger_state, "done")

    def test_refusals_are_understood_in_english_too(self):
        self.box.control("language", language="en-US")
        self.act("period", period="2026/03", open=False)
        move = self.invoice()
        self.export(move)
        self.assert_refused(move, "period_closed", "closed or missing")
        self.assertIn("Period is closed", move.ledger_words)

    def test_blocked_vat_code_is_told(self):
        self.export(self.invoice())
        self.act("block", type="vat", code="2")
        move = self.invoice()
        self.export(move)
        self.assert_refused(move, "unknown_vat", "VAT")

    def test_prospect_is_told(self):
        self.export(self.invoice())
        relation = self.env["ledger.relation"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.act(
            "change",
            type="relation",
            code=relation.item_id.code,
            values={"Status": "P"},
        )
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_export_id.error_code, "unknown_relation")
        self.assertIn("Klant (Type)", move.ledger_words)

    def test_lost_right_on_the_division_rests_the_connection(self):
        self.box.control("right", division=DIVISION, granted=False)
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "waiting")
        self.assertEqual(self.connection.problem_code, "administration_denied")

    def test_division_in_maintenance_waits(self):
        self.box.control("blocked", division=DIVISION, reason="DivisionBlocked")
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "waiting")
        self.assertEqual(self.connection.state, "connected")

    # Weather

    def test_expired_token_is_renewed_without_anybody_noticing(self):
        self.box.control("tokens/expire")
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "done")

    def test_revoked_token_asks_the_admin_to_connect(self):
        self.box.control("tokens/revoke")
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "waiting")
        self.assertEqual(self.connection.state, "reauthorise")
        self.assertEqual(self.connection.problem_code, "token_revoked")

    @mute_logger(SENDER)
    def test_answer_lost_after_booking_is_adopted_not_repeated(self):
        self.export(self.invoice())
        self.box.control("fault", kind="lost_answer", operation="POST")
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.state, "in_doubt")
        self.due_now(row, sent_ago=600)
        self.run_cron("ir_cron_export")
        self.assertEqual((row.state, row.adopted), ("done", True), row.error_text)
        found = self.act("transactions")["transactions"]
        self.assertEqual(
            len([one for one in found if one["invoicenumber"] == move.name]), 1
        )

    @mute_logger(SENDER)
    def test_garbage_answer_is_doubt_and_cleared_up(self):
        self.export(self.invoice())
        self.box.control("fault", kind="garbage", operation="POST")
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.state, "in_doubt")
        for _ in range(3):
            self.due_now(row, sent_ago=600)
            self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "done")

    def test_the_minute_is_kept_before_calling(self):
        """What does not fit into a minute waits, and nothing is refused."""
        self.box.control("limits", minutely=25)
        self.addCleanup(self.box.control, "limits", minutely=100000, daily=10000000)
        moves = self.env["account.move"].union(*(self.invoice() for _ in range(25)))
        self.env["ledger.export"]._enqueue(moves, {})
        self.env.flush_all()
        cron = self.env.ref("connector_base.ir_cron_export")
        cron.with_context(ledger_patience=0).method_direct_trigger()
        self.env.invalidate_all()
        states = set(moves.mapped("ledger_state"))
        self.assertEqual(states, {"done", "waiting"})
        self.assertFalse([row for row in self.requests() if row["status"] == 429])

    def test_log_holds_the_exchange_without_secrets(self):
        self.act("period", period="2026/03", open=False)
        self.export(self.invoice())
        logs = (
            self.env["ledger.log"]
            .sudo()
            .search([("connection_id", "=", self.connection.id)])
        )
        text = "\n".join(
            f"{log.url} {log.request} {log.response} {log.error}" for log in logs
        )
        self.assertIn("SalesEntries", text)
        credential = self.connection._credential()
        for secret in (
            credential.access_token,
            credential.refresh_token,
            credential.client_secret,
        ):
            self.assertTrue(secret)
            self.assertNotIn(secret, text)
