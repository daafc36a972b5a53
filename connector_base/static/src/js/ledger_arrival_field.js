import {CharField, charField} from "@web/views/fields/char/char_field";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useWhileShown} from "./ledger_hooks";

const EVERY = 2000;

/**
 * What the assistant waits for. It looks again and again whether that came, and shows
 * the page as it is then.
 */
export class LedgerArrivalField extends CharField {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.busy = false;
        useWhileShown(() => {
            const timer = setInterval(() => this.look(), EVERY);
            return () => clearInterval(timer);
        });
    }

    async look() {
        const {name, record} = this.props;
        if (this.busy || !record.data[name] || !record.resId) {
            return;
        }
        this.busy = true;
        try {
            await this.orm.silent.call(record.resModel, "action_look", [record.resId]);
            await record.load();
        } finally {
            this.busy = false;
        }
    }
}

registry.category("fields").add("ledger_arrival", {
    ...charField,
    component: LedgerArrivalField,
});
