from . import (
    ledger_control,
)
