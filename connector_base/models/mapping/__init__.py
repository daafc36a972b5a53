from . import (
    problems,
    ledger_scope,
    ledger_item_store,
    ledger_mapping,
    ledger_suggestion,
    ledger_vat_codes,
    ledger_text,
    ledger_refresh,
    ledger_books,
    ledger_health,
    ledger_remark,
)
