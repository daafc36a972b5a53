# Copyright 2026 Ledger Connectors contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).
{
    "name": "Exact Online Connector",
    "summary": "Exports invoices to Exact Online and imports their payments",
    "version": "19.0.2.0.0",
    "category": "Accounting/Accounting",
    "author": "Ledger Connectors contributors",
    "website": "https://github.com/ledger-connectors/ledger-connectors",
    "license": "LGPL-3",
    "depends": ["connector_base"],
    "application": True,
    "images": ["static/description/overview.png"],
    "external_dependencies": {"python": ["requests"]},
    "data": [
        "views/ledger_connection_views.xml",
        "wizard/ledger_assistant_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["exact_connector/static/tests/tours/**/*"],
    },
}
