// Copyright 2026 Ledger Connectors contributors
// License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).

import {BadgeField, badgeField} from "@web/views/fields/badge/badge_field";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useWhileShown} from "./ledger_hooks";

/**
 * The badge of an invoice's state at the ledger, on a form or in a row of a list. It
 * reloads its record when the worker says over the bus that something came of it, so
 * that the user sees the outcome without pressing anything.
 */
export class LedgerStateField extends BadgeField {
    setup() {
        super.setup();
        const bus = useService("bus_service");
        const refresh = ({move_ids}) => {
            const {record} = this.props;
            if (move_ids.includes(record.resId) && !record.dirty) {
                record.load();
            }
        };
        useWhileShown(() => {
            bus.subscribe("ledger_export", refresh);
            return () => bus.unsubscribe("ledger_export", refresh);
        });
    }
}

registry.category("fields").add("ledger_state", {
    ...badgeField,
    component: LedgerStateField,
});
