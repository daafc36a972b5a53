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
            let close = () => {};
            const show = {
                name: _t("Show"),
                primary: true,
                onClick: () => {
                    close();
                    action.doAction("connector_base.ledger_refusals_action");
                },
            };
            const buttons = type === "warning" ? [show] : [];
            close = notification.add(message, {title, type, buttons, sticky: true});
        });
        bus.start();
    },
});
