// Copyright 2026 Ledger Connectors contributors
// License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).

import {CharField, charField} from "@web/views/fields/char/char_field";
import {onWillUnmount} from "@odoo/owl";
import {registry} from "@web/core/registry";

const EVERY = 3000;

/**
 * How far long work is. It reloads its record as long as there is something to tell,
 * so that the user sees it go on.
 */
export class LedgerProgressField extends CharField {
    setup() {
        super.setup();
        const timer = setInterval(() => {
            const {name, record} = this.props;
            if (record.data[name] && !record.data.stopped && !record.dirty) {
                record.load();
            }
        }, EVERY);
        onWillUnmount(() => clearInterval(timer));
    }
}

registry.category("fields").add("ledger_progress", {
    ...charField,
    component: LedgerProgressField,
});
