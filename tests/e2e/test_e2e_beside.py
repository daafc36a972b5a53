"""Odoo's own tests of what the connectors stand beside: none fails only with them."""

import os
import re
import subprocess

import pytest
from databases import clone_database, drop_database
from processes import NIGHTLY, ODOO, free_port, odoo

MODULES = "account", "sale", "purchase", "point_of_sale", "hr_expense"
ADDONS = "twinfield_connector,exact_connector"
NAMES = ALONE, BESIDE = "lc_odoo_alone", "lc_odoo_beside"
LONGEST = 5400  # s for Odoo's tests
FAILED = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(\w+\.\w+)")
TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading")


class OwnTests:
    """What Odoo's tests said in the database ``name``, those with a browser aside."""

    def __init__(self, name, log):
        with log.open("w") as output:
            subprocess.run(
                [
                    *ODOO,
                    f"--database={name}",
                    f"--http-port={free_port()}",
                    f"--test-tags={','.join(f'/{module}' for module in MODULES)}",
                    "--log-level=warn",
                    "--log-handler=odoo.tests.result:INFO",
                    "--stop-after-init",
                ],
                check=False,  # some fail here without the connectors, too
                stdout=output,
                stderr=output,
                timeout=LONGEST,
                # Where no browser is found, its tests say so and are left out.
                env={**os.environ, "PATH": str(log.parent)},
            )
        said = log.read_text()
        self.failed = {*FAILED.findall(said)}
        ((_failed, _errors, count),) = TOTAL.findall(said)
        self.count = int(count)


def install(name, addons):
    odoo(f"--database={name}", f"--init={addons}", "--stop-after-init")


if NIGHTLY:

    @pytest.fixture
    def databases():
        try:
            clone_database(os.environ["LC_BASE"], ALONE)
            install(ALONE, ",".join(MODULES))
            clone_database(ALONE, BESIDE)
            install(BESIDE, ADDONS)
            yield
        finally:
            for name in NAMES:
                drop_database(name)

    @pytest.mark.usefixtures("databases")
    def test_no_test_of_odoo_fails_only_beside_the_connectors(tmp_path):
        alone, beside = (OwnTests(name, tmp_path / name) for name in NAMES)
        assert beside.count == alone.count > 1000
        assert beside.failed - alone.failed == set()
