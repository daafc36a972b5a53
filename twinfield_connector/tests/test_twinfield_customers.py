from odoo.tests import tagged

from .common import TwinfieldCase

from ledger_customers import Customers  # isort: skip - found by way of the common part


@tagged("post_install", "-at_install")
class TestTwinfieldCustomers(Customers, TwinfieldCase):
    said = ("shortname", "creditmanagement/comment", ("groups/group", "GROOT"))

    def setUp(self):
        super().setUp()
        self.act("group", code="GROOT", name="Groothandel")

    def told(self, code):
        record = self.act("dimension", type="DEB", code=code)
        groups = {"groups/group": "".join(record["groups"])}
        return {"shortname": record["shortname"], **record["fields"], **groups}

    def deliveries(self, code):
        names = ("field2", "postcode", "city", "country")
        _own, *others = self.act("dimension", type="DEB", code=code)["addresses"]
        return [tuple(one[name] for name in names) for one in others]
