from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """The Exact block of the Accounting settings: the current company's connection,
    with what is changed most; the rest is on its own form."""

    _inherit = "res.config.settings"

    exact_connection_id = fields.Many2one(
        "ledger.connection", compute="_compute_exact_connection_id"
    )
    exact_state = fields.Selection(
        related="exact_connection_id.state", string="Exact status"
    )
    exact_division = fields.Char(
        related="exact_connection_id.administration_code", string="Exact division"
    )
    exact_division_name = fields.Char(
        related="exact_connection_id.administration_name",
        string="Exact division name",
    )
    exact_numbering = fields.Selection(
        related="exact_connection_id.numbering",
        readonly=False,
        string="Exact numbering",
    )
    exact_account_item_id = fields.Many2one(
        related="exact_connection_id.account_item_id",
        readonly=False,
        string="Exact default ledger",
        domain="[('connection_id', '=', exact_connection_id), "
        "('kind', '=', 'account')]",
    )
    exact_journal_item_id = fields.Many2one(
        related="exact_connection_id.journal_item_id",
        readonly=False,
        string="Exact default journal",
        domain="[('connection_id', '=', exact_connection_id), "
        "('kind', '=', 'journal')]",
    )
    exact_start_date = fields.Date(
        related="exact_connection_id.start_date",
        readonly=False,
        string="Exact starting date",
    )
    exact_attach_pdf = fields.Boolean(
        related="exact_connection_id.attach_pdf",
        readonly=False,
        string="Exact PDF attachment",
    )
    exact_auto_export = fields.Boolean(
        related="exact_connection_id.auto_export",
        readonly=False,
        string="Exact automatic export",
    )
    exact_payment_import = fields.Boolean(
        related="exact_connection_id.payment_import",
        readonly=False,
        string="Exact payment import",
    )

    @api.depends("company_id")
    def _compute_exact_connection_id(self):
        for settings in self:
            settings.exact_connection_id = self.env["ledger.connection"]._exact_of(
                settings.company_id
            )

    def action_exact_open(self):
        """The connection's form; a new one when the company has none."""
        self.ensure_one()
        connection = self.exact_connection_id or self.env["ledger.connection"].create(
            {
                "name": "Exact Online",
                "provider": "exact",
                "company_id": self.company_id.id,
            }
        )
        return connection.get_formview_action()

    def action_exact_mappings(self):
        return self.exact_connection_id._open_list("ledger_mapping_action")
