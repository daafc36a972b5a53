from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...ledger.packing import pack, unpack

PORTION = 10_000  # rows that are deleted in one go


class LedgerLog(models.Model):
    """One row per call, with what was said in both directions, without secrets."""

    _name = "ledger.log"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _description = "Ledger Log"
    _order = "id desc"
    _rec_name = "operation"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, precompute=True
    )
    at = fields.Datetime(string="When", required=True)
    operation = fields.Char(required=True)
    method = fields.Char()
    url = fields.Char(string="Address")
    status = fields.Integer()
    milliseconds = fields.Integer(string="Duration (ms)")
    error = fields.Char()
    request_gz = fields.Binary(attachment=False, prefetch=False)
    response_gz = fields.Binary(attachment=False, prefetch=False)
    request = fields.Text(compute="_compute_texts")
    response = fields.Text(compute="_compute_texts")

    _at_idx = models.Index("(connection_id, at)")

    @api.depends("request_gz", "response_gz")
    def _compute_texts(self):
        for row in self.with_context(bin_size=False):
            row.request, row.response = unpack(row.request_gz), unpack(row.response_gz)

    @api.model
    def _recorder(self, connection):
        """A function that stores an ``Exchange`` at once, in a cursor of its own: the
        log of a call must survive whatever becomes of the caller."""
        whose = {
            "connection_id": connection.id,
            "company_id": connection.company_id.id,
            "create_uid": self.env.uid,
        }

        def record(exchange):
            values = {
                **whose,
                "at": exchange.at,
                "create_date": exchange.at,
                "operation": exchange.operation or exchange.method,
                "method": exchange.method or None,
                "url": exchange.url or None,
                "status": exchange.status,
                "milliseconds": int(exchange.seconds * 1000),
                "error": exchange.error.replace("\0", "") or None,
                "request_gz": pack(exchange.request),
                "response_gz": pack(exchange.response),
            }
            # A row for each call: the ORM would take a tenth of an invoice's time.
            names = SQL(", ").join(map(SQL.identifier, values))
            query = SQL(
                "INSERT INTO ledger_log (%s) VALUES %s", names, tuple(values.values())
            )
            with self.env.registry.cursor() as cr:
                cr.execute(query)

        return record

    @api.autovacuum
    def _gc_old(self):
        """Delete what is older than its connection, archived or not, keeps; Odoo goes
        on as long as there is more: (how many were deleted, whether more are left)."""
        everything = self.env["ledger.connection"].with_context(active_test=False)
        deleted, left = 0, False
        for connection in everything.search([("log_days", ">", 0)]):
            limit = fields.Datetime.now() - timedelta(days=connection.log_days)
            old = [("connection_id", "=", connection.id), ("at", "<", limit)]
            rows = self.search(old, limit=PORTION)
            rows.unlink()
            deleted, left = deleted + len(rows), left or len(rows) == PORTION
        return deleted, left
