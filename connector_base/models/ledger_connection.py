import hashlib
import secrets
from contextlib import contextmanager
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import consteq
from odoo.tools.misc import hash_sign, verify_hash_signed
from odoo.tools.translate import LazyTranslate

from ..ledger import oauth
from ..ledger.errors import LedgerError, NotAuthorised
from ..ledger.http import LOOPBACK, Session
from ..ledger.values import ItemKind

_lt = LazyTranslate(__name__)

CALLBACK = "/ledger/oauth/callback"
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
    """One Odoo company linked to one administration of a ledger.

        draft --authorised, administration chosen--> connected <--> reauthorise
        connected, reauthorise --disconnect--> disconnected --authorised--> connected

    The provider's code is found by name, as ``delivery.carrier`` does:
    ``_<provider>_open(grant, session)`` (a context manager that yields the port),
    ``_<provider>_oauth()`` (None where the secret is the token),
    ``_<provider>_account(http, token)`` and ``_<provider>_entry_url(export)``.
    """

    _name = "ledger.connection"
    _description = "Ledger Connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _order = "company_id, name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        index=True,
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    provider = fields.Selection([], string="Ledger", required=True)
    state = fields.Selection(
        [
            ("draft", "Not connected yet"),
            ("connected", "Connected"),
            ("reauthorise", "Authorisation needed"),
            ("disconnected", "Disconnected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    problem_code = fields.Char(readonly=True, copy=False)
    problem_detail = fields.Char(readonly=True, copy=False)
    problem = fields.Char(compute="_compute_problem")
    database_uuid = fields.Char(readonly=True, copy=False)

    # Administration
    administration_code = fields.Char(string="Administration", copy=False)
    administration_name = fields.Char(readonly=True, copy=False)
    administration_key = fields.Char(readonly=True, copy=False)
    available_administrations = fields.Json(readonly=True, copy=False)

    # Credential, kept in ``ledger.credential``
    server_url = fields.Char(
        string="Log-in Address",
        help="Empty for the real ledger. Another address is for a test server.",
    )
    client_id = fields.Char(
        string="Client ID",
        compute="_compute_client_id",
        inverse="_inverse_client_id",
        groups="account.group_account_manager",
    )
    client_secret = fields.Char(
        compute="_compute_client_secret",
        inverse="_inverse_client_secret",
        groups="account.group_account_manager",
        help="Written only: it is never shown again.",
    )
    has_secret = fields.Boolean(compute="_compute_has_secret", compute_sudo=True)
    redirect_uri = fields.Char(
        string="Redirect Address",
        compute="_compute_redirect_uri",
        help="Register this address for your application at the ledger.",
    )

    # What is exported, and how
    journal_ids = fields.Many2many(
        "account.journal",
        check_company=True,
        domain="[('type', 'in', ('sale', 'purchase'))]",
        help="Invoices of these journals go through this connection; "
        "empty means all journals of the company.",
    )
    account_item_id = fields.Many2one(
        "ledger.item",
        string="Default Ledger Account",
        domain="[('connection_id', '=', id), ('kind', '=', 'account')]",
        ondelete="restrict",
        help="Used for invoice lines whose account is not mapped. "
        "Leave it empty to refuse such invoices instead.",
    )
    journal_item_id = fields.Many2one(
        "ledger.item",
        string="Default Ledger Journal",
        domain="[('connection_id', '=', id), ('kind', '=', 'journal')]",
        ondelete="restrict",
    )
    destiny = fields.Selection(
        [("temporary", "Temporary (draft)"), ("final", "Final")],
        default="temporary",
        required=True,
        help="Final entries can't be changed in the ledger any more.",
    )
    start_date = fields.Date(
        string="Starting Date",
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
        required=True,
        help="Invoices dated before this day are never exported.",
    )
    auto_export = fields.Boolean(
        string="Automatic Export", help="Export invoices as soon as they are posted."
    )
    payment_import = fields.Boolean(
        string="Import Payments",
        default=True,
        help="Register in Odoo what was paid according to the ledger.",
    )
    payment_journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', '=', 'bank')]",
        ondelete="restrict",
        copy=False,
        help="Imported payments are registered here. "
        "Created when the first payment comes in.",
    )
    cursor = fields.Char(readonly=True, copy=False)
    log_days = fields.Integer(
        string="Keep Log (days)", default=90, help="Older log entries are deleted."
    )

    # Freshness
    requested_at = fields.Datetime(readonly=True, copy=False)
    connected_at = fields.Datetime(readonly=True, copy=False)
    authorised_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    deactivated_at = fields.Datetime(readonly=True, copy=False)
    last_items_at = fields.Datetime("Last Master Data", readonly=True, copy=False)
    last_export_at = fields.Datetime("Last Export", readonly=True, copy=False)
    last_import_at = fields.Datetime("Last Payment Import", readonly=True, copy=False)
    waiting_count = fields.Integer(compute="_compute_counts")
    rejected_count = fields.Integer(compute="_compute_counts")
    doubt_count = fields.Integer(compute="_compute_counts")
    done_count = fields.Integer(compute="_compute_counts")
    conflict_count = fields.Integer(compute="_compute_counts")
    mapping_count = fields.Integer(compute="_compute_counts")

    credential_ids = fields.One2many("ledger.credential", "connection_id")
    item_ids = fields.One2many("ledger.item", "connection_id")
    mapping_ids = fields.One2many("ledger.mapping", "connection_id")

    _administration_uniq = models.UniqueIndex(
        "(company_id, provider, administration_code) "
        "WHERE active AND administration_code IS NOT NULL",
        "This company already has a connection to this administration.",
    )

    # Constraints

    @api.constrains("company_id", "journal_ids", "active")
    def _check_journals(self):
        """Each invoice has at most one connection: where a company has several, each
        names its own journals."""
        for company in self.company_id:
            connections = self.search([("company_id", "=", company.id)])
            if len(connections) < 2:
                continue
            seen = self.env["account.journal"]
            for connection in connections.filtered(lambda c: c.state == "connected"):
                journals = connection.journal_ids
                if not journals or journals & seen:
                    raise ValidationError(
                        self.env._(
                            "%(company)s has several connections: give each of them "
                            "its own journals.",
                            company=company.display_name,
                        )
                    )
                seen |= journals

    @api.constrains("server_url")
    def _check_server_url(self):
        for connection in self.filtered("server_url"):
            parts = urlsplit(connection.server_url)
            if parts.scheme != "https" and parts.hostname not in LOOPBACK:
                raise ValidationError(
                    self.env._("The log-in address must start with https://.")
                )

    # Compute

    def _compute_problem(self):
        for connection in self:
            connection.problem = self.env["ledger.problem"]._words(
                connection.problem_code,
                detail=connection.problem_detail,
                connection=connection,
            )

    @api.depends("credential_ids")
    def _compute_client_id(self):
        for connection in self:
            connection.client_id = connection.sudo().credential_ids.client_id

    def _inverse_client_id(self):
        for connection in self:
            connection._credential().client_id = connection.client_id

    def _compute_client_secret(self):
        """Written only."""
        self.client_secret = False

    def _inverse_client_secret(self):
        for connection in self.filtered("client_secret"):
            credential = connection._credential()
            credential.client_secret = credential._encrypt(connection.client_secret)

    @api.depends("credential_ids.client_secret")
    def _compute_has_secret(self):
        for connection in self:
            connection.has_secret = bool(connection.credential_ids.client_secret)

    def _compute_redirect_uri(self):
        for connection in self:
            connection.redirect_uri = connection.get_base_url() + CALLBACK

    def _compute_counts(self):
        exports = self.env["ledger.export"]._read_group(
            [("connection_id", "in", self.ids)], ["connection_id", "state"], ["__count"]
        )
        counts = {(c.id, state): count for c, state, count in exports}
        conflicts = dict(
            self.env["ledger.allocation"]._read_group(
                [("connection_id", "in", self.ids), ("state", "=", "conflict")],
                ["connection_id"],
                ["__count"],
            )
        )
        mappings = dict(
            self.env["ledger.mapping"]._read_group(
                [("connection_id", "in", self.ids)], ["connection_id"], ["__count"]
            )
        )
        for connection in self:
            key = connection.id
            connection.waiting_count = counts.get((key, "waiting"), 0) + counts.get(
                (key, "sending"), 0
            )
            connection.rejected_count = counts.get((key, "rejected"), 0)
            connection.doubt_count = counts.get((key, "in_doubt"), 0)
            connection.done_count = counts.get((key, "done"), 0)
            connection.conflict_count = conflicts.get(connection, 0)
            connection.mapping_count = mappings.get(connection, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_exported(self):
        """What was booked where must stay known, or it could be booked twice."""
        for connection in self.filtered("done_count"):
            raise UserError(
                self.env._(
                    "Invoices were exported through %(connection)s. Disconnect and "
                    "archive it instead of deleting it.",
                    connection=connection.display_name,
                )
            )

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

    def _session(self, hosts):
        return Session(hosts=hosts, record=self.env["ledger.log"]._recorder(self))

    def _check_may_call(self):
        parameters = self.env["ir.config_parameter"].sudo()
        uuid = parameters.get_param("database.uuid")
        if self.state == "disconnected":
            raise NotAuthorised("not_connected")
        neutralised = parameters.get_param("database.is_neutralized")
        if neutralised or (self.database_uuid and self.database_uuid != uuid):
            raise NotAuthorised("database_copied")

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
        parameters = self.env["ir.config_parameter"].sudo()
        self.write(
            {
                "authorised_by_id": self.env.uid,
                "database_uuid": parameters.get_param("database.uuid"),
                "problem_code": False,
                "problem_detail": False,
                "deactivated_at": False,
                "state": "connected" if self.administration_code else "draft",
            }
        )
        self.activity_unlink(["mail.mail_activity_data_warning"])
        self.action_fetch_administrations()
        self.env["ledger.export"].sudo().search(
            [("connection_id", "=", self.id), ("state", "in", ("waiting", "in_doubt"))]
        ).next_try = fields.Datetime.now()
        self.env["ledger.export"]._trigger()

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
        title, lines, passed = self._try_out()
        if not passed:
            self.message_post(body="\n".join((title, lines)))
        self.action_refresh_items()
        self.env["ledger.mapping"]._suggest(self)

    def _try_out(self):
        """Trial calls: (a title, a line for each call, did all pass?)"""
        with self._explained(), self._open() as ledger:
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
        title, lines, passed = self._try_out()
        return self._notify(title, lines, "success" if passed else "danger")

    def action_refresh_items(self):
        for connection in self:
            with connection._explained(), connection._open() as ledger:
                for kind in ItemKind:
                    self.env["ledger.item"]._replace(
                        connection, kind, ledger.items(kind)
                    )
            connection.last_items_at = fields.Datetime.now()

    def action_disconnect(self):
        """Stop all calls. Links, history and settings stay."""
        for connection in self:
            connection._credential()._forget()
            connection.write(
                {"state": "disconnected", "deactivated_at": fields.Datetime.now()}
            )

    def action_suggest_mappings(self):
        self.env["ledger.mapping"]._suggest(self)
        return self.action_open_mappings()

    def action_export(self):
        """Export what waits, now."""
        self.env["ledger.export"]._trigger()

    def action_import_payments(self):
        """Ask the worker to import payments now; the form refreshes by itself."""
        self._check_can_import()
        self.env.ref("connector_base.ir_cron_import").sudo()._trigger()
        return self._notify(
            self.env._("Payment import started"),
            self.env._("New payments appear within a minute."),
        )

    def _check_can_import(self):
        for connection in self.filtered(lambda c: c.state != "connected"):
            raise UserError(
                self.env["ledger.problem"]._words(
                    "not_connected", connection=connection
                )
            )

    def _open_action(self, model, name, domain, **context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("connection_id", "in", self.ids), *domain],
            "context": {"default_connection_id": self[:1].id, **context},
        }

    def action_open_exports(self):
        state = self.env.context.get("ledger_state")
        states = {"waiting": ("waiting", "sending")}.get(state, (state,))
        return self._open_action(
            "ledger.export",
            self.env._("Exports"),
            [("state", "in", states)] if state else [],
        )

    def action_open_mappings(self):
        return self._open_action("ledger.mapping", self.env._("Mappings"), [])

    def action_open_items(self):
        return self._open_action("ledger.item", self.env._("Ledger Items"), [])

    def action_open_allocations(self):
        return self._open_action("ledger.allocation", self.env._("Payments"), [])

    def action_open_log(self):
        return self._open_action("ledger.log", self.env._("Log"), [])

    def _notify(self, title, message, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": title,
                "message": message,
                "type": kind,
                "sticky": kind == "danger",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # Business

    @api.model
    def _for_moves(self, moves):
        """{move: its connection or an empty one}"""
        connections = self.sudo().search(
            [("company_id", "in", moves.company_id.ids), ("state", "!=", "draft")],
            order="state, id",
        )
        return {
            move: connections.filtered(
                lambda c, move=move: (
                    c.company_id == move.company_id
                    and (not c.journal_ids or move.journal_id in c.journal_ids)
                )
            )[:1]
            for move in moves
        }

    def _exportable_domain(self):
        """Posted documents that this connection has to export."""
        self.ensure_one()
        domain = Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "posted"),
                ("move_type", "in", self.env["ledger.export"]._move_types()),
                ("invoice_date", ">=", self.start_date),
            ]
        )
        if self.journal_ids:
            domain &= Domain("journal_id", "in", self.journal_ids.ids)
        return domain

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

    def _unreachable(self, error):
        if self.problem_code != error.code:
            self.write({"problem_code": error.code, "problem_detail": error.detail})

    @contextmanager
    def _explained(self):
        """For what a person waits for: errors in words with the next step."""
        try:
            yield
        except LedgerError as error:
            raise UserError(
                self.env["ledger.problem"]._words(
                    error.code, detail=error.detail, connection=self
                )
            ) from error

    def _ensure_payment_journal(self):
        """The journal of imported payments. They are booked on its own control
        account at once, so that invoices are paid without a bank statement."""
        self.ensure_one()
        if not self.payment_journal_id:
            self.payment_journal_id = self.env["account.journal"].create(
                {
                    "name": self.env._("Payments %(name)s", name=self.name),
                    "type": "bank",
                    "code": self._free_journal_code(),
                    "company_id": self.company_id.id,
                }
            )
        journal = self.payment_journal_id
        lines = (
            journal.inbound_payment_method_line_ids
            | journal.outbound_payment_method_line_ids
        )
        for line in lines.filtered(
            lambda line: line.payment_account_id != journal.default_account_id
        ):
            line.payment_account_id = journal.default_account_id
        return journal

    def _free_journal_code(self):
        taken = set(
            self.env["account.journal"]
            .with_context(active_test=False)
            .search([("company_id", "=", self.company_id.id)])
            .mapped("code")
        )
        stem = self.provider[:3].upper()
        return next(f"{stem}{n}" for n in range(1, 1000) if f"{stem}{n}" not in taken)

    # Cron

    @api.model
    def _cron_refresh_items(self):
        for connection in self.search([("state", "=", "connected")]):
            try:
                connection.action_refresh_items()
            except UserError as error:
                connection.message_post(body=str(error))
            # One connection's failure must not undo another's refresh.
            self.env["ir.cron"]._commit_progress(1)
