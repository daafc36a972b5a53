import {registry} from "@web/core/registry";
import {rpc} from "@web/core/network/rpc";

const tours = registry.category("web_tour.tours");

function call(method, args) {
    const model = "ledger.export";
    const params = {model, method, args, kwargs: {}};
    return rpc(`/web/dataset/call_kw/${model}/${method}`, params);
}

const MENUS = [
    ["menu_ledger_exports", "Ledger Exports"],
    ["menu_ledger_refused", "Refused Invoices"],
    ["menu_ledger_payments", "Payments From the Ledger"],
    ["menu_ledger_mappings", "Ledger Mappings"],
    ["menu_ledger_relations", "Customers and Suppliers in the Ledger"],
    ["menu_ledger_items", "Ledger Items"],
    ["menu_ledger_control", "Control Report"],
    ["menu_ledger_log", "Ledger Log"],
    ["menu_ledger_overview", "Ledger Connections"],
];

/** The steps that choose a menu of ours. */
function choose(menu) {
    return [
        {
            content: "Our menu",
            trigger: ".o_menu_sections [data-menu-xmlid='connector_base.menu_ledger']",
            run: "click",
        },
        {
            content: `Choose ${menu}`,
            trigger: `.dropdown-item[data-menu-xmlid='connector_base.${menu}']`,
            run: "click",
        },
    ];
}

/** In the rule's dialog. */
const mapTo = (vatName) => [
    {
        content: "Pick the VAT code",
        trigger: ".modal .o_field_widget[name=item_id] input",
        run: `edit ${vatName}`,
    },
    {
        content: "This one",
        trigger: `.o-autocomplete--dropdown-item:contains(${vatName})`,
        run: "click",
    },
    {
        content: "Save the rule",
        trigger: ".modal footer .o_form_button_save",
        run: "click",
    },
];

/**
 * The screens that all ledgers have in common.
 *
 * @param {Object} words What differs: prefix of the names, the ledger's short and full
 *     name, journal and VAT code as the dialog shows them, the entry's number on its
 *     button, what its users call an administration, its code, and a setting.
 */
