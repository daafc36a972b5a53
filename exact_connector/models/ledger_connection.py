from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.connector_base.models.ledger_document_link import PATH

from ..client import const, webhooks
from ..client.ledger import ExactLedger
from ..client.limits import limits
from ..client.oauth import provider, whoami

WEBHOOK = "/exact/webhook"
# The one page of an entry whose address is documented: its document.
DOCUMENT = "{host}/docs/DocViewContent.aspx?ID={document_id}&_Division_={division}"
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
        ondelete={"exact": "cascade"},
    )
    exact_country = fields.Selection(
        COUNTRIES,
        string="Exact Online Of",
        compute="_compute_exact_country",
        store=True,
        readonly=False,
        help="Licences, applications and divisions belong to the site of one country.",
    )
    exact_link = fields.Char(
        string="Link to Exact Entries",
        help="Where an entry opens in Exact Online. {host}, {division}, {entry_id} and "
        "{document_id} are filled in. Empty: the document of the entry.",
    )
    exact_document_link = fields.Boolean(
        string="Link Back to the Invoice",
        help="Entries carry a link that opens the invoice's PDF without an account in "
        "Odoo.",
    )
    exact_webhook_secret = fields.Char(
        string="Webhook Secret",
        compute="_compute_exact_webhook_secret",
        inverse="_inverse_exact_webhook_secret",
        groups="account.group_account_manager",
        help="Written only: it is never shown again.",
    )
    exact_has_webhook_secret = fields.Boolean(
        compute="_compute_exact_has_webhook_secret", compute_sudo=True
    )
    exact_webhook_url = fields.Char(
        string="Webhook Address", compute="_compute_exact_webhook_url"
    )

    @api.constrains("exact_link")
    def _check_exact_link(self):
        for connection in self.filtered("exact_link"):
            try:
                connection._exact_address("E", "D")
            except (KeyError, IndexError, ValueError, AttributeError) as error:
                raise ValidationError(
                    self.env._(
                        "The link to entries may contain {host}, {division}, "
                        "{entry_id} and {document_id}, nothing else in braces."
                    )
                ) from error

    @api.depends("company_id", "provider")
    def _compute_exact_country(self):
        """That of the company; once authorised it stays."""
        for connection in self:
            if connection.provider != "exact":
                connection.exact_country = False
            elif not connection.exact_country:
                code = connection.company_id.account_fiscal_country_id.code
                code = {"GB": "UK"}.get(code, code)
                connection.exact_country = code if code in const.SITES else "NL"

    def _compute_exact_webhook_secret(self):
        """Written only."""
        self.exact_webhook_secret = False

    def _inverse_exact_webhook_secret(self):
        for connection in self.filtered("exact_webhook_secret"):
            credential = connection._credential()
            credential.exact_webhook_secret = credential._encrypt(
                connection.exact_webhook_secret
            )

    @api.depends("credential_ids.exact_webhook_secret")
    def _compute_exact_has_webhook_secret(self):
        for connection in self:
            secret = connection.credential_ids.exact_webhook_secret
            connection.exact_has_webhook_secret = bool(secret)

    def _compute_exact_webhook_url(self):
        for connection in self:
            url = f"{connection.get_base_url()}{WEBHOOK}/{connection.id}"
            connection.exact_webhook_url = url if connection.id else False

    # Actions

    def action_exact_subscribe(self):
        """Ask Exact to tell of entries, so that payments are imported sooner."""
        self.ensure_one()
        if not self.exact_has_webhook_secret:
            raise UserError(
                self.env._(
                    "Enter the webhook secret first: Exact Online shows it where you "
                    "registered your application."
                )
            )
        with self._open() as ledger:
            refused = webhooks.subscribe(ledger.api, self.exact_webhook_url)
        if refused:
            raise UserError(
                self.env._(
                    "Exact Online refused the webhooks: %(words)s\nIt has to reach "
                    "%(address)s, on the host of the redirect address. Without "
                    "webhooks payments are imported by schedule.",
                    words=refused,
                    address=self.exact_webhook_url,
                )
            )
        return self._notify(
            self.env._("Webhooks switched on"),
            self.env._("Exact Online tells of new bank entries from now on."),
        )

    def action_exact_unsubscribe(self):
        self.ensure_one()
        with self._open() as ledger:
            webhooks.unsubscribe(ledger.api, self.exact_webhook_url)
        return self._notify(
            self.env._("Webhooks switched off"),
            self.env._("Payments are imported by schedule."),
        )

    # The port

    @contextmanager
    def _exact_open(self, grant, session):
        with session(self._exact_oauth().hosts, self._exact_limits()) as http:
            yield ExactLedger(
                http,
                grant.token,
                self._exact_site(),
                self.administration_code or "",
                link_base=self._exact_link_base(),
                own_numbers=self.numbering == "odoo",
                # Without bills their right is not asked for either.
                purchases=self.export_bills,
            )

    def _exact_limits(self):
        client = self.sudo().client_id or ""
        return limits(client, self.administration_code or "")

    def _exact_link_base(self):
        return f"{self.get_base_url()}{PATH}/" if self.exact_document_link else ""

    def _exact_site(self):
        """Its address, without a slash at the end."""
        address = self.server_url or f"https://{const.SITES[self.exact_country]}"
        return address.rstrip("/")

    def _exact_capabilities(self):
        return ExactLedger.capabilities

    def _exact_oauth(self):
        return provider(self._exact_site())

    def _exact_account(self, http, token):
        return whoami(http, self._exact_site(), token)

    def _exact_entry_url(self, export):
        return self._exact_address(export.ledger_id, export.ledger_file or "")

    def _exact_address(self, entry, document):
        return (self.exact_link or DOCUMENT).format(
            host=self._exact_site(),
            division=self.administration_code,
            entry_id=entry,
            document_id=document,
        )

    # Webhooks

    def _exact_told(self, body):
        """A signed notice of this connection's: import sooner. Whether it was one."""
        self.ensure_one()
        credential = self.sudo().credential_ids
        secret = credential._decrypt(credential.exact_webhook_secret)
        if not secret or not webhooks.verified(body, secret):
            return False
        if self.state == "connected" and self.payment_import:
            self.env.ref("connector_base.ir_cron_import").sudo()._trigger()
        return True

    @api.model
    def _exact_of(self, company):
        """The first Exact connection of a company, for its settings."""
        return self.search(
            [("company_id", "=", company.id), ("provider", "=", "exact")],
            order="state, id",
            limit=1,
        )
