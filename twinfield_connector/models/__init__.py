from . import ledger_connection, ledger_problem, ledger_text, res_config_settings
