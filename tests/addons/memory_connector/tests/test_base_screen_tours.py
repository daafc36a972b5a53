import json
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.translate import PoFileReader

from odoo.addons.connector_base.tests.cases import SENDER

from .rights import RightsCase
from .tour_case import MANAGER, TourCase, Touring

PHONE = "390x844"
BASE = Path(__file__).resolve().parents[4] / "connector_base"
# Opens each action and looks at every text that can be read there, by a person or by
# what reads the screen aloud.
READ = """
(async () => {
    const english = new Set(%(english)s);
    const pause = (time) => new Promise((done) => setTimeout(done, time));
    const found = [];
    const {action} = odoo.__WOWL_DEBUG__.root.env.services;
    const look = (where) => {
        const page = document.querySelector(".modal") ||
            document.querySelector(".o_action_manager");
        const walker = document.createTreeWalker(page, NodeFilter.SHOW_ALL);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const texts = node.nodeType === Node.TEXT_NODE
                ? [node.textContent]
                : ["title", "placeholder", "data-tooltip"].map((name) =>
                    node.getAttribute && node.getAttribute(name));
            for (const text of texts) {
                const said = (text || "").replace(/\\s+/g, " ").trim();
                if (english.has(said)) {
                    found.push(`${where}: ${said}`);
                }
            }
        }
    };
    for (const one of %(actions)s) {
        await action.doAction(one, {clearBreadcrumbs: true});
        await pause(400);
        for (const page of document.querySelectorAll(".o_notebook_headers .nav-link")) {
            page.click();
            await pause(50);
            look(one.res_model || one);
        }
        look(one.res_model || one);
        const wide = document.documentElement.scrollWidth;
        if (wide > window.innerWidth) {
            found.push(`${one.res_model || one} is ${wide} wide`);
        }
    }
    if (found.length) {
        console.error(`English, or too wide: ${[...new Set(found)].join("; ")}`);
    } else {
        console.log("test successful");
    }
})()
"""

# Makes each field that looks again and again, and drops it before it is shown, as Odoo
# does with a page that is left while it is drawn. Nothing must go on.
DROP = """
(() => {
    const {App} = odoo.loader.modules.get("@odoo/owl");
    const {registry} = odoo.loader.modules.get("@web/core/registry");
    const {getTemplate} = odoo.loader.modules.get("@web/core/templates");
    const {env} = odoo.__WOWL_DEBUG__.root;
    const bus = env.services.bus_service;
    const going = [];
    const begin = window.setInterval;
    const {subscribe} = bus;
    window.setInterval = (...args) => going.push("timer") && begin(...args);
    bus.subscribe = (...args) => going.push("bus") && subscribe.apply(bus, args);
    for (const name of ["ledger_progress", "ledger_arrival", "ledger_state"]) {
        const {component} = registry.category("fields").get(name);
        const record = {data: {}, model: {bus: new EventTarget()}};
        const props = {name, record, readonly: true};
        const app = new App(component, {env, props, getTemplate});
        app.mount(document.body).catch(() => {});
        app.destroy();
    }
    window.setInterval = begin;
    bus.subscribe = subscribe;
    if (going.length) {
        throw new Error(`goes on without end: ${going}`);
    }
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestBaseScreenTours(TourCase):
    """Screens of other sizes, in another language, and without a mouse."""

    def needs_of_all_kinds(self):
        """The work list and the payments have something that needs somebody."""
        moves = [self.exported() for _ in range(2)]
        for number, move in enumerate(moves, 1):
            self.settled(move, (f"BNK/{number}", "121.00", {"certain": False}))
        self.invoice()
        self.control()
        self.books.closed = True
        self.export(self.of("Customer of the Shop"))
        self.books.closed = False
        self.lose()
        with mute_logger(SENDER):
            self.export(self.of("Customer in Doubt"))
        rules = self.connection.mapping_ids
        rules.filtered(lambda rule: rule.tax_id == self.tax_low).suggested = True

    def test_wide_and_narrow(self):
        self.needs_of_all_kinds()
        self.tour("memory_wide", self.manager)
        self.tour("memory_phone", self.manager, size=PHONE)

    def test_keyboard(self):
        changed, draft = self.of("Changed"), self.of("Drafted")
        self.export(changed | draft, final="draft")
        self.change(changed)
        move, bulk = self.of("Typed"), self.of("First Bulk") | self.of("Second Bulk")
        page = f"/odoo/action-account.action_move_out_invoice_type/{move.id}"
        self.tour("memory_keyboard", self.manager, page)
        states = (changed | move | bulk).mapped("ledger_state")
        self.assertEqual(states, ["waiting"] * 4)
        self.assertEqual(draft.ledger_export_id.sudo().todo, "finalise")

    def test_field_that_is_never_shown_begins_nothing(self):
        ready = "odoo.isReady === true"
        self.browser_js("/odoo", DROP, ready, login=self.manager.login)

    def english(self):
        """What the catalogue translates into something else."""
        with (BASE / "i18n" / "nl.po").open("rb") as file:
            rows = [(row["src"], row["value"]) for row in PoFileReader(file)]
        dutch = {value.strip() for _source, value in rows}
        texts = {" ".join(source.split()) for source, value in rows if value}
        return sorted(text for text in texts - dutch if len(text) > 3)

    def test_dutch(self):
        self.needs_of_all_kinds()
        self.env["res.lang"]._activate_lang("nl_NL")
        self.env["ir.module.module"]._load_module_terms(
            ["account", "connector_base"], ["nl_NL"]
        )
        user = self.make_user("tour-nl", f"{MANAGER},base.group_system", lang="nl_NL")
        export = self.env["ledger.export"].search([("state", "=", "rejected")])
        forms = [self.connection, export, export.move_id]
        actions = [
            *(
                f"connector_base.ledger_{name}_action"
                for name in (
                    *("connection", "export", "refusals", "allocation", "mapping"),
                    *("relation", "item", "control", "trial_wizard", "assistant"),
                )
            ),
            *(
                {
                    "type": "ir.actions.act_window",
                    "res_model": record._name,
                    "res_id": record.id,
                    "views": [[False, "form"]],
                }
                for record in forms
            ),
            "account.action_account_config",
        ]
        english = self.english()
        self.assertIn("Refused Invoices", english)
        code = READ % {"english": json.dumps(english), "actions": json.dumps(actions)}
        self.env.flush_all()
        ready = "odoo.isReady === true"
        self.browser_size = "1440x900"
        self.browser_js(
            "/odoo/ledger-connections", code, ready, login=user.login, timeout=300
        )


@tagged("post_install", "-at_install")
class TestBaseRoleTours(RightsCase, Touring):
    """Each menu of ours, the forms behind it and their pages, for each role."""

    def setUp(self):
        super().setUp()
        partner = self.ours["res.partner"]
        partner.name = "Tour"
        self.connection.sudo().name = "Tour"
        move = self.ours["account.move"]
        move.button_draft()
        move.name = "Tour/1"
        move.action_post()

    def test_auditor(self):
        self.tour("memory_role_auditor", self.user_of("auditor"))

    def test_clerk(self):
        self.tour("memory_role_clerk", self.user_of("clerk"))

    def test_accountant(self):
        self.tour("memory_role_accountant", self.user_of("accountant"))

    def test_accounting_admin(self):
        self.tour("memory_role_manager", self.user_of("accounting admin"))
