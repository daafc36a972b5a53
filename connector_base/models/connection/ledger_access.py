from contextlib import contextmanager, nullcontext
from dataclasses import replace

from odoo import api, models

from ...ledger.absent import AbsentLedger
from ...ledger.errors import NotAuthorised
from ...ledger.http import Session, is_server
from ...ledger.oauth import Granted, no_token
from ..ground.ledger_sealed import option
from ..provider.ledger_budget import PATIENCE, Budget

# Of hooks that a provider need not have; "open" of one that is uninstalled
DEFAULTS = {
    "open": nullcontext(AbsentLedger()),
    "oauth": None,
    "account": {},
    "addresses": (),
}
# Hosts, separated by commas, that a connection may name instead of the ledger's own: a
# test server's. In Odoo's configuration, or in capitals in the environment.
HOSTS_OPTION = "ledger_connector_hosts"


class LedgerAccess(models.AbstractModel):
    """The way to the ledger: the port, open and closed.

    The provider's code is found by name on the connection, as ``delivery.carrier``
    does: ``_<provider>_open`` and the other hooks of ``docs/add-a-ledger.md``."""

    _name = "ledger.access"
    _description = "Access to the Ledger"

    # The port

    @api.model
    @contextmanager
    def _open(self, connection):
        """The port, for one unit of work. Raises NotAuthorised without a grant."""
        connection.ensure_one()
        self.env["ledger.identity"]._check_may_call(connection)
        granted, opened = connection._credential()._grant(connection), []

        def session(hosts, limits=()):
            opened.append(self._session(connection, hosts, limits))
            return opened[-1]

        def token(stale=None):
            """One that was got meanwhile must not stand in a log either."""
            value = granted.token(stale)
            for http in opened:
                http.hide(value)
            return value

        grant, cached = replace(granted, token=token), self._cached(connection)
        with self._call(connection, "open", grant, session, cached) as ledger:
            try:
                yield ledger
            finally:
                services = self.env["ledger.work"]
                services._ask_all("_remarked", connection, ledger.remarks)

    @api.model
    def _look(self, connection, allowed=None):
        """The port, closed: to look at kinds, traits and duties, and for what needs no
        call. Whatever calls the ledger by it is refused. The list ``allowed`` takes
        what the vendor allows, see ``ledger/budget.py``."""

        def session(hosts, limits=()):
            if allowed is not None:
                allowed.extend(limits)
            return Session(hosts=())

        account = self._get_credential(connection).account or {}
        cached = self._cached(connection)
        grant = Granted(token=no_token, account=account)
        with self._call(connection, "open", grant, session, cached) as ledger:
            return ledger

    @api.model
    def _get_credential(self, connection, create=False):
        """Its own, or that of the connection whose log-in it uses."""
        owner = connection.sudo().login_id or connection.sudo()
        found = owner.credential_ids
        return found or (found.create({"connection_id": owner.id}) if create else found)

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
    def _get_budget(self, connection):
        """What the vendor allows, and what is left of it."""
        limits = []
        self._look(connection, limits)
        return Budget(self.env, limits, PATIENCE)

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
