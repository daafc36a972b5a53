"""Whatever is wrong at the set-up is said on its page of the assistant, which goes on
from there: one mixin for every ledger."""

from unittest.mock import patch

import requests

from odoo import fields

from odoo.addons.connector_base.models.connection import ledger_login


class BadInput:
    """For a ``LogIn``. ``vat_forbidden``: the control call, and its values, by which
    the user may read no VAT codes; ``periods``: of a book year."""

    vat_forbidden = ()
    periods = range(1, 13)

    def allow_vat(self):
        """Where the sandbox's reset does not."""

    def begin(self, connection, step):
        """As from the card."""
        assistants = self.env["ledger.assistant"].with_user(self.admin)
        return assistants.browse(assistants._lead(connection, step)["res_id"])

    def line(self, page):
        return page.books_ids.filtered(lambda one: one.code == self.administration)

    def test_wrong_client_id_and_late_log_in_are_said_and_mended(self):
        right = self.box.info["client_id"]
        page = self.begin(self.connection, "application")
        page.client_id = "3f0c4a10-0000-4c1e-9d11-00000000ffff"
        page.action_next()
        self.assertEqual(page.step, "log_in")
        # Only the ledger knows, and leads nobody back.
        answer = requests.get(page.action_log_in()["url"], timeout=20)
        self.assertGreaterEqual(answer.status_code, 400)
        self.assertTrue(page.log_in_hint)
        page.action_back()
        self.assertEqual(page.step, "application")
        page.client_id = right
        page.action_next()
        with patch.object(ledger_login, "OAUTH_HOURS", -1):
            late = page.action_log_in()["url"]
        self.env.flush_all()
        page = self.shown(self.come_back(self.log_in(late)))
        self.assertEqual(page.step, "log_in")
        self.assertIn("too old", page.problem)
        url = page.with_user(self.admin).action_log_in()["url"]
        self.env.flush_all()
        page = self.shown(self.come_back(self.log_in(url)))
        self.assertEqual((page.step, page.problem), ("books", False))

    def test_office_without_rights_vat_codes_or_year_is_said_and_mended(self):
        self.authorise()
        page = self.begin(self.connection, "books")
        self.act("right", granted=False)
        self.line(page).action_choose()
        self.assertRegex(page.problem or "", "no access|Rights are missing")
        self.act("right", granted=True)
        if page.step == "mapping":
            page.action_back()
        self.line(page).action_choose()
        self.assertEqual((page.step, page.problem), ("mapping", False))
        path, values = self.vat_forbidden
        self.box.control(path, **values)
        year = fields.Date.context_today(page).year
        for number in self.periods:
            self.act("period", period=f"{year}/{number:02}", remove=True)
        self.run_cron("ir_cron_refresh_items")
        page.action_look()
        self.assertIn("VAT codes", page.alarm)
        self.assertIn(f"Book year {year} does not exist", page.alarm)
        self.box.control("reset")
        self.allow_vat()
        page.with_user(self.admin).action_fetch()
        self.run_cron("ir_cron_refresh_items")
        page.invalidate_recordset()
        page.action_look()
        self.assertFalse(page.alarm)
        self.assertTrue(page.rule_ids)
        page.action_next()
        self.assertEqual(page.step, "settings")

    def test_office_in_another_currency_is_said_and_another_chosen(self):
        company = self.env["res.company"].create(
            {"name": "In Dollars", "currency_id": self.env.ref("base.USD").id}
        )
        self.env.user.company_ids |= company
        self.admin.company_ids |= company
        connection = self.new_connection(company)
        self.authorise(connection)
        page = self.begin(connection, "books")
        self.line(page).action_choose()
        self.assertEqual(page.step, "books")
        self.assertIn("EUR <> USD", page.problem)
        self.assertTrue(page.books_ids)
        company.currency_id = self.company.currency_id
        self.line(page).action_choose()
        self.assertEqual((page.step, page.problem), ("mapping", False))
