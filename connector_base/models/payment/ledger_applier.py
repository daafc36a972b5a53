import logging

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...ledger.values import SettlementKind
from .settling import Settling

_logger = logging.getLogger(__name__)


class _Held(Exception):
    """All that was done for an invoice is taken back; ``problems``: see ``_settle``."""

    def __init__(self, problems):
        super().__init__()
        self.problems = problems


class LedgerApplier(models.AbstractModel):
    """Makes Odoo follow the mirror, invoice by invoice.

    What others settled here is never touched, and by the same amount it agrees. What
    was registered before is undone only together with what comes in its place, and
    only where that does not take the books further apart.
    """

    _name = "ledger.applier"
    _description = "Applies What Was Settled in the Ledger"

    @api.model
    def _get(self, connection, state):
        """The exports of which something is in that state, the oldest first."""
        groups = self.env["ledger.allocation"]._read_group(
            [("connection_id", "=", connection.id), ("state", "=", state)],
            ["export_id"],
        )
        exports = self.env["ledger.export"].union(*(export for (export,) in groups))
        return exports.sorted("id")

    @api.model
    def _filter_waiting(self, ids):
        """Those of which something is to be applied, in the order of ``ids``."""
        rows = self.env["ledger.allocation"].search(
            [("export_id", "in", ids), ("state", "in", ("waiting", "conflict"))]
        )
        found = {*rows.export_id.ids}
        return self.env["ledger.export"].browse(
            [id_ for id_ in dict.fromkeys(ids) if id_ in found]
        )

    @api.model
    def _apply(self, exports):
        """Returns the rows for which something was registered or undone. A portion for
        one transaction: new payments, which most are, all at once."""
        self = self.with_context(ledger_applies=True)
        exports = exports.with_env(self.env)
        changed = self._pay_together(exports)
        for export in exports - changed.export_id:
            changed |= self._apply_one(export)
        return changed

    # Most are new payments

    @api.model
    def _pay_together(self, exports):
        """One new payment for an invoice each: all at once costs half of one by one.
        Returns the rows of those that are done."""
        registration = self.env["ledger.registration"]
        rows = exports.allocation_ids.browse(
            [row.id for export in exports for row in self._get_new_payment(export)]
        )
        ours = self._get_ours(rows)
        shares = {
            row: registration._get_shares(row, abs(row.amount))
            for row in rows
            if not ours.intersection(row.settled_by or [])
            and not registration._get_obstacle(row)
        }
        ready = rows.filtered(lambda row: shares.get(row))
        try:
            with self.env.cr.savepoint():
                registration._pay(
                    [(row, *part) for row in ready for part in shares[row]]
                )
                self._applied({row: row.amount for row in ready}, ready)
        except OperationalError:
            raise
        except Exception:
            # One by one shows whose it is.
            return rows.browse()
        return ready

    @api.model
    def _get_new_payment(self, export):
        """The only row with something to do, where that is a payment and nobody else
        settled anything here."""
        move, rows = export.move_id, export.allocation_ids
        new = rows.filtered(lambda row: row.state in ("waiting", "conflict"))
        settled = move.amount_total - move.amount_residual
        known = abs(sum(rows.mapped("applied_amount")))
        if (
            len(new) == 1
            and new.present
            and new.amount
            and new._is_payment()
            and not (new.outdated or new.applied_amount)
            and move.currency_id.is_zero(settled - known)
        ):
            return new
        return rows.browse()

    # One invoice

    @api.model
    def _apply_one(self, export):
        before, rows = Settling(export), export.allocation_ids
        try:
            with self.env.cr.savepoint():
                problems = self._settle(export, before)
        except _Held as held:
            # The same amount is settled on both sides: nobody has to do anything.
            problems = held.problems if before.distance else {}
        after = Settling(export)
        changed = rows.filtered(
            lambda row: not after.currency.is_zero(after.own[row] - before.own[row])
        )
        for row, (code, detail) in problems.items():
            self._note(row, code, detail)
        done = rows.filtered(lambda row: row not in problems)
        self._applied({row: after.sign * after.own[row] for row in done}, changed)
        return changed

    @api.model
    def _settle(self, export, before):
        """{row: (code, detail) of why it can't be registered}. Raises _Held when all of
        it has to be left as it was."""
        registration = self.env["ledger.registration"]
        self.env["ledger.offset"]._share(export)
        old = export.allocation_ids.filtered("outdated")
        for row in old:
            if problem := self._try(row, registration._undo):
                raise _Held(dict.fromkeys(self._get_affected(before, old), problem))
        look = Settling(export)
        missing = look.get_missing(self._get_ours(export.allocation_ids))
        problems = {}
        for row in self._in_order(missing):
            if look.is_undone(row):
                problems[row] = "undone_here", ""
            elif problem := self._try(row, registration._enter, missing[row]):
                problems[row] = problem
        for row in export.allocation_ids.filtered(look.is_undone):
            if row not in missing:
                self._try(row, registration._cancel_loose)
        worse = Settling(export).distance > before.distance
        if worse and problems and any(before.own[row] for row in old):
            problem = next(iter(problems.values()))
            raise _Held({**dict.fromkeys(old, problem), **problems})
        return problems

    @api.model
    def _get_affected(self, before, old):
        missing = before.rows.filtered(lambda row: before.missing(row))
        return old | missing

    @api.model
    def _in_order(self, missing):
        """A discount is told by what is open of the invoice: before its payment."""
        first = SettlementKind.DIFFERENCE.value
        return sorted(missing, key=lambda row: (row.kind != first, row.id))

    @api.model
    def _try(self, row, act, *args):
        """(code, detail) of what stands in the way; None when it was done."""
        try:
            with self.env.cr.savepoint():
                code = act(row, *args)
        except OperationalError:
            raise
        except UserError as error:
            return "refused_here", str(error)
        except Exception:
            _logger.exception("Allocation %s could not be applied", row.id)
            return "internal_error", ""
        return (code, "") if code else None

    @api.model
    def _get_ours(self, rows):
        """Ids of payments that were registered here and exported, among what settled
        ``rows`` in the ledger."""
        ids = {id_ for row in rows for id_ in row.settled_by or []}
        exports = self.env["ledger.export"].search(
            [
                ("connection_id", "in", rows.connection_id.ids),
                ("payment_id", "!=", False),
                ("ledger_id", "in", [*ids]),
            ]
        )
        return {*exports.mapped("ledger_id")}

    # What came of it

    @api.model
    def _note(self, row, code, detail):
        """A conflict; the same is written once."""
        values = {"state": "conflict", "reason": code, "detail": detail or False}
        if any(row[name] != value for name, value in values.items()):
            row.write(values)
            if detail:
                row.move_id._message_log(body=row.message)

    @api.model
    def _applied(self, registered, changed):
        """``registered``: {row: what is registered for it, signed as its amount};
        ``changed``: rows of which that is new."""
        now, texts = fields.Datetime.now(), {}
        for row, amount in registered.items():
            kept = bool(row.present or row.currency_id.round(amount))
            values = {
                "state": "applied" if kept else "cancelled",
                "applied_amount": row.currency_id.round(amount),
                "reason": False,
                "detail": False,
            }
            values = {n: value for n, value in values.items() if row[n] != value}
            if row in changed:
                values["applied_at"] = now
            if values:
                row.write(values)
            if row in changed or "state" in values:
                texts.setdefault(row.move_id.id, []).append(row._get_text())
        self.env["account.move"].browse(texts)._message_log_batch(
            {id_: Markup("<br/>").join(some) for id_, some in texts.items()}
        )
