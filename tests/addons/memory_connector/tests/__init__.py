from . import (
    test_base_composer,
    test_base_connection,
    test_base_corrections,
    test_base_document_link,
    test_base_documents,
    test_base_export,
    test_base_follow_up,
    test_base_health,
    test_base_mapping,
    test_base_payments,
    test_base_rights,
    test_base_wizard,
)
