from . import (
    ledger_comparison,
    ledger_control,
    ledger_control_missing,
    ledger_control_sent,
    ledger_control_values,
    ledger_diagnosis,
)
