from . import (
    ledger_connection,
    ledger_credential,
    res_config_settings,
)
