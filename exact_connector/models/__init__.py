from . import (
    ledger_connection,
    ledger_credential,
    ledger_problem,
)
