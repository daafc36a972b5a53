from odoo.tests import tagged

from .common import TwinfieldCase

from ledger_payments import Payments  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldPayments(Payments, TwinfieldCase):
    """What is paid in Twinfield becomes paid in Odoo, over the wire."""
