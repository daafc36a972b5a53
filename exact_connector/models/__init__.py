from . import (
    ledger_connection,
    ledger_connection_webhook,
    ledger_credential,
    ledger_export_wizard,
    res_config_settings,
)
