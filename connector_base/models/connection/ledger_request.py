from datetime import datetime, timedelta

from odoo import api, fields, models

# Requests for later that lie so near each other are one.
TOGETHER = timedelta(seconds=10)


class LedgerRequest(models.Model):
    """Somebody asks for a work on a connection, now or later. A row of its own, because
    the row of the work is written by the work alone: to ask is never held up by it."""

    _name = "ledger.request"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _description = "Ledger Request"
    _rec_name = "work"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    work = fields.Char(required=True)
    at = fields.Datetime(required=True)
    full = fields.Boolean(help="All of it, not only what changed.")
    heard = fields.Boolean(help="The work was begun since.")

    @api.model
    def _put(self, connections, work, at, full):
        """Unless it was asked already; not for later what is due whenever the cron
        comes. ``at``: a moment, several, or None for now."""
        self = self.sudo()
        if at and not (full or self.env["ledger.work"]._services()[work]._every):
            return
        now = fields.Datetime.now()
        moments = [at] if isinstance(at, datetime) else at or [now]
        known = {
            (row.connection_id, row.full, row.at)
            for row in self.search(
                [
                    ("connection_id", "in", connections.ids),
                    ("work", "=", work),
                    ("heard", "=", False),
                ]
            )
        }
        self.create(
            [
                {"connection_id": c.id, "work": work, "at": at, "full": full}
                for c in connections
                for at in moments
                if not any(
                    other == c and also >= full and at - TOGETHER <= near <= at
                    for other, also, near in known
                )
            ]
        )

    @api.model
    def _get_due(self, connections, work):
        return self.search(
            [
                ("connection_id", "in", connections.ids),
                ("work", "=", work),
                ("at", "<=", fields.Datetime.now()),
            ]
        )
