from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..client.ledger import BOOKS, seed


@tagged("post_install", "-at_install")
class TestPlainMapping(AccountTestInvoicingCommon):
    """A ledger without journals, cost centres, conditions and free fields."""

    @classmethod
    @AccountTestInvoicingCommon.setup_country("nl")
    def setUpClass(cls):
        super().setUpClass()
        seed()
        cls.addClassCleanup(BOOKS.reset)
        cls.connection = cls.env["ledger.connection"].create(
            {
                "name": "Plain",
                "provider": "plain",
                "company_id": cls.company_data["company"].id,
                "start_date": fields.Date.to_date("2026-01-01"),
                "client_id": "tests",
                "client_secret": BOOKS.token,
            }
        )

    def setUp(self):
        super().setUp()
        mode = self.enter_registry_test_mode()
        mode.__enter__()
        self.addCleanup(mode.__exit__, None, None, None)
        self.connection.action_connect()
        self.env.flush_all()
        cron = self.env.ref("connector_base.ir_cron_refresh_items")
        self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def test_only_what_the_ledger_has_is_suggested(self):
        self.env["account.analytic.account"].create(
            {
                "name": "Project",
                "plan_id": self.env["account.analytic.plan"].create({"name": "P"}).id,
            }
        )
        self.assertEqual(
            set(self.connection.mapping_ids.mapped("kind")), {"account", "vat"}
        )
        self.assertTrue(self.connection.mapping_ids.item_id)

    def test_journal_can_not_be_mapped_and_has_no_default(self):
        self.assertFalse(self.connection.has_journals)
        with self.assertRaisesRegex(ValidationError, "Plain has nothing.*: Journal"):
            self.env["ledger.mapping"].create(
                {
                    "connection_id": self.connection.id,
                    "kind": "journal",
                    "journal_id": self.company_data["default_journal_sale"].id,
                }
            )

    def test_description_can_be_told_without_free_fields(self):
        text = self.env["ledger.text"].create(
            {"connection_id": self.connection.id, "path": "invoice_origin"}
        )
        self.assertEqual(text._get_field(), "description")
