import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The accountant exports an invoice from its form. */
tours.add("exact_export", {
    steps: () => [
        {
            content: "The invoice is not exported yet",
            trigger: ".o_field_widget[name=ledger_state]:contains(Not exported)",
        },
        {
            content: "Export it",
            trigger: ".o_statusbar_buttons button:contains(Export to Exact)",
            run: "click",
        },
        {
            content: "The division is shown",
            trigger: ".modal .o_field_widget[name=exact_division]:contains(Voorbeeld)",
        },
        {
            content: "The journal is filled in",
            trigger: ".modal .o_field_widget[name=journal_item_id] input:value(70)",
        },
        {
            content: "So is the VAT code",
            trigger: ".modal .o_field_widget[name=vat_item_id] input:value(2)",
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
tours.add("exact_exported", {
    steps: () => [
        {
            content: "The badge says so",
            trigger: ".o_field_widget[name=ledger_state] .badge:contains(Exported)",
        },
        {
            content: "The entry's number is on the button to it",
            trigger: "button[name=action_ledger_open]:contains(70 2)",
        },
        {
            content: "It is not offered for export again",
            trigger:
                ".o_statusbar_buttons:not(:has(button:contains(Export to Exact)))",
        },
    ],
});

/** Many at once, from the list. */
tours.add("exact_selection", {
    steps: () => [
        {
            content: "Select all",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Export them",
            trigger: ".o_control_panel button:contains(Export to Exact)",
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
tours.add("exact_refused", {
    steps: () => [
        {
            content: "The reason is on the invoice",
            trigger: ".alert:contains(is not mapped to a VAT code of Exact Online)",
        },
        {
            content: "Go and mend it",
            trigger: ".alert button:contains(Fix)",
            run: "click",
        },
        {
            content: "Pick the VAT code",
            trigger: ".modal .o_field_widget[name=item_id] input",
            run: "edit 2",
        },
        {
            content: "This one",
            trigger: ".o-autocomplete--dropdown-item:contains(2)",
            run: "click",
        },
        {
            content: "Save the rule",
            trigger: ".modal footer .o_form_button_save",
            run: "click",
        },
        {
            content: "It is on its way by itself",
            trigger: ".o_field_widget[name=ledger_state]:contains(Waiting)",
        },
    ],
});

/** The settings show the connection and lead to it. */
tours.add("exact_settings", {
    steps: () => [
        {
            content: "The division is shown",
            trigger: "#exact_connection:contains(124132)",
        },
        {
            content: "Who numbers can be chosen",
            trigger: "#exact_booking .o_field_widget[name=exact_numbering]",
        },
        {
            content: "Open the connection",
            trigger: "#exact_connection button:contains(Open the connection)",
            run: "click",
        },
        {
            content: "Here it is",
            trigger: ".o_form_view .o_field_widget[name=administration_code]:contains(124132)",
        },
    ],
});
