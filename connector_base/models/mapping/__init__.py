from . import (
    problems,
    ledger_cache,
    ledger_mapping,
    ledger_suggestion,
    ledger_vat_codes,
    ledger_text,
    ledger_refresh,
    ledger_health,
)
