// Copyright 2026 Ledger Connectors contributors
// License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).

import {
    JournalDashboardGraphField,
    journalDashboardGraphField,
} from "@web/views/fields/journal_dashboard_graph/journal_dashboard_graph_field";
import {cookie} from "@web/core/browser/cookie";
import {getColor} from "@web/core/colors/colors";
import {registry} from "@web/core/registry";

/**
 * The picture of Odoo's journals with a bar for each of several figures side by side,
 * named below it; drawn anew when the record was loaded anew.
 */
export class LedgerWeeksField extends JournalDashboardGraphField {
    getBarChartConfig() {
        this.data = JSON.parse(this.props.record.data[this.props.name]);
        const config = super.getBarChartConfig();
        const scheme = cookie.get("color_scheme");
        config.data.datasets = this.data.map(({key, values}, number) => ({
            label: key,
            data: values.map(({value}) => value),
            backgroundColor: getColor(number, scheme, "odoo"),
        }));
        config.options.animation = false;
        config.options.plugins.legend = {
            position: "bottom",
            labels: {boxWidth: 10, boxHeight: 10},
        };
        config.options.scales.y = {display: false, beginAtZero: true};
        config.options.scales.x.grid.display = false;
        config.options.scales.x.ticks.maxRotation = 0;
        return config;
    }
}

registry.category("fields").add("ledger_weeks", {
    ...journalDashboardGraphField,
    component: LedgerWeeksField,
});
