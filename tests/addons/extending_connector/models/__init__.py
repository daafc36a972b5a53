from . import (
    extending_mandate,
    ledger_connection,
    ledger_hooks,
    ledger_registration,
    ledger_relation_value,
)
