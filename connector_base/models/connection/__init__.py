from . import (
    ledger_problem,
    ledger_connection,
    ledger_connection_access,
    ledger_connection_identity,
    ledger_budget,
    ledger_credential,
    ledger_item,
    ledger_progress,
    ledger_log,
)
