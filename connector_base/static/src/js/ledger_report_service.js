import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * What came of an export, told to who started it. It stays until it is read, and leads
 * to what was refused.
 */
registry.category("services").add("ledger_report", {
    dependencies: ["action", "bus_service", "notification"],
    start(env, {action, bus_service: bus, notification}) {
        bus.subscribe("ledger_report", ({title, message, type}) => {
            const shown = {};
            const show = {
                name: _t("Show"),
                primary: true,
                onClick: () => {
                    shown.close();
                    action.doAction("connector_base.ledger_refusals_action");
                },
            };
            const buttons = type === "warning" ? [show] : [];
            const options = {title, type, buttons, sticky: true};
            shown.close = notification.add(message, options);
        });
        bus.start();
    },
});
