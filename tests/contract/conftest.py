import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "unit")]

import odoo_namespace  # noqa: E402

odoo_namespace.prepare()

from harness_exact import ExactHarness  # noqa: E402
from harness_twinfield import TwinfieldHarness  # noqa: E402

HARNESSES = {"exact": ExactHarness, "twinfield": TwinfieldHarness}


@pytest.fixture(scope="session", params=HARNESSES)
def running(request):
    ledger = HARNESSES[request.param]()
    yield ledger
    ledger.stop()


@pytest.fixture
def harness(running):
    running.fresh()
    return running
