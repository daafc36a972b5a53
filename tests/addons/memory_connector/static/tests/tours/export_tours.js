import {registry} from "@web/core/registry";
import {
    chooses,
    clicks,
    closes,
    goTo,
    needs,
    of,
    openForm,
    opens,
    OVERVIEW,
    press,
    pressAndConfirm,
    sees,
    stands,
    ticks,
    told,
    types,
} from "@connector_base/../tests/tours/steps";

const tours = registry.category("web_tour.tours");
const exportOf = (name) =>
    openForm("ledger.export", [["move_id.partner_id.name", "=", name]]);

/** All that is done with an export after it was asked for. */
tours.add("memory_exports", {
    steps: () => [
        // What the card leads to
        press(
            "ledger_connection_view_kanban.action_open_list",
            "Show",
            needs("being looked up")
        ),
        sees(".o_facet_value:contains(In doubt)"),
        sees(".o_data_row:contains(Lost):contains(looked up)"),
        ...goTo(...OVERVIEW),
        press(
            "ledger_connection_view_kanban.action_open_list",
            "Make Final",
            needs("not final yet")
        ),
        sees(".o_facet_value:contains(Not final yet)"),
        ...ticks("First Draft"),
        press("ledger_export_view_list.action_finalise"),
        ...told("Entries on their way: 1"),
        ...goTo(...OVERVIEW),
        press(
            "ledger_connection_view_kanban.action_open_list",
            "",
            ".o_kanban_view .row:contains(Waiting)"
        ),
        sees(".o_facet_value:contains(Waiting)"),
        ...goTo(...OVERVIEW),
        press(
            "ledger_connection_view_kanban.action_open_list",
            "Correct",
            needs("changed since")
        ),
        sees(".o_facet_value:contains(Changed since export)"),
        clicks(".o_data_row:contains(First Change) td[name=display_name]"),

        // Corrected, from the export and from the invoice
        sees(".o_form_view .nav-link:contains(Changed Since Export)"),
        press("ledger_export_view_form.action_correct"),
        sees(".modal [name=changes_text]:contains(121.00)"),
        types(
            ".modal [name=reason] input, .modal [name=reason] textarea",
            "Wrong price"
        ),
        press("ledger_correction_wizard_view_form.action_correct", "", ".modal"),
        stands("Waiting"),
        ...openForm("account.move", of("Second Change")),
        press("view_move_form.action_ledger_correct"),
        sees(".modal [name=changes_text]:contains(181.50)"),
        ...closes(),

        // Drafts
        ...exportOf("Second Draft"),
        press("ledger_export_view_form.action_finalise"),
        ...told("Entries on their way: 1"),
        stands("Exported"),
        ...goTo("account.action_move_out_invoice_type", "Invoices"),
        ...ticks("Third Draft"),
        ...chooses("Make Final in the Ledger"),
        ...told("Entries on their way: 1"),

        // Refused ones
        ...goTo("connector_base.ledger_export_action", "Ledger Exports"),
        sees(".o_data_row:contains(First Refused) td[name=message]:contains(closed)"),
        ...ticks("First Refused"),
        press("ledger_export_view_list.action_retry"),
        sees(".o_data_row:contains(First Refused) .badge:contains(Waiting)"),
        ...exportOf("Second Refused"),
        press("ledger_export_view_form.action_retry"),
        stands("Waiting"),
        ...goTo("connector_base.ledger_refusals_action", "Refused Invoices"),
        ...opens(
            press(
                "ledger_refusals_view_form.action_help",
                "",
                ".o_data_row:contains(closed)"
            ),
            "/ledger/help/"
        ),
        press(
            "ledger_refusals_view_form.action_fix",
            "",
            ".o_data_row:contains(closed)"
        ),
        sees(".modal button[name=action_export]"),
        ...closes(),
        press(
            "ledger_refusals_view_form.action_open",
            "",
            ".o_data_row:contains(closed)"
        ),
        sees(".o_form_view [name=partner_id]:contains(Third Refused)"),
        ...opens(press("ledger_export_view_form.action_help"), "#period_closed"),
        ...openForm("account.move", of("Third Refused")),
        ...opens(press("view_move_form.action_ledger_help"), "#period_closed"),

        // What nobody knows
        ...exportOf("Not There"),
        ...pressAndConfirm("ledger_export_view_form.action_send_again"),
        stands("Waiting"),
        ...exportOf("Is There"),
        ...pressAndConfirm("ledger_export_view_form.action_mark_booked"),
        stands("Exported"),

        // What is there
        ...exportOf("Kept"),
        ...opens(
            press("ledger_export_view_form.action_open_url"),
            "localhost/entries/"
        ),
        ...pressAndConfirm("ledger_export_view_form.action_revoke_link"),
        sees(".o_form_view:not(:has(button[name=action_revoke_link]))"),

        // From where it is asked for
        ...openForm("account.move", of("New")),
        press("view_move_form.action_ledger_export"),
        sees(".modal .o_ledger_preview:contains(121.00)"),
        ...closes(),
        ...goTo("account.action_move_out_invoice_type", "Invoices"),
        ...ticks("New"),
        press("view_invoice_tree.action_ledger_export", "", ".o_control_panel"),
        sees(".modal button[name=action_export]:visible"),
        ...closes(),
        ...goTo("account.action_move_journal_line", "Journal Entries"),
        ...ticks("New"),
        press("view_move_tree.action_ledger_export", "", ".o_control_panel"),
        sees(".modal button[name=action_export]:visible"),
        ...closes(),
        ...goTo("account.action_move_in_invoice_type", "Bills"),
        ...ticks("Supplier"),
        press("view_invoice_tree.action_ledger_export", "", ".o_control_panel"),
        sees(".modal button[name=action_export]:visible"),
        press(
            "ledger_export_wizard_view_form.action_export",
            "Export",
            ".modal footer"
        ),
        ...told("1 of 1"),
        ...openForm("account.move", of("Supplier")),
        sees(".o_field_widget[name=ledger_state]:contains(Waiting)"),

        // What would come of the rest
        clicks(".o_menu_sections [data-menu-xmlid='connector_base.menu_ledger']"),
        clicks(".dropdown-item[data-menu-xmlid='connector_base.menu_ledger_trial']"),
        clicks(".modal button[name=action_try]"),
        press("ledger_trial_wizard_view_form.action_open_moves", "", ".modal"),
        sees(".o_action_manager:contains(Unmapped)"),
    ],
});
