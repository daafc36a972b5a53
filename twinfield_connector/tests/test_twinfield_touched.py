from odoo.tests import tagged

from .common import TwinfieldCase

from ledger_touched import Touched  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldTouched(Touched, TwinfieldCase):
    """What people do in Odoo to what was paid in the ledger."""