export function addLedgerTours({
    prefix,
    ledger,
    name,
    journal,
    vat,
    vatName,
    number,
    word,
    administration,
    setting,
}) {
    /** The accountant exports an invoice from its form. */
    tours.add(`${prefix}_export`, {
        steps: () => [
            {
                content: "The invoice is not exported yet",
                trigger: ".o_field_widget[name=ledger_state]:contains(Not exported)",
            },
            {
                content: "Export it",
                trigger: `.o_statusbar_buttons button:contains(Export to ${ledger})`,
                run: "click",
            },
            {
                content: "The journal is filled in",
                trigger: `.modal .o_field_widget[name=journal_item_id] input:value(${journal})`,
            },
            {
                content: "So is the VAT code",
                trigger: `.modal .o_field_widget[name=vat_item_id] input:value(${vat})`,
            },
            {
                content: "The customer is looked for, else created",
                trigger:
                    ".modal .o_field_widget[name=relation_item_id] input[placeholder*='else create']",
            },
            {
                content: "Export",
                trigger: ".modal footer button:contains(Export):visible",
                run: "click",
            },
            {
                content: "It is on its way",
                trigger: ".o_notification:contains(Export started)",
            },
        ],
    });

    /** What the accountant sees when it is booked. */
    tours.add(`${prefix}_exported`, {
        steps: () => [
            {
                content: "The badge says so",
                trigger: ".o_field_widget[name=ledger_state] .badge:contains(Exported)",
            },
            {
                content: "The entry's number is on the button to it",
                trigger: `button[name=action_ledger_open]:contains(${number})`,
            },
            {
                content: "It is not offered for export again",
                trigger: `.o_statusbar_buttons:not(:has(button:contains(Export to ${ledger})))`,
            },
        ],
    });

    /** Many at once, from the list. */
    tours.add(`${prefix}_selection`, {
        steps: () => [
            {
                content: "Select all",
                trigger: ".o_list_view thead .o_list_record_selector input",
                run: "click",
            },
            {
                content: "Export them",
                trigger: `.o_control_panel button:contains(Export to ${ledger})`,
                run: "click",
            },
            {
                content: "The dialog speaks of all, and asks for no customer",
                trigger:
                    ".modal p:contains(2 invoices):not(:has(.o_field_widget[name=relation_item_id]))",
            },
            {
                content: "Export",
                trigger: ".modal footer button:contains(Export):visible",
                run: "click",
            },
            {
                content: "They are on their way",
                trigger: ".o_notification:contains(2 of 2)",
            },
        ],
    });

    /** A refused invoice says why, and leads to where it is mended. */
    tours.add(`${prefix}_refused`, {
        steps: () => [
            {
                content: "The reason is on the invoice",
                trigger: `.alert:contains(is not mapped to a VAT code of ${name})`,
            },
            {
                content: "Go and mend it",
                trigger: ".alert button:contains(Fix)",
                run: "click",
            },
            ...mapTo(vatName),
            {
                content: "It is on its way by itself",
                trigger: ".o_field_widget[name=ledger_state]:contains(Waiting)",
            },
        ],
    });

    /** From the card to the work list, where one rule mends all of its cause. */
    tours.add(`${prefix}_work_list`, {
        steps: () => [
            {
                content: "The card says what needs somebody",
                trigger:
                    ".o_ledger_needs li:contains(refused):contains(2 ×) a:contains(Fix)",
                run: "click",
            },
            {
                content: "Each cause stands there once",
                trigger: ".o_ledger_refusals p:contains(2):contains(1)",
            },
            {
                content: "It is sent once more, and refused no longer until then",
                trigger:
                    ".o_ledger_refusals .o_data_row button:contains(Send All of This Cause)",
                run: "click",
            },
            {
                content: "Nothing is left",
                trigger: ".o_ledger_refusals p:contains(Nothing is refused)",
            },
        ],
    });

    /** The same list by its menu; the cause is mended there. */
    tours.add(`${prefix}_work_list_fix`, {
        steps: () => [
            {
                content: "Mend the cause",
                trigger: ".o_ledger_refusals .o_data_row button:contains(Fix)",
                run: "click",
            },
            ...mapTo(vatName),
            {
                content: "Both are on their way",
                trigger: ".o_ledger_refusals p:contains(Nothing is refused)",
            },
        ],
    });

    /** Long work is seen going on, without pressing anything, and is stopped. */
    tours.add(`${prefix}_progress`, {
        steps: () => [
            {
                content: "How far it is",
                trigger:
                    ".o_ledger_overview .alert:contains(2 of 3 exported, ready at)",
            },
            {
                content: "Stop it",
                trigger: ".o_ledger_overview .alert a:contains(Stop)",
                run: "click",
            },
            {
                content: "It rests",
                trigger: ".o_ledger_overview .alert:contains(Stopped: 2 of 3 exported)",
            },
            {
                content: "Go on",
                trigger: ".o_ledger_overview .alert a:contains(Continue)",
                run: "click",
            },
            {
                content: "It goes on; meanwhile somebody withdraws the last one",
                trigger:
                    ".o_ledger_overview .alert:contains(ready at) a:contains(Stop)",
                run: async () => {
                    const waiting = await call("search", [[["state", "=", "waiting"]]]);
                    await call("action_withdraw", [waiting]);
                },
            },
            {
                content: "The card tells so by itself",
                trigger: ".o_ledger_overview .alert:contains(2 of 2 exported)",
            },
        ],
    });

    /** Every menu opens, and the trial run says what would come of it. */
    tours.add(`${prefix}_menus`, {
        steps: () => [
            ...MENUS.flatMap(([menu, title]) => [
                ...choose(menu),
                {
                    content: `It opens ${title}`,
                    trigger: `.o_breadcrumb:contains(${title})`,
                },
            ]),
            ...choose("menu_ledger_trial"),
            {
                content: "Try what would be refused",
                trigger: ".modal button[name=action_try]",
                run: "click",
            },
            {
                content: "It says so",
                trigger: ".modal [name=summary]:contains(nothing to export)",
            },
        ],
    });

    /** The settings show the connection and lead to it. */
    tours.add(`${prefix}_settings`, {
        steps: () => [
            {
                content: "The administration is shown",
                trigger: `#ledger_connection:contains(${word}):contains(${administration})`,
            },
            {
                content: "How invoices arrive can be chosen",
                trigger: `#ledger_booking .o_field_widget[name=${setting}]`,
            },
            {
                content: "Open the connection",
                trigger: "#ledger_connection button:contains(Open the connection)",
                run: "click",
            },
            {
                content: "Here it is",
                trigger: `.o_form_view .o_field_widget[name=administration_code]:contains(${administration})`,
            },
        ],
    });
}
