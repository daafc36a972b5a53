from . import ledger_files, outcomes, problems
