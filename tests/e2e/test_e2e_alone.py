"""The tests of the base run with the base alone, by Odoo's own runner."""

import os
import re

from databases import clone_database, drop_database
from processes import NIGHTLY
from test_e2e_upgrade import odoo

NAME = "lc_alone"

if NIGHTLY:  # the same tests run in the default suite, beside the other addons

    def test_base_is_tested_alone():
        clone_database(os.environ["LC_BASE"], NAME)
        try:
            done = odoo(
                f"--database={NAME}",
                "--init=connector_base",
                "--test-tags=/connector_base",
                "--stop-after-init",
            )
        finally:
            drop_database(NAME)
        (count,) = re.findall(r"0 failed, 0 error\(s\) of (\d+) tests", done.stderr)
        assert int(count) > 20
