"""The set-up assistant, in a real browser and through the sandbox's log-in page: one
mixin for every ledger."""

from urllib.parse import urlsplit

from ledger_log_in import log_in

from odoo import fields
from odoo.tests import new_test_user


class Assistant:
    """For a ``SandboxCase`` that is an ``HttpCase`` too. The sandbox is not on the
    host that Odoo's tests let the browser go to: ``fetch_proxy`` does there what a
    person does."""

    def setUp(self):
        super().setUp()
        own = "account.group_account_manager"
        self.manager = self.make_user("ledger-manager", own)
        self.admin = self.make_user("ledger-admin", f"{own},base.group_system")
        self.box.control("client", redirect_uris=[self.connection.redirect_uri])
        host = f"localhost:{urlsplit(self.box.base_url).port}"
        self.connection.server_url = f"http://{host}"
        # Who issued a token is checked.
        service, own = self.box.service, self.box.base_url
        service.base_url = self.connection.server_url
        self.addCleanup(setattr, service, "base_url", own)
        self.connection.active = False
        self.allowed = []

    def make_user(self, login, groups):
        return new_test_user(
            self.env,
            login,
            groups,
            company_id=self.company.id,
            company_ids=self.company.ids,
        )

    def fetch_proxy(self, url):
        if not url.startswith(self.connection.server_url):
            return super().fetch_proxy(url)
        allow = bool(self.allowed)
        self.allowed.append(allow)
        target = log_in(self.box.info, self.connection.redirect_uri, url, allow)
        headers = [{"name": "Location", "value": target}]
        return {"body": "", "responseCode": 302, "responseHeaders": headers}

    def tour(self, path, name, user):
        self.env.flush_all()
        self.start_tour(path, f"{self.provider}_{name}", login=user.login, timeout=120)
        self.env.invalidate_all()

    def test_from_the_settings_to_the_first_invoice(self):
        move = self.invoice(invoice_date=fields.Date.context_today(self.connection))
        self.tour("/odoo/settings?debug=1#account", "assistant_begin", self.admin)
        self.assertEqual(self.allowed, [False, True, True])
        new = self.env["ledger.connection"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(new.state, "connected")
        self.assertEqual(new.administration_code, self.administration)
        self.run_cron("ir_cron_refresh_items")
        self.set_journal(new)
        self.tour("/odoo/ledger-connections", "assistant_end", self.manager)
        self.assertEqual((new.state, new.setup_step), ("connected", False))
        self.run_cron("ir_cron_export")
        self.assertEqual(move.ledger_state, "done")

    def set_journal(self, connection):
        """Where nothing is certain, it is the accountant's to say."""

    def test_overview_begins_one_too(self):
        for _ in range(2):
            self.tour("/odoo/ledger-connections", "assistant_new", self.manager)
        new = self.env["ledger.connection"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(new), 1)
