import hashlib

from odoo import api, models


class LedgerDatabase(models.AbstractModel):
    """Which database this is."""

    _name = "ledger.database"
    _description = "Identity of the Database"

    @api.model
    def _is_neutralised(self):
        """A copy for tests, as Odoo makes it."""
        parameters = self.env["ir.config_parameter"].sudo()
        return bool(parameters.get_param("database.is_neutralized"))

    @api.model
    def _get_identity(self):
        """Differs in every copy: to dump and restore makes another oid, a copy of the
        whole server another name or uuid."""
        self.env.cr.execute(
            "SELECT datname, oid FROM pg_database WHERE datname = current_database()"
        )
        name, oid = self.env.cr.fetchone()
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        parts = [uuid or "", name, str(oid), self._get_server_identity()]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    @api.model
    def _get_server_identity(self):
        """PostgreSQL's own, where this user may ask for it."""
        self.env.cr.execute(
            "SELECT has_function_privilege(current_user, 'pg_control_system()', "
            "'execute')"
        )
        if not self.env.cr.fetchone()[0]:
            return ""
        self.env.cr.execute("SELECT system_identifier FROM pg_control_system()")
        return str(self.env.cr.fetchone()[0])
