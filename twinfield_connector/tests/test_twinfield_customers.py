from odoo.tests import tagged

from .common import TwinfieldCase

from ledger_customers import Customers  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldCustomers(Customers, TwinfieldCase):
    pass
