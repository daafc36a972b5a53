from odoo.tests import tagged

from .common import TwinfieldCase

from charts import Belgium, Germany  # isort: skip - found by way of the common part
from proof import Proof  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldProof(Proof, TwinfieldCase):
    """Whatever an accountant can post in Odoo stands in Twinfield to the cent."""

    codes = {
        "account": ["8000", "4000"],
        "cost_centre": ["00001", "00002"],
        "sale": "VRK",
        "purchase": "INK",
        "customer": "1000",
        "supplier": "2000",
        "high": "VH",
        "low": "VL",
        "zero": "VN",
        "buy": "IH",
        "buy_low": "IL",
        "reverse": "IV",
    }


@tagged("post_install", "-at_install")
class TestTwinfieldProofBelgium(Belgium, TestTwinfieldProof):
    """The same with the Belgian chart."""


@tagged("post_install", "-at_install")
class TestTwinfieldProofGermany(Germany, TestTwinfieldProof):
    """The same with the German chart."""
