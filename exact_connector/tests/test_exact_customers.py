from odoo.tests import tagged

from .common import ExactCase

from ledger_customers import Customers  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestExactCustomers(Customers, ExactCase):
    said = (
        "SearchCode",
        "Remarks",
        ("Classification1", "8d2b7f3e-0000-4c1e-9d11-00000000000a"),
    )

    def told(self, code):
        return self.act("relation", code=code)

    def deliveries(self, code):
        names = ("AddressLine1", "Postcode", "City", "Country")
        rows = self.act("addresses", code=code)["addresses"]
        return [tuple(one[n] for n in names) for one in rows if one["Type"] == 4]
