from odoo.tests import Form, tagged

from odoo.addons.connector_base.ledger.errors import InDoubt

from .relation_case import RelationCase

VAT = "NL123456782B90"


@tagged("post_install", "-at_install")
class TestBaseRelationAsked(RelationCase):
    """What is only alike is asked, and the answer remembered."""

    def partner_like(self, name, **values):
        country = self.env.ref("base.nl").id
        return self.env["res.partner"].create(
            {"name": name, "is_company": True, "country_id": country, **values}
        )

    def export_of(self, partner):
        return self.export(self.bill(partner))

    def booked_on(self, row):
        return self.books.entries[row.ledger_id].document.relation.code

    def assert_asked(self, row, *codes):
        self.assertEqual(
            (row.state, row.error_code), ("rejected", "relation_ambiguous")
        )
        link = self.link(row.partner_id)
        self.assertEqual(set(link.candidate_ids.mapped("code")), set(codes))

    def test_one_vat_number_with_other_numbers_is_asked(self):
        self.there("1900", "Alfa Beheer B.V.", vat=VAT, chamber="11111111")
        other = self.partner_like("Omega B.V.", vat=VAT, company_registry="22222222")
        self.assert_asked(self.export_of(other), "1900")
        # A fiscal unit: neither says its chamber of commerce number.
        third = self.partner_like("Sigma B.V.", vat=VAT, zip="9712 XX")
        third.company_registry = False
        self.assert_asked(self.export_of(third), "1900")
        self.assertFalse(self.creations())

    def test_both_numbers_are_the_same_one_whatever_its_name(self):
        self.there("1900", "Old Name", vat=VAT, chamber="11111111", postcode="1 A")
        partner = self.partner_like("New Name", vat=VAT, company_registry="11111111")
        row = self.export_of(partner)
        self.assertEqual((row.state, self.booked_on(row)), ("done", "1900"))

    def test_two_persons_of_one_name_are_not_one(self):
        first = self.partner_like("Jan Jansen", is_company=False)
        second = self.partner_like("Jan Jansen", is_company=False)
        row = self.export_of(first)
        self.assertEqual(row.state, "done")
        self.assert_asked(self.export_of(second), self.booked_on(row))

    def test_customer_of_another_partner_is_never_taken_in_silence(self):
        """Not even where all is equal: nor is it taken for what got lost."""
        values = {"is_company": False, "zip": "1011 AA", "email": "jan@jansen.example"}
        first = self.partner_like("Jan Jansen", **values)
        second = self.partner_like("Jan Jansen", **values)
        code = self.booked_on(self.export_of(first))
        self.assert_asked(self.export_of(second), code)
        third = self.partner_like("Jan Jansen", **values)
        self.books.searched = ()
        self.interrupt(InDoubt("no_answer"))
        row = self.export_of(third)
        self.assertEqual(row.error_code, "relation_in_doubt")
        self.books.searched = ("name",)
        self.due_now(row)
        self.work()
        self.assert_asked(row, code)

    def test_equal_code_with_another_name_is_asked(self):
        self.connection.relation_code = "ref"
        self.there("7", "Somebody Else")
        self.assert_asked(self.export_of(self.partner_like("Omega B.V.", ref="7")), "7")
        self.assertFalse(self.creations())

    def test_shared_email_is_no_identity(self):
        mail = {"email": "administratie@groep.example"}
        holding = self.partner_like("Omega Holding B.V.", zip="1011 AA", **mail)
        company = self.partner_like("Omega Techniek B.V.", zip="1012 BB", **mail)
        codes = {self.booked_on(self.export_of(one)) for one in (holding, company)}
        self.assertEqual(len(codes), 2)

    def test_one_number_in_two_spellings_is_one(self):
        """The ledger looks for one spelling only, what was fetched knows them all."""
        for number, (theirs, ours) in enumerate(
            (
                ({"vat": "NL 0000.99.998.B57"}, {"vat": "NL000099998B57"}),
                ({"chamber": "KvK 1234 5678"}, {"company_registry": "12345678"}),
            )
        ):
            self.there(f"19{number}", f"Firma {number}", **theirs)
            self.refresh()
            partner = self.partner_like(f"Firma {number} B.V.", **ours)
            row = self.export_of(partner)
            self.assertEqual(self.booked_on(row), f"19{number}", row.message)
        self.there("1950", "Firma 5", iban="NL91 ABNA 0417 1643 00")
        self.refresh()
        partner = self.partner_like("Firma 5 B.V.")
        partner.bank_ids = [(0, 0, {"acc_number": "nl91abna0417164300"})]
        self.assertEqual(self.booked_on(self.export_of(partner)), "1950")

    # None of these

    def test_none_of_these_creates_a_new_one_and_is_remembered(self):
        self.there("1900", self.partner.name)
        self.there("1901", self.partner.name)
        row = self.export(self.bill())
        self.assert_asked(row, "1900", "1901")
        self.link().action_create_new()
        self.assertFalse(self.link().message)
        self.assertEqual(row.state, "waiting", "it goes out by itself")
        self.work()
        self.assertEqual(row.state, "done")
        self.assertNotIn(self.booked_on(row), ("1900", "1901"))
        self.assertEqual(self.link().origin, "created")
        again = self.export(self.bill())
        self.assertEqual(self.booked_on(again), self.booked_on(row))
        # Also where the link is taken away: who was ruled out is not asked again.
        self.link().item_id = False
        third = self.export(self.bill())
        self.assertEqual(self.booked_on(third), self.booked_on(row))

    def test_who_came_later_is_still_a_question(self):
        self.there("1900", self.partner.name)
        row = self.export(self.bill())
        self.link().action_create_new()
        self.there("1901", self.partner.name)
        self.work()
        self.assert_asked(row, "1901")

    def test_answer_survives_a_lost_answer_of_the_ledger(self):
        """What was created is found by what was sent, not taken for what was ruled
        out."""
        self.there("1900", self.partner.name)
        row = self.export(self.bill())
        self.link().action_create_new()
        self.interrupt(InDoubt("no_answer"), when="after")
        self.work()
        self.assertEqual(row.error_code, "relation_in_doubt")
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertNotEqual(self.booked_on(row), "1900")
        self.assertEqual(len(self.creations()), 1)

    def test_dialog_offers_none_of_these(self):
        self.there("1900", self.partner.name)
        move = self.bill()
        row = self.export(move)
        action = row.action_fix()
        dialog = Form(self.env[action["res_model"]].with_context(**action["context"]))
        self.assertIn("1900", dialog.relation_candidates)
        dialog.relation_new = True
        dialog.save().action_export()
        self.work()
        self.assertEqual(move.ledger_state, "done")
        self.assertNotEqual(self.booked_on(move.ledger_export_id.sudo()), "1900")
        dialog = Form(self.env[action["res_model"]].with_context(**action["context"]))
        self.assertFalse(dialog.relation_candidates)

    def test_candidate_can_be_chosen_though_it_came_today(self):
        self.there("1900", self.partner.name)
        row = self.export(self.bill())
        self.link().item_id = self.link().candidate_ids
        self.assertFalse(self.link().candidate_ids)
        self.work()
        self.assertEqual((row.state, self.booked_on(row)), ("done", "1900"))
        self.assertEqual(self.link().origin, "chosen")

    def test_list_shows_who_is_meant_and_the_way_out(self):
        view = self.env["ledger.relation"].get_view(view_type="list")
        self.assertIn('name="candidate_ids"', view["arch"])
        self.assertIn('name="action_create_new"', view["arch"])
