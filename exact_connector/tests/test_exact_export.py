import base64
import threading
from urllib.parse import urlsplit

from odoo.tests import tagged

from .common import DIVISION, ExactCase

from ledger_exporting import Exporting  # isort: skip - found by way of the common part

# For one invoice beside others, the composing of it and the log included
MOST_STATEMENTS = 24


@tagged("post_install", "-at_install")
class TestExactExport(Exporting, ExactCase):
    """Posted invoices in Exact's books, over the wire."""

    low = "1"

    def address_of(self, code):
        record = self.act("relation", code=code)
        self.assertEqual(record["Status"], "C")
        names = ("Name", "AddressLine1", "Postcode", "City", "Country", "Email")
        return tuple(record[name] for name in names)

    def test_supplier_becomes_a_customer_too(self):
        self.customer.ref = "2001"
        item = self.item("supplier", "2001")
        self.link().unlink()
        self.customer.write({"name": item.name})
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.state, "done", (row.message, row.error_text))

    def test_statements_of_an_invoice_are_few(self):
        """Each commit empties Odoo's cache, so that what is read once too often is read
        for each invoice."""
        costs = {}
        thread = threading.current_thread()
        self.export(self.invoice())
        for count in (2, 12):
            moves = self.invoices(count)
            self.env.flush_all()
            thread.query_count = 0
            self.export(moves)
            costs[count] = thread.query_count
            self.assertEqual(set(moves.mapped("ledger_state")), {"done"})
        self.assertLessEqual((costs[12] - costs[2]) / 10, MOST_STATEMENTS, costs)

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
        self.assertEqual(self.env["ledger.document.link"]._get_row(key).move_id, move)

    # Bad input

    def test_refusals_are_understood_in_both_languages(self):
        """One comes as HTTP 500 there: that is no outage."""
        self.close_period()
        dutch = self.invoice()
        self.export(dutch)
        self.assertIn("2026 - 3", dutch.ledger_words)
        self.box.control("language", language="en-US")
        move = self.invoice()
        self.export(move)
        self.assert_refused(move, "period_closed", "closed or missing")
        self.assertIn("Period is closed", move.ledger_words)

    def test_prospect_is_told(self):
        self.export(self.invoice())
        code = self.link().item_id.code
        self.act("change", type="relation", code=code, values={"Status": "P"})
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_export_id.error_code, "unknown_relation")
        self.assertIn("Klant (Type)", move.ledger_words)

    def test_division_in_maintenance_waits(self):
        self.box.control("blocked", division=DIVISION, reason="DivisionBlocked")
        move = self.invoice()
        self.export(move)
        self.assertEqual(move.ledger_state, "waiting")
        self.assertEqual(self.connection.state, "connected")

    # Weather

    def test_the_minute_is_kept_before_calling(self):
        """What does not fit into a minute waits, and nothing is refused."""
        self.box.control("limits", minutely=12)
        self.addCleanup(self.box.control, "limits", minutely=100000, daily=10000000)
        moves = self.invoices(12)
        self.env["ledger.export"]._enqueue(moves, {})
        self.env.flush_all()
        cron = self.env.ref("connector_base.ir_cron_export")
        cron.with_context(ledger_patience=0).method_direct_trigger()
        self.env.invalidate_all()
        states = set(moves.mapped("ledger_state"))
        self.assertEqual(states, {"done", "waiting"})
        self.assertFalse([row for row in self.requests() if row["status"] == 429])
