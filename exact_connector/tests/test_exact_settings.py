from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import DIVISION, OfflineCase


@tagged("post_install", "-at_install")
class TestExactSettings(OfflineCase):
    """The block in the Accounting settings."""

    def settings(self):
        return self.env["res.config.settings"].with_company(self.company).create({})

    def test_settings_show_and_change_the_connection(self):
        settings = self.settings()
        self.assertEqual(settings.ledger_connection_id, self.connection)
        self.assertEqual(settings.ledger_administration_label, "Division")
        self.assertEqual(settings.ledger_administration, DIVISION)
        self.assertTrue(settings.ledger_can_number and settings.ledger_can_attach)
        settings.write(
            {
                "ledger_numbering": "odoo",
                "ledger_auto_export": True,
                "ledger_attach_pdf": False,
                "ledger_payment_import": False,
                "ledger_start_date": "2026-02-01",
            }
        )
        self.assertEqual(self.connection.numbering, "odoo")
        self.assertTrue(self.connection.auto_export)
        self.assertFalse(self.connection.attach_pdf or self.connection.payment_import)
        self.assertEqual(str(self.connection.start_date), "2026-02-01")

    def test_settings_say_what_each_choice_of_numbers_means(self):
        """And which division it is about."""
        settings = self.settings()
        view = etree.fromstring(settings.get_view()["arch"])
        self.assertTrue(view.xpath("//field[@name='ledger_administration']"))
        explained = view.xpath("//div[contains(@invisible, 'ledger_numbering')]")
        told = {}
        for choice, _label in self.connection._fields["numbering"].selection:
            known = {"ledger_numbering": choice}
            known["ledger_can_number"] = settings.ledger_can_number
            told[choice] = [
                " ".join("".join(node.itertext()).split())
                for node in explained
                if not safe_eval(node.get("invisible"), known)
            ]
        ((odoo,), (ledger,), (taken,)) = told.values()
        self.assertIn("must be free in its journal", odoo)
        self.assertIn("the next entry of its journal", ledger)
        self.assertIn("one series without gaps", taken)

    def test_form_shows_what_is_exacts_for_exact_only(self):
        user = self.env["res.users"].browse(self.env.uid)
        self.assertTrue(user.has_group("account.group_account_manager"))
        with Form(self.connection) as form:
            form.exact_link = "{host}/{division}"
            self.assertTrue(form.exact_webhook_url.startswith("http"))
        self.assertEqual(self.connection.exact_link, "{host}/{division}")
