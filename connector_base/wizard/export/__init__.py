from . import (
    ledger_export_wizard,
    ledger_correction_wizard,
    ledger_trial_wizard,
)
