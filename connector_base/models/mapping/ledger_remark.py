import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

# Of one connection; a ledger that refuses more is told of well enough.
MOST = 200
# Met again it is noted again after so long; what was not met for longer is over.
AGAIN, SHOWN = timedelta(hours=6), timedelta(days=8)


class LedgerRemark(models.Model):
    """What a ledger did not know or refused while the rest went on: an option, a
    column, an element, a resource. One row for each."""

    _name = "ledger.remark"
    _inherit = "ledger.guarded"
    _owned_by = ("connection_id",)
    _description = "Ledger Remark"
    _order = "at desc, id desc"
    _rec_name = "code"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    code = fields.Char(required=True)
    detail = fields.Char()
    at = fields.Datetime("Last Met", required=True)

    @api.model
    def _note(self, connection, remarks):
        """In a cursor of its own: it was met, whatever becomes of the caller."""
        try:
            if remarks:
                self._store(connection, remarks)
        except OperationalError:
            # Somebody else notes the same; it must not undo what was done here.
            _logger.info("Remarks of connection %s were not stored", connection.id)

    @api.model
    def _store(self, connection, remarks):
        with self.env.registry.cursor() as cr:
            own, now = self.with_env(self.env(cr=cr, su=True)), fields.Datetime.now()
            rows = own.search([("connection_id", "=", connection.id)])
            known = {(row.code, row.detail or ""): row for row in rows}
            found = [(one.code, one.detail.replace("\0", "")) for one in remarks]
            for row in (known[one] for one in found if one in known):
                if row.at < now - AGAIN:
                    row.at = now
            missing = [one for one in dict.fromkeys(found) if one not in known]
            own.create(
                [
                    {"connection_id": connection.id, "at": now} | _values(one)
                    for one in missing[: max(MOST - len(rows), 0)]
                ]
            )

    @api.model
    def _get_shown(self, connection):
        """Those that hold."""
        since = fields.Datetime.now() - SHOWN
        return self.sudo().search(
            [("connection_id", "=", connection.id), ("at", ">", since)]
        )

    @api.autovacuum
    def _gc_over(self):
        """Delete those that are over."""
        self.search([("at", "<=", fields.Datetime.now() - SHOWN)]).unlink()


def _values(remark):
    code, detail = remark
    return {"code": code, "detail": detail}
