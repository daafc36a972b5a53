import hashlib

from odoo import fields, models
from odoo.exceptions import UserError

from ...ledger.errors import NotAuthorised


class LedgerConnection(models.Model):
    """Who may write: the database that was connected, to the organisation that it was
    connected to. A restored or copied one must be confirmed first."""

    _inherit = "ledger.connection"

    database_identity = fields.Char(readonly=True, copy=False)
    is_copy = fields.Boolean(compute="_compute_is_copy")
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    organisation = fields.Char(readonly=True, copy=False)
    other_organisation = fields.Char(readonly=True, copy=False)

    def _compute_is_copy(self):
        for connection in self:
            stored = connection.database_identity
            connection.is_copy = bool(stored) and stored != self._get_identity()

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

    def _check_may_call(self):
        if self.state == "disconnected":
            raise NotAuthorised("not_connected")
        parameters = self.env["ir.config_parameter"].sudo()
        if parameters.get_param("database.is_neutralized") or self.is_copy:
            raise NotAuthorised("database_copied")
        if self.other_organisation:
            raise NotAuthorised("other_organisation", self.other_organisation)

    def action_confirm_database(self):
        """This database is the one that goes on. What it was sending, and what may
        have been sent after the backup was made, is looked up before it is sent."""
        for connection in self:
            connection.write(
                {
                    "database_identity": self._get_identity(),
                    "confirmed_at": fields.Datetime.now(),
                    "problem_code": False,
                    "problem_detail": False,
                    "state": "connected"
                    if connection.state == "reauthorise"
                    else connection.state,
                }
            )
            connection.message_post(
                body=self.env._("Confirmed: this is the live database.")
            )
        self._ask("export")

    # The organisation

    def _note_organisation(self):
        """After each log-in: whose administration is it? Another organisation may have
        one of the same code, in which our entries are not."""
        self.ensure_one()
        found = (self._credential().account or {}).get("organisation") or ""
        known = self.organisation
        if known and found and found != known and self.done_count:
            self.other_organisation = found
            return
        self.write({"organisation": found or known, "other_organisation": False})

    def action_confirm_organisation(self):
        """The administration moved: same books under another organisation."""
        for connection in self:
            if not connection.other_organisation:
                raise UserError(self.env._("There is nothing to confirm."))
            connection.write(
                {
                    "organisation": connection.other_organisation,
                    "other_organisation": False,
                    "problem_code": False,
                    "problem_detail": False,
                    "state": "connected",
                }
            )
            connection.message_post(
                body=self.env._(
                    "Confirmed: the administration is now with %(organisation)s.",
                    organisation=connection.organisation,
                )
            )
