from . import (
    ledger_copy_wizard,
)
