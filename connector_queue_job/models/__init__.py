from . import ledger_connection
from . import ledger_run
