from . import (
    test_exact_connection,
    test_exact_settings,
    test_exact_tours,
    test_exact_webhook,
)
