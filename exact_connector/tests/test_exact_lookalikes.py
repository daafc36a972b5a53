from odoo.tests import tagged

from . import test_exact_standing as standing
from .common import ExactCase

from ledger_lookalikes import LookAlikes  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactLookAlikes(LookAlikes, ExactCase):
    journal = standing.TestExactStanding.journal
    lose_answer = standing.TestExactStanding.lose_answer
    make_final = standing.TestExactStanding.make_final

    codes = {
        "sent": "AMS",
        "relation": "1000",
        "account": "8010",
        "vatcode": "1",
        "cost_centre": "RTM",
        "period": "2026/04",
    }
