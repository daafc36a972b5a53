from . import (
    problems,
    ledger_payment_journal,
    ledger_notice,
    ledger_payment_export,
    ledger_allocation,
    ledger_importer,
    account_payment,
    account_move,
    account_move_line,
)
