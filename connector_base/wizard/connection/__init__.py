from . import (
    base_module_uninstall,
    ir_module_module,
    ledger_administration_wizard,
    res_config_settings,
)
