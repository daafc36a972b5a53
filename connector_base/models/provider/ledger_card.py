from odoo import api, fields, models


class LedgerCard(models.AbstractModel):
    """What the card of a connection shows beside its counters, read for the card alone:
    the facts are those of later rooms."""

    _name = "ledger.card"
    _description = "Card of a Ledger Connection"

    refused_text = fields.Text(string="Refused For", compute="_compute_refused_text")
    used_share = fields.Integer(
        string="Allowance Used (%)",
        compute="_compute_used_share",
        help="Of the calls that the ledger allows in this minute.",
    )

    weeks_graph = fields.Text(
        string="Exported and Paid per Week", compute="_compute_weeks_graph"
    )

    @api.depends_context("lang")
    def _compute_weeks_graph(self):
        """Read for all cards at once."""
        graphs = self.env["ledger.card.facts"]._get_graphs(self)
        for connection in self:
            connection.weeks_graph = graphs.get(connection.id, False)

    @api.depends_context("lang")
    def _compute_refused_text(self):
        """The causes that hold up most, a line each."""
        facts = self.env["ledger.card.facts"]
        for connection in self:
            connection.refused_text = facts._get_refused(connection)

    def _compute_used_share(self):
        facts = self.env["ledger.card.facts"]
        for connection in self:
            connection.used_share = facts._get_share(connection)
