from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from odoo.addons.connector_base.ledger.values import ItemKind

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseTexts(LedgerCase):
    """Free fields of the ledger say what the accountant wants."""

    def text(self, code="memo", **values):
        item = self.connection.item_ids.filtered(
            lambda item: (item.kind, item.code) == ("text", code)
        )
        return self.env["ledger.text"].create(
            {"connection_id": self.connection.id, "item_id": item.id, **values}
        )

    def booked(self, move):
        self.export(move)
        document = list(self.books.entries.values())[-1].document
        return document, {text.field: text.value for text in document.texts}

    def test_field_of_the_invoice_or_of_its_partner(self):
        row = self.text(path="partner_id.ref")
        self.partner_a.ref = "K-17"
        move = self.invoice()
        self.assertEqual(row.example, "K-17")
        _document, texts = self.booked(move)
        self.assertEqual(texts, {"memo": "K-17"})

    def test_fixed_text_and_description(self):
        fixed = self.text(value="From Odoo")
        self.text("", path="invoice_origin")
        move = self.invoice(invoice_origin="S00012")
        self.assertEqual(fixed.example, "From Odoo")
        document, texts = self.booked(move)
        self.assertEqual((document.description, texts["memo"]), ("S00012", "From Odoo"))
        document, _texts = self.booked(self.invoice())
        self.assertTrue(document.description.startswith("INV/"))

    def test_choice_is_told_in_words_and_a_tick_as_a_number(self):
        row, move = self.text(path="ref"), self.invoice()
        journal = self.company_data["default_journal_sale"]
        for path, value in (
            ("is_move_sent", "0"),
            ("partner_id.active", "1"),
            ("move_type", "Customer Invoice"),
            ("journal_id", journal.display_name),
            ("partner_id.ref", ""),
        ):
            row.path = path
            self.assertEqual(row._get_value(move), value, path)

    def test_path_is_checked_when_saved(self):
        for path in (
            "no_such_field",
            "partner_id.no_such_field",
            "invoice_line_ids.name",
            "name.ref",
            "line_ids",
        ):
            with self.assertRaises(ValidationError, msg=path):
                self.text(path=path)

    def test_fields_are_those_of_the_connection_alone(self):
        """Another ledger's are not offered, nor are two of one connection mixed up."""
        other = self.env["ledger.connection"].create(
            {"name": "Other", "provider": "memory", "company_id": self.company.id}
        )
        item = (
            self.env["ledger.item"]
            .sudo()
            .create(
                {
                    "connection_id": other.id,
                    "kind": "text",
                    "code": "memo",
                    "remote_id": "memo",
                }
            )
        )
        domain = safe_eval(
            self.env["ledger.text"]._fields["item_id"].domain,
            {"connection_id": other.id},
        )
        self.assertEqual(self.env["ledger.item"].search(domain), item)
        self.text(value="Ours")
        self.text("", value="Ours too")
        for code in ("memo", ""):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.text(code, value="Twice")

    def test_field_that_is_gone_says_nothing(self):
        self.text(value="From Odoo")
        self.books.items = [i for i in self.books.items if i.kind != ItemKind.TEXT]
        self.refresh()
        _document, texts = self.booked(self.invoice())
        self.assertFalse(texts)

    def test_changed_text_is_a_change(self):
        self.text(path="ref")
        move = self.invoice(ref="first")
        self.export(move)
        move.ref = "second"
        row = move.ledger_export_id.sudo()
        self.env["ledger.correction"]._check_changed(row)
        self.assertTrue(row.changed)
        self.assertIn("first → second", row.changes_text)
