from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """The Twinfield block of the Accounting settings: the current company's
    connection, with what is changed most; the rest is on its own form."""

    _inherit = "res.config.settings"

    twinfield_connection_id = fields.Many2one(
        "ledger.connection", compute="_compute_twinfield_connection_id"
    )
    twinfield_state = fields.Selection(related="twinfield_connection_id.state")
    twinfield_office = fields.Char(
        related="twinfield_connection_id.administration_code"
    )
    twinfield_account_item_id = fields.Many2one(
        related="twinfield_connection_id.account_item_id",
        readonly=False,
        string="Twinfield default ledger",
        domain="[('connection_id', '=', twinfield_connection_id), "
        "('kind', '=', 'account')]",
    )
    twinfield_journal_item_id = fields.Many2one(
        related="twinfield_connection_id.journal_item_id",
        readonly=False,
        string="Twinfield default transaction type",
        domain="[('connection_id', '=', twinfield_connection_id), "
        "('kind', '=', 'journal')]",
    )
    twinfield_final = fields.Selection(
        related="twinfield_connection_id.final", readonly=False
    )
    twinfield_start_date = fields.Date(
        related="twinfield_connection_id.start_date", readonly=False
    )
    twinfield_auto_export = fields.Boolean(
        related="twinfield_connection_id.auto_export", readonly=False
    )
    twinfield_payment_import = fields.Boolean(
        related="twinfield_connection_id.payment_import", readonly=False
    )

    @api.depends("company_id")
    def _compute_twinfield_connection_id(self):
        for settings in self:
            settings.twinfield_connection_id = self.env[
                "ledger.connection"
            ]._twinfield_of(settings.company_id)

    def action_twinfield_open(self):
        """The connection's form; a new one when the company has none."""
        self.ensure_one()
        connection = self.twinfield_connection_id or self.env[
            "ledger.connection"
        ].create(
            {
                "name": "Twinfield",
                "provider": "twinfield",
                "company_id": self.company_id.id,
            }
        )
        return connection.get_formview_action()

    def action_twinfield_mappings(self):
        return self.twinfield_connection_id._open_list("ledger_mapping_action")
