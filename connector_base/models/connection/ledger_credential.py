from contextlib import contextmanager, suppress
from datetime import timedelta

from odoo import api, fields, models, sql_db

from ...ledger import oauth
from ...ledger.errors import NotAuthorised
from ...ledger.http import utcnow


class LedgerCredential(models.Model):
    """Secrets of one connection, and of those that use its log-in. In a table of its
    own, which no business transaction writes: a refresh locks its row in a cursor of
    its own and is committed before the new token is used."""

    _name = "ledger.credential"
    _inherit = ["ledger.guarded", "ledger.sealed"]
    _owned_by = ("connection_id",)
    _description = "Ledger Credential"
    _rec_name = "connection_id"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    client_id = fields.Char(copy=False, groups=fields.NO_ACCESS)
    client_secret = fields.Char(copy=False, prefetch=False, groups=fields.NO_ACCESS)
    secret_at = fields.Datetime(copy=False, groups=fields.NO_ACCESS)
    access_token = fields.Char(copy=False, prefetch=False, groups=fields.NO_ACCESS)
    refresh_token = fields.Char(copy=False, prefetch=False, groups=fields.NO_ACCESS)
    expires_at = fields.Datetime(copy=False, groups=fields.NO_ACCESS)
    account = fields.Json(copy=False, groups=fields.NO_ACCESS)
    nonce_hash = fields.Char(copy=False, groups=fields.NO_ACCESS)

    _connection_uniq = models.Constraint(
        "UNIQUE (connection_id)", "A connection has one credential."
    )

    def _grant(self, connection):
        """For that one of ``_get_connections``."""
        self.ensure_one()
        if not self._provider():
            secret = self._decrypt(self.client_secret)
            return oauth.Granted(token=lambda stale=None: secret)
        identity = self.env["ledger.identity"]

        def fresh(stale=None):
            told = self._fresh(stale)
            identity._check_organisation(connection, told[1])
            return told

        account = fresh()[1]
        token = oauth.remembered(lambda stale: fresh(stale)[::2])
        return oauth.Granted(token, account)

    def _get_connections(self):
        """The one whose it is first."""
        own = self.connection_id
        return own | own.search([("login_id", "=", own.id)])

    def _provider(self):
        """Where one logs in; None where the secret is the token."""
        return self.env["ledger.access"]._call(self.connection_id, "oauth")

    def _session(self):
        access = self.env["ledger.access"]
        return access._session(self.connection_id, self._provider().hosts)

    def _set_client(self, id_, secret):
        """Another application, or another secret or key, "" to keep that: where nobody
        logs in, what was got by the old one is used no longer."""
        values = {"client_id": id_}
        if secret:
            values["client_secret"] = self._encrypt(secret)
            values["secret_at"] = fields.Datetime.now()
        if not isinstance(self._provider(), oauth.Provider):
            values |= {"access_token": False, "expires_at": False, "account": False}
        self.write(values)

    @api.model
    def _get_secret_fields(self):
        return ["client_secret", "access_token", "refresh_token"]

    def _get_secrets(self):
        """Values that must not stand in a log."""
        found = []
        for name in self._get_secret_fields():
            # Without its key a value can't get into a log either.
            with suppress(NotAuthorised):
                found.append(self._decrypt(self[name]))
        return [value for value in found if value]

    def _client(self):
        return oauth.Client(
            id=self.client_id or "",
            secret=self._decrypt(self.client_secret),
            redirect_uri=self.connection_id.redirect_uri,
        )

    @contextmanager
    def _apart(self):
        """Self in a cursor of its own with the row locked, committed at the end: what
        is stored must be known before it is used, and survive the caller."""
        with self.env.registry.cursor() as cr:
            if isinstance(cr, sql_db.Cursor):
                # Who waited for the row sees what the other one stored. (The cursor
                # of Odoo's tests shares its transaction.)
                cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute("SET LOCAL lock_timeout = '60s'")
            cr.execute(
                "SELECT id FROM ledger_credential WHERE id = %s FOR UPDATE", [self.id]
            )
            yield self.with_env(self.env(cr=cr)).sudo()

    def _fresh(self, stale=None):
        """An access token that is valid now, its account, and until when it is;
        ``stale`` is a token known to be refused.

        One refresh at a time over all processes: the row lock is waited for, then
        what the other one stored is used.
        """
        with self._apart() as own:
            if isinstance(own._provider(), oauth.Provider) and not own.refresh_token:
                raise NotAuthorised("token_revoked")
            token = own._decrypt(own.access_token)
            margin = timedelta(seconds=own._provider().margin)
            fresh = own.expires_at and own.expires_at > utcnow() + margin
            if not (token and fresh and token != stale):
                own._refresh()
            if not own.account:
                own._learn()
            until = (own.expires_at or utcnow()) - margin
            return own._decrypt(own.access_token), own.account or {}, until

    def _refresh(self):
        token = self._decrypt(self.refresh_token)
        with self._session() as http:
            tokens = oauth.renew(http, self._provider(), self._client(), token)
        self._store(tokens)

    def _learn(self):
        """Whom the new token belongs to."""
        access = self.env["ledger.access"]
        with self._session() as http:
            token = self._decrypt(self.access_token)
            self.account = access._call(self.connection_id, "account", http, token)

    def _exchange(self, code="", nonce=""):
        """Tokens for the code of the authorisation page, or for nothing where nobody
        logs in, and whose they are; stored, not returned."""
        with self._apart() as own:
            if not code:
                own._refresh()
            else:
                with own._session() as http:
                    asked = (own._provider(), own._client(), code, nonce)
                    tokens = oauth.exchange(http, *asked)
                if not tokens.refresh:
                    raise NotAuthorised("offline_access_missing")
                own._store(tokens)
            own._learn()

    def _store(self, tokens):
        """Keep them before anything else is done with them: a ledger that takes each
        refresh token once would never know us again."""
        self.write(
            {
                "access_token": self._encrypt(tokens.access),
                "refresh_token": self._encrypt(tokens.refresh),
                "expires_at": tokens.expires_at,
                "account": False,
                "nonce_hash": False,
            }
        )
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _get_account(self):
        """Whose grant it is, as stored now: the log-in was stored in a transaction of
        its own, which ours may be too old to see."""
        self.flush_recordset(["account"])
        with self.env.registry.cursor() as cr:
            return self.with_env(self.env(cr=cr)).sudo().account or {}

    def _forget(self, secrets=False):
        """The grant; with ``secrets`` all that was given for this ledger."""
        names = {"access_token", "refresh_token", "expires_at", "nonce_hash"}
        if secrets:
            names.update(self._get_secret_fields(), ["account"])
        self.write(dict.fromkeys(names, False))
