"""The log-in page, the consent, and back: one mixin for every ledger with OAuth."""

import json
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import requests
from freezegun import freeze_time
from loopback import Loopback, close, reply
from lxml import html

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.connector_base.controllers import oauth
from odoo.addons.connector_base.ledger.errors import Unavailable
from odoo.addons.connector_base.ledger.veil import shape


def log_in(info, redirect_uri, url, allow=True):
    """What a person does at the ledger; returns the address that they are sent back
    to. ``info``: of the sandbox."""
    browser = requests.Session()
    answer = browser.get(url, timeout=20)
    for _ in range(4):
        form = html.fromstring(answer.text, base_url=answer.url).forms[0]
        for name in form.inputs.keys():
            if "user" in name.lower():
                form.fields[name] = info["user"]
            elif "pass" in name.lower():
                form.fields[name] = info["password"]
            elif "org" in name.lower():
                form.fields[name] = info["organisation"]
        values = [(k, v) for k, v in form.form_values()]
        values += _pressed(form, allow)
        form.make_links_absolute(answer.url)
        answer = browser.post(
            form.action or answer.url,
            data=values,
            timeout=20,
            allow_redirects=False,
        )
        while answer.is_redirect:
            target = answer.headers["Location"]
            if target.startswith(redirect_uri):
                return target
            answer = browser.get(
                requests.compat.urljoin(answer.url, target),
                timeout=20,
                allow_redirects=False,
            )
    raise AssertionError("the log-in never came back")


def _pressed(form, allow):
    """The button: the last one denies, where there are two."""
    buttons = form.xpath(".//button[@name] | .//input[@type='submit'][@name]")
    if not buttons:
        return []
    button = buttons[0] if allow else buttons[-1]
    return [(button.get("name"), button.get("value") or "")]


