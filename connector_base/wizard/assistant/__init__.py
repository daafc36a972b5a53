from . import (
    ledger_assistant_page,
    ledger_assistant_log_in,
    ledger_assistant_mapping,
    ledger_assistant_use,
    ledger_assistant,
    ledger_assistant_books,
    ledger_assistant_rule,
)
