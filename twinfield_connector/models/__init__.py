from . import ledger_connection, ledger_problem, ledger_text
