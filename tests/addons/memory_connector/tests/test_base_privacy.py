import json
from base64 import b64decode
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from odoo.addons.connector_base.ledger.errors import NotAuthorised
from odoo.addons.connector_base.ledger.packing import pack
from odoo.addons.connector_base.ledger.values import ItemKind

from .rights import RightsCase

WORDS = "<img src=x onerror=alert(1)>"


@tagged("post_install", "-at_install")
class TestBasePrivacy(RightsCase):
    """What is kept of persons, for how long, and who gets to see an invoice."""

    def setUp(self):
        super().setUp()
        self.link = self.ours["ledger.relation"]
        self.person = self.link.partner_id
        self.person.write({"name": "Petra Voorbeeld", "email": "p@voorbeeld.example"})
        self.item = self.ours["ledger.item"]
        self.item.write({"name": "Petra Voorbeeld", "attributes": {"vat": "NL12345"}})
        self.link.write({"item_id": self.item.id, "sent": {"name": "Petra Voorbeeld"}})
        self.log = self.ours["ledger.log"]
        delivery = {"type": "delivery", "street": "Voorbeeldkade 9"}
        self.person.child_ids = [(0, 0, delivery)]
        told = '{"Name":"Petra Voorbeeld","AddressLine1":"Voorbeeldkade 9","n":1}'
        self.log.write({"request_gz": pack(told)})

    def test_one_action_tells_and_one_erases(self):
        row = self.export(self.invoice(partner=self.person))
        document = row.document
        person = self.as_user("accounting admin", self.person)
        for role in ("clerk", "auditor", "employee"):
            for action in ("action_ledger_kept", "action_ledger_erase"):
                with self.assertRaises(AccessError):
                    getattr(self.as_user(role, self.person), action)()
        action = person.action_ledger_kept()
        self.assertIn("/ledger.person.file/", action.pop("url"))
        self.assertEqual(action, {"type": "ir.actions.act_url", "target": "download"})
        file = self.env["ledger.person.file"].search([], limit=1, order="id desc")
        kept = json.loads(b64decode(file.content))
        self.assertEqual(kept["links"][0]["known_there"], {"vat": "NL12345"})
        self.assertIn("tests", [one["operation"] for one in kept["log"]])
        notice = person.action_ledger_erase()["params"]
        self.assertEqual(
            (notice["title"], notice["message"]),
            ("Erased", "Nothing is kept of them beside what was booked."),
        )
        self.env.invalidate_all()
        self.assertFalse(self.link.exists())
        self.assertFalse(self.item.name or self.item.attributes)
        self.assertIn('"n":1', self.log.request)
        self.assertNotIn("Petra", self.log.request)
        self.assertNotIn("Voorbeeldkade", self.log.request)
        self.assertEqual((row.state, row.document), ("done", document))

    def test_who_works_for_a_customer_is_erased_and_the_customer_stays(self):
        buyer = self.env["res.partner"].create(
            {"name": "Inkoop Voorbeeld", "parent_id": self.person.id}
        )
        told = '{"Name":"Petra Voorbeeld","Contact":"Inkoop Voorbeeld"}'
        self.log.write({"request_gz": pack(told)})
        buyer.action_ledger_erase()
        self.env.invalidate_all()
        self.assertEqual(self.link.sent, {"name": "Petra Voorbeeld"})
        self.assertEqual(self.item.name, "Petra Voorbeeld")
        self.assertIn("Petra", self.log.request)
        self.assertNotIn("Inkoop", self.log.request)

    def test_a_customer_who_is_gone_there_is_emptied_here(self):
        self.env["ledger.item.store"]._replace(self.connection, ItemKind.CUSTOMER, [])
        self.assertFalse(self.item.active or self.item.name or self.item.attributes)

    def test_logs_end_also_those_of_archived_connections(self):
        self.log.at = fields.Datetime.now() - timedelta(days=91)
        self.connection.active = False
        self.env["ledger.log"].sudo()._gc_old()
        self.assertFalse(self.log.exists())

    def test_a_neutralised_copy_knows_no_secrets_and_nobody(self):
        with file_open("connector_base/data/neutralize.sql") as script:
            self.env.flush_all()
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertFalse(self.env["ledger.log"].search([]))
        self.assertFalse(self.item.name or self.item.attributes or self.link.sent)
        credential = self.connection._credential()
        names = [*credential._get_secret_fields(), "nonce_hash", "account"]
        self.assertFalse(any(credential[name] for name in names))

    def test_words_of_the_ledger_are_no_html(self):
        error = NotAuthorised("other_organisation", WORDS)
        self.env["ledger.login"]._refused(self.connection.sudo(), error)
        notes = "".join(self.connection.activity_ids.mapped("note"))
        self.assertIn("&lt;img", notes)
        self.assertNotIn("<img", notes)

    def test_what_people_map_is_told_with_name_and_time(self):
        rule = self.as_user("clerk", self.ours["ledger.mapping"])
        rule.suggested = True
        rule.action_accept()
        other = self.connection.item_ids.filtered(
            lambda item: item.kind == "account" and item != rule.item_id
        )[:1]
        rule.item_id = other.id
        self.env.invalidate_all()
        told = self.connection.message_ids[:3]
        self.assertEqual(told.author_id, self.user_of("clerk").partner_id)
        self.assertIn(other.code, told[0].body)
        self.assertIn("⇒", told[0].body)
        rule = self.as_user("accounting admin", self.ours["ledger.mapping"])
        rule.unlink()
        self.env.invalidate_all()
        self.assertIn("deleted", self.connection.message_ids[0].body)

    # The link to the PDF

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_a_link_lives_while_it_is_used_and_ends_with_its_connection(self):
        links = self.env["ledger.document.link"]
        row = self.export(self.invoice()).sudo().sudo()
        self.assertEqual(self.connection.pdf_days, 90)
        key = links._get_key(row)
        number, last, sign = key.split("-")
        self.assertEqual(links._get_row(key), row)
        for other in (
            *(key.upper(), f" {key}", f"+{key}", f"0{key}", f"{key}\n", f"{key}é"),
            *(f"{number}-0{last}-{sign}", f"{number}-0x{last}-{sign}"),
            *(f"{2**31}-{last}-{sign}", f"{10**30}-{last}-{sign}", "é-é-é", "\0"),
        ):
            if other != key:
                self.assertFalse(links._get_row(other), other)
        # Printed once, and anew when the invoice has changed.
        printed = [("res_model", "=", "ledger.export"), ("res_id", "=", row.id)]
        files = self.env["ir.attachment"].sudo()
        get = self.env["ledger.files"].sudo()._of
        first, again = (next(get(row.move_id, row)) for _ in range(2))
        self.assertEqual(first, again)
        self.assertEqual(files.search_count(printed), 1)
        # As if it had been exported, and opened, long ago.
        self.age(row, 100)
        self.assertFalse(links._get_row(links._get_key(row)))
        row.link_at = fields.Date.today() - timedelta(days=89)
        self.assertEqual(links._get_row(links._get_key(row)), row)
        row.link_at = fields.Date.today() - timedelta(days=91)
        self.assertFalse(links._get_row(links._get_key(row)))
        row.link_at = fields.Date.today()
        self.connection.action_disconnect()
        self.assertFalse(links._get_row(links._get_key(row)))
        self.connection.sudo().state = "connected"
        self.assertTrue(links._get_row(links._get_key(row)))
        self.connection.active = False
        self.assertFalse(links._get_row(links._get_key(row)))
        self.connection.active = True
        self.env["ir.config_parameter"].sudo().set_param("database.is_neutralized", "1")
        self.assertFalse(links._get_row(links._get_key(row)))

    def age(self, row, days):
        row.flush_recordset()
        self.env.cr.execute(
            "UPDATE ledger_export SET link_at = NULL, "
            "create_date = create_date - interval '1 day' * %s WHERE id = %s",
            [days, row.id],
        )
        row.invalidate_recordset()