class LogIn:
    """For a ``SandboxCase`` that is an ``HttpCase`` too. ``unknown``: what its sandbox
    shall refuse, which the master data can do without."""

    unknown = {}

    def setUp(self):
        super().setUp()
        self.connection.sudo().write({"state": "draft", "administration_code": False})
        self.admin = new_test_user(
            self.env,
            "ledger-admin",
            "account.group_account_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.box.control("client", redirect_uris=[self.connection.redirect_uri])

    def log_in_page(self):
        """Where the Connect button leads to."""
        action = self.connection.with_user(self.admin).action_connect()
        self.assertEqual(action["target"], "self", "not a tab that stays behind")
        self.env.flush_all()
        return action["url"]

    def log_in(self, url, allow=True):
        return log_in(self.box.info, self.connection.redirect_uri, url, allow)

    def come_back(self, target):
        self.authenticate("ledger-admin", "ledger-admin")
        parts = urlsplit(target)
        return self.url_open(f"{parts.path}?{parts.query}", allow_redirects=False)

    def shown(self, answer):
        """The page of the assistant that the answer leads to."""
        path, _, id_ = answer.headers["Location"].rpartition("/")
        self.assertTrue(path.endswith("ledger_assistant_action"))
        self.env.invalidate_all()
        return self.env["ledger.assistant"].browse(int(id_))

    def test_answer_is_taken_once(self):
        target = self.log_in(self.log_in_page())
        self.come_back(target)
        self.env.invalidate_all()
        token = self.connection._credential().access_token
        self.assertFalse(self.connection._credential().nonce_hash)
        self.come_back(target)
        self.env.invalidate_all()
        self.assertEqual(self.connection._credential().access_token, token)

    def test_forged_state_is_refused(self):
        self.log_in_page()
        assistants = self.env["ledger.assistant"].with_user(self.admin)
        assistants._lead(self.connection, "log_in")
        forged = "http://x/ledger/oauth/callback?state=forged&code=abc"
        self.assertIn("too old", self.shown(self.come_back(forged)).problem)
        self.assertFalse(self.connection._credential().access_token)

    def test_log_in_must_be_answered_within_a_quarter_of_an_hour(self):
        (state,) = parse_qs(urlsplit(self.log_in_page()).query)["state"]
        login = self.env["ledger.login"].with_user(self.admin)
        now = fields.Datetime.now()
        with freeze_time(now + timedelta(minutes=16)):
            self.assertFalse(login._verify_state(state)[0])
        with freeze_time(now + timedelta(minutes=14)):
            self.assertEqual(login._verify_state(state)[0], self.connection)

    def test_refused_consent_is_told(self):
        target = self.log_in(self.log_in_page(), allow=False)
        forged = target.replace("error=", "error=%0D%0Aforged+")
        with patch.object(oauth._logger, "info") as info:
            page = self.shown(self.come_back(forged))
        self.assertEqual(page.step, "log_in")
        self.assertIn("refused", page.problem)
        words, *values = info.call_args.args
        self.assertNotIn("\n", words % tuple(values))
        self.env.invalidate_all()
        # What was answered once, however, is no answer any more.
        (state,) = parse_qs(urlsplit(target).query)["state"]
        login = self.env["ledger.login"].with_user(self.admin)
        self.assertFalse(login._verify_state(state)[0])
        self.assertFalse(self.connection._credential().access_token)
        self.assertIn("refused", self.connection.message_ids[0].body)

    def test_wrong_secret_is_told(self):
        self.connection.client_secret = "s3cr3t-wrong"
        page = self.shown(self.come_back(self.log_in(self.log_in_page())))
        self.assertEqual(page.step, "application")
        self.assertIn("client id or secret", page.problem)
        self.assertIn("client id or secret", self.connection.message_ids[0].body)

    def test_new_secret_or_user_needs_no_new_connection(self):
        self.connect()
        self.env["ledger.login"]._refused(
            self.connection, type("E", (), {"code": "token_revoked", "detail": ""})()
        )
        self.assertEqual(self.connection.state, "reauthorise")
        self.come_back(self.log_in(self.log_in_page()))
        self.env.invalidate_all()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.problem)

    def test_log_in_serves_other_connections_too(self):
        """Of another company: nobody logs in a second time, until both have to."""
        self.come_back(self.log_in(self.log_in_page()))
        self.env.invalidate_all()
        self.connection._choose(self.administration)
        company = self.setup_other_company()["company"]
        self.env.user.company_ids |= company
        other = self.new_connection(company, login_id=self.connection.id)
        self.assertEqual(other.action_connect()["tag"], "soft_reload")
        other._choose(self.administration, shared=True)
        both = self.connection | other
        for connection in (other, self.connection, other):
            self.box.control("tokens/expire")
            self.connection._credential().expires_at = "2020-01-01 00:00:00"
            self.env.flush_all()
            with connection._open() as ledger:
                self.assertTrue(ledger.administrations())
        self.assertFalse(other.credential_ids)
        refused = type("E", (), {"code": "token_revoked", "detail": ""})()
        for connection in both:
            self.env["ledger.login"]._refused(connection, refused)
        self.come_back(self.log_in(self.log_in_page()))
        self.env.invalidate_all()
        self.assertEqual(both.mapped("state"), ["connected", "connected"])
        self.assertFalse(any(both.mapped("problem")))

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
            with self.connection._open() as ledger:
                ledger.administrations()
        except Unavailable as error:
            outcome = error
        self.assertTrue(outcome)
        self.env.invalidate_all()
        self.assertEqual(credential._decrypt(credential.refresh_token), "rotated")
        self.assertEqual(credential._decrypt(credential.access_token), "new")

    def told(self):
        return (self.connection.health_text or "").splitlines()

    def test_last_hour_is_a_file_for_support(self):
        """With what the ledger refused, nothing secret, and nobody in it."""
        self.connect()
        self.box.control("refuse", **self.unknown)
        self.refresh()
        self.customer.write({"name": "Zoë Müller", "phone": "+31 20 000 1234"})
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(row.state, "done")
        word = self.unknown["name"].rpartition("/")[2]
        told = [line for line in self.told() if word in line]
        self.assertTrue(told)
        self.refresh()
        self.assertEqual([line for line in self.told() if word in line], told, "once")
        other = self.connection.copy({"name": "Another"})
        call = {"at": fields.Datetime.now(), "operation": "Of another connection"}
        logs = self.env["ledger.log"].sudo()
        logs.create({"connection_id": other.id, **call})
        earlier = fields.Datetime.subtract(fields.Datetime.now(), minutes=61)
        call = {"at": earlier, "operation": "Earlier"}
        logs.create({"connection_id": self.connection.id, **call})
        # A token that got into a log unmasked.
        credential = self.connection._credential()
        token = credential._decrypt(credential.access_token)
        self.run_of("control").problem_detail = f"no, {token}"

        action = self.connection.with_user(self.admin).action_diagnostics()
        path = action.pop("url")
        self.assertEqual(action, {"type": "ir.actions.act_url", "target": "download"})
        self.env.flush_all()
        self.authenticate("ledger-admin", "ledger-admin")
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(".json", answer.headers["Content-Disposition"])
        found = answer.json()
        self.assertIn("connector_base", found["versions"]["addons"])
        self.assertTrue(found["ledger"]["duties"]["changes"])
        remarks = found["left_out_by_the_ledger"]
        self.assertEqual(len(remarks), len(told))
        self.assertIn(word, remarks[0]["detail"])
        self.assertTrue(found["works"]["items"]["done_at"])
        operations = {one["operation"] for one in found["exchanges"]}
        self.assertFalse({"Of another connection", "Earlier"} & operations)
        self.assertIn(move.name, answer.text)
        secrets = [
            *credential._get_secrets(),
            self.env["ledger.document.link"]._get_key(row),
            self.env["ir.config_parameter"].get_param("database.secret"),
        ]
        persons = [
            *(self.customer.name, json.dumps(self.customer.name)[1:-1]),
            *("Müller", self.customer.street, self.customer.email, "0001234"),
        ]
        for word in [*secrets, *persons]:
            self.assertNotIn(word, answer.text)
        self.assertIn(shape(self.customer.name), answer.text)

        user = new_test_user(
            self.env,
            "ledger-clerk",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.env.flush_all()
        self.authenticate(user.login, user.login)
        self.assertEqual(self.url_open(path).status_code, 404)
