import {registry} from "@web/core/registry";
import {browser} from "@web/core/browser/browser";
import {
    clicks,
    goTo,
    of,
    openForm,
    opens,
    press,
    sees,
    ticks,
    told,
    types,
} from "@connector_base/../tests/tours/steps";

const tours = registry.category("web_tour.tours");
const EXPORTS = ["connector_base.ledger_export_action", "Ledger Exports"];
const PAYMENTS = [
    "connector_base.ledger_allocation_action",
    "Payments From the Ledger",
];
const CONTROL = ["connector_base.ledger_control_action", "Control Report"];
const MAPPINGS = ["connector_base.ledger_mapping_action", "Ledger Mappings"];
const REFUSED = ["connector_base.ledger_refusals_action", "Refused Invoices"];

/** All that the selector finds is wholly on the screen, in its own width. */
const isWhole = (selector) => ({
    content: `${selector} is not cut off`,
    trigger: selector,
    timeout: 40000,
    run: () => {
        const width = browser.innerWidth;
        for (const element of document.querySelectorAll(selector)) {
            const {left, right} = element.getBoundingClientRect();
            const cut = element.scrollWidth > element.clientWidth + 1;
            const inline = getComputedStyle(element).display === "inline";
            if (left < 0 || right > width + 1 || (cut && !inline)) {
                throw new Error(
                    `${selector}: "${element.textContent.trim()}" is cut off: ` +
                        `${left} to ${right} of ${width}, ` +
                        `${element.scrollWidth} in ${element.clientWidth}`
                );
            }
        }
    },
});

const cells = (...names) =>
    names.flatMap((name) => [
        isWhole(`.o_list_view th[data-name=${name}]`),
        isWhole(`.o_list_view .o_data_row td[name=${name}]`),
    ]);

/** On a screen of 1440 pixels. */
tours.add("memory_wide", {
    steps: () => [
        isWhole(".o_kanban_view .o_ledger_needs li"),
        ...goTo(...EXPORTS),
        ...cells("display_name", "partner_id", "state", "message"),
        ...goTo(...REFUSED),
        isWhole(".o_ledger_refusals .o_data_row td"),
        ...goTo(...PAYMENTS),
        ...cells("date", "move_id", "amount", "state", "message"),
        ...goTo(...CONTROL),
        ...cells(
            "number",
            "partner_id",
            "total",
            "ledger_total",
            "residual",
            "ledger_residual"
        ),
        ...cells("cause"),
        ...goTo("account.action_move_out_invoice_type", "Invoices"),
        isWhole(".o_list_view th[data-name=ledger_state]"),
        isWhole(".o_list_view .o_data_row td[name=ledger_state] .badge"),
    ],
});

/** On a phone. */
tours.add("memory_phone", {
    steps: () => [
        isWhole(".o_kanban_view .o_ledger_needs li"),
        isWhole(".o_kanban_view .o_ledger_needs a.btn"),
        isWhole(".o_kanban_view .o_ledger_causes"),
        ...goTo(...EXPORTS),
        sees(".o_kanban_view .o_kanban_record:contains(Refused):contains(closed)"),
        isWhole(".o_kanban_view .o_kanban_record span"),
        press("ledger_export_view_kanban.action_fix"),
        sees(".modal .o_form_view"),
        isWhole(".modal .o_ledger_preview"),
        isWhole(".modal .o_field_widget[name=journal_item_id]"),
        isWhole(".modal footer button"),
        clicks(".modal .modal-header .oi-arrow-left, .modal .modal-header .btn-close"),
        ...goTo(...REFUSED),
        isWhole(".o_ledger_refusals .o_kanban_record"),
        isWhole(".o_ledger_refusals .o_kanban_record a.btn"),
        press(
            "ledger_refusals_view_form.action_retry",
            "",
            ".o_ledger_refusals .o_kanban_record"
        ),
        sees(".o_ledger_refusals p:contains(Nothing is refused)"),
        ...goTo(...PAYMENTS),
        sees(".o_kanban_view .o_kanban_record:contains(121.00):contains(INV)"),
        isWhole(".o_kanban_view .o_kanban_record span"),
        ...opens(press("ledger_allocation_view_kanban.action_help"), "/ledger/help/"),
        press("ledger_allocation_view_kanban.action_accept"),
        sees(".o_kanban_view .o_kanban_record:contains(To apply)"),
        ...goTo(...MAPPINGS),
        press("ledger_mapping_view_kanban.action_accept"),
        sees(".o_kanban_view:not(:has(a[name=action_accept]))"),
        ...goTo(...CONTROL),
        isWhole(".o_kanban_view .o_kanban_record span"),
        press(
            "ledger_control_view_kanban.action_mend",
            "",
            ".o_kanban_record:contains(Not exported)"
        ),
        sees(".modal .o_ledger_preview:contains(121.00)"),
    ],
});

