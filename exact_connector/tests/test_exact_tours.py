from odoo.tests import HttpCase, tagged

from .common import ExactCase

from ledger_screens import Screens  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactTours(Screens, ExactCase, HttpCase):
    """The screens, in a real browser."""
