from contextlib import contextmanager

from odoo import api, fields, models

from ..client import const
from ..client.ledger import TwinfieldLedger
from ..client.oauth import provider, validate

# No documented address opens one entry: the list of them is the closest page.
TRANSACTIONS = "{cluster}/UI/#/Transactions"


class LedgerConnection(models.Model):
    _inherit = "ledger.connection"

    provider = fields.Selection(
        selection_add=[("twinfield", "Twinfield")],
        ondelete={"twinfield": "cascade"},
    )
    twinfield_link = fields.Char(
        string="Link to Entries",
        help="Where an entry opens in Twinfield. {cluster}, {office}, {code} and "
        "{number} are filled in. Empty: the list of transactions.",
    )

    @contextmanager
    def _twinfield_open(self, grant, session):
        cluster = grant.account["cluster_url"]
        with session(self._twinfield_oauth().hosts) as http:
            yield TwinfieldLedger(
                http,
                grant.token,
                cluster,
                self.administration_code or "",
                # Without bills their right is not asked for either.
                purchases=self.export_bills,
            )

    def _twinfield_capabilities(self):
        return TwinfieldLedger.capabilities

    def _twinfield_oauth(self):
        return provider(self.server_url or const.LOGIN)

    def _twinfield_account(self, http, token):
        """Which organisation, user and server the token belongs to: asked anew with
        each token, because an organisation can be moved to another server."""
        account = validate(http, self.server_url or const.LOGIN, token)
        return {
            "organisation": account.organisation_code,
            "user": account.user_code,
            "cluster_url": account.cluster_url,
        }

    def _twinfield_entry_url(self, export):
        cluster = (self._credential().account or {}).get("cluster_url", "")
        link = self.twinfield_link or TRANSACTIONS
        return link.format(
            cluster=cluster,
            office=self.administration_code,
            code=export.ledger_journal,
            number=export.ledger_number,
        )

    @api.model
    def _twinfield_of(self, company):
        """The first Twinfield connection of a company, for its settings."""
        return self.search(
            [("company_id", "=", company.id), ("provider", "=", "twinfield")],
            order="state, id",
            limit=1,
        )
