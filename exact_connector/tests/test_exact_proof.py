from odoo.tests import tagged

from .common import ExactCase

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

    def test_generated_invoices_are_booked_to_the_cent(self):
        self.prepare()
        self.prove()


@tagged("post_install", "-at_install")
class TestExactProofBelgium(TestExactProof):
    """The same with the Belgian chart."""

    country = "be"
    taxes = ("attn_VAT-OUT-21-L", "attn_VAT-OUT-06-L", "attn_VAT-OUT-00-L")
    purchase_taxes = (
        "attn_VAT-IN-V81-21",
        "attn_VAT-IN-V81-06",
        "attn_VAT-IN-V81-21-CC",
    )


@tagged("post_install", "-at_install")
class TestExactProofGermany(TestExactProof):
    """The same with the German chart."""

    country = "de"
    taxes = ("tax_ust_19_skr03", "tax_ust_7_skr03", "tax_export_skr03")
    purchase_taxes = (
        "tax_vst_19_skr03",
        "tax_vst_7_skr03",
        "tax_ust_vst_19_purchase_13b_bau_skr03",
    )
