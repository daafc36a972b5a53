import {registry} from "@web/core/registry";
import {addAssistantTours} from "@connector_base/../tests/tours/assistant_tours";
import {addLedgerTours} from "@connector_base/../tests/tours/ledger_tours";
import {
    clicks,
    goTo,
    press,
    pressAndConfirm,
    sees,
    told,
} from "@connector_base/../tests/tours/steps";

addLedgerTours({
    prefix: "exact",
    ledger: "Exact",
    name: "Exact Online",
    journal: "70",
    vat: "2",
    vatName: "Btw hoog, exclusief",
    number: "70 26",
    word: "Division",
    administration: "124132",
    setting: "ledger_numbering",
});

addAssistantTours({
    prefix: "exact",
    name: "Exact Online",
    client: "2f0c4a10-0000-4c1e-9d11-000000000001",
    secret: "s3cr3t-exact-client",
    word: "Division",
    administration: "124132",
    account: "8000",
});

/** What else the settings lead to, and what is told by Exact Online itself. */
registry.category("web_tour.tours").add("exact_told_at_once", {
    steps: () => [
        {
            content: "The block is there without scrolling",
            trigger: "#ledger_connection:visible",
            run: ({anchor}) => {
                const {bottom} = anchor.getBoundingClientRect();
                if (bottom > window.innerHeight) {
                    throw new Error(`It ends at ${bottom} of ${window.innerHeight}`);
                }
            },
        },
        press("res_config_settings_view_form.action_ledger_mappings"),
        sees(".o_breadcrumb .active:contains(Ledger Mappings)"),
        ...goTo("connector_base.ledger_connection_action", "Ledger Connections"),
        clicks(".o_kanban_record:contains(The ledger wants no calls)"),
        ...pressAndConfirm("ledger_connection_view_form.action_end_pause"),
        sees(".o_form_view:not(:has(button[name=action_end_pause]))"),
        clicks(".o_form_view .nav-link[name=payments]"),
        press("ledger_connection_view_form.action_exact_subscribe"),
        ...told("Exact Online"),
        sees(".o_form_view [name=exact_subscribed] input:checked"),
        press("ledger_connection_view_form.action_exact_unsubscribe"),
        sees(".o_form_view:not(:has(button[name=action_exact_unsubscribe]))"),
    ],
});
