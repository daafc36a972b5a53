from . import (
    base_module_uninstall,
    ir_module_module,
    ledger_card_facts,
    res_config_settings,
)
