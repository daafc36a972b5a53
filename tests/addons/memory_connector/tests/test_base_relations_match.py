from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.connector_base.ledger.values import ItemKind

from .relation_case import RelationCase


@tagged("post_install", "-at_install")
class TestBaseRelationMatch(RelationCase):
    """The assistant: certain, doubtful, nobody."""

    def propose(self):
        self.env["ledger.relation.proposer"]._start(self.connection)
        return {
            row.item_id.code: row
            for row in self.env["ledger.relation.proposal"].search(
                [("connection_id", "=", self.connection.id)]
            )
        }

    def apply(self):
        scope = {"default_connection_id": self.connection.id}
        self.env["ledger.relation.proposal"].with_context(**scope).action_apply()

    def test_certain_is_preselected_and_linked(self):
        self.partner.write({"vat": "NL123456782B90", "ref": "7"})
        self.there("1900", "Zon", vat="NL123456782B90")
        self.there("1901", self.partner_a.name)
        self.there("7", "SUPPLIER", ItemKind.SUPPLIER)
        rows = self.propose()
        self.assertEqual(rows["1900"].certainty, "1_certain")
        self.assertEqual(rows["1900"].choice, "take")
        self.assertEqual(rows["1900"].partner_id, self.partner)
        self.assertIn("VAT number", rows["1900"].reason)
        self.assertIn("NL123456782B90", rows["1900"].details)
        self.assertEqual(rows["1901"].certainty, "2_doubtful", "only the name")
        self.assertEqual(rows["7"].certainty, "2_doubtful", "only the code")
        self.apply()
        link = self.link()
        self.assertEqual((link.item_id.code, link.origin), ("1900", "found"))
        self.assertEqual(len(self.env["ledger.relation"].search([])), 1)
        self.books.saved.clear()
        self.export(self.bill())
        self.night()
        self.assertFalse(self.books.saved, "nothing there is overwritten")

    def test_who_picks_a_partner_sees_that_it_will_be_linked(self):
        self.there("1900", "Nobody")
        row = self.propose()["1900"]
        with Form(row) as form:
            form.partner_id = self.partner
            self.assertEqual(form.choice, "take")
            form.partner_id = self.partner.browse()
            self.assertEqual(form.choice, "open")

    def test_code_and_name_together_are_certain(self):
        self.partner.ref = "1900"
        self.there("1900", "Bakkerij Zon B.V.")
        self.assertEqual(self.propose()["1900"].certainty, "1_certain")

    def test_doubtful_is_offered_never_taken(self):
        twin = self.partner.copy({"name": self.partner.name})
        self.there("1900", self.partner.name)
        self.there("1901", "Other", email="info@zon.example")
        self.there("1902", self.partner.name, vat="NL123456782B90")
        (self.partner | twin).vat = "NL000099998B57"
        rows = self.propose()
        self.assertEqual(set(rows["1900"].candidate_ids), {self.partner, twin})
        self.assertFalse(rows["1900"].partner_id, "two that fit equally well")
        self.assertIn("but another VAT number", rows["1902"].reason)
        self.assertEqual({row.choice for row in rows.values()}, {"open"})
        self.apply()
        self.assertFalse(self.env["ledger.relation"].search([]))

    def test_accountant_chooses_and_skips(self):
        self.there("1900", "Unlike")
        self.there("1901", "Nobody")
        rows = self.propose()
        self.assertFalse(rows["1900"].reason)
        with self.assertRaises(ValidationError):
            rows["1900"].choice = "take"
        rows["1900"].choice = "open"
        rows["1900"].partner_id = self.partner
        self.assertEqual(rows["1900"].choice, "take", "who picks wants the link")
        rows["1901"].action_skip()
        again = self.propose()
        self.assertEqual(again["1900"].partner_id, self.partner, "kept")
        self.assertEqual(again["1901"].choice, "skip", "not asked again")
        self.apply()
        self.assertEqual(self.link().item_id.code, "1900")
        self.assertEqual(self.link().origin, "chosen")
        self.assertEqual(set(self.propose()), {"1901"})

    def test_partners_are_created_on_request_only(self):
        attributes = {
            "vat": "NL-strange",
            "chamber": "12345678",
            "email": "new@example.com",
            "postcode": "1000 AA",
            "country": "NL",
            "iban": "NL91ABNA0417164300",
        }
        self.there("1900", "Nieuw BV", **attributes)
        self.there("1901", "Later BV")
        count = self.env["res.partner"].search_count([])
        rows = self.propose()
        self.apply()
        self.assertEqual(self.env["res.partner"].search_count([]), count)
        rows["1900"].action_create_partner()
        self.apply()
        partner = self.env["res.partner"].search([("name", "=", "Nieuw BV")])
        self.assertEqual(
            (partner.ref, partner.vat, partner.zip, partner.country_id.code),
            # The VAT number as Odoo spells it.
            ("1900", "NL00000STRANGE", "1000 AA", "NL"),
        )
        self.assertEqual(partner.company_registry, "12345678")
        self.assertEqual(partner.bank_ids.sanitized_acc_number, attributes["iban"])
        self.assertEqual(self.link(partner).item_id.code, "1900")
        self.books.saved.clear()
        self.night()
        self.assertFalse(self.books.saved)

    def test_proposing_twice_changes_nothing(self):
        self.partner.vat = "NL123456782B90"
        self.there("1900", "Zon", vat="NL123456782B90")
        first = {code: row.choice for code, row in self.propose().items()}
        second = {code: row.choice for code, row in self.propose().items()}
        self.assertEqual(first, second)
        self.apply()
        self.assertFalse(self.propose())
        self.apply()
        self.assertEqual(len(self.link()), 1)

    def test_partner_is_one_customer_and_one_supplier(self):
        self.there("1900", "One")
        self.there("1901", "Two")
        self.there("2900", "Three", ItemKind.SUPPLIER)
        rows = self.propose()
        for row in rows.values():
            row.partner_id = self.partner
        with self.assertRaisesRegex(UserError, "chosen twice"):
            self.apply()
        rows["1901"].action_skip()
        self.apply()
        self.assertEqual(
            {(link.role, link.item_id.code) for link in self.link()},
            {("customer", "1900"), ("supplier", "2900")},
        )

    def test_link_that_an_export_left_empty_is_filled(self):
        self.there("1900", self.partner.name)
        self.there("1901", self.partner.name)
        row = self.export(self.bill())
        self.assertEqual(row.error_code, "relation_ambiguous")
        self.propose()["1901"].partner_id = self.partner
        self.apply()
        self.assertEqual(self.link().item_id.code, "1901")
        self.assertFalse(self.link().message)
        self.retry(row)
        self.assertEqual(row.state, "done")

    def test_other_companys_partners_and_contacts_are_not_proposed(self):
        other = self.setup_other_company()["company"]
        self.partner.write({"vat": "NL123456782B90", "company_id": other.id})
        self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.partner_b.id, "email": "ann@b.example"}
        )
        self.there("1900", "Zon", vat="NL123456782B90")
        self.there("1901", "A. Nn", email="ann@b.example")
        rows = self.propose()
        self.assertEqual(rows["1900"].certainty, "3_none")
        self.assertEqual(rows["1901"].certainty, "3_none")

    def test_blocked_customer_is_not_proposed(self):
        item = self.there("1900", self.partner.name)
        object.__setattr__(item, "active", False)
        self.assertFalse(self.propose())

    def test_only_what_is_shown_is_applied(self):
        """The list is that of one connection."""
        self.there("1900", "Zon", vat="NL123456782B90")
        self.partner.vat = "NL123456782B90"
        mine = self.propose()["1900"]
        other = self.connection.sudo().create(
            {
                "name": "Other",
                "provider": self.connection.provider,
                "start_date": "2027-01-01",
            }
        )
        item = mine.item_id.sudo().create(
            {
                "connection_id": other.id,
                "kind": "customer",
                "code": "1",
                "remote_id": "1",
            }
        )
        theirs = mine.sudo().create(
            {
                "connection_id": other.id,
                "item_id": item.id,
                "role": "customer",
                "certainty": "3_none",
                "partner_id": self.partner_b.id,
                "choice": "take",
            }
        )
        self.apply()
        self.assertFalse(mine.exists())
        self.assertTrue(theirs.exists())
        mine.browse().action_apply()
        self.assertFalse(theirs.exists(), "of a list of all of them, all")

    def test_biller_may_match_who_only_reads_may_not(self):
        values = {"company_id": self.company.id, "company_ids": self.company.ids}
        group = "account.group_account_invoice,base.group_partner_manager"
        biller = new_test_user(self.env, "match-biller", group, **values)
        self.there("1900", "Nieuw BV")
        self.env["ledger.relation.proposer"].with_user(biller)._start(
            self.connection.with_user(biller)
        )
        row = self.env["ledger.relation.proposal"].with_user(biller).search([])
        row.action_create_partner()
        notice = row.action_apply()["params"]
        self.assertFalse(row.exists())
        self.assertEqual(
            (notice["title"], notice["message"]),
            ("Linked", "Customers and suppliers linked: 1."),
        )
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        self.assertEqual(notice["next"], reload)
        self.assertTrue(self.env["ledger.relation"].search([]).item_id)
        group = "account.group_account_readonly"
        reader = new_test_user(self.env, "match-reader", group, **values)
        with self.assertRaises(AccessError):
            self.env["ledger.relation.proposer"].with_user(reader)._start(
                self.connection.with_user(reader)
            )
        self.assertTrue(self.env["ledger.relation"].with_user(reader).search([]))

    def test_thousands_cost_no_query_each(self):
        def count(amount):
            self.books.items = [i for i in self.books.items if i.kind != "customer"]
            for number in range(amount):
                self.there(f"{amount}-{number}", f"Customer {amount} {number}")
            self.env["res.partner"].create(
                [
                    {
                        "name": f"Customer {amount} {number}",
                        "ref": f"{amount}-{number}",
                    }
                    for number in range(amount)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            rows = self.propose()
            self.assertEqual(
                [r.certainty for r in rows.values()], ["1_certain"] * amount
            )
            middle = self.env.cr.sql_log_count
            self.apply()
            self.env.flush_all()
            return middle - start, self.env.cr.sql_log_count - middle

        few, many = count(10), count(510)
        for few_queries, many_queries in zip(few, many, strict=True):
            self.assertLess(many_queries - few_queries, 60, "500 more")
