from . import (
    test_exact_accountant,
    test_exact_connect,
    test_exact_connection,
    test_exact_corrections,
    test_exact_documents,
    test_exact_export,
    test_exact_payments,
    test_exact_proof,
    test_exact_settings,
    test_exact_tours,
    test_exact_webhook,
    test_exact_webhooks,
)
