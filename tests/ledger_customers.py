"""Whose customer: what is true of one ledger is true of the other."""


class Customers:
    """For a ``SandboxCase``. ``said``: two codes of fields of new customers, and one of
    a classification with its value there; ``told(code)``: {such a code: what the
    customer says in it}; ``deliveries(code)``: [(street, postcode, city, country)]."""

    connected = True
    said = ()

    def make(self, name, **values):
        country = self.env.ref("base.nl").id
        return self.env["res.partner"].create(
            {"name": name, "is_company": True, "country_id": country, **values}
        )

    def export_of(self, partner):
        move = self.invoice(partner=partner)
        self.export(move)
        return move

    def code_of(self, partner):
        link = self.env["ledger.relation"].search([("partner_id", "=", partner.id)])
        return link.item_id.code

    def test_one_vat_number_of_two_companies_is_asked(self):
        vat = {"vat": "NL000099998B57"}
        one = self.make(
            "Alfa Beheer B.V.", company_registry="11111111", zip="1011 AA", **vat
        )
        two = self.make(
            "Omega Logistiek B.V.", company_registry="22222222", zip="9712 XX", **vat
        )
        self.assertEqual(self.export_of(one).ledger_state, "done")
        move = self.export_of(two)
        self.assertEqual(move.ledger_export_id.error_code, "relation_ambiguous")
        self.assertIn("Alfa Beheer", move.ledger_message)
        # None of these: the answer goes out, and is remembered.
        self.env["ledger.relation"].search(
            [("partner_id", "=", two.id)]
        ).action_create_new()
        self.run_cron("ir_cron_export")
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertEqual(self.export_of(two).ledger_state, "done")
        self.assertTrue(self.code_of(two))
        self.assertNotEqual(self.code_of(one), self.code_of(two))

    def test_shared_email_is_no_identity(self):
        mail = {"email": "administratie@voorbeeldgroep.example"}
        one = self.make(
            "Omega Holding B.V.", company_registry="11111111", zip="1011 AA", **mail
        )
        two = self.make(
            "Omega Techniek B.V.", company_registry="22222222", zip="1012 BB", **mail
        )
        for partner in (one, two):
            move = self.export_of(partner)
            self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertNotEqual(self.code_of(one), self.code_of(two))

    def test_two_persons_of_one_name_are_asked(self):
        one, two = (
            self.make("Jan Voorbeeld", is_company=False, zip=postcode)
            for postcode in ("1011 AA", "9712 XX")
        )
        self.assertEqual(self.export_of(one).ledger_state, "done")
        move = self.export_of(two)
        self.assertEqual(move.ledger_export_id.error_code, "relation_ambiguous")

    def test_contact_of_a_company_is_its_customer_and_a_person_his_own(self):
        company = self.make("Alfa Beheer B.V.", company_registry="11111111")
        contact = self.make("Ans Voorbeeld", is_company=False, parent_id=company.id)
        person = self.make("Piet Voorbeeld", is_company=False, zip="9712 XX")
        for partner in (contact, person):
            move = self.export_of(partner)
            self.assertEqual(move.ledger_state, "done", move.ledger_message)
        self.assertFalse(self.code_of(contact))
        self.assertTrue(self.code_of(company))
        self.assertTrue(self.code_of(person))
        self.assertNotEqual(self.code_of(company), self.code_of(person))

    def test_new_customer_says_what_fields_fixed_values_and_tags_say(self):
        """Once: afterwards it is for the ledger's people."""
        tags = self.env["res.partner.category"]
        above = tags.create({"name": "Wholesale"})
        tag = tags.create({"name": "Wholesale NL", "parent_id": above.id})
        field, fixed, (kind, value) = self.said
        rows = (
            {"item_id": field, "path": "ref"},
            {"item_id": fixed, "value": "all"},
            {"item_id": fixed, "value": "wholesale", "partner_category_id": above.id},
            {"item_id": kind, "value": value, "partner_category_id": above.id},
        )
        for row in rows:
            item = self.item("text", f"relation/{row['item_id']}")
            self.connection.text_ids.create(
                {**row, "connection_id": self.connection.id, "item_id": item.id}
            )
        one = self.make("Alfa Beheer B.V.", ref="A-1", category_id=[(4, tag.id)])
        two = self.make("Omega Logistiek B.V.", ref="O-2")
        for partner in (one, two):
            move = self.export_of(partner)
            self.assertEqual(move.ledger_state, "done", move.ledger_message)
        told, other = (self.told(self.code_of(partner)) for partner in (one, two))
        self.assertEqual((told[field], told[fixed]), ("A-1", "wholesale"))
        self.assertEqual(told[kind], value)
        self.assertEqual((other[field], other[fixed]), ("O-2", "all"))
        self.assertFalse(other.get(kind))
        # No text of an entry, and no update of the customer.
        self.assertFalse(self.entry_texts(move))
        one.write({"ref": "A-9", "city": "Voorbeeldstad"})
        self.export_of(one)
        self.assertEqual(self.told(self.code_of(one))[field], "A-1")

    def test_delivery_address_goes_along_where_it_is_another(self):
        """It is the customer's there: an entry has no place for one."""
        own = {"street": "Dorpsstraat 1", "zip": "1234 AB", "city": "Voorbeeldstad"}
        one, two = (
            self.make(name, **own) for name in ("Alfa Beheer B.V.", "Omega Hout B.V.")
        )
        country = one.country_id.id
        shed, _same = self.env["res.partner"].create(
            [
                {**own, "type": "delivery", "parent_id": parent.id, **place}
                for parent, place in (
                    (one, {"street": "Kade 9", "zip": "3511 AB", "city": "Loodsdorp"}),
                    (two, {}),
                )
            ]
        )
        (one.child_ids | two.child_ids).country_id = country
        for partner in (one, two):
            move = self.export_of(partner)
            self.assertEqual(move.ledger_state, "done", move.ledger_message)
        there = ("Kade 9", "3511 AB", "Loodsdorp", "NL")
        self.assertEqual(self.deliveries(self.code_of(one)), [there])
        self.assertEqual(self.deliveries(self.code_of(two)), [])
        shed.street = "Kade 10"
        self.run_cron("ir_cron_update_relations")
        moved = ("Kade 10", *there[1:])
        self.assertEqual(self.deliveries(self.code_of(one)), [there, moved])
        self.assertEqual(self.deliveries(self.code_of(two)), [])

    def entry_texts(self, move):
        return move.ledger_export_id._document().texts

    def test_same_company_is_found_however_its_number_is_spelt(self):
        one = self.make("Alfa Beheer B.V.", company_registry="11111111")
        self.export_of(one)
        code = self.code_of(one)
        self.env["ledger.relation"].search([("partner_id", "=", one.id)]).unlink()
        self.refresh()
        one.write({"name": "Alfa Beheer", "company_registry": "KvK 1111 1111"})
        self.assertEqual(self.export_of(one).ledger_state, "done")
        self.assertEqual(self.code_of(one), code)
