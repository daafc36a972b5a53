from datetime import timedelta

from odoo import api, fields, models

from ...ledger.money import ZERO
from ...ledger.port import has
from ...ledger.values import Key, Settled, from_json

LOOK_UPS = 20  # so many of a portion are looked up


class LedgerControlMissing(models.AbstractModel):
    """Entries of ours that the ledger should have listed and did not: deleted, moved
    out of the period, or too young."""

    _name = "ledger.control.missing"
    _description = "Entries That the Ledger Does Not List"

    @api.model
    def _look_up(self, ledger, exports):
        """{export: its entry, or None where it is not there} of some of them: of
        journal entries, which are never listed, others each day."""
        missing = [one for one in exports if self._is_missing(one, ledger)]
        if len(missing) > LOOK_UPS:
            first = fields.Date.today().toordinal() * LOOK_UPS % len(missing)
            missing = missing[first:] + missing[:first]
        some = {
            export: from_json(Key, export.booked_document["key"])
            for export in missing[: LOOK_UPS if ledger.traits.lookup else 0]
        }
        hits = ledger.find([*some.values()]) if some else {}
        return {
            export: next((hit for hit in hits[key] if hit.id == export.ledger_id), None)
            for export, key in some.items()
        }

    @api.model
    def _note_gone(self, ledger, found):
        """``found``: what was looked up."""
        for export, entry in found.items():
            if entry is None and self._is_missing(export, ledger):
                export._seen(Settled(id=export.ledger_id, open=ZERO, gone=True))

    @api.model
    def _is_missing(self, export, ledger):
        """Whether it should have been listed: what was booked just now and never was
        listed may come late."""
        if not (has(ledger, "booked") and export.state == "done" and export.ledger_id):
            return False
        if export.ledger_gone:
            return False
        pause = ledger.traits.timeout + ledger.traits.settle_seconds
        if export.done_at < fields.Datetime.now() - timedelta(seconds=pause):
            return True
        listed = [("export_id", "=", export.id), ("ledger_id", "=", export.ledger_id)]
        return bool(self.env["ledger.control"].search_count(listed, limit=1))
