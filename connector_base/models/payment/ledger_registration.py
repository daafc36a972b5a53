from datetime import timedelta

from odoo import api, models

from ...ledger.values import SettlementKind
from ..mapping.move_kinds import kind_of


class LedgerRegistration(models.AbstractModel):
    """Registers in Odoo what settled an invoice in the ledger, and undoes that. What
    may be done is decided by ``ledger.applier``."""

    _name = "ledger.registration"
    _description = "Registration of What Was Settled"

    @api.model
    def _enter(self, row, amount):
        """So much of the row, positive where it settles the invoice; returns the code
        of what stands in the way."""
        if not (row.certain or row.accepted):
            return "settlement_doubtful"
        if obstacle := self._get_obstacle(row):
            return obstacle
        if amount < 0:
            return "settlement_unsupported"
        offset = self.env["ledger.offset"]
        is_document = row.kind == SettlementKind.DOCUMENT.value
        if not row.accepted and (is_document or offset._get_entry(row)):
            return offset._offset(row, amount)
        return self._settle(row, amount)

    @api.model
    def _get_obstacle(self, row):
        """Why nothing can be booked on the invoice, or not then."""
        if row.move_id.state != "posted":
            return "not_posted_any_more"
        if self._get_locks(row, self._get_date(row, row.date)):
            return "locked_period"
        return None

    @api.model
    def _settle(self, row, amount):
        """By a payment, or on the account for what is none."""
        shares = self._get_shares(row, amount)
        if shares is None:
            return "paid_by_hand"
        if row._is_payment():
            self._pay([(row, line, part) for line, part in shares])
            return None
        return self.env["ledger.write.off"]._write_off(row, shares)

    @api.model
    def _get_shares(self, row, amount):
        """[(instalment, amount)] that take up so much, the oldest first; None when not
        enough is open, unless the accountant accepted that."""
        currency, rest, shares = row.currency_id, amount, []
        for line in self._get_open(row.move_id):
            part = min(rest, abs(line.amount_residual_currency))
            if currency.compare_amounts(part, 0) > 0:
                shares.append((line, currency.round(part)))
                rest = currency.round(rest - part)
        left = currency.compare_amounts(rest, 0) > 0
        return None if left and not row.accepted else shares

    @api.model
    def _get_open(self, move):
        """Its open instalments, the oldest first."""
        return move.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled
        ).sorted(lambda line: (line.date_maturity, line.id))

    # Payments

    @api.model
    def _pay(self, shares):
        """[(allocation, instalment, amount)]: a payment for each."""
        payments = self.env["account.payment"].create(
            [self._get_payment_vals(*share) for share in shares]
        )
        payments.action_post()
        pairs = [
            payment.move_id.line_ids.filtered(
                lambda other, line=line: other.account_id == line.account_id
            )
            | line
            for payment, (_row, line, _amount) in zip(payments, shares, strict=True)
        ]
        self.env["account.move.line"]._reconcile_plan(pairs)

    @api.model
    def _get_payment_vals(self, row, line, amount):
        journals = self.env["ledger.payment.journal"]
        journal = journals._get(row.connection_id, row.ledger_journal)
        inbound = row.amount > 0
        methods = (
            journal.inbound_payment_method_line_ids
            if inbound
            else journal.outbound_payment_method_line_ids
        )
        sale = kind_of(row.move_id).is_sale
        balance = self._get_balance(row, amount)
        return {
            **({} if balance is None else {"force_balance": balance}),
            "ledger_allocation_id": row.id,
            "date": self._get_date(row, row.date),
            "amount": amount,
            "currency_id": row.currency_id.id,
            "payment_type": "inbound" if inbound else "outbound",
            "partner_type": "customer" if sale else "supplier",
            "partner_id": row.move_id.commercial_partner_id.id,
            "journal_id": journal.id,
            "payment_method_line_id": methods[:1].id,
            "destination_account_id": line.account_id.id,
            "memo": f"{row.settlement} · {row.move_id.name}",
        }

    @api.model
    def _get_balance(self, row, amount):
        """What so much of it was worth to the ledger, in company currency; None where
        that is not told or says nothing."""
        own = row.company_id.currency_id
        if not row.balance or row.currency_id == own:
            return None
        return own.round(abs(row.balance * amount / row.amount))

    # Undo

    @api.model
    def _undo(self, row):
        """Take back what is registered for the row; returns the code of what stands in
        the way, then nothing was done."""
        payments = row.payment_ids.filtered(lambda p: p.state != "canceled")
        entries = row.entry_ids.filtered(lambda move: move.state != "cancel")
        posted = (payments.move_id | entries).filtered(lambda m: m.state == "posted")
        locked = posted.filtered(lambda move: self._get_locks(row, move.date))
        if locked and row.connection_id.locked_payments == "wait":
            return "locked_period"
        fixed = locked | posted.filtered("inalterable_hash")
        self._reverse(row, fixed)
        for payment in payments.filtered(lambda p: p.move_id not in fixed):
            payment.move_id.line_ids.remove_move_reconcile()
            payment.action_cancel()
        for entry in entries - fixed:
            entry.line_ids.remove_move_reconcile()
            entry.button_cancel()
        self.env["ledger.offset"]._undo(row)
        row.write({"applied_amount": 0, "outdated": False})
        return None

    @api.model
    def _reverse(self, row, moves):
        """What can't be cancelled any more is outweighed on the first open day."""
        for move in moves:
            move.line_ids.remove_move_reconcile()
            date = self._get_date(row, move.date)
            move._reverse_moves([{"date": date, "ref": move.ref}], cancel=True)
            move.origin_payment_id.ledger_allocation_id = False
        row.entry_ids -= moves
        row.former_entry_ids |= moves

    @api.model
    def _cancel_loose(self, row):
        """Somebody replaced our payment by another and left it for nothing."""
        lines = row.payment_ids.move_id.line_ids
        if not lines.matched_debit_ids | lines.matched_credit_ids:
            return self._undo(row)
        return None

    # Locked periods

    @api.model
    def _get_locks(self, row, date):
        return row.company_id._get_lock_date_violations(
            date, fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
        )

    @api.model
    def _get_date(self, row, date):
        """``date``, or the first open day after a lock where that is wanted."""
        locks = self._get_locks(row, date)
        if not locks or row.connection_id.locked_payments == "wait":
            return date
        return max(lock for lock, _field in locks) + timedelta(days=1)
