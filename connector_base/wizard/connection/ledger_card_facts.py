from odoo import api, models

# On a card: so many causes, of so many invoices at most.
SHOWN = 3
LOOKED_AT = 500


class LedgerCardFacts(models.AbstractModel):
    """What a card says that takes more than a counter."""

    _name = "ledger.card.facts"
    _description = "Facts on the Card of a Ledger Connection"

    @api.model
    def _get_refused(self, connection):
        """The causes that hold up most, a line each, with the number of invoices."""
        if not connection.rejected_count:
            return False
        rows = self.env["ledger.export"].search(
            [("connection_id", "=", connection.id), ("state", "=", "rejected")],
            limit=LOOKED_AT,
        )
        causes = self.env["ledger.refusals"]._get_causes(rows)
        texts = [f"{len(ids)} × {words}" for words, (_one, ids) in causes[:SHOWN]]
        if len(causes) > SHOWN:
            texts.append(self.env._("And %s more causes.", len(causes) - SHOWN))
        return "\n".join(texts)

    @api.model
    def _get_share(self, connection):
        """Of the ledger's allowance, in per cent, while something runs."""
        if not connection.progress:
            return 0
        return round(
            100 * self.env["ledger.access"]._get_budget(connection).get_share()
        )
