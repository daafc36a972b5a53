from . import ledger_files, problems
