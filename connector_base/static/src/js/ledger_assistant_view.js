// Copyright 2026 Ledger Connectors contributors
// License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).

import {useEffect, useRef} from "@odoo/owl";
import {FormRenderer} from "@web/views/form/form_renderer";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

const FIELDS = "input:enabled, select:enabled, textarea:enabled";

/**
 * Whoever works by keyboard begins at the first field of each page: the button that led
 * there is gone, and the focus with it.
 */
export class LedgerAssistantRenderer extends FormRenderer {
    setup() {
        super.setup();
        const root = useRef("compiled_view_root");
        useEffect(
            (step) => {
                const fields = root.el.querySelectorAll(
                    `div[name=${step}] :is(${FIELDS})`
                );
                const first = [...fields].find((one) => one.checkVisibility());
                if (first) {
                    first.focus();
                }
            },
            () => [this.props.record.data.step]
        );
    }
}

registry.category("views").add("ledger_assistant", {
    ...formView,
    Renderer: LedgerAssistantRenderer,
});
