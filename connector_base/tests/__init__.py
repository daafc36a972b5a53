"""For Odoo's runner there is nothing here: ``contract`` is for pytest, and what tests
the base needs a ledger, which stands in an addon of its own."""
