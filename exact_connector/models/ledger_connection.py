from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.connector_base.models.export.ledger_document_link import PATH

from ..client import const
from ..client.ledger import ExactLedger
from ..client.limits import limits
from ..client.oauth import provider

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
        string="Exact Online of",
        compute="_compute_exact_country",
        store=True,
        readonly=False,
        help="Each country has its own Exact Online: where you log in, and where your "
        "application is registered.",
    )
    exact_link = fields.Char(
        string="Link to Exact Entries",
        help="Where an entry opens in Exact Online. {host}, {division}, {entry_id} and "
        "{document_id} are filled in. Empty: the document of the entry.",
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
            try:
                connection.exact_link.format(
                    host="H", division="D", entry_id="E", document_id="F"
                )
            except (KeyError, IndexError, ValueError, AttributeError) as error:
                raise ValidationError(
                    self.env._(
                        "The link to entries may contain {host}, {division}, "
                        "{entry_id} and {document_id}, nothing else in braces."
                    )
                ) from error

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

    def _exact_oauth(self):
        return provider(self._exact_site())

    @api.model
    def _exact_of(self, company):
        """The first Exact connection of a company, for its settings."""
        return self.search(
            [("company_id", "=", company.id), ("provider", "=", "exact")],
            order="state, id",
            limit=1,
        )
