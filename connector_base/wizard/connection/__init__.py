from . import (
    ledger_administration_wizard,
)
