"""What crosses the border between Odoo and a ledger: plain Python, no Odoo."""
