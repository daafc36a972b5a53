import logging

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models

from ...ledger.errors import InDoubt, NotAuthorised, NotExecuted, Unavailable
from ..export.ledger_worker import IMPORT_LOCK
from ..mapping.ledger_refresh import CRON_PATIENCE, FULL_EVERY

_logger = logging.getLogger(__name__)

TOGETHER = 25  # payments that are registered in one go


class LedgerImporter(models.AbstractModel):
    """Payments: first the mirror is made to say what the ledger says, page by page;
    then Odoo is made to follow the mirror, document by document. A run that dies in
    between loses nothing, and a second run changes nothing."""

    _name = "ledger.importer"
    _description = "Ledger Payment Importer"

    @api.model
    def _cron_import(self):
        self = self.with_context(ledger_patience=CRON_PATIENCE)
        for connection in self.env["ledger.connection"].search(
            [("state", "=", "connected"), ("payment_import", "=", True)]
        ):
            self._run_apart(connection.with_company(connection.company_id))
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _run_apart(self, connection):
        """One connection's trouble must not stop the others. Returns False when
        somebody else is at work on it."""
        try:
            return self._run(connection)
        except TransactionRollbackError:
            # Somebody changed the same record meanwhile: once more.
            self.env.cr.rollback()
            _logger.info("Import of connection %s runs again", connection.id)
            connection._ask("import")
        except Exception:
            self.env.cr.rollback()
            _logger.exception("Import of connection %s failed", connection.id)
            connection._unreachable(Unavailable("internal_error"))
        return True

    @api.model
    def _run(self, connection):
        worker = self.env["ledger.worker"]
        with worker._guard(connection, IMPORT_LOCK) as guard:
            if guard is None:
                return False
            if connection._is_stopped():
                return True
            connection._works("import")
            worker._commit()
            if not connection.cursor:
                connection.full_import_at = fields.Datetime.now()
            done, _rows = self._import(connection, connection.cursor or "")
            if done and self._is_audit_due(connection):
                self._audit(connection)
            if not connection._is_stopped():
                connection._works("import", False)
                worker._commit()
        return True

    @api.model
    def _import(self, connection, cursor):
        """What changed since ``cursor``: (whether all was read, what was registered or
        undone)."""
        done = False
        try:
            self._fetch(connection, cursor)
            connection._reached()
            connection.last_import_at = fields.Datetime.now()
            done = not connection._is_stopped()
        except NotAuthorised as error:
            connection._refused(error)
        except (NotExecuted, InDoubt) as error:
            # Only reading: the next run begins where this one stopped.
            connection._unreachable(error)
        self.env["ledger.worker"]._commit()
        return done, self._apply(connection)

    # Audit

    @api.model
    def _is_audit_due(self, connection):
        """Once a week, and when it was asked for."""
        last = connection.full_import_at
        return not last or last < fields.Datetime.now() - FULL_EVERY

    @api.model
    def _audit(self, connection):
        """All documents from the beginning, for what a ledger forgot to call a change.
        What changed was imported just before, so what is found now is a repair."""
        asked = not connection.full_import_at
        connection.full_import_at = fields.Datetime.now()
        done, repaired = self._import(connection, "")
        if done and (asked or repaired):
            connection._tell_audit(repaired)
            self.env["ledger.worker"]._commit()

    @api.model
    def _fetch(self, connection, cursor):
        booked = self.env["ledger.export"]._get_booked(connection)
        if not booked:
            return
        exports = {ledger_id: export_id for export_id, ledger_id, _alias in booked}
        ours = {ledger_id: ledger_id for ledger_id in exports}
        ours |= {alias: ledger_id for _id, ledger_id, alias in booked if alias}
        with connection._open() as ledger:
            for page in ledger.changes(cursor, ours):
                for settled in page.settled:
                    export = self.env["ledger.export"].browse(exports[settled.id])
                    self.env["ledger.allocation"]._mirror(export, settled)
                    export._seen(settled)
                connection.cursor = page.cursor
                self.env["ledger.worker"]._commit()
                if connection._is_stopped():
                    return

    @api.model
    def _apply(self, connection):
        """Returns what was registered or undone."""
        rows = self.env["ledger.allocation"].search(
            [
                ("connection_id", "=", connection.id),
                ("state", "in", ("waiting", "conflict")),
            ]
        )
        self._apply_all(connection, rows)
        news = rows.filtered(lambda row: row.state in ("applied", "cancelled"))
        if connection.notify == "once":
            connection._tell_payments(news)
            self.env["ledger.worker"]._commit()
        return news

    @api.model
    def _apply_all(self, connection, rows):
        by_export = rows.grouped("export_id").values()
        single = rows.union(*(mine for mine in by_export if len(mine) == 1))
        done = rows.browse()
        for start in range(0, len(single), TOGETHER):
            if connection._is_stopped():
                return
            some = single[start : start + TOGETHER]._apply_together()
            done |= some
            self._keep(some)
        for mine in by_export:
            if mine not in done:
                if connection._is_stopped():
                    return
                mine._apply()
                self._keep(mine)

    @api.model
    def _keep(self, rows):
        self.env["ledger.worker"]._tell(rows.export_id)
        self.env["ledger.worker"]._commit()
