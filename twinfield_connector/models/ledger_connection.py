from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.connector_base.ledger.template import is_template
from odoo.addons.connector_base.ledger.values import Guide, Vocabulary
from odoo.addons.connector_base.models.export.ledger_document_link import PATH

from ..client import const
from ..client.ledger import TwinfieldLedger
from ..client.limits import limits
from ..client.oauth import provider, validate

FREE_TEXTS = [(f"freetext{n}", f"Free text {n}") for n in (1, 2, 3)]


class LedgerConnection(models.Model):
    _inherit = "ledger.connection"

    provider = fields.Selection(
        selection_add=[("twinfield", "Twinfield")],
    )
    twinfield_link = fields.Char(
        string="Link to Entries",
        help="Where an entry opens in Twinfield. {cluster}, {office}, {code} and "
        "{number} are filled in. Empty: the list of transactions.",
    )
    twinfield_mark_field = fields.Selection(
        [*FREE_TEXTS, ("comment", "Comment of the total line")],
        string="Odoo's Mark",
        help="Where entries carry a short text by which they are known as Odoo's. A "
        "free text must be allowed on the transaction type in Twinfield.",
    )
    twinfield_link_field = fields.Selection(
        FREE_TEXTS,
        string="Invoice Link",
        help="The free text that carries the key of the invoice's PDF. In Twinfield, "
        "allow "
        "it on the transaction type and enter the address below as its document "
        "imaging link.",
    )
    twinfield_imaging_url = fields.Char(
        string="Document Imaging Link", compute="_compute_twinfield_imaging_url"
    )
    twinfield_base_values = fields.Boolean(
        string="Odoo's Exchange Rate",
        default=True,
        help="Amounts in the company's currency are sent along with a foreign "
        "currency, so that both books are equal. Off: Twinfield converts at its rate.",
    )

    @api.constrains("twinfield_mark_field", "twinfield_link_field")
    def _check_twinfield_fields(self):
        for connection in self:
            link = connection.twinfield_link_field
            if link and link == connection.twinfield_mark_field:
                raise ValidationError(
                    self.env._("The mark and the link need a free text each.")
                )
            connection.text_ids._check_twinfield_field()

    @api.constrains("twinfield_link")
    def _check_twinfield_link(self):
        for connection in self.filtered("twinfield_link"):
            names = ("cluster", "office", "code", "number")
            if not is_template(connection.twinfield_link, names):
                raise ValidationError(
                    self.env._(
                        "The link to entries begins with https:// or {cluster}, and "
                        "may contain {office}, {code} and {number}, nothing else in "
                        "braces."
                    )
                )

    @api.depends("twinfield_link_field")
    def _compute_twinfield_imaging_url(self):
        for connection in self:
            name = connection.twinfield_link_field
            connection.twinfield_imaging_url = (
                f"{connection.get_base_url()}{PATH}/$FreeText{name[-1]}$"
                if name
                else False
            )

    @contextmanager
    def _twinfield_open(self, grant, session, cached):
        with session(self._twinfield_oauth().hosts, self._twinfield_limits()) as http:
            yield TwinfieldLedger(
                http,
                grant.token,
                grant.account.get("cluster_url", ""),
                self.administration_code or "",
                mark_field=self.twinfield_mark_field or "",
                link_field=self.twinfield_link_field or "",
                base_values=self.twinfield_base_values,
                # Without bills their right is not asked for either.
                purchases=self.export_bills,
                user=grant.account.get("user", ""),
                address=self.twinfield_link or const.TRANSACTIONS,
                cached=cached,
            )

    def _twinfield_limits(self):
        organisation = (self._credential().account or {}).get("organisation", "")
        return limits(self.sudo().client_id or "", organisation)

    def _twinfield_addresses(self):
        return [const.LOGIN]

    def _twinfield_oauth(self):
        return provider(self.server_url or const.LOGIN)

    def _twinfield_vocabulary(self):
        return Vocabulary(
            administration=self.env._("office"),
            journal=self.env._("transaction type"),
        )

    def _twinfield_guide(self):
        return Guide(
            address=const.PORTAL,
            steps=(
                self.env._("Log in at Twinfield's developer portal, tab “Clients”."),
                self.env._(
                    "Add a client with the flow “Authorization code”, and the redirect "
                    "address below."
                ),
                self.env._(
                    "Copy the client id, and the secret that is shown once, to here."
                ),
            ),
            log_in=self.env._(
                "Log in as a user that was made for Odoo, of level 3 or 4. A site "
                "supervisor (level 1) may do everything in all offices, and so could "
                "whoever gets hold of this log-in."
            ),
        )

    def _twinfield_account(self, http, token):
        """Which organisation, user and server the token belongs to: asked anew with
        each token, because an organisation can be moved to another server."""
        account = validate(http, self.server_url or const.LOGIN, token)
        return {
            "organisation": account.organisation_code,
            "user": account.user_code,
            "cluster_url": account.cluster_url,
        }

    def _twinfield_personal(self):
        return const.PERSONAL, const.PERSONAL_TEXTS, const.PERSONAL_ROWS
