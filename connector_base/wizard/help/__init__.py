from . import ledger_help
