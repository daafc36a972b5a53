import time
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import InDoubt, Throttled, Unavailable
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.ledger.values import Rejected

from .relation_case import RelationCase

RELATION = "odoo.addons.connector_base.models.relation.ledger_relation_resolver"


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
        self.refresh()
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
        # Taken from it: of nobody there is known what it was told.
        self.link().item_id = False
        self.assertFalse(self.link().sent or self.link().origin)

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
        self.assertFalse(link.to_update, "nothing waits")
        self.assertIn("refused Bakkerij Zon BV", link.message)
        self.assertEqual(self.connection.relation_problem_count, 1)
        self.export(self.bill())
        self.night()
        self.assertEqual(len(self.books.saved), 1, "not asked again and again")
        run = self.run_of("relations")
        run.full_at -= timedelta(hours=1)
        compared = run.full_at
        self.connection._ask("relations")
        self.update()
        self.assertEqual(run.full_at, compared, "once a day")

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
                self.interrupt(error, when)
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
        self.interrupt(Throttled(at))
        self.update()
        self.assertIn(at, self.triggers().mapped("call_at"))
        self.assertEqual(self.run_of("relations").problem_code, "throttled")
        self.run_of("relations").next_at = False
        self.update()
        self.assertEqual(self.changes(), [{"city"}])
        self.assertFalse(self.run_of("relations").problem_code)

    @mute_logger(RELATION)
    def test_one_doubtful_update_does_not_stop_the_others(self):
        self.export(self.bill(self.partner_b))
        self.books.saved.clear()
        (self.partner | self.partner_b).city = "Breda"
        self.interrupt(ZeroDivisionError())
        self.update()
        self.assertEqual(self.changes(), [{"city"}])
        self.update()
        self.assertEqual(self.changes(), [{"city"}] * 2)

    @mute_logger(RELATION)
    def test_updates_left_when_the_time_is_over_follow(self):
        """At once, but for a ledger that keeps silent."""
        self.export(self.bill(self.partner_b))
        for city, error in (("Breda", None), ("Gouda", RuntimeError())):
            (self.partner | self.partner_b).city = city
            self.env["ledger.request"].sudo().search([]).unlink()
            self.triggers().unlink()
            self.books.saved.clear()
            end = time.monotonic() + 1

            def fault(_duty, moment, end=end, error=error):
                if moment == "after":
                    time.sleep(max(end - time.monotonic(), 0) + 0.01)
                    if error:
                        raise error

            self.books.fault = fault
            self.env.flush_all()
            with self.env.registry.cursor() as cr:
                self.run_of("relations").with_env(self.env(cr=cr, su=True))._go(end)
            self.books.fault = None
            self.env.invalidate_all()
            self.assertEqual(self.changes(), [{"city"}], error)
            self.assertTrue(self.triggers())
            later = fields.Datetime.now() + timedelta(minutes=14)
            for one in self.triggers():
                self.assertEqual(one.call_at > later, bool(error))
            self.env["ledger.request"].sudo().search([]).at = fields.Datetime.now()
            self.update()
            self.assertFalse(
                self.link().to_update or self.link(self.partner_b).to_update
            )

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
        with self.run_of("export")._guard():
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
        self.link().sudo().sent = {**self.link().sent, "city": "Elsewhere"}
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
            self.run_of("relations").full_at = False
            start = self.env.cr.sql_log_count
            self.env["ledger.relation.update"]._mark_changed(self.run_of("relations"))
            return self.env.cr.sql_log_count - start

        few, many = count(5), count(200)
        self.assertLessEqual(many, few + 2)
