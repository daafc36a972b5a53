from odoo.tests import tagged

from .common import ExactCase

from ledger_lookalikes import LookAlikes  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactLookAlikes(LookAlikes, ExactCase):
    codes = {
        "sent": "AMS",
        "relation": "1000",
        "account": "8010",
        "vatcode": "1",
        "cost_centre": "RTM",
        "period": "2026/04",
    }
