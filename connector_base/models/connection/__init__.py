from . import ledger_problem, ledger_work, ledger_run, ledger_request
from . import (
    ledger_application,
    ledger_buttons,
    ledger_kinds,
    ledger_connection,
    ledger_access,
)
from . import ledger_login, ledger_identity, ledger_credential
from . import ledger_item, ledger_log
