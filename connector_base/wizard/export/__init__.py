from . import (
    ledger_export_wizard,
    ledger_correction_wizard,
    ledger_refusals,
    ledger_trial_wizard,
)
