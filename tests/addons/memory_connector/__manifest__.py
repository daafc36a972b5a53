{
    "name": "Memory Connector",
    "summary": "A ledger in a dictionary: for tests, and the template for another one",
    "version": "19.0.2.0.0",
    "category": "Hidden",
    "author": "Ledger Connectors contributors",
    "website": "https://github.com/ledger-connectors/ledger-connectors",
    "license": "LGPL-3",
    "depends": ["connector_base"],
    "assets": {"web.assets_tests": ["memory_connector/static/tests/tours/**/*"]},
}
