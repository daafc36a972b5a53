from odoo import api, models

from ...ledger.values import SettlementKind
from ..mapping.move_kinds import ENTRY


class LedgerOffset(models.AbstractModel):
    """Reconciles an invoice with a credit note, or an exported journal entry, as the
    ledger did."""

    _name = "ledger.offset"
    _description = "Invoices Matched With Each Other"

    @api.model
    def _offset(self, row, amount):
        """So much of the two; returns the code of what stands in the way. Both have a
        row: who comes second finds it done."""
        move, other = row.move_id, self._get_counterpart(row)
        if not other or other.state != "posted":
            return "settlement_unsupported"
        currency = row.currency_id
        lines = self.env["ledger.registration"]
        ours, theirs = lines._get_open(move), lines._get_open(other)
        if other.move_type == ENTRY:
            theirs = other.line_ids.filtered(
                lambda line: (
                    line.account_id in ours.account_id
                    and line.partner_id in ours.partner_id
                    and not line.reconciled
                )
            )
        least = min(sum(map(self._get_rest, some)) for some in (ours, theirs))
        if currency.compare_amounts(amount, least) > 0:
            return "paid_by_hand"
        if currency.compare_amounts(amount, least) == 0:
            (ours | theirs).reconcile()
        elif currency != row.company_id.currency_id:
            return "settlement_unsupported"
        else:
            debits, credits = (ours, theirs) if row.amount > 0 else (theirs, ours)
            self._reconcile_partly(currency, debits, credits, amount)
        row.offset_move_id = other
        return None

    @api.model
    def _share(self, export):
        """What was reconciled for the row of the other one was so for ours."""
        theirs = self.env["ledger.allocation"].search(
            [("offset_move_id", "=", export.move_id.id)]
        )
        for other in theirs.export_id:
            row = export.allocation_ids.filtered(
                lambda row, other=other: (
                    row.counterpart == other.ledger_id
                    and row.kind == SettlementKind.DOCUMENT.value
                    and row.present
                    and not (row.outdated or row.applied_amount)
                )
            )
            row.offset_move_id = other.move_id

    @api.model
    def _get_entry(self, row):
        """The journal entry of ours that settled it there, or none."""
        by = row.settled_by if len(row.settled_by or []) == 1 else []
        wanted = [
            ("connection_id", "=", row.connection_id.id),
            ("ledger_id", "in", by),
            ("move_id.move_type", "=", ENTRY),
        ]
        return self.env["ledger.export"].search(wanted, limit=1).move_id

    @api.model
    def _get_counterpart(self, row):
        if entry := self._get_entry(row):
            return entry
        wanted = [
            ("connection_id", "=", row.connection_id.id),
            ("ledger_id", "=", row.counterpart),
            ("move_id", "!=", False),
        ]
        export = self.env["ledger.export"].search(wanted, limit=1)
        return export.move_id - row.move_id

    @api.model
    def _get_rest(self, line):
        return abs(line.amount_residual_currency)

    @api.model
    def _reconcile_partly(self, currency, debits, credits, amount):
        """Odoo's own way takes as much as there is: here the ledger says how much."""
        rest = amount
        for debit in debits:
            for credit in credits:
                left = min(rest, self._get_rest(debit), self._get_rest(credit))
                if currency.compare_amounts(left, 0) <= 0:
                    continue
                self.env["account.partial.reconcile"].create(
                    {
                        "amount": left,
                        "debit_amount_currency": left,
                        "credit_amount_currency": left,
                        "debit_move_id": debit.id,
                        "credit_move_id": credit.id,
                    }
                )
                rest = currency.round(rest - left)

    @api.model
    def _undo(self, row):
        """What is reconciled between the two; of several rows all of it, so that those
        that still hold are done anew."""
        if not (other := row.offset_move_id):
            return
        rows = row.export_id.allocation_ids.grouped("offset_move_id")[other]
        ours = row.move_id.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        partials = ours.matched_debit_ids | ours.matched_credit_ids
        both = row.move_id | other
        partials.filtered(
            lambda one: (one.debit_move_id | one.credit_move_id).move_id == both
        ).unlink()
        rows.write({"offset_move_id": False, "applied_amount": 0})
