from . import ledger_connection, ledger_item, ledger_problem
