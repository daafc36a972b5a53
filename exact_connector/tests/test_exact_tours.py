from odoo.tests import HttpCase, tagged

from .common import ExactCase

from ledger_screens import Screens  # isort: skip - found by way of the common part
from loopback import Loopback, reply  # isort: skip


@tagged("post_install", "-at_install")
class TestExactTours(Screens, ExactCase, HttpCase):
    """The screens, in a real browser."""

    def test_told_at_once_and_called_before_its_time(self):
        self.browser_size = "1440x900"
        self.connection.exact_webhook_secret = self.box.info["webhook_secret"]
        server = Loopback().then(*[reply("")] * 4)
        self.addCleanup(server.stop)
        self.env["ir.config_parameter"].set_param("web.base.url", server.url)
        self.box.control("fault", kind="status", status=429, retry_after=3600, times=1)
        self.export(self.invoice())
        self.assertTrue(self.connection.pause_until)
        budget = self.env["ledger.access"]._get_budget(self.connection)
        self.addCleanup(budget.end_pause)
        self.tour("/odoo/settings#account", "exact_told_at_once")
        self.assertFalse(self.connection.pause_until)
        self.assertFalse(self.connection.exact_subscribed)
