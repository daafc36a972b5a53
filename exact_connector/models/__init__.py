from . import (
    ledger_connection,
    ledger_connection_webhook,
    ledger_credential,
    res_config_settings,
)
