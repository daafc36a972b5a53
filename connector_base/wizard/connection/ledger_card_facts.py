import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

# On a card: so many causes, of so many invoices at most.
SHOWN = 3
LOOKED_AT = 500
WEEKS = 12
# Of a week; not counted further, so that a card costs the same whatever was exported.
MOST_OF_A_WEEK = 5000


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
            texts.append(self.env._("More causes: %s.", len(causes) - SHOWN))
        return "\n".join(texts)

    @api.model
    def _get_graphs(self, connections):
        """{connection id: for the field widget ``ledger_weeks``, JSON} of those with
        something to show: [{key: what it is, values: [{label: first day, value}]}]."""
        monday = fields.Date.start_of(fields.Date.context_today(self), "week")
        first = monday - timedelta(weeks=WEEKS - 1)
        found = {}
        for id_, day, *counts in self._count_weeks(connections, first, monday):
            found.setdefault(id_, {})[day.date()] = counts
        names = (self.env._("Exported per week"), self.env._("Paid per week"))
        return {
            id_: json.dumps(
                [
                    {"key": name, "values": self._get_bars(weeks, number)}
                    for number, name in enumerate(names)
                ]
            )
            for id_, weeks in found.items()
            if any(map(any, weeks.values()))
        }

    @api.model
    def _get_bars(self, weeks, number):
        return [
            {
                "label": format_date(self.env, day, date_format="d MMM"),
                "value": counts[number],
                "type": "past",
            }
            for day, counts in sorted(weeks.items())
        ]

    @api.model
    def _count_weeks(self, connections, first, last):
        """[(connection id, first day, exported, paid)] of each week; weeks begin on
        Monday, UTC."""
        self.env["ledger.export"].flush_model(["connection_id", "state", "done_at"])
        paid = ["connection_id", "state", "applied_at"]
        self.env["ledger.allocation"].flush_model(paid)
        return self.env.execute_query(
            SQL(
                """
                SELECT c.id, day,
                       (SELECT count(*) FROM (
                          SELECT FROM ledger_export e
                           WHERE connection_id = c.id AND state = 'done'
                             AND done_at >= day AND done_at < day + interval '7 days'
                           LIMIT %(most)s) done),
                       (SELECT count(*) FROM (
                          SELECT FROM ledger_allocation a
                           WHERE connection_id = c.id AND state = 'applied'
                             AND applied_at >= day
                             AND applied_at < day + interval '7 days'
                           LIMIT %(most)s) paid)
                  FROM unnest(%(ids)s::integer[]) c(id),
                       generate_series(
                           %(first)s::timestamp, %(last)s::timestamp, '7 days'
                       ) day
                """,
                most=MOST_OF_A_WEEK,
                ids=connections.ids,
                first=first,
                last=last,
            )
        )

    @api.model
    def _get_share(self, connection):
        """Of the ledger's allowance, in per cent, while something runs."""
        if not connection.progress:
            return 0
        return round(
            100 * self.env["ledger.access"]._get_budget(connection).get_share()
        )
