import json
import os

from odoo.tests import tagged

from . import test_base_screen_tours as screens
from .rights import RightsCase
from .tour_case import Touring

# What each role finds in our menus.
READS = ("connection", "export", "allocation", "control", "item")
WORKS = (*READS, "refusals", "mapping", "relation", "trial_wizard")
ROLES = {"auditor": READS, "accountant": WORKS}
SIZES = ("1440x900", screens.PHONE)

if os.environ.get("LC_PROFILE") == "nightly":  # a minute for each

    @tagged("post_install", "-at_install")
    class TestBaseRoleScreens(RightsCase, Touring):
        """What a bookkeeper and an auditor see in Dutch, on a desk and on a phone: no
        English, no refusal, nothing wider than the screen."""

        def setUp(self):
            super().setUp()
            self.env["res.lang"]._activate_lang("nl_NL")
            self.env["ir.module.module"]._load_module_terms(
                ["account", "connector_base"], ["nl_NL"]
            )

        def look(self, role):
            user = self.user_of(role)
            user.lang = "nl_NL"
            forms = [
                self.ours[name]
                for name in ("ledger.connection", "ledger.export", "account.move")
            ]
            actions = [
                *(f"connector_base.ledger_{name}_action" for name in ROLES[role]),
                *(
                    {
                        "type": "ir.actions.act_window",
                        "res_model": record._name,
                        "res_id": record.id,
                        "views": [[False, "form"]],
                    }
                    for record in forms
                ),
            ]
            english = screens.TestBaseScreenTours.english(self)
            code = screens.READ % {
                "english": json.dumps(english),
                "actions": json.dumps(actions),
            }
            self.env.flush_all()
            for size in SIZES:
                self.browser_size = size
                with self.assertNoLogs("odoo.http", "WARNING"):
                    self.browser_js(
                        "/odoo/ledger-connections",
                        code,
                        "odoo.isReady === true",
                        login=user.login,
                        timeout=300,
                    )

        def test_auditor(self):
            self.look("auditor")

        def test_bookkeeper(self):
            self.look("accountant")
