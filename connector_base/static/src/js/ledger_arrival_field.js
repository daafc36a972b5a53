import {CharField, charField} from "@web/views/fields/char/char_field";
import {onWillUnmount} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const EVERY = 2000;

/**
 * What the assistant waits for. It looks again and again whether that came, and shows
 * the page as it is then.
 */
export class LedgerArrivalField extends CharField {
    setup() {
        super.setup();
        const orm = useService("orm");
        let busy = false;
        const timer = setInterval(async () => {
            const {name, record} = this.props;
            if (busy || !record.data[name] || !record.resId) {
                return;
            }
            busy = true;
            try {
                await orm.silent.call(record.resModel, "action_look", [record.resId]);
                await record.load();
            } finally {
                busy = false;
            }
        }, EVERY);
        onWillUnmount(() => clearInterval(timer));
    }
}

registry.category("fields").add("ledger_arrival", {
    ...charField,
    component: LedgerArrivalField,
});
