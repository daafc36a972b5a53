from . import problems, ledger_budget, ledger_provider
