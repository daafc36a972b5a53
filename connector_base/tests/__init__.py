"""What needs no ledger. All else that is tested of the base needs one: an addon of its
own (``tests/addons``). ``contract`` is for pytest; Odoo passes it by."""

from . import (
    test_base_alone,
    test_base_budget,
    test_base_groups,
    test_base_problems,
)
