from . import problems, ledger_budget, ledger_card, ledger_provider, ledger_setup
