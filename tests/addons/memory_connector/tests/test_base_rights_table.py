import inspect
import os
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .rights import ROLES, RightsCase

TABLE = Path(__file__).resolve().parents[4] / "docs" / "rights.md"
HEAD = """# Who may do what

Made by a test that tries all of it, and fails where this page says otherwise:

    LC_WRITE=1 setup/test tests/addons/memory_connector/tests/test_base_rights_table.py

All of it is about records of the user's own companies: of another company's nobody may
do anything, which is tried as well.

"""
OURS = ("connector_base", "exact_connector", "twinfield_connector")
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
# Of nobody's company: what everybody's settings show.
EVERYBODYS = ("res.config.settings", "res.partner")


@tagged("post_install", "-at_install")
class TestBaseRightsTable(RightsCase):
    """Every model and every button, for every role, of one's own and of another
    company."""

    def test_table_of_rights(self):
        text = (
            HEAD
            + self.section("Records", "r read, w write, c create, d delete", "model")
            + "\n".join(self.rows_of_records())
            + "\n\n"
            + self.section("Buttons", "● may press it", "button")
            + "\n".join(self.rows_of_buttons())
            + "\n"
        )
        if os.environ.get("LC_WRITE"):
            TABLE.write_text(text)
        self.assertEqual(text, TABLE.read_text())

    def section(self, title, legend, first):
        names = " | ".join((first, *ROLES))
        rule = "|".join(["---"] * (len(ROLES) + 1))
        return f"## {title}\n\n{legend}\n\n| {names} |\n|{rule}|\n"

    def rows_of_records(self):
        for name in self.models_of(self.env):
            cells = []
            for role in ROLES:
                ours, theirs = (
                    "".join(
                        letter
                        for operation, letter in OPERATIONS.items()
                        if self.as_user(role, rows[name]).has_access(operation)
                    )
                    for rows in (self.ours, self.foreign)
                )
                self.assertFalse(theirs, f"{name}: {role} of another company")
                cells.append(ours or "–")
            yield f"| {' | '.join((name, *cells))} |"

    # Buttons

    def rows_of_buttons(self):
        for model, method in self.buttons():
            cells = []
            for role in ROLES:
                may = self.press(role, model, method, self.ours)
                if may and model not in EVERYBODYS:
                    foreign = self.press(role, model, method, self.foreign)
                    self.assertFalse(foreign, f"{model}.{method}: {role}")
                cells.append("●" if may else "–")
            yield f"| {' | '.join((f'{model} `{method}`', *cells))} |"

    def buttons(self):
        """All public methods of ours that a request can name."""
        for model, cls in sorted(self.env.registry.items()):
            for method in dir(cls):
                if method.startswith("_") or not callable(getattr(cls, method, None)):
                    continue
                owners = [base for base in cls.mro() if method in vars(base)]
                ours = [one for one in owners if self.is_ours(one)]
                if ours and len(ours) == len(owners):
                    parameters = inspect.signature(getattr(cls, method)).parameters
                    self.assertEqual(list(parameters), ["self"], (model, method))
                    if not cls._abstract:
                        yield model, method

    @staticmethod
    def is_ours(cls):
        """Of the class that defines it, or that Odoo made of such ones."""
        parts = cls.__module__.split(".")
        return parts[:2] == ["odoo", "addons"] and parts[2] in OURS

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def press(self, role, model, method, rows):
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        try:
            getattr(self.get_record(role, model, rows), method)()
            return True
        except AccessError:
            return False
        except Exception:  # noqa: BLE001 - told why not: that is no question of rights
            return True
        finally:
            savepoint.rollback()
            self.env.invalidate_all()
            savepoint.close(rollback=False)

    def get_record(self, role, model, rows):
        if model in rows:
            return self.as_user(role, rows[model])
        connection = rows["ledger.connection"]
        env = self.as_user(role, self.env[model]).with_context(active_id=connection.id)
        values = {
            "ledger.export.wizard": {"move_ids": [(6, 0, rows["account.move"].ids)]},
            "ledger.correction.wizard": {
                "export_id": rows["ledger.export"].id,
                "reason": "Why",
            },
            "ledger.trial.wizard": {"connection_id": connection.id},
            "ledger.copy.wizard": {
                "connection_id": connection.id,
                "source_id": connection.id,
            },
            "ledger.refusals": {"connection_id": connection.id},
            "ledger.assistant": {
                "connection_id": connection.id,
                "provider": connection.provider,
                "step": "application",
            },
            "res.config.settings": {},
        }
        if model in ("ledger.assistant.books", "ledger.assistant.rule"):
            wizard = self.get_record(role, "ledger.assistant", rows)
            own = {"rule_id": rows["ledger.mapping"].id} if "rule" in model else {}
            return env.create({"assistant_id": wizard.id, **own})
        if model == "ledger.refusals.cause":
            wizard = self.get_record(role, "ledger.refusals", rows)
            exports = [(6, 0, rows["ledger.export"].ids)]
            own = {"refusals_id": wizard.id, "name": "Cause", "export_ids": exports}
            return env.create(own)
        if model == "ledger.trial.cause":
            wizard = self.get_record(role, "ledger.trial.wizard", rows)
            moves = rows["account.move"].ids
            return env.create(
                {"wizard_id": wizard.id, "name": "Cause", "move_ids": [(6, 0, moves)]}
            )
        return env.create(values[model])

    # Screens

    def test_what_is_shown_can_be_opened(self):
        """Each menu of ours that a role sees, with all that its views show."""
        for role in ("auditor", "clerk", "accountant", "accounting admin"):
            menus = self.as_user(role, self.env["ir.ui.menu"])
            root = self.env.ref("connector_base.menu_ledger")
            visible = menus.browse(menus._visible_menu_ids()).sudo()
            seen = visible.filtered_domain([("parent_id", "=", root.id)])
            self.assertIn("Overview", seen.mapped("name"), role)
            for menu in seen:
                action = menu.sudo().action
                if action._name == "ir.actions.server":
                    action = self.as_user(role, action).run()
                    model = self.as_user(role, self.env[action["res_model"]])
                    model.get_views(action["views"])
                    continue
                model = self.as_user(role, self.env[action.res_model])
                kinds = action.view_mode.split(",")
                views = model.get_views([(False, kind) for kind in kinds])
                names = {
                    name
                    for one in views["models"].values()
                    for name in one["fields"]
                    if name in model._fields
                }
                if not model._transient:
                    model.search([]).read(sorted(names))
