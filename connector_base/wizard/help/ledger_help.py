from urllib.parse import urlsplit

from odoo import api, models

from ...models.connection.ledger_connection import CALLBACK
from ...models.export.ledger_document_link import PATH as DOCUMENT
from ...models.ground.ledger_words import ACCOUNTANT, ADMIN, US

PAGE = "/ledger/help"
# What stands for a record or figure that only a refusal itself can name.
SOMETHING = "…"


class LedgerHelp(models.AbstractModel):
    """The page that tells each refusal with its cure, and what a firewall has to let
    through. The guides in ``docs`` have the same lists."""

    _name = "ledger.help"
    _description = "Help on a Ledger"

    @api.model
    def _get_action(self, connection, code=""):
        """Opens the page of ``connection`` at ``code``."""
        return {
            "type": "ir.actions.act_url",
            "url": f"{PAGE}/{connection.id}#{code or ''}",
            "target": "new",
        }

    @api.model
    def _get_refusals(self, connection):
        """{owner: [{codes, words, fix}]}: all that may be refused or stand still, what
        is the same to a person once; ``fix``: whether the button Fix leads there."""
        problems, mine = self.env["ledger.problem"], f"{connection.provider}."
        fixes = {code.removeprefix(mine) for code in problems._get_fixes()}
        names = problems._get_names(connection) | {
            "record": SOMETHING,
            "detail": SOMETHING,
        }
        lang, found = self.env.lang or "en_US", {}
        for code in sorted(self._get_codes(mine)):
            owner, text = problems._find(code, connection)
            words = text._translate(lang) % names
            one = found.setdefault((owner, words), {"codes": [], "words": words})
            one["codes"].append(code)
            one["fix"] = code in fixes
        return {
            owner: [one for (whose, _words), one in found.items() if whose == owner]
            for owner in (ACCOUNTANT, ADMIN, US)
        }

    @api.model
    def _get_codes(self, mine):
        """Of problems that the ledger with the prefix ``mine`` may have."""
        known = self.env["ledger.problem"]._get_problems()
        providers = self.env["ledger.connection"]._fields["provider"]
        others = {f"{name}." for name in providers.get_values(self.env)} - {mine}
        return {
            code.removeprefix(mine)
            for code in known
            if not code.startswith(tuple(others))
        }

    @api.model
    def _get_doors(self, connection):
        """[(who calls, whom, port, what for)] of what a firewall has to let through.
        Addons add theirs."""
        server = self.env["ledger.connection"].get_base_url()
        address = urlsplit(server)
        port = str(address.port or (443 if address.scheme == "https" else 80))
        provider = self.env["ledger.access"]._call(connection, "oauth")
        odoo, people = self.env._("Odoo"), self.env._("Browsers of your users")
        doors = [
            (odoo, host, "443", self.env._("Log-in, export and import"))
            for host in (provider.hosts if provider else ())
        ]
        return [
            *doors,
            (
                people,
                f"{server}{CALLBACK}",
                port,
                self.env._(
                    "The way back from the log-in; not needed from the internet"
                ),
            ),
            (
                people,
                f"{server}{DOCUMENT}/…",
                port,
                self.env._("Whoever opens an invoice's PDF from the ledger"),
            ),
        ]
