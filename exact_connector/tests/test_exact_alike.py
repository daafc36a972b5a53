from odoo.tests import tagged

from .common import ExactCase

from alike import Alike  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactAlike(Alike, ExactCase):
    """Whatever looks alike, each of ours stands there once."""

    def test_whatever_looks_alike_stands_there_once(self):
        self.play()
