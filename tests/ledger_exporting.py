"""Posted invoices in a ledger's books: one mixin for every ledger."""

from odoo.tools import mute_logger

from odoo.addons.connector_base.tests.cases import SENDER

ADDRESS = (
    "Voorbeeld Afnemer B.V.",
    "Voorbeeldstraat 1",
    "1000 AA",
    "Voorbeeldstad",
    "NL",
    "afnemer@voorbeeld.example",
)


class Exporting:
    """For a ``SandboxCase``. ``low``: the VAT code of the low rate;
    ``address_of(code)``: of a customer there, as ``ADDRESS``."""

    connected = True
    low = ""
    vat_type = "vat"  # as the sandbox calls it

    def link(self):
        return self.env["ledger.relation"].search(
            [("partner_id", "=", self.customer.id)]
        )

    def close_period(self, opened=False):
        self.act("period", period="2026/03", open=opened)

    def assert_refused(self, move, code, words):
        self.assertEqual(move.ledger_state, "rejected", move.ledger_words)
        self.assertEqual(move.ledger_export_id.error_code, code)
        self.assertIn(words, move.ledger_message)
        self.assertTrue(move.ledger_words)
        self.assertNotIn(move.name, self.entries())

    # What is booked

    def test_invoice_with_several_rates_is_booked_to_the_cent(self):
        move = self.invoice(
            (100.0, self.tax_high), (33.33, self.tax_low), (10.0, self.tax_zero)
        )
        row = self.export(move)
        self.assertEqual(row.state, "done", (row.message, row.error_text))
        self.assertEqual(move.ledger_number, f"{self.journal} {row.ledger_number}")
        totals = self.totals()
        self.assertEqual(totals["invoices"][move.name], "167.33")
        high, low = totals["vat"][self.sold], totals["vat"][self.low]
        self.assertEqual(high, {"turnover": "100.00", "vat": "21.00"})
        self.assertEqual(low, {"turnover": "33.33", "vat": "3.00"})
        self.assertEqual(totals["vat"][self.zero]["turnover"], "10.00")

    def test_credit_note_turns_the_sides(self):
        move = self.invoice((50.0, self.tax_high), move_type="out_refund")
        self.export(move)
        totals = self.totals()
        self.assertEqual(totals["invoices"][move.name], "-60.50")
        vat = {"turnover": "-50.00", "vat": "-10.50"}
        self.assertEqual(totals["vat"][self.sold], vat)

    def test_rounding_of_many_lines_is_odoos(self):
        """21 % of each line, rounded, is not the VAT of the invoice."""
        move = self.invoice(*[(0.33, self.tax_high)] * 7)
        row = self.export(move)
        self.assertEqual(row.state, "done", row.error_text)
        self.assertEqual(
            self.totals()["invoices"][move.name], f"{move.amount_total:.2f}"
        )

    def test_unknown_customer_is_created_with_its_address_and_found_again(self):
        self.export(self.invoice())
        link = self.link()
        item = link.item_id
        self.assertEqual(self.address_of(item.code), ADDRESS)
        link.unlink()
        self.export(self.invoice())
        self.assertEqual(self.link().item_id, item, "found, not created twice")

    # What is refused

    def test_closed_period_is_told_and_can_be_exported_after_opening(self):
        self.close_period()
        move = self.invoice()
        row = self.export(move)
        self.assert_refused(move, "period_closed", "closed or missing")
        self.close_period(opened=True)
        row.action_retry()
        self.run_cron("ir_cron_export")
        self.assertEqual(move.ledger_state, "done")

    def test_blocked_vat_code_is_told(self):
        self.export(self.invoice())
        self.act("block", type=self.vat_type, code=self.sold)
        move = self.invoice()
        self.export(move)
        self.assert_refused(move, "unknown_vat", "VAT")

    def test_lost_right_on_the_administration_rests_the_connection(self):
        self.act("right", granted=False)
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "waiting")
        self.assertEqual(self.connection.problem_code, "administration_denied")
        self.assertIn(self.administration, self.connection.problem)

    # Weather

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

    @mute_logger(SENDER)
    def test_answer_lost_after_booking_is_adopted_not_repeated(self):
        self.export(self.invoice())
        self.spoil("lost_answer")
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.state, "in_doubt")
        self.due_now(row, sent_ago=600)
        self.run_cron("ir_cron_export")
        self.assertEqual((row.state, row.adopted), ("done", True), row.error_text)
        found = self.act("transactions")["transactions"]
        numbers = [one["invoicenumber"] for one in found]
        self.assertEqual(numbers.count(move.name), 1)

    @mute_logger(SENDER)
    def test_garbage_answer_is_doubt_and_cleared_up(self):
        self.export(self.invoice())
        self.spoil("garbage")
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.state, "in_doubt")
        for _ in range(3):
            self.due_now(row, sent_ago=600)
            self.run_cron("ir_cron_export")
        self.assertEqual(row.state, "done")
        self.assertIn(move.name, self.entries())

    def test_log_holds_the_exchange_without_secrets(self):
        self.close_period()
        move = self.invoice()
        self.export(move)
        logs = (
            self.env["ledger.log"]
            .sudo()
            .search([("connection_id", "=", self.connection.id)])
        )
        text = "\n".join(
            f"{log.url} {log.request} {log.response} {log.error}" for log in logs
        )
        self.assertIn(move.name, text)
        credential = self.connection._credential()
        for secret in (
            credential.access_token,
            credential.refresh_token,
            credential.client_secret,
        ):
            self.assertTrue(secret)
            self.assertNotIn(secret, text)
