from . import ledger_budget, ledger_provider
