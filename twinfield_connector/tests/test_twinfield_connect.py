import json
from urllib.parse import parse_qs, urlsplit

import requests
from lxml import html

from odoo import sql_db
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.connector_base.ledger.errors import Unavailable

from .common import OFFICE, TwinfieldCase

from loopback import Loopback, close, reply  # isort: skip - found by way of common


@tagged("post_install", "-at_install")
class TestTwinfieldConnect(TwinfieldCase, HttpCase):
    """Log-in page, callback, office, rights."""

    def setUp(self):
        super().setUp()
        self.connection.write({"state": "draft", "administration_code": False})
        self.admin = new_test_user(
            self.env,
            "twinfield-admin",
            "account.group_account_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.box.control("client", redirect_uris=[self.connection.redirect_uri])

    def log_in_page(self):
        """Where the Connect button leads to."""
        action = self.connection.with_user(self.admin).action_connect()
        self.env.flush_all()
        return action["url"]

    def log_in(self, url, allow=True):
        """What a person does at Twinfield; returns the address that they are sent
        back to."""
        browser = requests.Session()
        answer = browser.get(url, timeout=20)
        for _ in range(4):
            form = html.fromstring(answer.text, base_url=answer.url).forms[0]
            for name in form.inputs.keys():
                if "user" in name.lower():
                    form.fields[name] = self.box.info["user"]
                elif "pass" in name.lower():
                    form.fields[name] = self.box.info["password"]
                elif "org" in name.lower():
                    form.fields[name] = self.box.info["organisation"]
            values = [(k, v) for k, v in form.form_values()]
            values += self.pressed(form, allow)
            form.make_links_absolute(answer.url)
            answer = browser.post(
                form.action or answer.url,
                data=values,
                timeout=20,
                allow_redirects=False,
            )
            while answer.is_redirect:
                target = answer.headers["Location"]
                if target.startswith(self.connection.redirect_uri):
                    return target
                answer = browser.get(
                    requests.compat.urljoin(answer.url, target),
                    timeout=20,
                    allow_redirects=False,
                )
        return self.fail("the log-in never came back")

    def pressed(self, form, allow):
        """The button: the last one denies, where there are two."""
        buttons = form.xpath(".//button[@name] | .//input[@type='submit'][@name]")
        if not buttons:
            return []
        button = buttons[0] if allow else buttons[-1]
        return [(button.get("name"), button.get("value") or "")]

    def come_back(self, target):
        self.authenticate("twinfield-admin", "twinfield-admin")
        parts = urlsplit(target)
        return self.url_open(f"{parts.path}?{parts.query}", allow_redirects=False)

    def test_log_in_leads_back_to_the_connection_with_its_offices(self):
        answer = self.come_back(self.log_in(self.log_in_page()))
        self.assertIn(str(self.connection.id), answer.headers["Location"])
        self.env.invalidate_all()
        offices = self.connection.available_administrations
        self.assertIn("NL001", [office["code"] for office in offices])
        self.assertEqual(self.connection.authorised_by_id, self.admin)
        account = self.connection._credential().account
        self.assertEqual(account["cluster_url"], f"{self.box.base_url}/cluster")

    def test_address_asks_for_state_nonce_and_lasting_access(self):
        query = parse_qs(urlsplit(self.log_in_page()).query)
        self.assertIn("offline_access", query["scope"][0])
        self.assertIn("twf.organisation", query["scope"][0])
        self.assertTrue(query["state"][0] and query["nonce"][0])
        self.assertNotIn(self.box.info["client_secret"], str(query))

    def test_answer_is_taken_once(self):
        target = self.log_in(self.log_in_page())
        self.come_back(target)
        self.env.invalidate_all()
        token = self.connection._credential().access_token
        self.come_back(target)
        self.env.invalidate_all()
        self.assertEqual(self.connection._credential().access_token, token)

    def test_forged_state_is_refused(self):
        self.log_in_page()
        self.come_back("http://x/ledger/oauth/callback?state=forged&code=abc")
        self.env.invalidate_all()
        self.assertFalse(self.connection._credential().access_token)

    def test_refused_consent_is_told(self):
        self.come_back(self.log_in(self.log_in_page(), allow=False))
        self.env.invalidate_all()
        self.assertFalse(self.connection._credential().access_token)
        self.assertIn("refused", self.connection.message_ids[0].body)

    def test_wrong_secret_is_told(self):
        self.connection.client_secret = "s3cr3t-wrong"
        self.come_back(self.log_in(self.log_in_page()))
        self.env.invalidate_all()
        self.assertIn("client id or secret", self.connection.message_ids[0].body)

    def test_office_brings_its_master_data_and_suggestions(self):
        self.connect()
        kinds = set(self.connection.item_ids.mapped("kind"))
        self.assertLessEqual(
            {"account", "vat", "journal", "customer", "cost_centre"}, kinds
        )
        self.connection.mapping_ids.unlink()
        self.connection.action_suggest_mappings()
        suggested = {
            rule._record(): rule.item_id.code for rule in self.connection.mapping_ids
        }
        self.assertEqual(suggested[self.tax_high], "VH")
        self.assertEqual(suggested[self.tax_low], "VL")
        # Zero rate and domestic reverse charge are in the same box of the VAT return.
        self.assertFalse(suggested[self.tax_zero])
        self.assertEqual(suggested[self.company_data["default_journal_sale"]], "VRK")

    def test_trial_calls_show_what_the_user_may_do(self):
        self.connect()
        self.assertEqual(self.connection.action_check()["params"]["type"], "success")
        self.box.control("right", office="NL001", granted=False)
        try:
            kind = self.connection.action_check()["params"]["type"]
        except UserError:
            kind = "danger"
        self.assertEqual(kind, "danger")

    def test_new_secret_or_user_needs_no_new_connection(self):
        self.connect()
        self.connection._refused(
            type("E", (), {"code": "token_revoked", "detail": ""})()
        )
        self.assertEqual(self.connection.state, "reauthorise")
        self.come_back(self.log_in(self.log_in_page()))
        self.env.invalidate_all()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.problem)

    def test_uncertified_application_gets_there_in_several_goes(self):
        """25 credits a minute do not suffice for the VAT codes of an office."""
        self.box.control("limits", certified=False)
        self.addCleanup(self.box.control, "limits", certified=None)
        self.connect_slowly()
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.connection.refresh_progress)
        self.assertFalse(self.connection.problem)
        spent = sum(
            row["credits"]
            for row in self.requests()
            if row["status"] == 200 and row["service"] != "oauth"
        )
        self.assertLessEqual(spent, 25)
        refused = [row for row in self.requests() if row["status"] == 429]
        self.assertLessEqual(len(refused), 1, "known after the first refusal")
        # Nothing is even tried while it would be too much.
        before = len(self.requests())
        self.go_on()
        self.assertEqual(len(self.requests()), before)
        for _minute in range(6):
            self.a_minute_passes()
            self.go_on()
        self.assertFalse(self.connection.refresh)
        self.assertEqual(
            [row for row in self.requests() if row["status"] == 429], refused
        )
        codes = self.connection.item_ids.filtered(lambda item: item.kind == "vat")
        self.assertTrue({"VH", "VL", "VN", "IH"} <= set(codes.mapped("code")))
        self.assertTrue(self.connection.mapping_ids)

    def connect_slowly(self):
        token = self.box.control("tokens/restore")["refresh_token"]
        credential = self.connection._credential()
        credential.write(
            {"refresh_token": credential._encrypt(token), "access_token": False}
        )
        self.env.flush_all()
        self.connection._grant_received()
        self.connection.with_context(ledger_patience=0)._choose(OFFICE)

    def go_on(self):
        """What the cron does, without waiting for its turn."""
        self.env.flush_all()
        self.connection.with_context(ledger_patience=0)._refresh_by_cron()

    def a_minute_passes(self):
        """For both: the sandbox's window and ours."""
        self.box.control("limits", certified=False)
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute("UPDATE ledger_budget SET spent = NULL, blocked_until = NULL")

    def test_new_tokens_are_kept_before_they_are_used(self):
        """A ledger that takes each refresh token once would never know us again, if
        what comes after the refresh fails."""
        tokens = {
            "access_token": "new",
            "refresh_token": "rotated",
            "expires_in": 600,
            "token_type": "Bearer",
        }
        server = Loopback().then(reply(json.dumps(tokens)), close)
        self.addCleanup(server.stop)
        self.connection.server_url = server.url
        credential = self.connection._credential()
        credential.write(
            {"refresh_token": credential._encrypt("old"), "access_token": False}
        )
        self.env.flush_all()
        # Not assertRaises: that would roll back what was committed.
        outcome = None
        try:
            credential._grant()
        except Unavailable as error:
            outcome = error
        self.assertTrue(outcome)
        self.env.invalidate_all()
        self.assertEqual(credential._decrypt(credential.refresh_token), "rotated")
        self.assertEqual(credential._decrypt(credential.access_token), "new")
