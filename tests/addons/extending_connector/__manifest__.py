{
    "name": "Extending Connector",
    "summary": "How another addon has its say, both ways: for tests, and to copy",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Ledger Connectors contributors",
    "website": "https://github.com/ledger-connectors/ledger-connectors",
    "license": "LGPL-3",
    "depends": ["memory_connector"],
    "data": ["security/ir.model.access.csv"],
}
