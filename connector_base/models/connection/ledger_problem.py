from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

from ...ledger.errors import LedgerError


class LedgerProblem(models.AbstractModel):
    """Words for problem codes, in the reader's language. Addons add theirs by
    ``super()._get_problems() | {...}``, and so for fixes and checks."""

    _name = "ledger.problem"
    _description = "Ledger Problem"
    _inherit = "ledger.words"

    @api.model
    def _find(self, code, connection=None):
        problems = self._get_problems()
        provider = connection.provider if connection else ""
        return (
            problems.get(f"{provider}.{code}")
            or problems.get(code)
            or problems["unclear_answer"]
        )

    @api.model
    def _owner(self, code, connection=None):
        return self._find(code, connection)[0]

    @api.model
    def _words(self, code, connection=None, records=None, detail=""):
        """What is wrong and the next step; False without a code."""
        if not code:
            return False
        text = self._find(code, connection)[1]
        names = self._get_names(connection)
        shown = records.exists() if records is not None else []
        names["record"] = ", ".join(record.display_name or "" for record in shown)
        names["detail"] = detail or ""
        return text._translate(self.env.lang or "en_US") % names

    @api.model
    def _get_names(self, connection):
        connection = connection or self.env["ledger.connection"]
        return {
            "ledger": connection.ledger_name or "",
            "administration": connection.administration_code or "",
            "connection": connection.display_name or "",
        }

    @api.model
    @contextmanager
    def _explained(self, connection, but=()):
        """For what a person waits for: errors in words with the next step; errors
        ``but`` as they are."""
        try:
            yield
        except but:
            raise
        except LedgerError as error:
            raise UserError(
                self._words(error.code, detail=error.detail, connection=connection)
            ) from error
