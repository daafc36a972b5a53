"""Local servers that behave as the ledgers' own do. They import nothing of the addons.

with sandbox.start("twinfield") as box:
    box.info["refresh_token"]
    box.control("receipt", office="NL001", invoices=[...])
"""

import importlib
import json
import urllib.error
import urllib.request

from .server import Server

PROVIDERS = ("exact", "twinfield")
DEFAULT_REDIRECT = "http://localhost:8069/ledger/oauth/callback"


class Client:
    """Acts on a running sandbox, in this process or another. ``info`` is what a client
    may know of it."""

    def __init__(self, info):
        self.info = info
        self.base_url = info["base_url"]

    def control(self, path, **values):
        """Act as the accountant or as the network: one call of the control API."""
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.base_url}/_control/{path}",
            data=json.dumps(values).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise ValueError(f"{path}: {error.read().decode()}") from error


class Box(Client):
    """A sandbox in a thread of this process."""

    def __init__(self, service, server):
        super().__init__(service.info(server.base_url))
        self.service = service
        self.server = server

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.stop()

    def stop(self):
        self.server.stop()


def switches_of(provider):
    """What nobody outside knows for certain of that server: ``switches.Switch`` each.
    A running one tells the same by the control call ``switches``."""
    return importlib.import_module(f"{__name__}.{provider}.switches").SWITCHES


def start(provider, seed="default", port=0, host="127.0.0.1", redirect_uris=()):
    """Start the sandbox of ``provider`` in a thread of this process."""
    service = importlib.import_module(f"{__name__}.{provider}").Service(
        seed, [*redirect_uris] or [DEFAULT_REDIRECT]
    )
    server = Server(service, host, port)
    server.start()
    return Box(service, server)
