from odoo.tests import HttpCase, tagged

from .common import TwinfieldCase

from ledger_assistant import Assistant  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldAssistant(Assistant, TwinfieldCase, HttpCase):
    """From nothing to the first invoice."""
