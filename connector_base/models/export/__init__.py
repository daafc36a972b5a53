from . import (
    ledger_connection_booking,
    ledger_export,
    ledger_correction,
    ledger_follow_up,
    ledger_document_link,
    ledger_worker,
    account_move,
)
