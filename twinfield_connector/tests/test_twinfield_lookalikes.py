from odoo.tests import tagged

from . import test_twinfield_standing as standing
from .common import TwinfieldCase

from ledger_lookalikes import LookAlikes  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldLookAlikes(LookAlikes, TwinfieldCase):
    journal = standing.TestTwinfieldStanding.journal
    lose_answer = standing.TestTwinfieldStanding.lose_answer
    make_final = standing.TestTwinfieldStanding.make_final

    codes = {
        "sent": "00001",
        "relation": "1000",
        "account": "8010",
        "vatcode": "VL",
        "cost_centre": "00002",
        "period": "2026/04",
    }
