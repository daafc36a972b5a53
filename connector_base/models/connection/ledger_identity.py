from odoo import api, fields, models
from odoo.exceptions import UserError

from ...ledger.errors import NotAuthorised


class LedgerIdentity(models.AbstractModel):
    """Who may write: the database that was connected, to the organisation that it was
    connected to. A restored or copied one must be confirmed first."""

    _name = "ledger.identity"
    _description = "Identity of Database and Organisation"
    _inherit = "ledger.database"

    @api.model
    def _check_may_call(self, connection):
        if connection.state == "disconnected":
            raise NotAuthorised("not_connected")
        if self._is_neutralised() or self._is_copy(connection):
            raise NotAuthorised("database_copied")
        if connection.other_organisation:
            raise NotAuthorised("other_organisation", connection.other_organisation)

    # The database

    @api.model
    def _is_copy(self, connection):
        stored = connection.database_identity
        return bool(stored) and stored != self._get_identity()

    @api.model
    def _confirm_database(self, connections):
        """This database is the one that goes on. What it was sending, and what may
        have been sent after the backup was made, is looked up before it is sent."""
        for connection in connections:
            stopped = connection.state == "reauthorise"
            connection.write(
                {
                    "database_identity": self._get_identity(),
                    "confirmed_at": fields.Datetime.now(),
                    "problem_code": False,
                    "problem_detail": False,
                    "state": "connected" if stopped else connection.state,
                }
            )
            connection.message_post(
                body=self.env._("Confirmed: this is the live database.")
            )
        connections._ask("export")

    # The organisation

    @api.model
    def _note_organisation(self, connection):
        """After each log-in: whose administration is it? Raises where it is another
        organisation's, which may have one of the same code, in which our entries are
        not."""
        account = connection._credential()._get_account()
        self._check_organisation(connection, account)
        found = account.get("organisation") or connection.organisation
        connection.write({"organisation": found, "other_organisation": False})

    @api.model
    def _check_organisation(self, connection, account):
        """``account`` is of the token that is about to be used: it may be another one's
        than at the last log-in, as that of another key is."""
        found, known = account.get("organisation") or "", connection.organisation
        if known and found not in ("", known) and connection.sudo().done_count:
            raise NotAuthorised("other_organisation", found)

    @api.model
    def _confirm_organisation(self, connections):
        """The administration moved: same books under another organisation."""
        for connection in connections:
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
                    "Confirmed: the books are now with %(organisation)s.",
                    organisation=connection.organisation,
                )
            )
