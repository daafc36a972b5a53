from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    NotExecuted,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref, Rejected
from odoo.addons.connector_base.models.ledger_worker import EXPORT_LOCK

from .common import LedgerCase

RELATION = "odoo.addons.connector_base.models.ledger_relation"


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

    def fail(self, error, when="before", duty="save_relation"):
        """The next writing call fails, before it is executed or after."""

        def fault(called, moment):
            if (called, moment) == (duty, when):
                self.books.fault = None
                raise error

        self.books.fault = fault

    def night(self):
        """The daily run over all links."""
        self.connection.relations_compared_at = False
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
        self.fail(NotExecuted("malformed"))
        bad = self.bill()
        good = self.invoice(partner=self.partner_b)
        rows = self.export(bad | good)
        self.assertEqual(bad.ledger_state, "rejected")
        self.assertEqual(rows[0].error_code, "malformed")
        self.assertEqual(good.ledger_state, "done")

    def test_outage_while_creating_waits(self):
        self.fail(Unavailable("unreachable"))
        row = self.export(self.bill())
        self.assertEqual((row.state, row.error_code), ("waiting", "unreachable"))
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
        self.fail(error or InDoubt("no_answer"), when="after")
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
        self.fail(InDoubt("no_answer"))
        row = self.export(self.bill())
        self.there("1900", "Zon Holding", email=self.partner.email, postcode="1234 AB")
        self.books.searched = ("email",)
        self.again(row)
        self.assertEqual(row.error_code, "relation_ambiguous")
        self.assertFalse(self.creations()[1:])

    def test_not_there_is_believed_after_the_settling_time_only(self):
        self.fail(InDoubt("no_answer"))
        row = self.export(self.bill())
        self.again(row)
        self.assertEqual(row.error_code, "relation_in_doubt")
        self.assertFalse(self.creations(), "the first one did not arrive")
        self.link().attempted_at = fields.Datetime.now() - timedelta(minutes=10)
        self.again(row)
        self.assertOnce(row)

    @mute_logger(RELATION)
    def test_our_own_bug_while_creating_is_doubt(self):
        row = self.lose(ZeroDivisionError())
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
class TestBaseRelationUpdate(RelationCase):
    """What changes in Odoo goes to the ledger, and nothing else."""

    def setUp(self):
        super().setUp()
        self.export(self.bill())
        self.books.saved.clear()
        self.books.calls.clear()

    def test_nothing_changed_asks_nothing(self):
        self.export(self.bill())
        self.night()
        self.assertFalse(self.books.saved)
        self.assertNotIn("relations", self.books.calls)

    def test_changed_name_is_sent_before_the_next_invoice(self):
        self.partner.name = "Bakkerij Maan BV"
        self.export(self.bill())
        writes = [c for c in self.books.calls if c in ("save_relation", "post")]
        self.assertEqual(writes, ["save_relation", "post"])
        ((relation, changed),) = self.books.saved
        self.assertEqual(changed, {"name"})
        self.assertEqual(relation.name, "Bakkerij Maan BV")
        self.assertEqual(relation.code, self.link().item_id.code)
        self.assertEqual(self.link().item_id.name, "Bakkerij Maan BV")
        self.export(self.bill())
        self.assertEqual(len(self.books.saved), 1, "said once")

    def test_exactly_what_differs_is_named(self):
        bank = {"acc_number": "NL91ABNA0417164300"}
        for values, names in (
            ({"street": "Kerkstraat 2"}, {"street"}),
            ({"street2": "Achter"}, {"street"}),
            ({"zip": "4321 BA", "city": "Breda"}, {"postcode", "city"}),
            ({"country_id": self.env.ref("base.be").id}, {"country"}),
            ({"vat": "BE0477472701"}, {"vat", "chamber"}),
            ({"company_registry": "0401953350"}, {"chamber"}),
            ({"email": "post@zon.example"}, {"email"}),
            ({"phone": ""}, {"phone"}),
            ({"website": "https://zon.example"}, {"website"}),
            ({"bank_ids": [(0, 0, bank)]}, {"iban"}),
            ({"comment": "Nice people", "ref": "X"}, None),
        ):
            with self.subTest(values=values):
                self.books.saved.clear()
                self.partner.write(values)
                self.update()
                self.assertEqual(self.changes(), [names] if names else [])

    def test_payment_days_are_found_at_night_also_when_the_term_itself_changed(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "30 days",
                "line_ids": [(0, 0, {"value_amount": 100, "nb_days": 30})],
            }
        )
        partner = self.partner.with_company(self.company)
        partner.property_payment_term_id = term
        self.update()
        term.line_ids.nb_days = 14
        self.update()
        self.assertEqual(len(self.changes()), 1, "compared once a day")
        self.night()
        self.assertEqual(self.changes(), [{"payment_days"}] * 2)
        self.assertEqual(self.books.saved[-1][0].payment_days, 14)

    def test_edit_is_sent_at_once(self):
        self.triggers().unlink()
        self.partner.comment = "Nobody there needs to know"
        self.assertFalse(self.triggers())
        self.partner.city = "Breda"
        self.assertTrue(self.triggers())
        self.assertTrue(self.link().to_update)
        self.update()
        self.assertEqual(self.changes(), [{"city"}])
        self.assertFalse(self.link().to_update)
        self.assertTrue(self.link().updated_at)

    def test_edit_that_was_taken_back_is_not_sent(self):
        self.partner.city = "Breda"
        self.partner.city = "Utrecht"
        self.update()
        self.assertFalse(self.books.saved)
        self.assertFalse(self.link().to_update)

    def test_unlinked_partner_asks_for_nothing(self):
        self.triggers().unlink()
        self.partner_b.city = "Breda"
        self.assertFalse(self.triggers())

    def test_switched_off_sends_nothing(self):
        self.connection.update_relations = False
        self.partner.city = "Breda"
        self.export(self.bill())
        self.night()
        self.assertFalse(self.books.saved)
        self.connection.update_relations = True
        self.night()
        self.assertEqual(self.changes(), [{"city"}])

    def test_found_customer_keeps_what_the_ledger_knows(self):
        self.there("1900", "Zaag NV", vat="NL123456782B90", email="old@zaag.example")
        other = self.env["res.partner"].create(
            {"name": "De Zaag", "vat": "NL123456782B90", "email": "new@zaag.example"}
        )
        self.export(self.bill(other))
        self.night()
        self.assertFalse(self.books.saved)
        self.assertEqual(self.link(other).origin, "found")
        other.phone = "020 7654321"
        self.update()
        self.assertEqual(self.changes(), [{"phone"}])

    def test_chosen_customer_keeps_what_the_ledger_knows(self):
        self.there("1900", "Zaag NV", email="old@zaag.example")
        self.connection.action_refresh_items()
        chosen = self.connection.item_ids.filtered(lambda item: item.code == "1900")
        self.partner.city = "Breda"
        self.export(self.bill(), relation_item_id=chosen.id)
        self.assertEqual(self.link().item_id, chosen)
        self.books.saved.clear()
        self.night()
        self.assertFalse(self.books.saved)
        self.partner.city = "Gouda"
        self.update()
        ((relation, changed),) = self.books.saved
        self.assertEqual((relation.code, changed), ("1900", {"city"}))

    def test_same_customer_chosen_again_forgets_no_change(self):
        item = self.link().item_id
        self.partner.city = "Breda"
        self.link().item_id = item
        self.update()
        self.assertEqual(self.changes(), [{"city"}])

    def test_refused_update_does_not_hold_up_the_invoice(self):
        self.books.refusal = Rejected(code="refused", message="no such city")
        self.partner.city = "Atlantis"
        move = self.bill()
        self.export(move)
        self.assertEqual(move.ledger_state, "done")
        link = self.link()
        self.assertEqual(link.error_code, "relation_refused")
        self.assertEqual(link.error_text, "no such city")
        self.assertIn("refused Bakkerij Zon BV", link.message)
        self.assertEqual(self.connection.relation_problem_count, 1)
        self.export(self.bill())
        self.night()
        self.assertEqual(len(self.books.saved), 1, "not asked again and again")

    def test_refused_update_is_sent_again_when_a_person_asks(self):
        self.books.refusal = Rejected(code="refused", message="no such city")
        self.partner.city = "Atlantis"
        self.update()
        self.books.refusal = None
        self.link().action_update()
        self.update()
        self.assertFalse(self.link().error_code)
        self.assertEqual(self.changes(), [{"city"}] * 2)

    def test_refused_update_is_sent_again_when_it_changed(self):
        self.books.refusal = Rejected(code="refused", message="no such city")
        self.partner.city = "Atlantis"
        self.update()
        self.books.refusal = None
        self.partner.city = "Breda"
        self.update()
        self.assertEqual(self.changes()[-1], {"city"})
        self.assertFalse(self.link().message)

    def test_update_that_did_not_get_through_follows_later(self):
        at = utcnow().replace(microsecond=0) + timedelta(minutes=7)
        for error, when in (
            (Throttled(at), "before"),
            (Unavailable("unreachable"), "before"),
            (InDoubt("no_answer"), "before"),
            (InDoubt("no_answer"), "after"),
        ):
            with self.subTest(error=error, when=when):
                self.triggers().unlink()
                self.partner.city = f"{self.partner.city}'"
                self.fail(error, when)
                move = self.bill()
                self.export(move)
                self.assertEqual(move.ledger_state, "done")
                self.assertTrue(self.link().to_update)
                later = [t.call_at for t in self.triggers() if t.call_at > utcnow()]
                self.assertTrue(later)
                self.update()
                self.assertFalse(self.link().to_update)
                self.assertEqual(self.changes()[-1], {"city"})

    def test_throttled_night_waits_until_the_ledger_allows(self):
        at = utcnow().replace(microsecond=0) + timedelta(minutes=7)
        self.triggers().unlink()
        self.partner.city = "Breda"
        self.fail(Throttled(at))
        self.update()
        self.assertIn(at, self.triggers().mapped("call_at"))
        self.assertEqual(self.connection.problem_code, "throttled")
        self.update()
        self.assertEqual(self.changes(), [{"city"}])
        self.assertFalse(self.connection.problem_code)

    @mute_logger(RELATION)
    def test_one_doubtful_update_does_not_stop_the_others(self):
        self.export(self.bill(self.partner_b))
        self.books.saved.clear()
        (self.partner | self.partner_b).city = "Breda"
        self.fail(ZeroDivisionError())
        self.update()
        self.assertEqual(self.changes(), [{"city"}])
        self.update()
        self.assertEqual(self.changes(), [{"city"}] * 2)

    def test_collective_customer_never_takes_a_name(self):
        item = self.link().item_id
        self.export(self.bill(self.partner_b), relation_item_id=item.id)
        self.partner.name = "Bakkerij Maan BV"
        self.partner_b.name = "Somebody"
        self.export(self.bill())
        self.night()
        self.assertFalse(self.books.saved)

    def test_default_customer_never_takes_a_name(self):
        self.connection.default_customer_item_id = self.link().item_id
        self.partner.name = "Bakkerij Maan BV"
        self.night()
        self.assertFalse(self.books.saved)

    def test_customer_that_is_gone_is_not_created_again(self):
        self.link().item_id.sudo().active = False
        self.partner.name = "Bakkerij Maan BV"
        self.night()
        self.assertFalse(self.books.saved)

    def test_update_waits_for_a_running_export(self):
        self.partner.city = "Breda"
        self.triggers().unlink()
        with self.env["ledger.worker"]._guard(self.connection, EXPORT_LOCK):
            self.update()
        self.assertFalse(self.books.saved)
        self.assertTrue(self.triggers())
        self.update()
        self.assertEqual(self.changes(), [{"city"}])

    def test_button_says_when_it_can_not_work(self):
        self.connection.update_relations = False
        with self.assertRaisesRegex(UserError, "Switch that on"):
            self.link().action_update()
        with self.assertRaisesRegex(UserError, "not linked"):
            self.partner_b.action_ledger_update()

    def test_partner_action_sends_now(self):
        child = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": self.partner.id}
        )
        self.link().sent = {**self.link().sent, "city": "Elsewhere"}
        child.action_ledger_update()
        self.update()
        self.assertEqual(self.changes(), [{"city"}])

    def test_night_costs_no_query_for_each_partner(self):
        def count(amount):
            partners = self.env["res.partner"].create(
                [{"name": f"Partner {amount} {n}"} for n in range(amount)]
            )
            items = (
                self.env["ledger.item"]
                .sudo()
                .create(
                    [
                        {
                            "connection_id": self.connection.id,
                            "kind": "customer",
                            "code": f"{amount}-{n}",
                            "remote_id": f"{amount}-{n}",
                        }
                        for n in range(amount)
                    ]
                )
            )
            self.env["ledger.relation"].create(
                [
                    {
                        "connection_id": self.connection.id,
                        "partner_id": partner.id,
                        "role": "customer",
                        "item_id": item.id,
                    }
                    for partner, item in zip(partners, items, strict=True)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            self.connection.relations_compared_at = False
            start = self.env.cr.sql_log_count
            self.env["ledger.relation"]._mark_changed(self.connection)
            return self.env.cr.sql_log_count - start

        few, many = count(5), count(200)
        self.assertLessEqual(many, few + 2)


@tagged("post_install", "-at_install")
class TestBaseRelationMatch(RelationCase):
    """The assistant: certain, doubtful, nobody."""

    def propose(self):
        self.connection.action_match_relations()
        return {
            row.item_id.code: row
            for row in self.env["ledger.relation.match"].search(
                [("connection_id", "=", self.connection.id)]
            )
        }

    def apply(self):
        scope = {"default_connection_id": self.connection.id}
        self.env["ledger.relation.match"].with_context(**scope).action_apply()

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
            ("1900", "NL-strange", "1000 AA", "NL"),
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

    def test_biller_may_match_who_only_reads_may_not(self):
        values = {"company_id": self.company.id, "company_ids": self.company.ids}
        group = "account.group_account_invoice,base.group_partner_manager"
        biller = new_test_user(self.env, "match-biller", group, **values)
        self.there("1900", "Nieuw BV")
        self.connection.with_user(biller).action_match_relations()
        row = self.env["ledger.relation.match"].with_user(biller).search([])
        row.action_create_partner()
        row.action_apply()
        self.assertTrue(self.env["ledger.relation"].search([]).item_id)
        group = "account.group_account_readonly"
        reader = new_test_user(self.env, "match-reader", group, **values)
        with self.assertRaises(AccessError):
            self.connection.with_user(reader).action_match_relations()
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


@tagged("post_install", "-at_install")
class TestBaseRelationDefault(RelationCase):
    """Buyers of a web shop share one customer."""

    def setUp(self):
        super().setUp()
        self.there("1999", "Web shop")
        self.connection.action_refresh_items()
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

    def test_individual_is_booked_on_the_default_customer(self):
        self.connection.default_customer_individuals = True
        move, other = self.bill(self.buyer), self.bill()
        relations = self.env["ledger.relation"]
        self.assertEqual(relations._get_item(self.connection, move), self.shop)
        self.assertFalse(relations._get_item(self.connection, other))
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
        self.assertFalse(self.env["ledger.relation"]._get_item(self.connection, move))

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
        self.assertFalse(self.env["ledger.relation"]._get_item(self.connection, bill))


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
