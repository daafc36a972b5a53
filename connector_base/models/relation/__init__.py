from . import (
    problems,
    ledger_relation,
    ledger_relation_value,
    ledger_relation_resolver,
    ledger_relation_update,
    ledger_relation_proposal,
    ledger_relation_proposer,
    ledger_person,
    ledger_person_file,
    res_partner,
    res_partner_bank,
)
