from odoo.tests import tagged

from .common import ExactCase

from accountant import Accountant  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactAccountant(Accountant, ExactCase):
    """Whatever is done in Exact Online, Odoo shows the same."""
