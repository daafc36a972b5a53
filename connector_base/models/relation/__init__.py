from . import (
    ledger_relation,
    ledger_relation_update,
    ledger_relation_match,
    res_partner,
    res_partner_bank,
)
