from datetime import timedelta

from odoo import fields
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.connector_base.ledger.errors import InDoubt, NotExecuted, Unavailable
from odoo.addons.connector_base.ledger.values import ItemKind, Rejected
from odoo.addons.connector_base.models.mapping.rules import Rules

from .relation_case import RelationCase

RELATION = "odoo.addons.connector_base.models.relation.ledger_relation_resolver"


@tagged("post_install", "-at_install")
class TestBaseRelationCreate(RelationCase):
    """A customer that the ledger does not know yet."""

    def test_ledger_chooses_the_code(self):
        self.partner.ref = "ZON"
        self.export(self.bill())
        (relation,) = self.creations()
        self.assertEqual(relation.code, "")
        self.assertEqual(
            (relation.name, relation.postcode, relation.country),
            ("Bakkerij Zon BV", "1234 AB", "NL"),
        )
        link = self.link()
        self.assertTrue(link.item_id)
        self.assertEqual(link.origin, "created")
        self.assertTrue(link.sent_at)

    def test_currency_is_that_of_its_price_list(self):
        """Of one that has none nothing is said."""
        users, lists = map(
            self.env.ref, ("base.group_user", "product.group_product_pricelist")
        )
        users._remove_group(lists)
        self.partner.invalidate_recordset()
        self.export(self.bill())
        self.assertEqual(self.creations()[0].currency, "")
        users._apply_group(lists)
        dollars = {"name": "Dollars", "currency_id": self.env.ref("base.USD").id}
        other = self.partner.copy({"name": "Bakkerij Zee BV", "email": "z@zee.example"})
        other.property_product_pricelist = self.env["product.pricelist"].create(dollars)
        self.export(self.bill(other))
        self.assertEqual(self.creations()[-1].currency, "USD")

    def test_own_code_is_the_partners_reference(self):
        self.connection.relation_code = "ref"
        self.partner.ref = "ZON"
        self.export(self.bill())
        self.assertEqual(self.creations()[0].code, "ZON")
        self.assertEqual(self.link().item_id.code, "ZON")

    def test_missing_own_code_is_told_and_the_invoice_waits_refused(self):
        self.connection.relation_code = "ref"
        row = self.export(self.bill())
        self.assertEqual((row.state, row.error_code), ("rejected", "own_code_missing"))
        self.assertIn("Bakkerij Zon BV has no reference", row.message)
        self.assertFalse(self.books.saved)
        self.assertIn("Enter one", self.link().message)
        self.partner.ref = "ZON"
        self.retry(row)
        self.assertEqual(row.state, "done")
        self.assertFalse(self.link().message)

    def test_own_code_of_another_customer_is_never_written_over(self):
        self.connection.relation_code = "ref"
        self.partner.write({"ref": "ZON", "vat": "NL123456782B90"})
        self.there("ZON", "Zonneschermen NV", vat="NL000099998B57")
        row = self.export(self.bill())
        self.assertEqual((row.state, row.error_code), ("rejected", "code_taken"))
        self.assertIn("ZON Zonneschermen NV", row.message)
        self.assertFalse(self.books.saved)

    def test_refused_code_is_told_and_can_be_mended(self):
        self.connection.relation_code = "ref"
        self.partner.ref = "ZON"
        for code, words in (
            ("code_not_fitting", "does not fit the format"),
            ("code_format_missing", "no code format"),
        ):
            self.books.refusal = Rejected(code=code, message="mask D####")
            row = self.export(self.bill())
            self.assertEqual((row.state, row.error_code), ("rejected", code))
            self.assertIn(words, row.message)
            self.assertEqual(self.link().error_text, "mask D####")
        self.books.refusal = None
        self.partner.ref = "D0001"
        self.retry(row)
        self.assertEqual(row.state, "done")
        self.assertEqual(self.link().item_id.code, "D0001")

    def test_unknown_refusal_names_the_customer(self):
        self.books.refusal = Rejected(code="whatever", message="not on a Sunday")
        row = self.export(self.bill())
        self.assertEqual((row.state, row.error_code), ("rejected", "relation_refused"))
        self.assertIn("refused Bakkerij Zon BV", row.message)
        self.assertEqual(row.error_text, "not on a Sunday")

    def test_unreadable_customer_does_not_hold_up_the_others(self):
        self.interrupt(NotExecuted("malformed"))
        bad = self.bill()
        good = self.invoice(partner=self.partner_b)
        rows = self.export(bad | good)
        self.assertEqual(bad.ledger_state, "rejected")
        self.assertEqual(rows[0].error_code, "malformed")
        self.assertEqual(good.ledger_state, "done")

    def test_outage_while_creating_waits(self):
        self.interrupt(Unavailable("unreachable"))
        row = self.export(self.bill())
        self.assertEqual((row.state, row.error_code), ("waiting", False))
        self.assertEqual(self.run_of("export").problem_code, "unreachable")
        self.assertFalse(self.link().attempt)
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")


