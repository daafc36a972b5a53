"""A sandbox per module, reset for each test, and plain requests to talk to it."""

import pytest
import sandbox
from exact_client import Exact
from twinfield_client import Twinfield
from wcf_client import Wcf


@pytest.fixture(scope="module")
def box(request):
    provider = request.module.__name__.split("_")[1]
    with sandbox.start(provider) as running:
        yield running


@pytest.fixture(autouse=True)
def fresh(box, request):
    # The tests speak of 2026, whatever year it is.
    box.control("clock", set="2026-06-15T12:00:00")
    box.control("reset")
    box.control("tokens/restore")
    if "twinfield" in request.module.__name__:
        box.control("client", redirect_uris=["http://localhost/back"], rotating=False)
    else:
        secret = "s3cr3t-exact-client"  # noqa: S105 - made up
        uris = ["https://localhost/back"]
        box.control("client", redirect_uris=uris, secret=secret)
        box.control("limits", minutely=None, daily=None)


@pytest.fixture
def twinfield(box):
    return Twinfield(box)


@pytest.fixture
def exact(box):
    return Exact(box)


@pytest.fixture
def wcf(twinfield):
    return lambda name: Wcf(twinfield, name)
