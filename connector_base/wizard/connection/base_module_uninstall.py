from odoo import api, fields, models


class BaseModuleUninstall(models.TransientModel):
    """Says what becomes of the connections of a connector."""

    _inherit = "base.module.uninstall"

    ledger_notes = fields.Text(compute="_compute_ledger_notes")

    @api.depends("module_ids")
    @api.depends_context("lang")
    def _compute_ledger_notes(self):
        for wizard in self:
            modules = wizard._get_modules()
            notes = modules._get_ledger_notes()
            wizard.ledger_notes = "\n".join(notes) or False
