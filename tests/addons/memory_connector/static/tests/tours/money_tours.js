import {registry} from "@web/core/registry";
import {
    chooses,
    clicks,
    closes,
    gone,
    goTo,
    needs,
    openForm,
    opens,
    OVERVIEW,
    press,
    pressAndConfirm,
    row,
    sees,
    ticks,
    told,
    types,
} from "@connector_base/../tests/tours/steps";

const tours = registry.category("web_tour.tours");

/** Payments, the control report and the rules. */
tours.add("memory_money", {
    steps: () => [
        press(
            "ledger_connection_view_kanban.action_open_list",
            "Decide",
            needs("to decide on")
        ),
        sees(".o_facet_value:contains(Conflicts)"),
        ...opens(
            press("ledger_allocation_view_list.action_help", "", row("BNK/1")),
            "#settlement_doubtful"
        ),
        press("ledger_allocation_view_list.action_accept", "Accept", row("BNK/1")),
        gone("BNK/1"),
        press("ledger_allocation_view_list.action_apply_again", "", row("BNK/2")),
        gone("BNK/2"),
        ...ticks("BNK/3"),
        press("ledger_allocation_view_list.action_accept", "Accept as Payment"),
        gone("BNK/3"),
        ...ticks("BNK/4"),
        press("ledger_allocation_view_list.action_apply_again", "", ".o_control_panel"),
        gone("BNK/4"),
        clicks(".o_facet_remove"),
        press("ledger_allocation_view_list.action_open_payments", "", row("BNK/5")),
        sees(".o_form_view .o_field_widget[name=amount]:contains(121.00)"),

        ...goTo(...OVERVIEW),
        press(
            "ledger_connection_view_kanban.action_open_list",
            "Compare",
            needs("between the books")
        ),
        sees(".o_facet_value:contains(Differences)"),
        press("ledger_control_view_list.action_mend", "", row("Not exported")),
        sees(".modal .o_ledger_preview:contains(121.00)"),
        ...closes(),

        ...goTo("connector_base.ledger_mapping_action", "Ledger Mappings"),
        press("ledger_mapping_view_list.action_accept", "Accept", row("9%")),
        sees(`${row("9%")}:not(:has(button[name=action_accept]))`),
        ...ticks("0%"),
        press(
            "ledger_mapping_view_list.action_accept",
            "Accept Suggestions",
            ".o_control_panel"
        ),
        sees(`${row("0%")}:not(:has(button[name=action_accept]))`),
        ...openForm("ledger.connection", [["name", "=", "Second"]]),
        ...chooses("Copy Mappings"),
        sees(".modal [name=connection_id] input:value(Second)"),
        types(".modal [name=source_id] input", "Memory"),
        clicks(".o-autocomplete--dropdown-item:contains(Memory)"),
        press("ledger_copy_wizard_view_form.action_copy", "", ".modal"),
        sees("body:not(:has(.modal))"),
    ],
});

/** Customers and suppliers: who is who. */
tours.add("memory_relations", {
    steps: () => [
        press(
            "ledger_connection_view_kanban.action_open_list",
            "Show",
            needs("to look at")
        ),
        sees(".o_facet_value:contains(Needs attention)"),
        press("ledger_relation_view_list.action_create_new", "", row("Alike")),
        sees(`${row("Alike")}:not(:has(button[name=action_create_new]))`),
        clicks(".o_facet_remove"),
        press("ledger_relation_view_list.action_update", "Update", row("Linked")),
        ...told("Update"),
        ...ticks("Linked"),
        press(
            "ledger_relation_view_list.action_update",
            "Update in the Ledger",
            ".o_control_panel"
        ),
        ...told("Update"),

        ...openForm("ledger.connection", [["name", "=", "Memory"]]),
        clicks(".o_form_view .nav-link[name=relations]"),
        press(
            "ledger_connection_view_form_relations.action_open_list",
            "",
            ".o_notebook_content"
        ),
        sees(row("Linked")),
        ...openForm("ledger.connection", [["name", "=", "Memory"]]),
        clicks(".o_form_view .nav-link[name=relations]"),
        press(
            "ledger_connection_view_form_relations.%(ledger_relation_proposal_server_action)d",
            "Link Customers and Suppliers"
        ),
        ...ticks("To Be Skipped"),
        press("ledger_relation_proposal_view_list.action_skip", "", ".o_control_panel"),
        gone("To Be Skipped"),
        ...ticks("To Be Made"),
        press(
            "ledger_relation_proposal_view_list.action_create_partner",
            "",
            ".o_control_panel"
        ),
        sees(`${row("To Be Made")} td[name=choice]:contains(Create)`),
        ...ticks("To Be Linked"),
        press("ledger_relation_proposal_view_list.action_take", "", ".o_control_panel"),
        sees(`${row("To Be Linked")} td[name=choice]:contains(Link)`),
        ...pressAndConfirm(
            "ledger_relation_proposal_view_list.action_apply",
            "",
            ".o_control_panel"
        ),
        ...told("Customers and suppliers linked: 2"),
        gone("To Be Made"),

        ...openForm("res.partner", [["name", "=", "Linked"]]),
        press("res_partner_view_form_ledger.action_open_ledger_relations"),
        sees(row("Linked")),
        ...openForm("res.partner", [["name", "=", "Linked"]]),
        ...chooses("Update in the Ledger"),
        ...told("Update"),
        ...opens(chooses("what is kept of this person"), "kept.json"),
        ...chooses("erase what is kept of this person"),
        ...told("Nothing is kept"),
    ],
});
