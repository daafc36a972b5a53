from . import (
    problems,
    ledger_relation,
    ledger_relation_value,
    ledger_relation_resolver,
    ledger_relation_update,
    ledger_relation_proposal,
    ledger_relation_proposer,
    res_partner,
    res_partner_bank,
)
