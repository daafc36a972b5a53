"""The port for Exact Online: plain Python on requests, no Odoo."""
