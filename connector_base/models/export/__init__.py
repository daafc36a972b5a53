from . import (
    problems,
    ledger_export,
    ledger_correction,
    ledger_follow_up,
    ledger_document_link,
    ledger_worker,
    ledger_night,
    account_move,
)
