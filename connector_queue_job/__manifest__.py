# Copyright 2026 Ledger Connectors contributors
# License LGPL-3 (https://www.gnu.org/licenses/lgpl-3.0.html).
{
    "name": "Ledger Connector Jobs",
    "summary": "Spreads exports and payment imports over the channels of queue_job",
    "version": "19.0.2.0.0",
    "category": "Accounting/Accounting",
    "author": "Ledger Connectors contributors",
    "website": "https://github.com/ledger-connectors/ledger-connectors",
    "license": "LGPL-3",
    "depends": ["connector_base", "queue_job"],
    "auto_install": True,
    "data": ["data/queue_job.xml"],
}
