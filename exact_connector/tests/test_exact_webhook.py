import hashlib
import hmac
import json
import os
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..client.webhooks import TOPICS
from ..controllers.webhook import MAX_BODY
from .common import CLIENT, DIVISION, OfflineCase

from loopback import Loopback, reply  # isort: skip - found by way of common

SECRET = "w3bh00k"
CONNECTION = "odoo.addons.exact_connector.models.ledger_connection"
CONTENT = (
    b'{"Topic":"BankEntries","ClientId":"2f0c4a10-0000-4c1e-9d11-000000000001",'
    b'"Division":124132,"Action":"Update","EventCreatedOn":"2026-07-10T09:12:01.250"}'
)


def signed(secret=SECRET):
    code = hmac.new(secret.encode(), CONTENT, hashlib.sha256).hexdigest().upper()
    return b'{"Content":' + CONTENT + b',"HashCode":"' + code.encode() + b'"}'


@tagged("post_install", "-at_install")
class TestExactWebhook(OfflineCase, HttpCase):
    """Exact tells, and is believed only as far as that something happened."""

    def setUp(self):
        super().setUp()
        self.connection.exact_webhook_secret = SECRET
        self.env.flush_all()

    def tell(self, body, connection=None, **headers):
        path = f"/ledger/exact/webhook/{connection or self.connection.id}"
        headers = {"Content-Type": "application/json", **headers}
        answer = self.url_open(path, data=body, headers=headers, method="POST")
        self.env.invalidate_all()
        return answer

    def planned(self):
        cron = self.env.ref("connector_base.ir_cron_import")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    # Events

    def test_event_brings_the_import_forward(self):
        before = self.planned()
        answer = self.tell(signed())
        self.assertEqual((answer.status_code, answer.text), (200, ""))
        self.assertEqual(len(self.planned() - before), 1)
        soon = fields.Datetime.add(fields.Datetime.now(), minutes=1)
        self.assertLess((self.planned() - before).call_at, soon)

    def test_burst_of_events_is_one_import(self):
        before = self.planned()
        for _ in range(3):
            self.assertEqual(self.tell(signed()).status_code, 200)
        self.assertEqual(len(self.planned() - before), 1)

    def test_address_answers_when_exact_tries_it(self):
        before = self.planned()
        self.assertEqual(self.tell(b"").status_code, 200)
        self.assertEqual(self.planned(), before)

    def test_strangers_are_all_told_the_same(self):
        before = self.planned()
        other = self.env["ledger.connection"].search([], order="id desc", limit=1)
        answers = [
            self.tell(signed("other")),
            self.tell(signed().replace(b"124132", b"124133")),
            self.tell(b"{}"),
            self.tell(b"\xff\x00 no JSON"),
            self.tell(signed(), connection=other.id + 1000),
        ]
        self.assertEqual({answer.status_code for answer in answers}, {403})
        self.assertEqual({answer.text for answer in answers}, {""})
        self.assertEqual(self.planned(), before)

    def test_connection_without_a_secret_believes_nobody(self):
        self.connection._credential().exact_webhook_secret = False
        self.env.flush_all()
        self.assertEqual(self.tell(signed("")).status_code, 403)

    def test_secret_that_no_key_opens_believes_nobody(self):
        """The server's key was lost, which is its host's to mend."""
        with patch.dict(os.environ, {"LEDGER_CONNECTOR_KEY": "k" * 32}):
            self.connection.exact_webhook_secret = SECRET
            self.env.flush_all()
            self.assertEqual(self.tell(signed()).status_code, 200)
        before = self.planned()
        with self.assertLogs(CONNECTION, "WARNING") as logged:
            self.assertEqual(self.tell(signed()).status_code, 403)
        self.assertIn(
            f"{self.connection.id}: its webhook secret can't be read", logged.output[0]
        )
        self.assertEqual(self.planned(), before)

    @mute_logger("odoo.http")
    def test_body_is_bounded(self):
        answer = self.tell(b"x" * (MAX_BODY + 1))
        self.assertEqual(answer.status_code, 413)

    def test_form_as_body_is_no_event(self):
        before = self.planned()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self.tell(signed(), **kind)
        self.assertEqual(self.planned(), before)

    def test_only_posts_are_taken(self):
        path = f"/ledger/exact/webhook/{self.connection.id}"
        self.assertEqual(self.url_open(path).status_code, 405)

    def test_nothing_is_imported_that_is_switched_off(self):
        self.connection.payment_import = False
        self.env.flush_all()
        before = self.planned()
        self.assertEqual(self.tell(signed()).status_code, 200)
        self.assertEqual(self.planned(), before)

    # The secret

    def test_secret_is_never_shown_again(self):
        self.env.invalidate_all()
        self.assertFalse(self.connection.exact_webhook_secret)
        self.assertTrue(self.connection.exact_has_webhook_secret)
        admin = new_test_user(
            self.env,
            "exact-admin",
            "account.group_account_manager,base.group_system",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        credential = self.connection._credential().with_user(admin)
        with self.assertRaises(AccessError):
            credential.read(["exact_webhook_secret"])

    # Subscribing

    def server(self, *answers):
        """Exact, as far as told."""
        server = Loopback().then(*answers)
        self.addCleanup(server.stop)
        self.connection.server_url = server.url
        self.authorise()
        # Another server: what was entered for the one before is forgotten.
        self.connection.exact_webhook_secret = SECRET
        self.env.flush_all()
        return server

    @staticmethod
    def rows(*rows):
        body = json.dumps({"d": {"results": list(rows)}})
        return reply(body, Content_Type="application/json")

    @staticmethod
    def made():
        body = json.dumps({"d": {"ID": "5ab0"}})
        return reply(body, 201, "Created", Content_Type="application/json")

    def row(self, topic, url, client=CLIENT):
        return {
            "ID": f"id-{topic}",
            "Topic": topic,
            "CallbackURL": url,
            "ClientID": client.upper(),
        }

    def test_topics_are_subscribed_and_what_led_elsewhere_goes(self):
        url = self.connection.exact_webhook_url
        old, mine, *others = TOPICS
        known = self.rows(
            self.row(old, "https://old.example/ledger/exact/webhook/1"),
            self.row(mine, url),
            self.row(others[0], "https://other.example", client="another"),
        )
        gone = reply(status=204, reason="No Content")
        server = self.server(known, gone, *[self.made()] * 3)
        action = self.connection.action_exact_subscribe()
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(action["params"]["title"], "Subscribed")
        self.assertIn("tells at once", action["params"]["message"])
        self.assertTrue(self.connection.exact_subscribed)
        calls = [(call.method, call.body) for call in server.requests[1:]]
        self.assertEqual(calls[0], ("DELETE", ""))
        told = [json.loads(body) for method, body in calls[1:]]
        self.assertEqual([one["Topic"] for one in told], [old, *others])
        self.assertEqual({one["CallbackURL"] for one in told}, {url})
        self.assertIn(f"/api/v1/{DIVISION}/webhooks/", server.requests[0].path)

    def test_refused_subscription_is_shown_with_exacts_words(self):
        words = "Invalid: Post to callback URL endpoint returns 503"
        body = json.dumps({"error": {"code": "", "message": {"value": words}}})
        self.server(self.rows(), reply(body, 500, Content_Type="application/json"))
        action = self.connection.action_exact_subscribe()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertEqual(action["params"]["title"], "Exact Online refused")
        self.assertIn(words, action["params"]["message"])
        self.assertFalse(self.connection.exact_subscribed)

    def test_refused_end_of_a_subscription_is_shown_with_exacts_words(self):
        """Who may not end it stays subscribed."""
        self.connection.exact_subscribed = True
        words = "You lack the right to delete it"
        body = json.dumps({"error": {"code": "", "message": {"value": words}}})
        known = self.rows(self.row(TOPICS[0], self.connection.exact_webhook_url))
        self.server(known, reply(body, 400, Content_Type="application/json"))
        action = self.connection.action_exact_unsubscribe()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertEqual(action["params"]["title"], "Exact Online refused")
        self.assertIn(words, action["params"]["message"])
        self.assertTrue(self.connection.exact_subscribed)

    def test_unsubscribing_takes_away_ours_alone(self):
        self.connection.exact_subscribed = True
        url = self.connection.exact_webhook_url
        known = self.rows(
            self.row(TOPICS[0], url),
            self.row(TOPICS[1], url, client="another"),
            self.row("Accounts", url),
        )
        server = self.server(known, reply(status=204, reason="No Content"))
        action = self.connection.action_exact_unsubscribe()
        self.assertEqual(action["params"]["title"], "Unsubscribed")
        self.assertIn("every half hour", action["params"]["message"])
        self.assertFalse(self.connection.exact_subscribed)
        self.assertEqual([call.method for call in server.requests], ["GET", "DELETE"])

    def test_subscribing_needs_the_secret(self):
        self.connection._credential().exact_webhook_secret = False
        with self.assertRaisesRegex(UserError, "webhook secret"):
            self.connection.action_exact_subscribe()
