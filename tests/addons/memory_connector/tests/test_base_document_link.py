from odoo.tests import HttpCase, tagged

from odoo.addons.connector_base.models.export.ledger_document_link import PATH

from .common import LedgerCase

PDF = b"%PDF-1.4 the invoice as it was sent"


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
