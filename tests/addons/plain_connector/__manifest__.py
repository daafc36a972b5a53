{
    "name": "Plain Connector",
    "summary": "A ledger as unlike the others as the port allows: for tests",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Ledger Connectors contributors",
    "website": "https://github.com/ledger-connectors/ledger-connectors",
    "license": "LGPL-3",
    "depends": ["memory_connector"],
}
