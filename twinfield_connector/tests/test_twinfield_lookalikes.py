from odoo.tests import tagged

from .common import TwinfieldCase

from ledger_lookalikes import LookAlikes  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldLookAlikes(LookAlikes, TwinfieldCase):
    codes = {
        "sent": "00001",
        "relation": "1000",
        "account": "8010",
        "vatcode": "VL",
        "cost_centre": "00002",
        "period": "2026/04",
    }
