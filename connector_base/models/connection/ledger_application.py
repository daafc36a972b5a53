from odoo import api, fields, models


class LedgerApplication(models.AbstractModel):
    """What a connection is known by at the ledger. Its secrets are written here and
    never shown again."""

    _name = "ledger.application"
    _description = "Application of a Ledger Connection"

    credential_ids = fields.One2many("ledger.credential", "connection_id")
    client_id = fields.Char(
        string="Client ID",
        compute="_compute_client",
        compute_sudo=True,
        inverse="_inverse_client_id",
        groups="account.group_account_manager",
    )
    client_secret = fields.Char(
        compute="_compute_client_secret",
        inverse="_inverse_client_secret",
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

    @api.depends("credential_ids.client_id", "credential_ids.client_secret")
    def _compute_client(self):
        for connection in self:
            credential = connection.credential_ids
            connection.client_id = credential.client_id
            connection.has_secret = bool(credential.client_secret)
            connection.is_unsealed = not credential._is_sealed()

    def _inverse_client_id(self):
        for connection in self:
            connection._credential().client_id = connection.client_id

    def _compute_client_secret(self):
        """Written only."""
        self.client_secret = False

    def _inverse_client_secret(self):
        for connection in self.filtered("client_secret"):
            with self.env["ledger.problem"]._explained(connection):
                connection._credential()._set_secret(connection.client_secret)

    def _credential(self):
        credential = self.sudo().credential_ids
        return credential or credential.create({"connection_id": self.id})
