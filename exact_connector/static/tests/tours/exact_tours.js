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
