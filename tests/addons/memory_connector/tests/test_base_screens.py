import inspect
from itertools import chain
from pathlib import Path

import polib

from odoo.exceptions import UserError, ValidationError
from odoo.modules.module import get_module_path
from odoo.tests import Form, tagged
from odoo.tools.translate import xml_translate

from .common import LedgerCase

OURS = {"connector_base", "exact_connector", "twinfield_connector"}
LISTS = (
    "view_out_invoice_tree",
    "view_out_credit_note_tree",
    "view_in_invoice_bill_tree",
    "view_in_invoice_refund_tree",
)


@tagged("post_install", "-at_install")
class TestBaseScreens(LedgerCase):
    """What a person sees of whatever ledger it is, with several connectors installed:
    one button, one block in the settings, and what remains without the connector."""

    def second(self, **values):
        return (
            self.env["ledger.connection"]
            .sudo()
            .create(
                {
                    "name": "Plain",
                    "provider": "plain",
                    "company_id": self.company.id,
                    "start_date": "2026-01-01",
                    "client_id": "tests",
                    **values,
                }
            )
        )

    def test_notices_say_what_was_begun(self):
        def told(action):
            notice = action["params"]
            self.assertEqual(action["type"], "ir.actions.client")
            self.assertEqual(action["tag"], "display_notification")
            self.assertEqual(notice["next"]["type"], "ir.actions.act_window_close")
            self.assertEqual((notice["type"], notice["sticky"]), ("success", False))
            return notice["title"], notice["message"]

        new, done = self.invoices(2)
        self.export(done)
        wizard = self.env["ledger.export.wizard"].create({"move_ids": (new | done).ids})
        title, message = told(wizard.action_export())
        self.assertEqual(title, "Export started")
        on_its_way, left = message.split("\n")
        self.assertEqual(on_its_way, "Invoices on their way: 1 of 2.")
        self.assertEqual(left, "Exported already, or on their way: 1.")
        self.work()
        self.connection.update_relations = True
        self.assertEqual(
            told(new.partner_id.action_ledger_update()),
            (
                "Update started",
                "What changed in Odoo since the last time goes to the ledger now.",
            ),
        )
        new.button_draft()
        new.invoice_line_ids.price_unit += 1
        new.action_post()
        action = new.action_ledger_correct()
        wizard = self.env["ledger.correction.wizard"]
        wizard = wizard.with_context(**action["context"]).create({"reason": "Price"})
        self.assertEqual(
            told(wizard.action_correct()),
            ("Correction started", "The outcome shows on the invoice within a minute."),
        )
        for act, title, message in (
            (
                "import_payments",
                "Payment import",
                "New payments appear within a minute.",
            ),
            ("audit", "Payment import", "New payments appear within a minute."),
            (
                "refresh_items",
                "Refresh",
                "Master data is fetched now; the form shows how far it is.",
            ),
            ("control", "Control", "The control report is made now."),
        ):
            action = getattr(self.connection, f"action_{act}")()
            self.assertEqual(told(action), (f"{title} started", message))
        bad = self.connection._notify("Refused", "The reason", "danger")
        self.assertTrue(bad["params"]["sticky"], "until it was read")

    def test_button_of_one_record_refuses_several(self):
        seen = set()
        for name in self.env.registry:
            several = self.env[name].browse((1, 2))
            for method in dir(type(several)):
                if not method.startswith("action_"):
                    continue
                function = inspect.unwrap(getattr(type(several), method))
                ours = OURS.intersection(function.__module__.split("."))
                if ours and "self.ensure_one()" in inspect.getsource(function):
                    with self.assertRaisesRegex(ValueError, "singleton", msg=method):
                        getattr(several, method)()
                    seen.add(method)
        self.assertGreater(len(seen), 15)

    # The button

    def buttons(self, name, view_type="list", company=None):
        """What the buttons say that export."""
        moves = self.env["account.move"].with_context(
            allowed_company_ids=(company or self.company).ids
        )
        arch, _view = moves._get_view(self.env.ref(f"account.{name}").id, view_type)
        return [
            button.get("string")
            for button in arch.iter("button")
            if button.get("name") == "action_ledger_export"
        ]

    def test_one_button_to_export(self):
        for name in LISTS:
            self.assertEqual(self.buttons(name), ["Export to Memory"], name)
        self.assertEqual(
            self.buttons("view_move_form", "form"), [None, "Post and Export"]
        )
        self.second(state="disconnected")
        self.assertEqual(self.buttons(LISTS[0]), ["Export to Memory / Plain"])
        other = self.setup_other_company()["company"]
        unnamed = self.buttons(LISTS[0], company=other)
        self.assertEqual(unnamed, ["Export to the Ledger"])
        actions = self.env["ir.actions.actions"].get_bindings("account.move")
        action = self.env.ref("connector_base.ledger_export_selection_action")
        for one in chain.from_iterable(actions.values()):
            if one["id"] == action.id:
                self.assertNotIn("list", one["binding_view_types"], "a second button")

    def test_each_invoice_names_the_ledger_of_its_own_connection(self):
        journal = self.company_data["default_journal_sale"]
        other = journal.copy({"code": "OTH"})
        self.connection.journal_ids = journal
        self.second(state="connected", journal_ids=other.ids)
        mine, theirs = self.invoice(), self.invoice(journal_id=other.id)
        self.assertEqual(mine.ledger_export_label, "Export to Memory")
        self.assertEqual(theirs.ledger_export_label, "Export to Plain")
        self.assertEqual(
            (mine | theirs).action_ledger_export()["name"], "Export to Memory / Plain"
        )

    # The settings

    def settings_form(self):
        return self.env["res.config.settings"].with_company(self.company).create({})

    def test_settings_show_one_connection_or_the_other(self):
        plain = self.second()
        settings = self.settings_form()
        self.assertEqual(settings.ledger_connection_id, self.connection)
        self.assertEqual(settings.ledger_count, 2)
        self.assertTrue(settings.ledger_has_journals)
        settings.ledger_auto_export = True
        self.assertTrue(self.connection.auto_export)
        self.assertFalse(plain.auto_export)
        settings.ledger_connection_id = plain
        self.assertFalse(settings.ledger_auto_export)
        self.assertFalse(settings.ledger_has_journals or settings.ledger_can_draft)
        settings.ledger_payment_import = False
        self.assertFalse(plain.payment_import)
        self.assertTrue(self.connection.payment_import)
        self.assertEqual(settings.action_ledger_open()["res_id"], plain.id)

    def test_company_without_a_connection_is_led_to_a_new_one(self):
        company = self.setup_other_company()["company"]
        settings = self.env["res.config.settings"].with_company(company).create({})
        self.assertFalse(settings.ledger_connection_id)
        action = settings.action_ledger_connect()
        model = self.env[action["res_model"]].with_context(**action["context"])
        with Form(model.with_company(company)) as form:
            form.provider = "plain"
        form.record.action_next()
        new = form.record.connection_id
        self.assertEqual((new.company_id, new.name), (company, "Plain"))
        with self.assertRaises(ValidationError):
            self.env["ledger.connection"].create({"name": "?", "provider": False})

    def test_labels_are_unique(self):
        """Odoo warns of two fields with one label."""
        models = self.env["ir.model"].sudo().search([("model", "=like", "ledger.%")])
        for model in ("res.config.settings", *models.mapped("model")):
            fields = self.env[model]._fields
            ours = {
                name: field.string
                for name, field in fields.items()
                if any("connector" in module for module in field._modules)
            }
            others = [f.string for name, f in fields.items() if name not in ours]
            for name, label in ours.items():
                self.assertNotIn(label, others, (model, name))
            twice = [one for one in ours.values() if [*ours.values()].count(one) > 1]
            self.assertFalse(twice, model)

    def test_each_setting_has_a_tooltip(self):
        """What a person may enter on a connection, and of ours in the settings."""
        for name, prefix in (
            ("ledger.connection", ""),
            ("res.config.settings", "ledger_"),
        ):
            arch, _view = self.env[name]._get_view(view_type="form")
            described = self.env[name].fields_get()
            shown = [
                node
                for node in arch.iter("field")
                if not any(above.tag == "field" for above in node.iterancestors())
                and node.get("name", "").startswith(prefix)
                and node.get("invisible") not in ("1", "True")
                and node.get("readonly") not in ("1", "True")
            ]
            names = {node.get("name") for node in shown if not node.get("help")}
            self.assertGreater(len(names), 8)
            bare = [
                field
                for field in sorted(names & described.keys())
                if not (described[field]["readonly"] or described[field].get("help"))
            ]
            self.assertEqual(bare, [], name)

    def test_each_text_of_a_view_can_be_translated(self):
        """As Odoo cuts a view into texts, which is not as one writes it."""
        for addon in ("connector_base", "twinfield_connector", "exact_connector"):
            file = Path(get_module_path(addon)) / "i18n" / f"{addon}.pot"
            known = {entry.msgid for entry in polib.pofile(str(file))}
            data = self.env["ir.model.data"].search(
                [("module", "=", addon), ("model", "=", "ir.ui.view")]
            )
            texts = set()
            for view in self.env["ir.ui.view"].browse(data.mapped("res_id")):
                xml_translate(texts.add, view.with_context(lang=None).arch_db)
            words = {text for text in texts if any(map(str.isalpha, text))}
            self.assertTrue(words)
            self.assertEqual(words - known, set(), addon)

    # Without the connector

    def test_uninstalling_says_what_becomes_of_it(self):
        moves = self.invoice() | self.invoice()
        self.export(moves)
        module = (
            self.env["ir.module.module"]
            .sudo()
            .search([("name", "=", "memory_connector")])
        )
        wizard = (
            self.env["base.module.uninstall"].sudo().create({"module_ids": module.ids})
        )
        self.assertIn("Memory: connections that end: 1", wizard.ledger_notes)
        self.assertIn("exported (2)", wizard.ledger_notes)
        exact = module.search([("name", "=", "exact_connector")])
        wizard = (
            self.env["base.module.uninstall"].sudo().create({"module_ids": exact.ids})
        )
        self.assertNotIn("Memory", wizard.ledger_notes)
        self.assertIn("Exact Online of", wizard.ledger_notes, "its own settings")

    def test_base_is_not_uninstalled_while_it_knows_exports(self):
        self.export(self.invoice())
        base = (
            self.env["ir.module.module"]
            .sudo()
            .search([("name", "=", "connector_base")])
        )
        with self.assertRaisesRegex(UserError, "payments exported: 1"):
            base.button_uninstall()
        self.env["ir.config_parameter"].sudo().set_param(
            "connector_base.forget_exports", "1"
        )
        base.button_uninstall()
        self.assertEqual(base.state, "to remove")

    def test_connection_without_its_connector_stays_and_is_found_again(self):
        move = self.invoice()
        row = self.export(move)
        # As Odoo does with the values that a module brought.
        self.connection.sudo().name = "Books"
        self.assertFalse(self.connection.former_provider)
        self.connection.sudo().provider = False
        self.connection.sudo().state = "disconnected"
        self.assertEqual(self.connection.former_provider, "memory")
        self.env.invalidate_all()
        for records in (self.connection, row, move):
            records.sudo().read()
        with Form(self.connection):
            pass
        self.assertEqual(move.ledger_state, "done")
        self.assertFalse(move.ledger_export_label)
        with self.assertRaisesRegex(UserError, "was uninstalled"):
            self.connection.action_connect()
        self.env.flush_all()
        self.env["ledger.connection"].init()
        self.env.invalidate_all()
        self.assertEqual(self.connection.provider, "memory")
        self.assertFalse(self.connection.former_provider)
        # Its secrets went with it.
        self.connection.write({"client_id": "tests", "client_secret": self.books.token})
        self.connection.action_connect()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.env["ledger.export"]._enqueue(move))
