from odoo import api, fields, models

from ...models.provider.ledger_setup import STEPS


def of(kind, name, **more):
    """A setting of the connection, to be changed on a page."""
    return kind(related=f"connection_id.{name}", readonly=False, **more)


class LedgerAssistantPage(models.AbstractModel):
    """What all pages have in common: of which connection, and what is wrong."""

    _name = "ledger.assistant.page"
    _description = "Connect a Ledger: Page"

    step = fields.Selection(STEPS, default="ledger", required=True, readonly=True)
    problem = fields.Text(readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    provider = fields.Selection(
        selection=lambda self: self._get_providers(),
        string="Ledger",
        default=lambda self: self.env["ledger.connection"]._get_only_provider(),
    )
    connection_id = fields.Many2one("ledger.connection", ondelete="cascade")
    ledger_name = fields.Char(related="connection_id.ledger_name")
    administration_label = fields.Char(related="connection_id.administration_label")
    progress = fields.Char(related="connection_id.setup_progress")

    @api.model
    def _get_providers(self):
        field = self.env["ledger.connection"]._fields["provider"]
        return field._description_selection(self.env)
