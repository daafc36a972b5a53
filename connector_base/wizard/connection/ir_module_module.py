from odoo import models
from odoo.exceptions import UserError

# An administrator who wants all of it gone sets this system parameter.
FORGET = "connector_base.forget_exports"
# Of what is there, or may be.
BOOKED = ("done", "sending", "in_doubt")


class IrModuleModule(models.Model):
    """What becomes of connections when their connector is uninstalled."""

    _inherit = "ir.module.module"

    def button_uninstall(self):
        """Not of what knows by itself what was exported."""
        modules = self | self.downstream_dependencies()
        parameters = self.env["ir.config_parameter"].sudo()
        if "connector_base" in modules.mapped("name"):
            exports = self.env["ledger.export"].sudo()
            count = exports.search_count([("state", "in", BOOKED)])
            if count and not parameters.get_param(FORGET):
                raise UserError(
                    self.env._(
                        "Invoices and payments exported: %(count)s. Without this "
                        "module nobody knows that any more, and installed again it "
                        "would export them again. Leave it installed: a connection "
                        "that is disconnected does nothing. To forget them all the "
                        "same, set the system parameter %(parameter)s.",
                        count=count,
                        parameter=FORGET,
                    )
                )
        return super().button_uninstall()

    def module_uninstall(self):
        """Connections without their connector rest, and stay."""
        for connection in self._get_ledger_connections():
            if connection.state in ("connected", "reauthorise"):
                connection.action_disconnect()
            connection.problem_code = "connector_missing"
        return super().module_uninstall()

    def _get_ledger_connections(self):
        """Those of which these modules bring the ledger, also archived ones."""
        data = self.env["ir.model.data"].sudo()
        values = data.search(
            [
                ("module", "in", self.mapped("name")),
                ("name", "=like", "selection\\_\\_ledger\\_connection\\_\\_provider%"),
            ]
        )
        selections = self.env["ir.model.fields.selection"].sudo()
        providers = selections.browse(values.mapped("res_id")).mapped("value")
        connections = self.env["ledger.connection"].sudo()
        return connections.with_context(active_test=False).search(
            [("provider", "in", providers)]
        )

    def _get_ledger_notes(self):
        """What becomes of the connections of these, a text for each ledger."""
        names = {*self.mapped("name")}
        own = [
            field.string
            for field in self.env["ledger.connection"]._fields.values()
            if field.store and field._modules and names.issuperset(field._modules)
        ]
        connections = self._get_ledger_connections()
        for ledger, some in connections.grouped("ledger_name").items():
            yield self.env._(
                "%(ledger)s: connections that end: %(connections)s. What was exported "
                "(%(booked)s) and its payments stay known; installed and connected "
                "again, none of it is exported twice. Waiting, and not exported "
                "meanwhile: %(waiting)s.",
                ledger=ledger,
                connections=len(some),
                booked=self.env["ledger.export"]
                .sudo()
                .search_count(
                    [
                        ("connection_id", "in", some.ids),
                        ("state", "in", ("done", "in_doubt")),
                    ]
                ),
                waiting=sum(some.mapped("waiting_count")),
            )
        if own:
            yield self.env._(
                "These settings are lost: %(names)s.", names=", ".join(own)
            )
