from odoo import api, models

ACCOUNTANT, ADMIN, US = "accountant", "admin", "us"

PROBLEMS, FIXES, CHECKS = {}, {}, {}


def register(words, fixes=None, checks=None):
    """What a room of this addon says of its own problems: {owner: {code: words}}, the
    rest as in ``ledger.problem``. Another addon inherits that model instead."""
    for owner, said in words.items():
        PROBLEMS.update({code: (owner, text) for code, text in said.items()})
    FIXES.update(fixes or {})
    CHECKS.update(checks or {})


class LedgerWords(models.AbstractModel):
    """What is said of problems, by their codes; see ``ledger.problem``."""

    _name = "ledger.words"
    _description = "Words for Problems"

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
