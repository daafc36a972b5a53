from . import (
    ledger_administration_wizard,
    ledger_copy_wizard,
    ledger_correction_wizard,
    ledger_export_wizard,
    ledger_trial_wizard,
)
