from . import (
    ledger_connection,
    ledger_credential,
    ledger_help,
    ledger_problem,
)
