from . import ledger_control, ledger_comparison
