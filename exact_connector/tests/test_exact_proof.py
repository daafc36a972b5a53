from odoo.tests import tagged

from .common import ExactCase

from charts import Belgium, Germany  # isort: skip - found by way of the common part
from proof import Proof  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactProof(Proof, ExactCase):
    """Whatever an accountant can post in Odoo stands in Exact Online to the cent."""

    codes = {
        "account": ["8000", "4000"],
        "cost_centre": ["AMS", "RTM"],
        "sale": "70",
        "purchase": "60",
        "customer": "1000",
        "supplier": "2000",
        "high": "2",
        "low": "1",
        "zero": "0",
        "buy": "4",
        "buy_low": "5",
        "reverse": "10",
    }
    # Exact converts each amount of an entry itself, at one rate.
    may_refuse = ("rate_not_fitting",)


@tagged("post_install", "-at_install")
class TestExactProofBelgium(Belgium, TestExactProof):
    """The same with the Belgian chart."""


@tagged("post_install", "-at_install")
class TestExactProofGermany(Germany, TestExactProof):
    """The same with the German chart."""
