from . import ledger_files, ledger_hooks, outcomes, problems
