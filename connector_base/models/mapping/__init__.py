from . import (
    ledger_mapping,
    ledger_text,
    ledger_refresh,
    ledger_health,
)