@tagged("post_install", "-at_install")
class TestBaseRelationOnce(RelationCase):
    """A lost answer never makes a second customer."""

    def customers(self):
        return [i for i in self.books.items if i.kind == ItemKind.CUSTOMER]

    def lose(self, error=None):
        self.interrupt(error or InDoubt("no_answer"), when="after")
        row = self.export(self.bill())
        self.assertEqual((row.state, row.error_code), ("waiting", "relation_in_doubt"))
        return row

    def again(self, row):
        self.due_now(row)
        self.work()

    def assertOnce(self, row):
        self.assertEqual(row.state, "done")
        self.assertEqual(len(self.customers()), 1)
        self.assertEqual(len(self.creations()), 1)
        self.assertEqual(self.link().origin, "created")
        self.assertFalse(self.link().attempt)

    def test_lost_answer_is_found_by_name(self):
        self.books.searched = ("name",)
        row = self.lose()
        self.again(row)
        self.assertOnce(row)

    def test_lost_answer_is_found_by_email(self):
        """An e-mail alone is doubtful, were it not equal in all that was sent."""
        self.books.searched = ("email",)
        row = self.lose()
        self.again(row)
        self.assertOnce(row)

    def test_lost_answer_is_found_although_the_ledger_cut_the_name(self):
        self.books.searched = ("email",)
        self.partner.name = "Coöperatieve Vereniging van Bakkers in Utrecht U.A."
        row = self.lose()
        (item,) = self.customers()
        object.__setattr__(item, "name", item.name[:40])
        self.again(row)
        self.assertOnce(row)

    def test_lost_answer_is_found_among_those_of_one_name(self):
        """The other one came meanwhile: it does not say what we sent."""
        self.books.searched = ("name",)
        row = self.lose()
        self.there("1900", self.partner.name, postcode="9999 ZZ", email="x@y.example")
        self.again(row)
        self.assertEqual(row.state, "done")
        self.assertNotEqual(self.link().item_id.code, "1900")
        self.assertEqual(len(self.creations()), 1)

    def test_lost_answer_of_an_old_name_is_found_and_then_updated(self):
        self.books.searched = ("name",)
        row = self.lose()
        self.partner.name = "Bakkerij Maan BV"
        self.again(row)
        self.assertOnce(row)
        self.night()
        self.assertEqual(self.changes(), [{"name"}])

    def test_somebody_elses_email_is_still_a_question(self):
        """The attempt never arrived; who answers to its e-mail is another one."""
        self.interrupt(InDoubt("no_answer"))
        row = self.export(self.bill())
        self.there("1900", "Zon Holding", email=self.partner.email, postcode="1234 AB")
        self.books.searched = ("email",)
        self.again(row)
        self.assertEqual(row.error_code, "relation_ambiguous")
        self.assertFalse(self.creations()[1:])

    def test_not_there_is_believed_after_the_settling_time_only(self):
        self.interrupt(InDoubt("no_answer"))
        row = self.export(self.bill())
        self.again(row)
        self.assertEqual(row.error_code, "relation_in_doubt")
        self.assertFalse(self.creations(), "the first one did not arrive")
        self.link().sudo().attempted_at = fields.Datetime.now() - timedelta(minutes=10)
        self.again(row)
        self.assertOnce(row)

    def test_our_own_bug_while_creating_is_doubt(self):
        with self.assertLogs(RELATION, "WARNING") as logs:
            row = self.lose(RuntimeError())
        self.assertIn("in doubt: RuntimeError", logs.output[0])
        self.again(row)
        self.assertOnce(row)

    def test_attempt_is_known_before_the_request_leaves(self):
        kept = []

        def fault(duty, moment):
            if (duty, moment) == ("save_relation", "before"):
                kept.append(self.link().attempt)

        self.books.fault = fault
        self.export(self.bill())
        self.assertEqual(kept[0]["name"], self.partner.name)


