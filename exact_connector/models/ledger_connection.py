import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.connector_base.ledger.errors import LedgerError
from odoo.addons.connector_base.ledger.template import is_template
from odoo.addons.connector_base.ledger.values import Guide, Vocabulary
from odoo.addons.connector_base.models.export.ledger_document_link import PATH

from ..client import const, webhooks
from ..client.ledger import ExactLedger
from ..client.limits import limits
from ..client.oauth import provider

_logger = logging.getLogger(__name__)

WEBHOOK = "/ledger/exact/webhook"
# Events come in bursts, and one for each entry that we book: one import for all.
SOON = timedelta(seconds=20)
COUNTRIES = [
    ("NL", "Netherlands"),
    ("BE", "Belgium"),
    ("DE", "Germany"),
    ("UK", "United Kingdom"),
    ("FR", "France"),
    ("ES", "Spain"),
]


class LedgerConnection(models.Model):
    _inherit = "ledger.connection"

    provider = fields.Selection(
        selection_add=[("exact", "Exact Online")],
    )
    exact_country = fields.Selection(
        COUNTRIES,
        string="Exact Online of",
        compute="_compute_exact_country",
        store=True,
        readonly=False,
        tracking=True,
        help="Each country has its own Exact Online: where you log in, and where your "
        "application is registered.",
    )
    exact_link = fields.Char(
        string="Link to Exact Entries",
        help="Where an entry opens in Exact Online. {host}, {division}, {entry_id} and "
        "{document_id} are filled in. Empty: the document of the entry.",
    )

    # Exact tells when something happened in a division, so that payments need not
    # wait for the next turn of the import. What happened is asked, never believed.
    exact_webhook_url = fields.Char(
        string="Webhook Address", compute="_compute_exact_webhook_url"
    )
    exact_webhook_secret = fields.Char(
        string="Webhook Secret",
        compute="_compute_exact_webhook_secret",
        inverse="_inverse_exact_webhook_secret",
        groups="account.group_account_manager",
        help="As shown by Exact Online beside your application. Written only: it is "
        "never shown again.",
    )
    exact_has_webhook_secret = fields.Boolean(
        compute="_compute_exact_has_webhook_secret", compute_sudo=True
    )
    exact_subscribed = fields.Boolean(
        string="Told of Payments at Once", readonly=True, copy=False
    )

    @api.depends("company_id")
    def _compute_exact_country(self):
        """Where the company is, until somebody says otherwise."""
        for connection in self:
            code = connection.company_id.country_id.code
            code = {"GB": "UK"}.get(code, code)
            connection.exact_country = code if code in const.SITES else "NL"

    @api.constrains("exact_link")
    def _check_exact_link(self):
        for connection in self.filtered("exact_link"):
            names = ("host", "division", "entry_id", "document_id")
            if not is_template(connection.exact_link, names):
                raise ValidationError(
                    self.env._(
                        "The link to entries begins with https:// or {host}, and may "
                        "contain {division}, {entry_id} and {document_id}, nothing "
                        "else in braces."
                    )
                )

    @contextmanager
    def _exact_open(self, grant, session, cached):
        with session(self._exact_oauth().hosts, self._exact_limits()) as http:
            yield ExactLedger(
                http,
                grant.token,
                self._exact_site(),
                self.administration_code or "",
                cached=cached,
                link_base=f"{self.get_base_url()}{PATH}/",
                own_numbers=self.numbering == "odoo",
                template=self.exact_link or "",
                # Without bills their right is not asked for either.
                purchases=self.export_bills,
            )

    def _exact_site(self):
        site = self.server_url or f"https://{const.SITES[self.exact_country or 'NL']}"
        return site.rstrip("/")

    def _exact_limits(self):
        return limits(self.sudo().client_id or "", self.administration_code or "")

    @api.model
    def _get_address_fields(self):
        return {*super()._get_address_fields(), "exact_country"}

    def _exact_addresses(self):
        return [f"https://{site}" for site in const.SITES.values()]

    def _exact_oauth(self):
        return provider(self._exact_site())

    def _exact_personal(self):
        return const.PERSONAL, const.PERSONAL_TEXTS

    def _exact_vocabulary(self):
        return Vocabulary(administration=self.env._("division"))

    def _exact_guide(self):
        return Guide(
            address=const.APPS,
            steps=(
                self.env._(
                    "Log in at Exact Online's App Centre of your country, and choose "
                    "“Manage my apps”."
                ),
                self.env._(
                    "Register an app of your own, with the redirect address below."
                ),
                self.env._("Copy its client id and client secret to here."),
            ),
            log_in=self.env._(
                "Log in as a user that was made for Odoo, with rights for the entries, "
                "customers and accounts of the division."
            ),
        )

    # Webhooks

    def _compute_exact_webhook_url(self):
        for connection in self:
            base = connection.get_base_url()
            connection.exact_webhook_url = f"{base}{WEBHOOK}/{connection.id}"

    def _compute_exact_webhook_secret(self):
        """Written only."""
        self.exact_webhook_secret = False

    def _inverse_exact_webhook_secret(self):
        for connection in self.filtered("exact_webhook_secret"):
            credential = connection._credential()
            with self.env["ledger.problem"]._explained(connection):
                sealed = credential._encrypt(connection.exact_webhook_secret)
            credential.exact_webhook_secret = sealed

    def _compute_exact_has_webhook_secret(self):
        for connection in self:
            access = self.env["ledger.access"]
            secret = access._get_credential(connection).exact_webhook_secret
            connection.exact_has_webhook_secret = bool(secret)

    def action_exact_subscribe(self):
        """May be repeated, as after Odoo has moved to another address."""
        self.ensure_one()
        self = self._to_change()
        if not self.exact_has_webhook_secret:
            raise UserError(
                self.env._("Enter the webhook secret of your application first.")
            )
        with self.env["ledger.problem"]._explained(self), self._open() as ledger:
            words = webhooks.subscribe(
                ledger.api, self.exact_webhook_url, self.client_id
            )
        self.exact_subscribed = not words
        if words:
            return self._notify(self.env._("Exact Online refused"), words, "danger")
        return self._notify(
            self.env._("Subscribed"),
            self.env._("Exact Online tells at once when something is paid."),
        )

    def action_exact_unsubscribe(self):
        self.ensure_one()
        self = self._to_change()
        with self.env["ledger.problem"]._explained(self), self._open() as ledger:
            words = webhooks.unsubscribe(ledger.api, self.client_id)
        self.exact_subscribed = bool(words)
        if words:
            return self._notify(self.env._("Exact Online refused"), words, "danger")
        return self._notify(
            self.env._("Unsubscribed"),
            self.env._("Payments are imported every half hour from now on."),
        )

    def _exact_event(self, body):
        """Whether Exact sent this; then payments are imported soon."""
        credential = self.env["ledger.access"]._get_credential(self)
        try:
            secret = credential._decrypt(credential.exact_webhook_secret)
        except LedgerError:
            _logger.warning("Connection %s: its webhook secret can't be read", self.id)
            return False
        if not (secret and webhooks.verified(body, secret)):
            return False
        if self.state == "connected" and self.payment_import:
            self._exact_import_soon()
        return True

    def _exact_import_soon(self):
        cron = self.env.ref("connector_base.ir_cron_import").sudo()
        now = fields.Datetime.now()
        planned = self.env["ir.cron.trigger"].sudo()
        if not planned.search_count(
            [
                ("cron_id", "=", cron.id),
                ("call_at", ">", now),
                ("call_at", "<=", now + SOON),
            ],
            limit=1,
        ):
            self._ask("import", now + SOON)
