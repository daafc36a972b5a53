from odoo import api, fields, models


class LedgerApplication(models.AbstractModel):
    """What a connection is known by at the ledger."""

    _name = "ledger.application"
    _description = "Application of a Ledger Connection"

    credential_ids = fields.One2many("ledger.credential", "connection_id")
    login_id = fields.Many2one(
        "ledger.connection",
        string="Log-in of",
        domain="[('provider', '=', provider), ('login_id', '=', False)]",
        ondelete="restrict",
        index="btree_not_null",
        help="Uses the log-in of that connection: one for several sets of books.",
    )
    server_url = fields.Char(
        string="Log-in Address",
        tracking=True,
        help="Empty for the real ledger. Another address is for a test server, which "
        "must be allowed on the Odoo server.",
    )
    client_id = fields.Char(
        string="Client ID",
        help="As the ledger shows it where you registered your application.",
        compute="_compute_client",
        compute_sudo=True,
        inverse="_inverse_client",
        groups="account.group_account_manager",
    )
    client_secret = fields.Char(
        compute="_compute_client_secret",
        inverse="_inverse_client",
        groups="account.group_account_manager",
        help="Written only: it is never shown again.",
    )
    has_secret = fields.Boolean(compute="_compute_client", compute_sudo=True)
    is_unsealed = fields.Boolean(
        string="Secrets Are Not Encrypted",
        compute="_compute_client",
        compute_sudo=True,
        groups="account.group_account_manager",
    )

    @api.depends("login_id", "credential_ids.client_id", "credential_ids.client_secret")
    def _compute_client(self):
        for connection in self:
            credential = self.env["ledger.access"]._get_credential(connection)
            connection.client_id = credential.client_id
            connection.has_secret = bool(credential.client_secret)
            connection.is_unsealed = not credential._is_sealed()

    def _compute_client_secret(self):
        self.client_secret = False  # written only

    def _inverse_client(self):
        for one in self - self.filtered("login_id"):
            with self.env["ledger.problem"]._explained(one):
                one._credential()._set_client(one.client_id, one.client_secret)

    def _credential(self):
        return self.env["ledger.access"]._get_credential(self, create=True)
