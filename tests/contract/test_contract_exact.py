"""The laws of the port, for Exact Online."""

from harness_exact import ExactHarness

from odoo.addons.connector_base.tests.contract import contract

TestExact = contract(ExactHarness)
