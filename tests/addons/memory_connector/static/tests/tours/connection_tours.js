import {registry} from "@web/core/registry";
import {
    clicks,
    goTo,
    openForm,
    opens,
    OVERVIEW,
    press,
    pressAndConfirm,
    sees,
    stands,
    told,
} from "@connector_base/../tests/tours/steps";

const tours = registry.category("web_tour.tours");
const called = (name) => openForm("ledger.connection", [["name", "=", name]]);
const tab = (name) => clicks(`.o_form_view .nav-link[name=${name}]`);
const PAGE = ".o_ledger_assistant";

/** What stands on the form before anything is opened, without what is written only as
 * a label. */
const showsAtMost = (count) => ({
    content: `At most ${count} fields are shown`,
    trigger: ".o_form_sheet",
    run: () => {
        const shown = [...document.querySelectorAll(".o_form_sheet .o_field_widget")]
            .filter((one) => one.offsetParent)
            .filter((one) => !one.closest(".oe_button_box, .o_form_label"))
            .map((one) => one.getAttribute("name"));
        if (shown.length > count) {
            throw new Error(`${shown.length} fields are shown: ${shown}`);
        }
    },
});

/** The connection's own buttons. */
tours.add("memory_connection", {
    steps: () => [
        ...called("Memory"),
        showsAtMost(10),
        press("ledger_connection_view_form.action_export"),
        stands("Connected"),
        ...opens(
            press("ledger_connection_view_form.action_diagnostics"),
            "/ledger/diagnostics/"
        ),
        ...opens(press("ledger_connection_view_form.action_help"), "/ledger/help/"),
        press("ledger_connection_control_view_form.action_control"),
        ...told("Control started"),
        tab("payments"),
        press("ledger_connection_view_form.action_audit"),
        ...told("Payment import started"),
        tab("more"),
        ...pressAndConfirm("ledger_connection_booking_view_form.action_revoke_links"),
        sees("body:not(:has(.modal))"),
        press("ledger_connection_view_form.action_open_list", "Mappings"),
        sees(".o_breadcrumb .active:contains(Ledger Mappings)"),
        ...called("Memory"),
        press("ledger_connection_view_form.action_open_list", "Log"),
        clicks(".o_data_row:first td[name=operation]"),
        sees(".o_form_view [name=request]"),
        ...called("Memory"),
        press("ledger_connection_booking_view_form.action_open_list", "Not final yet"),
        sees(".o_facet_value:contains(Not final yet)"),
        ...called("Memory"),
        press("ledger_connection_control_view_form.action_open_list", "Differences"),
        sees(".o_breadcrumb .active:contains(Control Report)"),
        ...called("Memory"),
        press("ledger_connection_view_form.action_setup", "Choose"),
        sees(`${PAGE} div[name=books]:visible .o_data_row:contains(M1)`),

        // Which database, which organisation
        ...called("Copied"),
        sees(".alert:contains(This database is a copy)"),
        ...pressAndConfirm("ledger_connection_view_form.action_confirm_database"),
        sees(".o_form_view:not(:has(.alert:contains(This database is a copy)))"),
        ...called("Also Copied"),
        press("ledger_connection_view_form.action_disconnect", "This is a copy"),
        stands("Disconnected"),
        ...called("Moved"),
        ...pressAndConfirm("ledger_connection_view_form.action_confirm_organisation"),
        stands("Connected"),

        // Away and back
        ...called("Memory"),
        ...pressAndConfirm(
            "ledger_connection_view_form.action_disconnect",
            "Disconnect"
        ),
        stands("Disconnected"),
        press("ledger_connection_view_form.action_setup", "Connect"),
        sees(`${PAGE} div[name=log_in]:visible`),
        ...goTo(...OVERVIEW),
        press(
            "ledger_connection_view_kanban.action_setup",
            "Connect",
            ".o_kanban_record:contains(Moved Away)"
        ),
        sees(`${PAGE} div[name=log_in]:visible`),
        ...called("Begun"),
        press("ledger_connection_view_form.action_setup", "Set-up"),
        sees(`${PAGE} .alert-warning:contains(VAT codes)`),
        press("ledger_assistant_view_form.action_fetch"),
        sees(`${PAGE} .alert-info:contains(fetched)`),
    ],
});

/** The pages of the assistant that lead elsewhere than straight on. */
tours.add("memory_assistant", {
    steps: () => [
        ...called("Begun"),
        clicks(".o_form_view [name=action_setup]:visible"),
        press(
            "ledger_assistant_view_form.action_choose",
            "",
            `${PAGE} .o_data_row:contains(Dollars)`
        ),
        sees(`${PAGE} .alert-danger:contains(USD)`),
        press(
            "ledger_assistant_view_form.action_choose",
            "",
            `${PAGE} .o_data_row:contains(Nine)`
        ),
        sees(`${PAGE} div[name=mapping]:visible`),
        clicks(`${PAGE} button[name=action_back]`),
        press("ledger_assistant_view_form.action_next", "Keep These Books"),
        sees(`${PAGE} div[name=mapping]:visible`),
    ],
});

tours.add("memory_assistant_end", {
    steps: () => [
        ...called("Begun"),
        clicks(".o_form_view [name=action_setup]:visible"),
        press(
            "ledger_assistant_view_form.action_accept",
            "",
            `${PAGE} .o_data_row:contains(21%)`
        ),
        sees(`${PAGE} .o_data_row:contains(21%):not(:has(button[name=action_accept]))`),
        clicks(`${PAGE} button[name=action_next]:visible`),
        sees(`${PAGE} div[name=settings]:visible`),
        clicks(`${PAGE} button[name=action_next]:visible`),
        sees(`${PAGE} div[name=trial]:visible`),
        press("ledger_assistant_view_form.action_next", "Finish"),
        sees(`${PAGE} div[name=done]:visible`),
        press("ledger_assistant_view_form.action_open_due"),
        sees(".o_data_row:contains(New)"),
    ],
});
