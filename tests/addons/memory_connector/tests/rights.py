"""What the tests of rights share: two companies, each with a connection and one row of
everything, and users of each role in each of them."""

from odoo import fields
from odoo.tests import new_test_user

from .common import LedgerCase

ROLES = {
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "auditor": "account.group_account_readonly",
    "clerk": "account.group_account_invoice",
    "accountant": "account.group_account_user",
    "accounting admin": "account.group_account_manager",
    "system admin": "base.group_system",
}


class RightsCase(LedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.setup_other_company()["company"]
        cls.users = {
            (role, company): new_test_user(
                cls.env,
                f"ledger-{role}-{company.id}".replace(" ", "-"),
                groups,
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            for role, groups in ROLES.items()
            for company in (cls.company, cls.other_company)
        }

    def setUp(self):
        super().setUp()
        self.theirs = self.env["ledger.connection"].create(
            {
                "name": "Theirs",
                "provider": "memory",
                "company_id": self.other_company.id,
                "client_id": "tests",
                "client_secret": self.books.token,
                "start_date": "2026-01-01",
            }
        )
        self.theirs.action_connect()
        self.refresh()
        self.ours = self.rows_of(self.connection)
        self.foreign = self.rows_of(self.theirs)

    def user_of(self, role, company=None):
        return self.users[role, company or self.company]

    def as_user(self, role, records, company=None):
        """``records`` as a request of that user sees them."""
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.user_of(role, company)
        return records.with_env(self.env(user=user, context={}, su=False))

    @staticmethod
    def models_of(env):
        """All models of ours that are kept."""
        return sorted(
            name
            for name, model in env.registry.items()
            if name.startswith("ledger.") and not (model._abstract or model._transient)
        )

    def rows_of(self, connection):
        """{model: one row of it}, of ``connection``"""
        company, now = connection.company_id, fields.Datetime.now()
        items = connection.item_ids
        customer = items.filtered(lambda item: item.kind == "customer")[:1]
        customer = customer or items.sudo().create(
            {
                "connection_id": connection.id,
                "kind": "customer",
                "code": f"C{connection.id}",
                "remote_id": f"C{connection.id}",
            }
        )
        partner = self.env["res.partner"].create({"name": f"Of {company.name}"})
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "invoice_date": "2026-03-10",
                    "invoice_line_ids": [(0, 0, {"name": "Line", "price_unit": 100})],
                }
            )
        )
        move.action_post()
        of = {"connection_id": connection.id}
        made = {
            "ledger.budget": {"key": f"tests-{connection.id}"},
            "ledger.request": {**of, "work": "export", "at": now},
            "ledger.log": {**of, "at": now, "operation": "tests"},
            "ledger.remark": {**of, "at": now, "code": "option_refused"},
            "ledger.text": {**of, "value": "Ours"},
            "ledger.mapping": {
                **of,
                "kind": "account",
                "account_id": move.invoice_line_ids.account_id.id,
                "country_id": self.env.ref("base.be").id,
                "item_id": items.filtered(lambda i: i.kind == "account")[:1].id,
            },
            "ledger.relation": {**of, "partner_id": partner.id, "role": "customer"},
            "ledger.relation.proposal": {
                **of,
                "item_id": customer.id,
                "role": "customer",
                "certainty": "3_none",
            },
            "ledger.export": {**of, "move_id": move.id, "state": "rejected"},
            "ledger.control": {
                **of,
                "date": "2026-03-10",
                "currency_id": company.currency_id.id,
                "move_id": move.id,
            },
        }
        rows = {
            name: self.env[name].sudo().create(values) for name, values in made.items()
        }
        rows["ledger.allocation"] = (
            self.env["ledger.allocation"]
            .sudo()
            .create(
                {
                    "export_id": rows["ledger.export"].id,
                    "key": f"tests-{connection.id}",
                    "kind": "payment",
                    "currency_id": company.currency_id.id,
                    "date": "2026-03-20",
                    "state": "conflict",
                    "reason": "paid_by_hand",
                }
            )
        )
        rows |= {
            "ledger.connection": connection,
            "ledger.run": connection.run_ids[:1],
            "ledger.item": customer.sudo(),
            "ledger.credential": connection._credential(),
            "account.move": move,
            "res.partner": partner,
        }
        return rows
