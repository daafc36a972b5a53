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
