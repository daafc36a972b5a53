from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

from .common import LedgerCase


class RelationCase(LedgerCase):
    def setUp(self):
        super().setUp()
        self.partner = self.env["res.partner"].create(
            {
                "name": "Bakkerij Zon BV",
                "is_company": True,
                "street": "Dorpsstraat 1",
                "zip": "1234 AB",
                "city": "Utrecht",
                "country_id": self.env.ref("base.nl").id,
                "email": "info@zon.example",
                "phone": "030 1234567",
            }
        )

    def link(self, partner=None):
        self.env.invalidate_all()
        return self.env["ledger.relation"].search(
            [("partner_id", "=", (partner or self.partner).id)]
        )

    def bill(self, partner=None):
        return self.invoice(partner=partner or self.partner)

    def there(self, code, name, kind=ItemKind.CUSTOMER, **attributes):
        """A customer that the accountant entered in the ledger."""
        ref = Ref(code=code)
        item = Item(kind=kind, ref=ref, name=name, attributes=attributes)
        self.books.items.append(item)
        return item

    def changes(self):
        """What was updated: the names of each update."""
        return [set(changed) for _relation, changed in self.books.saved if changed]

    def creations(self):
        return [relation for relation, changed in self.books.saved if not changed]

    def interrupt(self, error, when="before", duty="save_relation"):
        self.raise_once(error, duty, when)

    def night(self):
        """The daily run over all links."""
        self.run_of("relations").full_at = False
        self.update()

    def update(self):
        self.env.flush_all()
        cron = self.env.ref("connector_base.ir_cron_update_relations")
        cron.method_direct_trigger()
        self.env.invalidate_all()

    def retry(self, row):
        row.action_retry()
        self.work()

    def triggers(self):
        cron = self.env.ref("connector_base.ir_cron_update_relations")
        domain = [("cron_id", "=", cron.id)]
        return self.env["ir.cron.trigger"].sudo().search(domain)
