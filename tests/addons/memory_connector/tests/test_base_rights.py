from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseRights(LedgerCase):
    """Who may do what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        values = {"company_id": cls.company.id, "company_ids": cls.company.ids}
        cls.biller = new_test_user(
            cls.env, "ledger-biller", "account.group_account_invoice", **values
        )
        cls.manager = new_test_user(
            cls.env, "ledger-manager", "account.group_account_manager", **values
        )

    def test_biller_exports_but_does_not_configure(self):
        move = self.invoice()
        rows = (
            self.env["ledger.export"]
            .with_user(self.biller)
            ._enqueue(move.with_user(self.biller))
        )
        self.assertEqual(rows.state, "waiting")
        with self.assertRaises(AccessError):
            self.connection.with_user(self.biller).write({"final": "final"})
        with self.assertRaises(AccessError):
            self.connection.with_user(self.biller).read(["client_id"])

    def test_who_only_reads_can_not_export_again_or_withdraw(self):
        self.books.closed = True
        row = self.export(self.invoice())
        reader = new_test_user(
            self.env,
            "ledger-reader",
            "account.group_account_readonly",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.assertEqual(row.with_user(reader).state, "rejected")
        for action in ("action_retry", "action_withdraw"):
            with self.assertRaises(AccessError):
                getattr(row.with_user(reader), action)()

    def test_manager_configures(self):
        self.connection.with_user(self.manager).write({"final": "final"})
        self.connection.with_user(self.manager).action_refresh_items()

    def test_all_settings_are_on_the_connections_form(self):
        connection = self.connection.with_user(self.manager)
        view = etree.fromstring(connection.get_view(view_type="form")["arch"])
        shown = {node.get("name") for node in view.iter("field")}
        settings = {
            name
            for name, field in connection._fields.items()
            if field.store and not field.readonly and field._module == "connector_base"
            if field.type != "one2many"
        }
        self.assertGreater(len(settings), 25)
        self.assertEqual(settings - shown, set())
        with Form(connection) as form:
            form.log_days = 7
        self.assertEqual(self.connection.log_days, 7)

    def test_nobody_reads_secrets(self):
        credential = self.connection._credential()
        for user in (self.manager, self.biller, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                credential.with_user(user).read(["refresh_token"])

    def test_other_companys_connection_is_invisible(self):
        other = self.setup_other_company()["company"]
        self.biller.write({"company_ids": [(4, other.id)]})
        found = (
            self.env["ledger.connection"]
            .with_user(self.biller)
            .with_context(allowed_company_ids=other.ids)
            .search([])
        )
        self.assertNotIn(self.connection, found)

    def test_posted_invoice_is_not_written_by_its_export(self):
        move = self.invoice()
        before = (move.write_date, move.is_manually_modified)
        self.export(move)
        self.assertEqual((move.write_date, move.is_manually_modified), before)
