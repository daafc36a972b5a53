from . import (
    test_twinfield_accountant,
    test_twinfield_connect,
    test_twinfield_corrections,
    test_twinfield_documents,
    test_twinfield_export,
    test_twinfield_payments,
    test_twinfield_proof,
    test_twinfield_standing,
    test_twinfield_tours,
)
