import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import odoo_namespace  # noqa: E402

odoo_namespace.prepare()

import pytest  # noqa: E402
from exact_books import Books  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402
from loopback import Loopback  # noqa: E402

settings.register_profile(
    "unit",
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("nightly", settings.get_profile("unit"), max_examples=3000)
settings.load_profile(
    "nightly" if os.environ.get("LC_PROFILE") == "nightly" else "unit"
)


@pytest.fixture
def server():
    loopback = Loopback()
    yield loopback
    loopback.stop()


@pytest.fixture
def books():
    server = Books()
    yield server
    server.stop()
