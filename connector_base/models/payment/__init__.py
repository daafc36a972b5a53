from . import (
    ledger_connection_payments,
    ledger_payment_export,
    ledger_allocation,
    ledger_importer,
    account_payment,
)
