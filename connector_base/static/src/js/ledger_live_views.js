// Copyright 2026 Ledger Connectors contributors
// License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).

import {onMounted, onWillStart, onWillUnmount, useState} from "@odoo/owl";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {ListController} from "@web/views/list/list_controller";
import {browser} from "@web/core/browser/browser";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

/** Milliseconds in which whatever the workers say leads to one look. */
const TOGETHER = 1500;

/**
 * A view of many records shows what the workers do, without polling: it is loaded anew
 * when they say over the bus that something came of an export or import, and tells how
 * far they are. Not while somebody ticks or edits a row, whose work it would undo: then
 * it waits.
 *
 * @param {Object} model The relational model of the view.
 * @returns {Object} With ``progress``, the text of each connection that works.
 */
function useLedgerNews(model) {
    const bus = useService("bus_service");
    const orm = useService("orm");
    const news = useState({progress: []});
    let timer = null;
    const tell = async () => {
        const works = [["state", "=", "connected"]];
        const fields = ["display_name", "progress"];
        const found = await orm.silent.searchRead("ledger.connection", works, fields);
        news.progress = found.filter((one) => one.progress);
    };
    const look = async () => {
        timer = null;
        const {root} = model;
        if (root.editedRecord || (root.selection || []).length) {
            timer = browser.setTimeout(look, TOGETHER);
            return;
        }
        await Promise.all([root.load(), tell()]);
    };
    const hear = () => {
        timer ??= browser.setTimeout(look, TOGETHER);
    };
    onWillStart(tell);
    onMounted(() => bus.subscribe("ledger_export", hear));
    onWillUnmount(() => {
        bus.unsubscribe("ledger_export", hear);
        browser.clearTimeout(timer);
    });
    return news;
}

class LedgerListController extends ListController {
    static template = "connector_base.LedgerListView";
    setup() {
        super.setup();
        this.news = useLedgerNews(this.model);
    }
}

/** Of rows on a phone. */
class LedgerKanbanController extends KanbanController {
    static template = "connector_base.LedgerKanbanView";
    setup() {
        super.setup();
        this.news = useLedgerNews(this.model);
    }
}

/** Whose cards say themselves how far the work is. */
class LedgerCardsController extends KanbanController {
    setup() {
        super.setup();
        useLedgerNews(this.model);
    }
}

const views = registry.category("views");
views.add("ledger_list", {...listView, Controller: LedgerListController});
views.add("ledger_kanban", {...kanbanView, Controller: LedgerKanbanController});
views.add("ledger_cards", {...kanbanView, Controller: LedgerCardsController});
