from contextlib import contextmanager

from odoo import api, models

from ...ledger.errors import NotAuthorised
from ...ledger.grant import Grant
from ...ledger.http import Session, is_server
from ..ground.ledger_sealed import option
from .ledger_budget import PATIENCE, Budget

# Of hooks that a provider need not have
DEFAULTS = {"oauth": None, "account": {}, "addresses": ()}
# Hosts, separated by commas, that a connection may name instead of the ledger's own: a
# test server's. In Odoo's configuration, or in capitals in the environment.
HOSTS_OPTION = "ledger_connector_hosts"


class LedgerAccess(models.AbstractModel):
    """The way to the ledger: the port, open and closed.

    The provider's code is found by name on the connection, as ``delivery.carrier``
    does: ``_<provider>_open(grant, session, cached)``, a context manager that yields
    the port, and where its defaults do not fit ``_<provider>_oauth()`` (a grant of
    ``ledger/oauth.py``; None: the secret is the token) and ``_<provider>_account(http,
    token)`` (whose token it is, a dict; "organisation" guards against another one) and
    ``_<provider>_addresses()`` (those of the ledger's own that a person may enter).
    """

    _name = "ledger.access"
    _description = "Access to the Ledger"

    # The port

    @api.model
    @contextmanager
    def _open(self, connection):
        """The port, for one unit of work. Raises NotAuthorised without a grant."""
        connection.ensure_one()
        self.env["ledger.identity"]._check_may_call(connection)
        with self._open_granted(connection) as ledger:
            yield ledger

    @api.model
    @contextmanager
    def _open_granted(self, connection):
        """Also before the connection may be used: right after a log-in."""
        grant = connection._credential()._grant()

        def session(hosts, limits=()):
            return self._session(connection, hosts, limits)

        cached = self._cached(connection)
        with self._call(connection, "open", grant, session, cached) as ledger:
            yield ledger

    @api.model
    def _look(self, connection):
        """The port, closed: to look at kinds, traits and duties, and for what needs no
        call. Whatever calls the ledger by it is refused."""

        def token(stale=None):
            raise NotAuthorised("not_connected")

        def session(hosts, limits=()):
            return Session(hosts=())

        account = connection.sudo().credential_ids.account or {}
        grant, cached = Grant(token=token, account=account), self._cached(connection)
        with self._call(connection, "open", grant, session, cached) as ledger:
            return ledger

    @api.model
    def _call(self, connection, hook, *args):
        """The provider's own, else the default."""
        connection.ensure_one()
        own = getattr(connection, f"_{connection.provider}_{hook}", None)
        return own(*args) if own else DEFAULTS[hook]

    @api.model
    def _cached(self, connection):
        """What was fetched of a kind, also what is gone: no call is needed for it."""

        def cached(kind):
            items = self.env["ledger.item"].sudo().with_context(active_test=False)
            found = items.search_fetch(
                [("connection_id", "=", connection.id), ("kind", "=", kind.value)],
                ["code", "remote_id", "name", "active", "attributes"],
            )
            return [item._value(kind) for item in found]

        return cached

    @api.model
    def _session(self, connection, hosts, limits=()):
        """``limits``: what the vendor allows, kept before calling."""
        self._check_allowed(connection)
        patience = self.env.context.get("ledger_patience", PATIENCE)
        grant = self._call(connection, "oauth")
        return Session(
            hosts=hosts,
            secrets=connection._credential()._get_secrets(),
            secret_names=grant.secret_names if grant else (),
            record=self.env["ledger.log"]._recorder(connection),
            budget=Budget(self.env, limits, patience) if limits else None,
        )

    @api.model
    def _check_address(self, connections):
        """What is called gets the secrets: who may enter an address that is not the
        ledger's own is said on the server."""
        for connection in connections:
            with self.env["ledger.problem"]._explained(connection):
                self._check_allowed(connection)

    @api.model
    def _check_allowed(self, connection):
        address = connection.server_url
        own = address and self._call(connection, "addresses")
        if not address or address.rstrip("/") in own:
            return
        # Names, not patterns.
        said = option(HOSTS_OPTION).split(",")
        hosts = [host.strip() for host in said if not set("*?[") & set(host)]
        if not is_server(address, hosts):
            raise NotAuthorised("address_not_allowed", address)