const focused = (selector) =>
    document.activeElement && document.activeElement.closest(selector);

/** Many parts of Odoo's own come first, and some are focused twice. */
const MOST_TABS = 150;

const TABBABLE = "a[href], button:enabled, input:enabled, select:enabled, [tabindex]";

/** One Tab. What imitates it ends at a button that keeps its place but is hidden, as
 * those that save a form, and at the last one; a browser passes these and begins anew. */
async function presses(helpers) {
    const all = [...document.querySelectorAll(`${TABBABLE}, textarea:enabled`)].filter(
        (one) => one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true})
    );
    const before = document.activeElement;
    await helpers.press("Tab");
    if ([document.body, before].includes(document.activeElement)) {
        (all[all.indexOf(before) + 1] || all[0]).focus();
    }
}

/** By Tab alone. */
const tabsTo = (selector) => ({
    content: `Tabs to ${selector}`,
    trigger: selector,
    timeout: 40000,
    run: async (helpers) => {
        const seen = [];
        while (!focused(selector)) {
            if (seen.length > MOST_TABS) {
                throw new Error(`${selector} is not reached by Tab: ${seen}`);
            }
            await presses(helpers);
            const {tagName, name, id, className} = document.activeElement;
            seen.push(`${tagName} ${name || id || className}`);
        }
    },
});

/** The focus is there already. */
const beginsAt = (selector) => ({
    content: `Begins at ${selector}`,
    trigger: selector,
    timeout: 40000,
    run: async () => {
        for (let tries = 0; !focused(selector) && tries < 20; tries++) {
            await new Promise((done) => setTimeout(done, 100));
        }
        if (!focused(selector)) {
            throw new Error(`${document.activeElement.outerHTML} has the focus`);
        }
    },
});

const enters = () => ({
    content: "Presses Enter",
    trigger: "body",
    run: "press Enter",
});

/** A button, in a dialog or on a form, and nothing but the keyboard. */
const tabsAndEnters = (selector) => [tabsTo(selector), enters()];

/** The dialogs, then the first pages of the assistant. */
tours.add("memory_keyboard", {
    steps: () => [
        // One
        clicks(".o_statusbar_buttons button[name=action_ledger_export]"),
        sees(".modal .o_ledger_preview"),
        tabsTo(".modal [name=journal_item_id] input"),
        ...tabsAndEnters(".modal footer button[name=action_export]"),
        ...told("Export started"),

        // Corrected
        ...openForm("account.move", of("Changed")),
        ...tabsAndEnters(".o_form_view button[name=action_ledger_correct]"),
        sees(".modal [name=changes_text]"),
        tabsTo(".modal [name=reason] input, .modal [name=reason] textarea"),
        types(".modal [name=reason] input, .modal [name=reason] textarea", "Price"),
        ...tabsAndEnters(".modal footer button[name=action_correct]"),
        sees(".o_form_view [name=ledger_state]:contains(Waiting)"),

        // Made final
        ...openForm("ledger.export", [["move_id.partner_id.name", "=", "Drafted"]]),
        ...tabsAndEnters(".o_form_view button[name=action_finalise]"),
        ...told("Entries on their way: 1"),

        // Many
        ...goTo("account.action_move_out_invoice_type", "Invoices"),
        ...ticks("First Bulk", "Second Bulk"),
        ...tabsAndEnters(".o_control_panel button[name=action_ledger_export]"),
        sees(".modal p:contains(invoices, each)"),
        ...tabsAndEnters(".modal footer button[name=action_export]"),
        ...told("Invoices on their way: 2 of 2"),

        ...goTo("connector_base.ledger_assistant_action", "Connect a Ledger"),
        // Arrows among radio buttons are the browser's own, which tours do not imitate.
        clicks(".o_ledger_assistant [name=provider] label:contains(Memory)"),
        ...tabsAndEnters(".o_ledger_assistant [name=buttons] button[name=action_next]"),
        sees(".o_ledger_assistant div[name=application]:visible"),
        beginsAt(".o_ledger_assistant div[name=application]"),
        tabsTo(".o_ledger_assistant [name=client_id] input"),
        tabsTo(".o_ledger_assistant [name=client_secret] input"),
    ],
});
