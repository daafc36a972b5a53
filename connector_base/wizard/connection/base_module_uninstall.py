from odoo import api, fields, models

BASE = "connector_base"


class BaseModuleUninstall(models.TransientModel):
    """Says what becomes of connections before a connector goes."""

    _inherit = "base.module.uninstall"

    ledger_warning = fields.Text(compute="_compute_ledger_warning")

    @api.model
    def _ledger_retire(self, connections):
        """Their connector goes: nothing calls any more, and what went through them
        stays known, or it could be booked twice one day."""
        connections = connections.sudo()
        connections.credential_ids.unlink()
        connections.write({"active": False, "state": "disconnected"})

    @api.depends("module_ids")
    def _compute_ledger_warning(self):
        for wizard in self:
            names = {*wizard._get_modules().mapped("name")}
            wizard.ledger_warning = self._get_ledger_warning(names)

    @api.model
    def _get_ledger_warning(self, modules):
        """``modules``: names of those that go."""
        everything = BASE in modules
        connections = self.env["ledger.connection"].sudo()
        connections = connections.with_context(active_test=False).search([])
        if not everything:
            connections = connections.filtered(
                lambda one: f"{one.provider}_connector" in modules
            )
        if not connections:
            return False
        words = {
            "count": sum(connections.mapped("done_count")),
            "names": ", ".join(connections.mapped("display_name")),
        }
        if everything:
            return self.env._(
                "%(names)s: all settings, mappings and logs are deleted, and that "
                "%(count)s invoices were exported is forgotten: after another "
                "installation they could be booked twice. Payments that were imported "
                "stay.",
                **words,
            )
        return self.env._(
            "%(names)s: the connections are archived and their authorisation is "
            "deleted; nothing is exported or imported any more. That %(count)s "
            "invoices were exported stays known, and payments that were imported stay.",
            **words,
        )
