import logging

from odoo.tests import HttpCase, tagged

from odoo.addons.connector_base.models.export.ledger_document_link import PATH

from .common import LedgerCase

PDF = b"%PDF-1.4 the invoice as it was sent"
# What is in them says no more than that they are not the same.
PIXEL = b"\x89PNG\r\n\x1a\n"
TYPE_OF = {"jpg": "image/jpeg", "png": "image/png", "txt": "text/plain"}


@tagged("post_install", "-at_install")
class TestBaseDocumentLink(LedgerCase, HttpCase):
    """The ledger's users open the PDF by the key in the entry, without a log-in."""

    def setUp(self):
        super().setUp()
        self.move = self.invoice()
        self.row = self.export(self.move)
        self.env["ir.attachment"].sudo().create(
            {
                "name": "invoice.pdf",
                "raw": PDF,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": self.move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def get(self, key):
        return self.url_open(f"{PATH}/{key}", allow_redirects=False)

    def test_key_opens_the_pdf_that_was_sent(self):
        key = self.books.entries[self.row.ledger_id].document.link
        answer = self.get(key)
        self.assertEqual((answer.status_code, answer.content), (200, PDF))
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.headers["Cache-Control"], "private, no-store")

    def test_log_of_the_server_opens_no_pdf(self):
        """Others' requests are logged as they are."""
        key = self.books.entries[self.row.ledger_id].document.link
        with self.assertLogs("werkzeug", logging.INFO) as logged:
            self.get(key)
            self.url_open("/web/health?whatever=1")
        text = "\n".join(logged.output)
        self.assertIn(PATH, text)
        self.assertNotIn(key, text)
        self.assertIn("/web/health?whatever=1", text)

    def test_file_of_a_bill_goes_along_as_it_came(self):
        """The vendor's, not one that Odoo would print."""
        items = {item.code: item.id for item in self.connection.item_ids}
        self.connection.write(
            {
                "attach_pdf": True,
                "expense_item_id": items["8000"],
                "journal_item_id": items["VRK"],
            }
        )
        bill = self.invoice((10.0, None), move_type="in_invoice", ref="V-1")
        theirs = b"%PDF-1.4 as the vendor sent it"
        bill.message_main_attachment_id = self.env["ir.attachment"].create(
            {
                "name": "V-1.pdf",
                "raw": theirs,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": bill.id,
            }
        )
        row = self.export(bill)
        self.assertEqual(row.state, "done", row.message)
        self.assertEqual(self.books.entries[row.ledger_id].files, {"V-1.pdf": theirs})
        answer = self.get(self.books.entries[row.ledger_id].document.link)
        self.assertEqual(answer.content, theirs)

    def test_photo_of_a_receipt_goes_as_it_is(self):
        """And all of its pages are laid beside the entry."""
        links = self.env["ledger.document.link"]
        items = {item.code: item.id for item in self.connection.item_ids}
        self.connection.write(
            {
                "attach_pdf": True,
                "expense_item_id": items["8000"],
                "journal_item_id": items["VRK"],
            }
        )
        bill = self.invoice((10.0, None), move_type="in_receipt", ref="parking")
        for number, name in enumerate(("a.jpg", "scan.png", "scan.png", "notes.txt")):
            self.env["ir.attachment"].create(
                {
                    "name": name,
                    "raw": PIXEL + bytes([number]),
                    "mimetype": TYPE_OF[name[-3:]],
                    "res_model": "account.move",
                    "res_id": bill.id,
                }
            )
        found = [
            (name, type_)
            for name, type_, _content in self.env["ledger.files"]._of(bill)
        ]
        self.assertEqual(
            found,
            [
                ("a.jpg", "image/jpeg"),
                ("scan.png", "image/png"),
                ("scan (2).png", "image/png"),
            ],
        )
        row = self.export(bill)
        self.assertEqual(row.state, "done", row.message)
        files = self.books.entries[row.ledger_id].files
        self.assertEqual([*files], [name for name, _type in found])
        answer = self.get(links._get_key(row))
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertEqual(answer.content, PIXEL + bytes([0]))

    def template(self, words):
        """A report of invoices that says these words."""
        key = f"memory_connector.{words.replace(' ', '_')}"
        self.env["ir.ui.view"].create(
            {
                "name": key,
                "key": key,
                "type": "qweb",
                "arch": f"<t t-name='{key}'><div>{words}</div></t>",
            }
        )
        return self.env.ref("account.account_invoices").copy(
            {"name": words, "report_name": key}
        )

    def test_pdf_is_printed_by_the_template_of_journal_or_customer(self):
        """As Odoo would send it, where it was not sent yet."""
        self.connection.attach_pdf = True
        journal = self.company_data["default_journal_sale"]
        other = self.customer.copy()

        def laid_beside(partner):
            row = self.export(self.invoice(partner=partner))
            (content,) = self.books.entries[row.ledger_id].files.values()
            return content

        self.assertNotIn(b"of the", laid_beside(self.customer))
        journal.invoice_template_pdf_report_id = self.template("of the journal")
        other.invoice_template_pdf_report_id = self.template("of the customer")
        self.assertIn(b"of the journal", laid_beside(self.customer))
        self.assertIn(b"of the customer", laid_beside(other))

    def test_link_opens_the_pdf_without_a_log_in(self):
        move = self.invoice()
        row = self.export(move)
        key = self.books.entries[row.ledger_id].document.link
        self.assertLessEqual(len(key), 40)
        links = self.env["ledger.document.link"]
        self.assertEqual(links._get_row(key).move_id, move)
        files = self.env["ledger.files"]._of(move)
        name, _type, content = next(files)
        self.assertTrue(name.endswith(".pdf"))
        self.assertTrue(content)

    def test_link_is_signed_ends_and_can_be_revoked(self):
        row = self.row
        links = self.env["ledger.document.link"]
        key = links._get_key(row)
        number, last, signature = key.split("-")
        self.assertFalse(links._get_row(f"{number}-{last}-{'0' * 20}").move_id)
        later = f"{int(last, 16) + 1:x}"
        self.assertFalse(links._get_row(f"{number}-{later}-{signature}").move_id)
        for garbage in ("", "a-b", "x-1-2", "1-2-3-4", f"999999-{last}-{signature}"):
            self.assertFalse(links._get_row(garbage).move_id)
        row.action_revoke_link()
        self.assertFalse(links._get_row(key).move_id)
        row.link_revoked = False
        self.assertTrue(links._get_row(key).move_id)
        self.move.button_draft()
        self.assertFalse(links._get_row(key).move_id)
        self.move.action_post()
        self.assertTrue(links._get_row(key).move_id)
        self.connection.action_revoke_links()
        self.assertFalse(links._get_row(key).move_id)
        self.assertTrue(links._get_row(links._get_key(row)))
        self.connection.pdf_days = 1
        row.flush_recordset()
        self.env.cr.execute(
            "UPDATE ledger_export SET create_date = create_date - interval '9 days' "
            "WHERE id = %s",
            [row.id],
        )
        row.invalidate_recordset()
        self.assertFalse(links._get_row(links._get_key(row)))
        self.connection.pdf_days = 0
        self.assertEqual(links._get_key(row), "")
        self.assertEqual(PATH, "/ledger/document")

    def test_other_keys_open_nothing(self):
        key = self.env["ledger.document.link"]._get_key(self.row)
        for wrong in (key[:-1] + ("0" if key[-1] != "0" else "1"), "1-2-3", "x"):
            answer = self.get(wrong)
            self.assertEqual(answer.status_code, 404)
            self.assertNotIn(self.move.name, answer.text)

    def test_revoked_key_opens_nothing(self):
        key = self.env["ledger.document.link"]._get_key(self.row)
        self.row.action_revoke_link()
        self.env.flush_all()
        self.assertEqual(self.get(key).status_code, 404)
