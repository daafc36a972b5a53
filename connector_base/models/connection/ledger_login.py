import hashlib
import logging
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import consteq, plaintext2html
from odoo.tools.misc import hash_sign, verify_hash_signed

from ...ledger import oauth
from ...ledger.errors import NotAuthorised, Throttled
from ...ledger.port import has

_logger = logging.getLogger(__name__)

OAUTH_SCOPE = "connector_base.oauth"
OAUTH_HOURS = 0.25


def _digest(nonce):
    return hashlib.sha256(nonce.encode()).hexdigest()


class LedgerLogin(models.AbstractModel):
    """Authorisation, and the choice of the administration."""

    _name = "ledger.login"
    _description = "Log in at the Ledger"

    @api.model
    def _connect(self, connection):
        """The action that leads to the ledger's log-in page."""
        connection.ensure_one()
        if not connection.provider:
            with self.env["ledger.problem"]._explained(connection):
                raise NotAuthorised("connector_missing")
        credential = connection._credential()
        self.env["ledger.access"]._check_address(connection)
        if not connection.organisation:
            # As the grant so far tells it: no log-in did, before this was asked.
            connection.organisation = (credential.account or {}).get("organisation")
        provider = self.env["ledger.access"]._call(connection, "oauth")
        if not (credential.client_id and credential.client_secret):
            raise UserError(
                self.env._(
                    "Enter the client id and the client secret of your application "
                    "first."
                )
            )
        if not isinstance(provider, oauth.Provider):
            if provider:
                with self.env["ledger.problem"]._explained(connection):
                    credential._exchange()
            return self._grant_used(connection)
        other = connection.sudo().login_id
        if other.state == "connected" and connection.state in ("draft", "disconnected"):
            return self._grant_used(connection)
        nonce = secrets.token_urlsafe(24)
        credential.nonce_hash = _digest(nonce)
        state = hash_sign(
            self.env(su=True),
            OAUTH_SCOPE,
            {"connection": connection.id, "user": self.env.uid, "nonce": nonce},
            expiration_hours=OAUTH_HOURS,
        )
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": oauth.authorise_url(provider, credential._client(), state, nonce),
        }

    @api.model
    def _check_log_in(self, connections):
        """Each may use the log-in that it names."""
        for one in connections.filtered("login_id"):
            other = one.login_id
            # Constraints are checked as superuser.
            other.sudo(False).check_access("write")
            same = (one.provider, one.server_url) == (other.provider, other.server_url)
            if other.login_id or not same:
                raise ValidationError(
                    self.env._(
                        "%(connection)s can't use the log-in of %(other)s: that must "
                        "be a connection to the same ledger with a log-in of its own.",
                        connection=one.display_name,
                        other=other.display_name,
                    )
                )

    @api.model
    def _verify_state(self, state):
        """The connection that asked for this answer, and its nonce; nothing when the
        state was not ours, is older than 15 minutes, used, or another user's."""
        none = self.env["ledger.connection"]
        content = verify_hash_signed(self.env(su=True), OAUTH_SCOPE, state or "")
        if not content or content["user"] != self.env.uid:
            return none, ""
        connection = none.browse(content["connection"]).exists()
        if not connection or not self._use(connection, content["nonce"]):
            return none, ""
        return connection, content["nonce"]

    @api.model
    def _use(self, connection, nonce):
        """Whether it was not used before; from now on it was, whatever comes of it."""
        with connection._credential()._apart() as own:
            expected = own.nonce_hash
            fits = bool(expected) and consteq(expected, _digest(nonce))
            if fits:
                own.nonce_hash = False
        return fits

    @api.model
    def _authorised(self, connection, code, nonce):
        """Back from the log-in page: fetch tokens and the administrations."""
        connection._credential()._exchange(code, nonce)
        self._grant_used(connection)

    @api.model
    def _grant_used(self, connection):
        """By who asked for it, and by those that share the log-in and wait for it."""
        self._grant_received(connection)
        sharing = connection._credential()._get_connections() - connection
        for other in sharing.filtered(lambda one: one.state == "reauthorise"):
            self._grant_received(other)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _grant_received(self, connection):
        """A grant was stored: from now on calls are possible."""
        connection.write(
            {
                "authorised_by_id": self.env.uid,
                "database_identity": self.env["ledger.identity"]._get_identity(),
                "problem_code": False,
                "problem_detail": False,
                "deactivated_at": False,
                "state": "connected" if connection.administration_code else "draft",
            }
        )
        connection.activity_unlink(["mail.mail_activity_data_warning"])
        try:
            self.env["ledger.identity"]._note_organisation(connection)
        except NotAuthorised as error:
            self._refused(connection, error)
            return
        self._fetch_administrations(connection)
        self.env["ledger.work"]._ask_all("_resume", connection)
        connection._ask("export")

    @api.model
    def _fetch_administrations(self, connection):
        problems = self.env["ledger.problem"]
        with problems._explained(connection), connection._open() as ledger:
            found = ledger.administrations()
        connection.available_administrations = [
            {"code": one.code, "name": one.name, "currency": one.currency}
            for one in found
        ]
        if len(found) == 1 and not connection.administration_code:
            self.env["ledger.assistant"]._choose_only(connection, found[0].code)

    @api.model
    def _choose(self, connection, code, shared=False):
        """Take this administration, test the rights and ask for its master data.
        ``shared``: although another company books there. Returns which rights are
        missing there, in words, or ""."""
        connection.ensure_one()
        offered = {
            one["code"]: one for one in connection.available_administrations or []
        }
        if code not in offered:
            raise UserError(
                self.env._(
                    "%(code)s is not among the books that the authorised user may see.",
                    code=code,
                )
            )
        old = connection.administration_code
        if old not in (False, code) and connection.done_count:
            raise UserError(
                self.env._(
                    "Invoices were exported to %(old)s already. Create another "
                    "connection for %(new)s.",
                    old=old,
                    new=code,
                )
            )
        connection.write(
            {
                "administration_code": code,
                "administration_name": offered[code]["name"],
                "state": "connected",
                "connected_at": fields.Datetime.now(),
                "problem_code": False,
            }
        )
        if code != old:
            for service in self.env["ledger.work"]._services().values():
                service._chosen(connection, offered[code].get("currency"), shared)
        missing = ""
        if connection.problem_code:
            return missing
        try:
            title, lines, passed = self._try_out(connection)
            if not passed:
                missing = "\n".join((title, lines))
                connection.message_post(body=missing)
        except Throttled:
            # The rights show by themselves when the master data is fetched.
            _logger.info("Connection %s: no room for trial calls", connection.id)
        connection._ask("items", full=True)
        return missing

    @api.model
    def _try_out(self, connection):
        """Trial calls: (a title, a line for each call, did all pass?)"""
        problems = self.env["ledger.problem"]
        told = problems._explained(connection, but=Throttled)
        with told, connection._open() as ledger:
            checks = ledger.check() if has(ledger, "check") else []
        passed = all(check.passed for check in checks)
        lang, words = self.env.lang or "en_US", problems._get_checks()
        names = {name: said._translate(lang) for name, said in words.items()}
        lines = [
            f"{'✓' if check.passed else '✗'} {names.get(check.name, check.name)} "
            f"{check.detail}".strip()
            for check in checks
        ]
        lines += [
            f"! {problems._words(one.code, connection=connection, detail=one.detail)}"
            for one in ledger.remarks
        ]
        title = (
            self.env._("The connection works")
            if passed
            else self.env._("Rights are missing")
        )
        return title, "\n".join(lines), passed

    @api.model
    def _refused(self, connection, error):
        """The ledger does not let us in: rest until the admin has acted."""
        connection.ensure_one()
        connection = connection.sudo()
        first = connection.problem_code != error.code
        connection.write(
            {
                "state": "reauthorise"
                if connection.state == "connected"
                else connection.state,
                "problem_code": error.code,
                "problem_detail": error.detail,
            }
        )
        if error.code == "other_organisation":
            connection.other_organisation = error.detail
        if first:
            user = connection.authorised_by_id or connection.create_uid
            words = connection.with_context(lang=user.lang).problem
            connection.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._(
                    "%(name)s: authorisation needed", name=connection.name
                ),
                note=plaintext2html(words),
                user_id=user.id,
            )
