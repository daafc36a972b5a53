from odoo.tests import HttpCase, tagged

from .common import ExactCase

from loopback import Loopback, reply  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactWebhooks(ExactCase, HttpCase):
    """Subscriptions and notices, over the wire."""

    def setUp(self):
        super().setUp()
        self.connect()
        self.connection.exact_webhook_secret = self.box.info["webhook_secret"]

    def listen(self, *acts):
        """Odoo's test server answers to its test alone: another one in its place."""
        server = Loopback().then(*acts)
        self.addCleanup(server.stop)
        self.env["ir.config_parameter"].set_param("web.base.url", server.url)
        self.env.invalidate_all()
        return server

    def topics(self):
        division = self.box.service.divisions[124132]
        rows = division.table("webhooks/WebhookSubscriptions")
        return {row["Topic"]: row["CallbackURL"] for row in rows}

    def test_subscribed_moved_and_unsubscribed(self):
        for _twice in range(2):
            server = self.listen(*[reply("")] * 4)
            shown = self.connection.action_exact_subscribe()
            self.assertEqual(shown["params"]["type"], "success", shown)
            self.assertEqual(
                self.topics(),
                dict.fromkeys(
                    (
                        *("BankEntries", "CashEntries"),
                        *("GeneralJournalEntries", "SalesEntries"),
                    ),
                    self.connection.exact_webhook_url,
                ),
            )
            self.assertEqual([one.body for one in server.requests], [""] * 4)
        self.assertTrue(self.connection.exact_subscribed)
        self.connection.action_exact_unsubscribe()
        self.assertFalse(self.topics())
        self.assertFalse(self.connection.exact_subscribed)

    def test_address_that_does_not_answer_is_told(self):
        self.listen(reply("", status=503))
        shown = self.connection.action_exact_subscribe()["params"]
        self.assertEqual(shown["type"], "danger")
        self.assertIn("callback URL", shown["message"])

    def test_notice_of_the_sandbox_is_believed(self):
        """Signed by another hand than the one that wrote our check."""
        server = self.listen(*[reply("")] * 5)
        self.connection.action_exact_subscribe()
        self.receive((self.exported(), "121.00"))
        self.box.service.webhooks.wait()
        *_empty, notice = server.requests
        self.assertTrue(self.connection._exact_event(notice.body.encode()))
        forged = notice.body.replace("Create", "Delete")
        self.assertFalse(self.connection._exact_event(forged.encode()))

    def exported(self):
        move = self.invoice()
        self.export(move)
        return move
