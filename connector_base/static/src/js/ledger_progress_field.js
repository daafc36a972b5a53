// Copyright 2026 Ledger Connectors contributors
// License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).

import {CharField, charField} from "@web/views/fields/char/char_field";
import {registry} from "@web/core/registry";
import {useWhileShown} from "./ledger_hooks";

const EVERY = 3000;

/**
 * How far long work is. It reloads its record as long as there is something to tell,
 * so that the user sees it go on.
 */
export class LedgerProgressField extends CharField {
    setup() {
        super.setup();
        useWhileShown(() => {
            const timer = setInterval(() => this.look(), EVERY);
            return () => clearInterval(timer);
        });
    }

    look() {
        const {name, record} = this.props;
        if (record.data[name] && !record.data.stopped && !record.dirty) {
            record.load();
        }
    }
}

registry.category("fields").add("ledger_progress", {
    ...charField,
    component: LedgerProgressField,
});
