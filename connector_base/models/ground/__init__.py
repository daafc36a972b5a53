from . import (
    ledger_guarded,
    ledger_sealed,
    ledger_words,
    ledger_database,
)
