import hashlib
from dataclasses import replace

from odoo import api, models


class LedgerSubject(models.AbstractModel):
    """What an export is about: one service for each kind of record, a model that
    inherits this one."""

    _name = "ledger.subject"
    _description = "Subject of a Ledger Export"
    # The field of ``ledger.export`` that holds the record.
    _field = ""

    @api.model
    def _services(self):
        """{field of ``ledger.export``: service}"""
        names = self.env.registry.descendants(["ledger.subject"], "_inherit")
        services = (self.env[name] for name in names if name != "ledger.subject")
        return {service._field: service for service in services}

    @api.model
    def _of(self, row):
        """The service that knows what ``row`` is about."""
        return next(
            service for field, service in self._services().items() if row[field]
        )

    # What a service says of its records

    @api.model
    def _enqueue_due(self, connection, all_of_them):
        """Intend to export what nobody has to press a button for; what announces
        itself only where ``all_of_them`` are to be looked through."""

    @api.model
    def _compose_for(self, row, rules):
        """(the document that shall be booked or None, the problems that prevent it)"""
        raise NotImplementedError

    @api.model
    def _get_against(self, row):
        """What the entry of ``row`` is to be matched with, as ``Against``."""
        return []

    # For all of them

    @api.model
    def _compose(self, row, rules):
        """As ``_compose_for``, also of an opposite, and which attempt it is."""
        if row.mode == "reverse":
            document, problems = self.env["ledger.correction"]._get_opposite(row), []
        else:
            document, problems = self._of(row)._compose_for(row, rules)
        if problems:
            return None, problems
        attempt = self._get_attempt(row)
        token = self._get_token(row, attempt)
        return replace(document, attempt=attempt, token=token), []

    @api.model
    def _get_attempt(self, row):
        """How often the same number was booked on purpose before: each correction, and
        what the accountant knows of. An opposite has a number of its own."""
        if row.mode == "reverse":
            return 0
        return len(self.env["ledger.standing"]._get_former(row)) + row.repeated

    @api.model
    def _get_token(self, row, attempt):
        """The same for each try of this row, and no other one's anywhere: not of
        another database's, and not of one that had its id before a backup was
        restored."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        parts = (uuid, row.id, row.create_date.isoformat(), row.mode, attempt)
        return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]
