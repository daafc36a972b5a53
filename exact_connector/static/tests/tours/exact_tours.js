import {addAssistantTours} from "@connector_base/../tests/tours/assistant_tours";
import {addLedgerTours} from "@connector_base/../tests/tours/ledger_tours";

addLedgerTours({
    prefix: "exact",
    ledger: "Exact",
    name: "Exact Online",
    journal: "70",
    vat: "2",
    vatName: "Btw hoog, exclusief",
    number: "70 26",
    word: "Division",
    administration: "124132",
    setting: "ledger_numbering",
});

addAssistantTours({
    prefix: "exact",
    name: "Exact Online",
    client: "2f0c4a10-0000-4c1e-9d11-000000000001",
    secret: "s3cr3t-exact-client",
    word: "Division",
    administration: "124132",
    account: "8000",
});
