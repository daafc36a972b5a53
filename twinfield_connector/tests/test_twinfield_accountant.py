from odoo.tests import tagged

from .common import TwinfieldCase

from accountant import Accountant  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldAccountant(Accountant, TwinfieldCase):
    """Whatever is done in Twinfield, Odoo shows the same."""
