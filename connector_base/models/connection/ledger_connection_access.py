import hashlib
import logging
import secrets
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq
from odoo.tools.misc import hash_sign, verify_hash_signed
from odoo.tools.translate import LazyTranslate

from ...ledger import oauth
from ...ledger.errors import LedgerError, NotAuthorised, Throttled
from ...ledger.http import Session
from .ledger_budget import PATIENCE, Budget

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

OAUTH_SCOPE = "connector_base.oauth"
OAUTH_HOURS = 0.25
# Names of the trial calls that ledgers have in common.
CHECKS = {
    "administrations": _lt("See the administrations:"),
    "administration": _lt("Open the administration:"),
    "accounts": _lt("Read ledger accounts:"),
    "vat": _lt("Read VAT codes:"),
    "journals": _lt("Read journals:"),
    "customers": _lt("Read customers:"),
    "transactions": _lt("Read entries:"),
}


def _digest(nonce):
    return hashlib.sha256(nonce.encode()).hexdigest()


class LedgerConnection(models.Model):
    """The way to the ledger: authorisation, the open port, and what calls came to."""

    _inherit = "ledger.connection"

    # The door to the provider

    def _provider_hook(self, name):
        return getattr(self, f"_{self.provider}_{name}")

    @contextmanager
    def _open(self):
        """The port, for one unit of work. Raises NotAuthorised without a grant."""
        self.ensure_one()
        self._check_may_call()
        grant = self._credential()._grant()
        with self._provider_hook("open")(grant, self._session) as ledger:
            yield ledger

    def _oauth(self):
        return self._provider_hook("oauth")()

    def _account(self, http, token):
        return self._provider_hook("account")(http, token)

    def _credential(self):
        """Secrets are nobody's to read: superuser, whoever works."""
        credential = self.sudo().credential_ids
        return credential or credential.create({"connection_id": self.id})

    def _session(self, hosts, limits=()):
        """``limits``: what the vendor allows, kept before calling."""
        patience = self.env.context.get("ledger_patience", PATIENCE)
        return Session(
            hosts=hosts,
            record=self.env["ledger.log"]._recorder(self),
            budget=Budget(self.env, limits, patience) if limits else None,
        )

    # Actions

    def action_connect(self):
        """To the ledger's log-in page."""
        self.ensure_one()
        credential = self._credential()
        if not (credential.client_id and credential.client_secret):
            raise UserError(
                self.env._(
                    "Enter the client id and the client secret of your application "
                    "first."
                )
            )
        if not self._oauth():
            self._grant_received()
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        nonce = secrets.token_urlsafe(24)
        self.requested_at = fields.Datetime.now()
        credential.nonce_hash = _digest(nonce)
        state = hash_sign(
            self.env(su=True),
            OAUTH_SCOPE,
            {"connection": self.id, "user": self.env.uid, "nonce": nonce},
            expiration_hours=OAUTH_HOURS,
        )
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": oauth.authorise_url(
                self._oauth(), credential._client(), state, nonce
            ),
        }

    @api.model
    def _verify_state(self, state):
        """The connection that asked for this answer, and its nonce; nothing when the
        state was not ours, is older than 15 minutes, used, or another user's."""
        content = verify_hash_signed(self.env(su=True), OAUTH_SCOPE, state or "")
        if not content or content["user"] != self.env.uid:
            return self.browse(), ""
        connection = self.browse(content["connection"]).exists()
        expected = connection._credential().nonce_hash if connection else ""
        digest = _digest(content["nonce"])
        if not expected or not consteq(expected, digest):
            return self.browse(), ""
        return connection, content["nonce"]

    def _authorised(self, code, nonce):
        """Back from the log-in page: fetch tokens and the administrations."""
        self.ensure_one()
        self._credential()._exchange(code, nonce)
        self._grant_received()

    def _grant_received(self):
        """A grant was stored: from now on calls are possible."""
        self.write(
            {
                "authorised_by_id": self.env.uid,
                "database_identity": self._get_identity(),
                "problem_code": False,
                "problem_detail": False,
                "deactivated_at": False,
                "state": "connected" if self.administration_code else "draft",
            }
        )
        self.activity_unlink(["mail.mail_activity_data_warning"])
        self._note_organisation()
        if self.other_organisation:
            self._refused(NotAuthorised("other_organisation", self.other_organisation))
            return
        self.action_fetch_administrations()
        self.env["ledger.export"].sudo().search(
            [("connection_id", "=", self.id), ("state", "in", ("waiting", "in_doubt"))]
        ).next_try = fields.Datetime.now()
        self._ask("export")

    def action_fetch_administrations(self):
        for connection in self:
            with connection._explained(), connection._open() as ledger:
                found = ledger.administrations()
            connection.available_administrations = [
                {"code": one.code, "name": one.name, "id": one.id} for one in found
            ]
            if len(found) == 1 and not connection.administration_code:
                connection._choose(found[0].code)

    def _choose(self, code):
        """Take this administration, test the rights and fetch its master data."""
        self.ensure_one()
        offered = {one["code"]: one for one in self.available_administrations or []}
        if code not in offered:
            raise UserError(
                self.env._(
                    "%(code)s is not among the administrations that the authorised "
                    "user may see.",
                    code=code,
                )
            )
        if self.administration_code not in (False, code) and self.done_count:
            raise UserError(
                self.env._(
                    "Invoices were exported to %(old)s already. Create another "
                    "connection for %(new)s.",
                    old=self.administration_code,
                    new=code,
                )
            )
        self.write(
            {
                "administration_code": code,
                "administration_name": offered[code]["name"],
                "administration_key": offered[code].get("id"),
                "state": "connected",
                "connected_at": fields.Datetime.now(),
            }
        )
        try:
            title, lines, passed = self._try_out()
            if not passed:
                self.message_post(body="\n".join((title, lines)))
        except Throttled:
            # The rights show by themselves when the master data is fetched.
            _logger.info("Connection %s: no room for trial calls", self.id)
        self.action_refresh_items()

    def _try_out(self):
        """Trial calls: (a title, a line for each call, did all pass?)"""
        with self._explained(but=Throttled), self._open() as ledger:
            checks = ledger.check()
        passed = all(check.passed for check in checks)
        lang = self.env.lang or "en_US"
        names = {name: words._translate(lang) for name, words in CHECKS.items()}
        lines = [
            f"{'✓' if check.passed else '✗'} {names.get(check.name, check.name)} "
            f"{check.detail}".strip()
            for check in checks
        ]
        title = (
            self.env._("The connection works")
            if passed
            else self.env._("Rights are missing")
        )
        return title, "\n".join(lines), passed

    def action_check(self):
        """What may the authorised user do?"""
        self.ensure_one()
        with self._explained():
            title, lines, passed = self._try_out()
        return self._notify(title, lines, "success" if passed else "danger")

    def action_disconnect(self):
        """Stop all calls. Links, history and settings stay."""
        for connection in self:
            connection._credential()._forget()
            connection.write(
                {"state": "disconnected", "deactivated_at": fields.Datetime.now()}
            )

    # What came of calls

    def _refused(self, error):
        """The ledger does not let us in: rest until the admin has acted."""
        self.ensure_one()
        first = self.problem_code != error.code
        self.write(
            {
                "state": "reauthorise" if self.state == "connected" else self.state,
                "problem_code": error.code,
                "problem_detail": error.detail,
            }
        )
        if first:
            user = self.authorised_by_id or self.create_uid
            words = self.with_context(lang=user.lang).problem
            self.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._("%(name)s: authorisation needed", name=self.name),
                note=words,
                user_id=user.id,
            )

    def _reached(self):
        """A call went well: what was said of an outage is over."""
        if self.problem_code:
            self.write({"problem_code": False, "problem_detail": False})

    def _failed(self, error):
        """Whatever a call came to that nobody waits for."""
        if isinstance(error, NotAuthorised):
            self._refused(error)
        else:
            self._unreachable(error)

    def _unreachable(self, error):
        if self.problem_code != error.code:
            self.write({"problem_code": error.code, "problem_detail": error.detail})

    @contextmanager
    def _explained(self, but=()):
        """For what a person waits for: errors in words with the next step; errors
        ``but`` as they are."""
        try:
            yield
        except but:
            raise
        except LedgerError as error:
            raise UserError(
                self.env["ledger.problem"]._words(
                    error.code, detail=error.detail, connection=self
                )
            ) from error
