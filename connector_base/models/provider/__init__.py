from . import ledger_provider
