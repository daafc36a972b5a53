import {registry} from "@web/core/registry";
import {clicks, goTo, openForm, sees} from "@connector_base/../tests/tours/steps";

const tours = registry.category("web_tour.tours");
const ROOT = ".o_menu_sections [data-menu-xmlid='connector_base.menu_ledger']";
const READS = [
    ["overview", "Ledger Connections", ".o_kanban_record"],
    ["exports", "Ledger Exports", ".o_data_row"],
    ["payments", "Payments From the Ledger", ".o_data_row"],
    ["control", "Control Report", ".o_data_row"],
    ["items", "Ledger Items", ".o_data_row, .o_group_header"],
];
const WORKS = [
    ["refused", "Refused Invoices", ".o_ledger_refusals"],
    ["mappings", "Ledger Mappings", ".o_data_row, .o_group_header"],
    ["relations", "Customers and Suppliers in the Ledger", ".o_data_row"],
    ["trial", "Trial Run", ".modal"],
];
const MANAGES = [["log", "Ledger Log", ".o_data_row"]];
const FORMS = ["ledger.connection", "ledger.export", "account.move", "res.partner"];

/** Each menu of ours, what it shows, and the forms behind it with all their pages. */
function addRole(role, menus, present, absent) {
    tours.add(`memory_role_${role}`, {
        steps: () => [
            clicks(ROOT),
            {
                content: "These menus and no others",
                trigger: ".o-dropdown--menu .dropdown-item",
                run: () => {
                    const items = document.querySelectorAll(
                        ".o-dropdown--menu .dropdown-item[data-menu-xmlid*=menu_ledger_]"
                    );
                    const found = [...items].map(({dataset}) =>
                        dataset.menuXmlid.replace("connector_base.menu_ledger_", "")
                    );
                    const wanted = menus.map(([name]) => name);
                    if (`${found.sort()}` !== `${wanted.sort()}`) {
                        throw new Error(`${role} sees ${found}, not ${wanted}`);
                    }
                },
            },
            clicks(ROOT),
            ...menus.flatMap(([name, title, shown]) => [
                clicks(ROOT),
                clicks(
                    `.dropdown-item[data-menu-xmlid='connector_base.menu_ledger_${name}']`
                ),
                sees(
                    name === "trial"
                        ? `.modal .modal-title:contains(${title})`
                        : `.o_breadcrumb:contains(${title})`
                ),
                sees(shown),
                ...(name === "trial"
                    ? [
                          clicks(".modal button[name=action_try]"),
                          sees(".modal [name=summary]:visible"),
                          clicks(".modal .modal-header .btn-close"),
                          sees("body:not(:has(.modal))"),
                      ]
                    : []),
            ]),
            ...FORMS.flatMap((model) => [
                ...openForm(model, [["display_name", "=like", "Tour%"]]),
                {
                    content: `All pages of ${model}`,
                    trigger: ".o_form_view",
                    run: async () => {
                        for (const page of document.querySelectorAll(
                            ".o_form_view .o_notebook_headers .nav-link"
                        )) {
                            page.click();
                            await new Promise((done) => setTimeout(done, 50));
                        }
                    },
                },
            ]),
            ...openForm("account.move", [["partner_id.name", "=", "Tour"]]),
            sees(".o_field_widget[name=ledger_state]"),
            ...present.map((name) => sees(`.o_form_view button[name=${name}]`)),
            ...absent.map((name) =>
                sees(`.o_form_view:not(:has(button[name=${name}]))`)
            ),
            ...goTo("connector_base.ledger_connection_action", "Ledger Connections"),
        ],
    });
}

addRole("auditor", READS, [], ["action_ledger_export"]);
addRole("clerk", [...READS, ...WORKS], ["action_ledger_export"], []);
addRole("accountant", [...READS, ...WORKS], ["action_ledger_export"], []);
addRole("manager", [...READS, ...WORKS, ...MANAGES], ["action_ledger_export"], []);
