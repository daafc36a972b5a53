from contextlib import contextmanager, nullcontext
from urllib.parse import urlsplit

from odoo import api, models
from odoo.exceptions import ValidationError

from ...ledger.absent import AbsentLedger
from ...ledger.http import LOOPBACK, Session
from ...ledger.oauth import Granted, no_token
from ..provider.ledger_budget import PATIENCE, Budget

# Of hooks that a provider need not have; "open" of one that is uninstalled
DEFAULTS = {"open": nullcontext(AbsentLedger()), "oauth": None, "account": {}}


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
            try:
                yield ledger
            finally:
                for service in self.env["ledger.work"]._services().values():
                    service._remarked(connection, ledger.remarks)

    @api.model
    def _look(self, connection, allowed=None):
        """The port, closed: to look at kinds, traits and duties, and for what needs no
        call. Whatever calls the ledger by it is refused. The list ``allowed`` takes
        what the vendor allows, see ``ledger/budget.py``."""

        def session(hosts, limits=()):
            if allowed is not None:
                allowed.extend(limits)
            return Session(hosts=())

        account = connection.sudo().credential_ids.account or {}
        grant, cached = (
            Granted(token=no_token, account=account),
            self._cached(connection),
        )
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
    def _get_budget(self, connection):
        """What the vendor allows, and what is left of it."""
        limits = []
        self._look(connection, limits)
        return Budget(self.env, limits, PATIENCE)

    @api.model
    def _session(self, connection, hosts, limits=()):
        """``limits``: what the vendor allows, kept before calling."""
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
        for connection in connections.filtered("server_url"):
            parts = urlsplit(connection.server_url)
            if parts.scheme != "https" and parts.hostname not in LOOPBACK:
                raise ValidationError(
                    self.env._("The log-in address must start with https://.")
                )
