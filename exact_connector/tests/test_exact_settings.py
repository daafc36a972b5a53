from odoo.tests import Form, tagged

from .common import DIVISION, OfflineCase


@tagged("post_install", "-at_install")
class TestExactSettings(OfflineCase):
    """The block in the Accounting settings."""

    def settings(self):
        return self.env["res.config.settings"].with_company(self.company).create({})

    def test_settings_show_and_change_the_connection(self):
        settings = self.settings()
        self.assertEqual(settings.exact_connection_id, self.connection)
        self.assertEqual(settings.exact_division, DIVISION)
        settings.write(
            {
                "exact_numbering": "odoo",
                "exact_auto_export": True,
                "exact_attach_pdf": False,
                "exact_payment_import": False,
                "exact_start_date": "2026-02-01",
            }
        )
        self.assertEqual(self.connection.numbering, "odoo")
        self.assertTrue(self.connection.auto_export)
        self.assertFalse(self.connection.attach_pdf or self.connection.payment_import)
        self.assertEqual(str(self.connection.start_date), "2026-02-01")

    def test_settings_of_a_company_without_one_make_it(self):
        self.connection.unlink()
        settings = self.settings()
        self.assertFalse(settings.exact_connection_id)
        action = settings.action_exact_open()
        connection = self.env["ledger.connection"].browse(action["res_id"])
        self.assertEqual(connection.provider, "exact")
        self.assertEqual(connection.company_id, self.company)
        again = self.settings().action_exact_open()
        self.assertEqual(again["res_id"], connection.id)

    def test_labels_are_unique(self):
        """Odoo warns of two fields with one label, also where both are connectors'."""
        for model in ("res.config.settings", "ledger.connection"):
            labels = [
                field.string
                for name, field in self.env[model]._fields.items()
                if not name.startswith("exact_")
            ]
            for name, field in self.env[model]._fields.items():
                if name.startswith("exact_"):
                    self.assertNotIn(field.string, labels, name)
                    labels.append(field.string)

    def test_form_shows_what_is_exacts_for_exact_only(self):
        user = self.env["res.users"].browse(self.env.uid)
        self.assertTrue(user.has_group("account.group_account_manager"))
        with Form(self.connection) as form:
            form.exact_link = "{host}/{division}"
            self.assertTrue(form.exact_webhook_url.startswith("http"))
        self.assertEqual(self.connection.exact_link, "{host}/{division}")
