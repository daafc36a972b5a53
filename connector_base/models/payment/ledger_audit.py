from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL

from ...ledger.money import quantise
from ...ledger.port import has
from ..export.ledger_export import DEAD

EVERY = timedelta(days=7)
PORTION = 1000  # invoices of which the amounts are compared in one go


class LedgerAudit(models.AbstractModel):
    """All settlements, each week and when somebody asks: read from the beginning, for
    what a ledger forgot to call a change, then compared with Odoo invoice by invoice.
    What changed was imported just before, so what is found now is a repair.

    ``run.left["audit"]`` while it is under way: "asked" by somebody; "cursor",
    "is_read"; "after" (the last export that was compared), "compared" (how many), and
    ids of what was "repaired" (allocations) and is "different" (exports).
    """

    _name = "ledger.audit"
    _description = "Audit of Payments"

    @api.model
    def _plan(self, run, asked):
        """Begin one where it is due."""
        if not has(run.connection_id._look(), "changes"):
            return
        due = not run.full_at or run.full_at < fields.Datetime.now() - EVERY
        if state := self._get_state(run):
            if asked and not state["asked"]:
                self._keep(run, asked=True)
        elif asked or due:
            run.full_at = fields.Datetime.now()
            self._keep(
                run,
                asked=asked,
                cursor="",
                is_read=False,
                after=0,
                compared=0,
                repaired=[],
                different=[],
            )

    @api.model
    def _get_state(self, run):
        return (run.left or {}).get("audit") or {}

    @api.model
    def _keep(self, run, **values):
        state = {**self._get_state(run), **values}
        run.left = {**(run.left or {}), "audit": state}

    @api.model
    def _go_on(self, run, turn):
        """Returns whether nothing is left of it."""
        if not self._get_state(run):
            return True
        if not (self._read(run, turn) and self._compare(run, turn)):
            return False
        run._stored(lambda: self._finish(run))
        return True

    @api.model
    def _read(self, run, turn):
        importer, state = self.env["ledger.importer"], self._get_state(run)
        if state["is_read"]:
            return True

        def keep(cursor):
            self._keep(run, cursor=cursor)

        for rows, is_whole in importer._read(run, turn, state["cursor"], keep):
            self._repaired(run, rows)
            if not is_whole:
                return False
        run._stored(lambda: self._keep(run, is_read=True))
        return True

    @api.model
    def _repaired(self, run, rows):
        if rows:
            known = self._get_state(run)["repaired"]
            ids = [*dict.fromkeys([*known, *rows.ids])]
            run._stored(lambda: self._keep(run, repaired=ids))

    # Amounts

    @api.model
    def _compare(self, run, turn):
        """Invoices of which another amount is settled here are looked at once more:
        somebody may have undone a payment."""
        importer, exports = self.env["ledger.importer"], self.env["ledger.export"]
        while ids := self._get_ids(run):
            different, looked = exports.browse(self._get_different(ids)), []
            rows, is_whole = importer._apply(run, turn, different, looked)
            self._repaired(run, rows)
            if not is_whole:
                ids = [id_ for id_ in ids if looked and id_ <= looked[-1]]
            state = self._get_state(run)
            values = {
                "after": max(ids, default=state["after"]),
                "compared": state["compared"] + len(ids),
                "different": state["different"] + self._get_different(looked),
            }
            run._stored(lambda values=values: self._keep(run, **values))
            if not is_whole or turn.is_over() or run._is_stopped():
                return False
        return True

    @api.model
    def _get_ids(self, run):
        """The next exports that stand in the ledger."""
        return (
            self.env["ledger.export"]
            .search(
                [
                    ("connection_id", "=", run.connection_id.id),
                    ("id", ">", self._get_state(run)["after"]),
                    ("ledger_id", "!=", False),
                    ("ledger_gone", "=", False),
                    ("move_id", "!=", False),
                    ("mode", "!=", "reverse"),
                    ("state", "not in", DEAD),
                ],
                order="id",
                limit=PORTION,
            )
            .ids
        )

    @api.model
    def _get_different(self, ids):
        """Those of these exports of which another amount is settled here than in the
        ledger, as that was told last."""
        if not ids:
            return []
        self.env.flush_all()
        query = SQL(
            """
            SELECT export.id,
                   (move.amount_total - move.amount_residual)::text,
                   export.ledger_total, export.ledger_open,
                   currency.decimal_places
              FROM ledger_export export
              JOIN account_move move ON move.id = export.move_id
              JOIN res_currency currency ON currency.id = move.currency_id
             WHERE export.id IN %s
          ORDER BY export.id
            """,
            tuple(ids),
        )
        return [
            id_
            for id_, here, total, left, digits in self.env.execute_query(query)
            if quantise(here, digits) != abs(_settled(total, left, digits))
        ]

    @api.model
    def _finish(self, run):
        left = {**run.left}
        state = left.pop("audit")
        run.left = left or False
        repaired = self.env["ledger.allocation"].browse(state["repaired"]).exists()
        different = self.env["ledger.export"].browse(state["different"]).exists()
        if state["asked"] or repaired:
            self.env["ledger.notice"]._tell_audit(
                run.connection_id, state["compared"], repaired, different
            )


def _settled(total, left, digits):
    """Nothing where the ledger never told what is open."""
    if left is None:
        return quantise(0, digits)
    return quantise(Decimal(total or 0) - Decimal(left), digits)