@tagged("post_install", "-at_install")
class TestBaseRelationDefault(RelationCase):
    """Buyers of a web shop share one customer."""

    def setUp(self):
        super().setUp()
        self.there("1999", "Web shop")
        self.refresh()
        self.shop = self.connection.item_ids.filtered(lambda i: i.code == "1999")
        self.connection.default_customer_item_id = self.shop
        self.buyer = self.env["res.partner"].create({"name": "Jan Jansen"})

    def booked_on(self, move):
        (entry,) = (
            entry
            for entry in self.books.entries.values()
            if entry.document.key.number == move.name
        )
        return entry.document.relation.code

    def item_of(self, move):
        relations = self.env["ledger.relation"]
        return relations._get_item(Rules.of(self.connection), relations._key(move))

    def test_individual_is_booked_on_the_default_customer(self):
        self.connection.default_customer_individuals = True
        move, other = self.bill(self.buyer), self.bill()
        self.assertEqual(self.item_of(move), self.shop)
        self.assertFalse(self.item_of(other))
        self.export(move | other)
        self.assertEqual(self.booked_on(move), "1999")
        self.assertNotEqual(self.booked_on(other), "1999")
        self.assertFalse(self.link(self.buyer))
        self.assertEqual(len(self.creations()), 1, "the company's own")

    def test_without_a_rule_it_is_nobodys(self):
        move = self.bill(self.buyer)
        self.export(move)
        self.assertNotEqual(self.booked_on(move), "1999")

    def test_individual_with_a_vat_number_gets_his_own(self):
        self.connection.default_customer_individuals = True
        self.buyer.vat = "NL123456782B90"
        move = self.bill(self.buyer)
        self.assertFalse(self.item_of(move))

    def test_tag_decides_also_for_companies_and_for_tags_below(self):
        tags = self.env["res.partner.category"]
        shop = tags.create({"name": "Shop"})
        below = tags.create({"name": "Shop NL", "parent_id": shop.id})
        self.connection.default_customer_category_ids = shop
        self.partner.category_id = below
        move = self.bill()
        self.export(move)
        self.assertEqual(self.booked_on(move), "1999")
        self.assertFalse(self.link())

    def test_own_customer_goes_before_the_rule(self):
        self.export(self.bill(self.buyer))
        self.connection.default_customer_individuals = True
        move = self.bill(self.buyer)
        self.export(move)
        self.assertEqual(self.booked_on(move), self.link(self.buyer).item_id.code)
        self.assertNotEqual(self.booked_on(move), "1999")

    def test_what_the_dialog_filled_in_by_the_rule_makes_no_link(self):
        self.connection.default_customer_individuals = True
        move = self.bill(self.buyer)
        self.export(move, relation_item_id=self.shop.id)
        self.assertEqual(move.ledger_state, "done")
        self.assertFalse(self.link(self.buyer))

    def test_vendor_is_never_a_default_customer(self):
        self.connection.default_customer_individuals = True
        bill = self.invoice(
            (100.0, None), move_type="in_invoice", partner=self.buyer, ref="V1"
        )
        self.assertFalse(self.item_of(bill))


@tagged("post_install", "-at_install")
class TestBaseRelationMandate(RelationCase):
    def test_mandate_of_the_bank_account_goes_with_its_number(self):
        self.partner.bank_ids = [
            (0, 0, {"acc_number": "NL91ABNA0417164300"}),
            (
                0,
                0,
                {
                    "acc_number": "NL20INGB0001234567",
                    "ledger_mandate": "M-1",
                    "ledger_mandate_date": "2026-02-01",
                },
            ),
        ]
        self.export(self.bill())
        (relation,) = self.creations()
        self.assertEqual(
            (relation.iban, relation.mandate, str(relation.mandate_date)),
            ("NL20INGB0001234567", "M-1", "2026-02-01"),
        )
        self.partner.bank_ids.filtered("ledger_mandate").write(
            {"ledger_mandate": "M-2", "ledger_mandate_date": "2026-03-01"}
        )
        self.update()
        self.assertEqual(self.changes(), [{"mandate", "mandate_date"}])
        self.partner.bank_ids.unlink()
        self.update()
        self.assertEqual(self.changes()[-1], {"iban", "mandate", "mandate_date"})


@tagged("post_install", "-at_install")
class TestBaseRelationScreens(RelationCase):
    def test_partner_shows_its_code(self):
        self.assertFalse(self.partner.ledger_codes)
        self.export(self.bill())
        code = self.link().item_id.code
        child = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.partner.id}
        )
        self.assertEqual(self.partner.ledger_codes, f"Memory {code}")
        self.assertEqual(child.ledger_codes, f"Memory {code}")
        action = child.action_open_ledger_relations()
        found = self.env["ledger.relation"].search(action["domain"])
        self.assertEqual(found, self.link())

    def test_employee_edits_a_linked_partner(self):
        self.export(self.bill())
        group = "base.group_user,base.group_partner_manager"
        employee = new_test_user(self.env, "partner-employee", group)
        with Form(self.partner.with_user(employee)) as form:
            form.city = "Breda"
        self.assertTrue(self.link().to_update)

    def test_filters_find_what_needs_a_person(self):
        self.there("1900", self.partner.name)
        self.there("1901", self.partner.name)
        self.export(self.bill() | self.bill(self.partner_b))
        view = self.env["ledger.relation"].get_view(
            self.env.ref("connector_base.ledger_relation_view_search").id, "search"
        )
        for name in ("attention", "to_check", "refused", "created"):
            self.assertIn(f'name="{name}"', view["arch"])
        search = self.env["ledger.relation"].search
        self.assertEqual(search([("error_code", "!=", False)]), self.link())
        self.assertEqual(
            search([("origin", "=", "created")]), self.link(self.partner_b)
        )
