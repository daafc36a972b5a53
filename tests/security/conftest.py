import sys
from pathlib import Path

HERE = Path(__file__).parent
FOLDERS = (HERE, *(HERE.parent / name for name in ("", "unit", "contract")))
sys.path[:0] = map(str, FOLDERS)

import odoo_namespace  # noqa: E402

odoo_namespace.prepare()

import pytest  # noqa: E402
from loopback import Loopback  # noqa: E402

from odoo.addons.connector_base.ledger.http import Session  # noqa: E402


@pytest.fixture
def server():
    loopback = Loopback()
    yield loopback
    loopback.stop()


@pytest.fixture
def http():
    with Session(hosts=("127.0.0.1",), timeout=5) as session:
        yield session
