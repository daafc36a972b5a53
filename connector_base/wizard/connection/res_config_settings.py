from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """The block "Ledgers" of the Accounting settings: one connection of the current
    company, with what is changed most; the rest is on its own form."""

    _inherit = "res.config.settings"

    ledger_connection_id = fields.Many2one(
        "ledger.connection",
        compute="_compute_ledger_connection_id",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id)]",
        help="Which connection of the company the settings below are those of.",
    )
    ledger_count = fields.Integer(compute="_compute_ledger_count")
    ledger_state = fields.Selection(
        related="ledger_connection_id.state", string="Ledger status"
    )
    ledger_administration_label = fields.Char(
        related="ledger_connection_id.administration_label",
        string="What the ledger calls the books",
    )
    ledger_administration = fields.Char(
        related="ledger_connection_id.administration_code",
        string="Books in the ledger",
    )
    ledger_administration_name = fields.Char(
        related="ledger_connection_id.administration_name",
        string="Name of the books in the ledger",
    )
    ledger_journal_label = fields.Char(
        related="ledger_connection_id.journal_label",
        string="What the ledger calls a journal",
    )
    ledger_can_draft = fields.Boolean(
        related="ledger_connection_id.can_draft", string="Ledger has drafts"
    )
    ledger_can_number = fields.Boolean(
        related="ledger_connection_id.can_number", string="Ledger takes numbers"
    )
    ledger_can_attach = fields.Boolean(
        related="ledger_connection_id.can_attach", string="Ledger takes files"
    )
    ledger_has_journals = fields.Boolean(
        related="ledger_connection_id.has_journals", string="Ledger has journals"
    )
    ledger_final = fields.Selection(
        related="ledger_connection_id.final", readonly=False, string="Ledger entries"
    )
    ledger_numbering = fields.Selection(
        related="ledger_connection_id.numbering",
        readonly=False,
        string="Who numbers ledger entries",
    )
    ledger_account_item_id = fields.Many2one(
        related="ledger_connection_id.account_item_id",
        readonly=False,
        string="Default account of the ledger",
        domain="[('connection_id', '=', ledger_connection_id), "
        "('kind', '=', 'account')]",
    )
    ledger_journal_item_id = fields.Many2one(
        related="ledger_connection_id.journal_item_id",
        readonly=False,
        string="Default journal of the ledger",
        domain="[('connection_id', '=', ledger_connection_id), "
        "('kind', '=', 'journal')]",
    )
    ledger_start_date = fields.Date(
        related="ledger_connection_id.start_date",
        readonly=False,
        string="Starting date of the ledger",
    )
    ledger_attach_pdf = fields.Boolean(
        related="ledger_connection_id.attach_pdf",
        readonly=False,
        string="PDF to the ledger",
    )
    ledger_auto_export = fields.Boolean(
        related="ledger_connection_id.auto_export",
        readonly=False,
        string="Automatic export to the ledger",
    )
    ledger_payment_import = fields.Boolean(
        related="ledger_connection_id.payment_import",
        readonly=False,
        string="Payments from the ledger",
    )

    @api.depends("company_id")
    def _compute_ledger_connection_id(self):
        """The first one, those that are connected before others."""
        for settings in self:
            settings.ledger_connection_id = settings._get_ledgers(limit=1)

    @api.depends("company_id")
    def _compute_ledger_count(self):
        for settings in self:
            settings.ledger_count = len(settings._get_ledgers())

    def _get_ledgers(self, limit=None):
        return self.env["ledger.connection"].search(
            [("company_id", "=", self.company_id.id)], order="state, id", limit=limit
        )

    def action_ledger_connect(self):
        """The assistant."""
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("connector_base.ledger_assistant_action")
        return {**action, "context": {"default_company_id": self.company_id.id}}

    def action_ledger_open(self):
        return self.ledger_connection_id.get_formview_action()

    def action_ledger_mappings(self):
        return self.ledger_connection_id._open_list("ledger_mapping_action")
