from odoo.tests import tagged

from .common import ExactCase

from ledger_touched import Touched  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactTouched(Touched, ExactCase):
    """What people do in Odoo to what was paid in the ledger."""
