// Copyright 2026 Ledger Connectors contributors
// License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).

import {UPDATE_METHODS} from "@web/core/orm_service";
import {rpcBus} from "@web/core/network/rpc";

const MODELS = ["ledger.connection", "ledger.assistant", "ledger.assistant.books"];

/**
 * The buttons of lists are named after the ledgers that are connected, and the browser
 * keeps views: they are fetched anew when somebody changed a connection here.
 */
rpcBus.addEventListener("RPC:RESPONSE", ({detail}) => {
    const {model, method} = detail.data.params;
    if (
        MODELS.includes(model) &&
        (UPDATE_METHODS.includes(method) || method.startsWith("action_"))
    ) {
        rpcBus.trigger("CLEAR-CACHES", "get_views");
    }
});
