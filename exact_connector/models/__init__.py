from . import (
    ledger_assistant,
    ledger_connection,
    ledger_credential,
    ledger_problem,
)
