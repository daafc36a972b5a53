from . import (
    base_module_uninstall,
    ledger_administration_wizard,
    res_config_settings,
)
