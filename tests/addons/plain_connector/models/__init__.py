from . import ledger_connection
