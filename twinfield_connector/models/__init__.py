from . import ledger_connection, ledger_text, res_config_settings
