from . import ledger_connection, res_config_settings
