from odoo import api, fields, models

from ...ledger.port import has
from ...ledger.values import Against, Document, from_json
from ..composing.composer import get_total
from ..composing.differences import get_differences
from ..composing.opposite import get_opposite
from ..mapping.move_kinds import ENTRY, kind_of
from ..mapping.rules import Rules

CHOICES = (
    "relation_item_id",
    "journal_item_id",
    "account_item_id",
    "vat_item_id",
    "period_item_id",
)


class LedgerCorrection(models.AbstractModel):
    """What happens to an entry after it was booked.

    One that the ledger lets change is changed or removed in place. Another one is
    cancelled by its opposite, a row of its own that is matched with it, and booked
    anew. The picture is at ``ledger.export``.
    """

    _name = "ledger.correction"
    _description = "Corrections of Ledger Exports"

    # Changed since export

    @api.model
    def _touched(self, moves):
        """Compare exported ones with what stands in the ledger."""
        exports = self.env["ledger.export"].sudo()
        self.sudo()._check_changed(
            exports.search([("move_id", "in", moves.ids), ("state", "=", "done")])
        )

    @api.model
    def _check_changed(self, rows):
        """Compare what the invoices say now with what stands in the ledger."""
        rules = {}
        for row in rows.filtered(
            lambda r: r.state == "done" and r.move_id and r.mode == "book"
        ):
            connection = row.connection_id
            if connection not in rules:
                rules[connection] = Rules.of(connection)
            changes = self._get_changes(row, rules[connection])
            row.write({"changed": bool(changes), "changes": changes or False})

    @api.model
    def _get_changes(self, row, rules):
        if not row.booked_document:
            return []
        if row.move_id.state != "posted":
            return [{"line": 0, "field": "state", "before": "", "after": ""}]
        before = from_json(Document, row.booked_document)
        after, problems = self.env["ledger.invoice"]._compose_for(row, rules)
        if problems and row.move_id.move_type == ENTRY:
            return []
        if problems:
            # What can't be composed now can't be compared: the total still can.
            total = {"line": 0, "field": "total", "before": str(before.total)}
            now = get_total(row.move_id)
            return [{**total, "after": str(now)}] if now != before.total else []
        return get_differences(before, after)

    # The remedy

    @api.model
    def _get_remedy(self, row):
        """What brings the ledger in step: ``amend``, ``remove``, ``replace`` (remove
        or book the opposite, then book anew), ``reverse``, ``book``; "" for nothing;
        or the code of the problem that stands in the way."""
        posted = row.move_id.state == "posted"
        if row.ledger_gone:
            return "book" if posted else ""
        if not row.changed:
            return ""
        if self._is_settled(row):
            return "correction_paid"
        moved = any(change["field"] == "journal" for change in row.changes or [])
        if posted and not moved and self._is_amendable(row):
            return "amend"
        if self._is_removable(row):
            return "replace" if posted else "remove"
        return "replace" if posted else "reverse"

    @api.model
    def _is_settled(self, row):
        services = self.env["ledger.work"]._services().values()
        return any(service._is_settled(row) for service in services)

    @api.model
    def _is_amendable(self, row):
        ledger = row.connection_id._look()
        is_open = not row.ledger_final and ledger.traits.entries != "final"
        if kind_of(row.move_id) in ledger.traits.fixed:
            return False
        return bool(row.ledger_id) and is_open and has(ledger, "amend")

    @api.model
    def _is_removable(self, row):
        ledger = row.connection_id._look()
        is_open = not row.ledger_final and ledger.traits.removable != "never"
        return bool(row.ledger_id) and is_open and has(ledger, "remove")

    @api.model
    def _correct(self, row, remedy, reason, day=False):
        """Enqueue the correction; the worker does it."""
        removed = remedy == "remove" or remedy == "replace" and self._is_removable(row)
        if remedy == "amend":
            row._again({"mode": "amend", "reason": reason})
        elif remedy == "book":
            row._end("removed")
            row.reason = reason
            self._book_anew(row)
        elif removed:
            then_book = remedy == "replace"
            row._again({"mode": "remove", "reason": reason, "then_book": then_book})
        else:
            self._reverse(row, reason, remedy == "replace", day)
        row._trigger()

    @api.model
    def _finalise(self, rows):
        """Make draft entries final, as they stand there, once nothing waits to be sent;
        returns how many that concerns."""
        drafts = rows.filtered(
            lambda r: r.is_draft_entry and r.move_id and not r.ledger_gone
        ).filtered(self._is_amendable)
        drafts.write({"final": "final", "next_try": fields.Datetime.now()})
        drafts.filtered(lambda row: not row.todo).todo = "finalise"
        drafts._trigger()
        return len(drafts)

    # Rows that follow

    @api.model
    def _reverse(self, row, reason, then_book, day):
        """One more row, for the opposite of the entry of this one."""
        self._follow(
            row,
            mode="reverse",
            then_book=then_book,
            correction_date=day,
            reason=reason,
        )

    @api.model
    def _book_anew(self, row):
        """One more row for the same invoice, with the choices of this one."""
        # There is one live row at a time: the database must know this one's end.
        row.flush_recordset()
        choices = {name: row[name].id for name in CHOICES}
        self._follow(row, final=row.final, repeated=row.repeated, **choices)

    @api.model
    def _follow(self, row, **values):
        before = row.search_count([("move_id", "=", row.move_id.id)])
        row.create(
            {
                "connection_id": row.connection_id.id,
                "move_id": row.move_id.id,
                "generation": 1 + before,
                "replaces_id": row.id,
                **values,
            }
        )

    @api.model
    def _get_opposite(self, row):
        """What cancels the entry that ``row`` replaces."""
        old = from_json(Document, row.replaces_id.booked_document)
        number = f"{old.key.number}-R{row.generation - 1}"
        return get_opposite(old, number, row.correction_date)

    @api.model
    def _get_against(self, row):
        """What the opposite is to be matched with."""
        old = row.replaces_id
        if not old.ledger_id:
            return []
        total = from_json(Document, old.booked_document).total
        return [Against(id=old.ledger_id, amount=total)]
