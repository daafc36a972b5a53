from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

from ...ledger.errors import LedgerError

ACCOUNTANT, ADMIN, US = "accountant", "admin", "us"

PROBLEMS, FIXES, CHECKS = {}, {}, {}


def register(words, fixes=None, checks=None):
    """What a room of this addon says of its own problems: {owner: {code: words}}, the
    rest as in ``ledger.problem``. Another addon inherits that model instead."""
    for owner, said in words.items():
        PROBLEMS.update({code: (owner, text) for code, text in said.items()})
    FIXES.update(fixes or {})
    CHECKS.update(checks or {})


class LedgerProblem(models.AbstractModel):
    """Words for problem codes, in the reader's language. Addons add theirs by
    ``super()._get_problems() | {...}``, and so for fixes and checks."""

    _name = "ledger.problem"
    _description = "Ledger Problem"

    @api.model
    def _get_problems(self):
        """{code: (owner, what is wrong and what to do next)}, lazily translated.

        In the words %(record)s is the Odoo record that it is about, %(ledger)s the
        ledger's name, %(administration)s the administration, %(connection)s its
        connection, %(detail)s a figure or name; the ledger's own words are shown
        below. ``"provider.code"`` goes before ``"code"`` for the connections of that
        provider."""
        return dict(PROBLEMS)

    @api.model
    def _get_fixes(self):
        """{code: (model, kind)} of what a person mends by a record. The model has
        ``_get_fix_action(connection, kind, record_id)``, the action that opens it; ""
        is for the dialog of the export. Once it is mended ``ledger.work._mapped`` is
        told so by (kind, record id). ``"provider.code"`` as above."""
        return dict(FIXES)

    @api.model
    def _get_checks(self):
        """{name of a trial call, as in ``Check.name``: words}, lazily translated."""
        return dict(CHECKS)

    @api.model
    def _known(self, code, connection=None):
        """``code``, or the general one for a refusal that has no words of its own."""
        names = {code, f"{connection.provider}.{code}" if connection else code}
        return code if names & self._get_problems().keys() else "refused"

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
