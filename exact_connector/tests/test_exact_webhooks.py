import json

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import ExactCase

from loopback import Loopback, reply  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactWebhooks(ExactCase, HttpCase):
    """A signed notice makes the import come sooner, and nothing else."""

    def setUp(self):
        super().setUp()
        self.connect()
        self.path = f"/exact/webhook/{self.connection.id}"
        self.connection.exact_webhook_secret = self.box.info["webhook_secret"]
        self.env.flush_all()

    def tell(self, body, path=None):
        return self.opener.post(
            self.base_url() + (path or self.path),
            data=body,
            headers={"Content-Type": "application/json"},
            timeout=20,
        ).status_code

    def notice(self):
        return self.box.service.webhooks.sign(
            {"Topic": "BankEntries", "Action": "Create", "Key": "k", "Division": 124132}
        )

    def triggers(self):
        cron = self.env.ref("connector_base.ir_cron_import")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def test_signed_notice_brings_the_import_forward(self):
        before = self.triggers()
        self.assertEqual(self.tell(self.notice()), 200)
        self.env.invalidate_all()
        self.assertEqual(self.triggers(), before + 1)

    def test_first_empty_message_is_answered(self):
        self.assertEqual(self.tell(b""), 200)

    def test_forged_or_strange_messages_do_nothing(self):
        before = self.triggers()
        body = self.notice()
        forged = json.dumps(json.loads(body)).encode()
        for one in (forged, body[:-9] + b'0"}', b"{}", b"\xff", b"[1]"):
            self.assertEqual(self.tell(one), 403, one)
        self.assertEqual(self.tell(body, "/exact/webhook/0"), 403)
        self.assertEqual(self.tell(b"x" * 100_000), 413)
        self.env.invalidate_all()
        self.assertEqual(self.triggers(), before)

    def test_connection_at_rest_ignores_them(self):
        self.connection.action_disconnect()
        before = self.triggers()
        self.tell(self.notice())
        self.env.invalidate_all()
        self.assertEqual(self.triggers(), before)

    def test_switched_on_and_off(self):
        # Odoo's test server answers to this test alone.
        server = Loopback().then(*[reply("")] * 4)
        self.addCleanup(server.stop)
        self.env["ir.config_parameter"].set_param("web.base.url", server.url)
        for _twice in range(2):
            self.connection.action_exact_subscribe()
        topics = self.box.service.divisions[124132].table(
            "webhooks/WebhookSubscriptions"
        )
        self.assertEqual(
            {row["Topic"] for row in topics},
            {"BankEntries", "CashEntries", "GeneralJournalEntries", "SalesEntries"},
        )
        self.connection.action_exact_unsubscribe()
        self.assertFalse(len(topics))
        self.assertEqual({one.body for one in server.requests}, {""})

    def test_address_that_does_not_answer_is_told(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "http://127.0.0.1:9")
        with self.assertRaisesRegex(UserError, "callback URL"):
            self.connection.action_exact_subscribe()

    def test_secret_is_asked_for_first(self):
        self.connection._credential().exact_webhook_secret = False
        with self.assertRaisesRegex(UserError, "webhook secret"):
            self.connection.action_exact_subscribe()

    def test_secret_is_never_shown(self):
        self.env.invalidate_all()
        self.assertFalse(self.connection.exact_webhook_secret)
        self.assertTrue(self.connection.exact_has_webhook_secret)
