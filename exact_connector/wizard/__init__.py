from . import ledger_assistant
