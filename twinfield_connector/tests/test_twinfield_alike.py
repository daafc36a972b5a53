from odoo.tests import tagged

from .common import TwinfieldCase

from alike import Alike  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldAlike(Alike, TwinfieldCase):
    """Whatever looks alike, each of ours stands there once."""

    def test_whatever_looks_alike_stands_there_once(self):
        self.play()
