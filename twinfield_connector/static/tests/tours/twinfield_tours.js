import {addAssistantTours} from "@connector_base/../tests/tours/assistant_tours";
import {addLedgerTours} from "@connector_base/../tests/tours/ledger_tours";

addLedgerTours({
    prefix: "twinfield",
    ledger: "Twinfield",
    name: "Twinfield",
    journal: "VRK",
    vat: "VH",
    vatName: "VH",
    number: "VRK 2026",
    word: "Office",
    administration: "NL001",
    setting: "ledger_final",
});

addAssistantTours({
    prefix: "twinfield",
    name: "Twinfield",
    client: "ledger-connectors",
    secret: "s3cr3t-twinfield-client",
    word: "Office",
    administration: "NL001",
    account: "8000",
});
