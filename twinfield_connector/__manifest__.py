# Copyright 2026 Ledger Connectors contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).
{
    "name": "Twinfield Connector",
    "summary": "Exports invoices to Twinfield and imports their payments",
    "version": "19.0.2.0.0",
    "category": "Accounting/Accounting",
    "author": "Ledger Connectors contributors",
    "website": "https://github.com/ledger-connectors/ledger-connectors",
    "license": "LGPL-3",
    "depends": ["connector_base"],
    "application": True,
    "images": ["static/description/overview.png"],
    "external_dependencies": {"python": ["zeep", "lxml", "python-stdnum"]},
    "data": [
        "views/ledger_connection_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["twinfield_connector/static/tests/tours/**/*"],
    },
}
