import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...ledger.money import ZERO, quantise
from ...ledger.values import (
    Allocation,
    Document,
    SettlementKind,
    from_json,
    to_json,
)
from ..connection.move_kinds import kind_of


class LedgerAllocation(models.Model):
    """The ledger's word that so much of a document was settled by that settlement, and
    what was done about it here.

        waiting --applied--> applied --changed there--> waiting
        waiting --can't be--> conflict --next import--> waiting
        waiting --gone there--> cancelled --came back--> waiting
    """

    _name = "ledger.allocation"
    _description = "Ledger Allocation"
    _order = "date desc, id desc"
    _rec_name = "settlement"

    connection_id = fields.Many2one(
        "ledger.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    export_id = fields.Many2one(
        "ledger.export", required=True, ondelete="cascade", index=True
    )
    move_id = fields.Many2one(related="export_id.move_id", store=True, index=True)
    key = fields.Char(required=True, readonly=True)
    kind = fields.Selection(
        [
            (SettlementKind.PAYMENT.value, "Payment"),
            (SettlementKind.DOCUMENT.value, "Other document"),
            (SettlementKind.DIFFERENCE.value, "Difference"),
            (SettlementKind.OTHER.value, "Other entry"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    balance = fields.Float(
        readonly=True,
        digits=(16, 4),
        help="The amount in the company's currency, where the ledger tells it.",
    )
    date = fields.Date(required=True, readonly=True)
    settlement = fields.Char(readonly=True, help="What the ledger's users know it by.")
    ledger_journal = fields.Char(readonly=True)
    settled_by = fields.Json(
        readonly=True, help="Ids of the entries there; several: one, or all, of these."
    )
    counterpart = fields.Char(readonly=True)
    content_hash = fields.Char(readonly=True)
    present = fields.Boolean(default=True, readonly=True)
    certain = fields.Boolean(
        default=True,
        readonly=True,
        help="Whether the ledger tells by what the invoice was settled.",
    )
    accepted = fields.Boolean(
        readonly=True, help="The accountant says that it was a payment."
    )
    state = fields.Selection(
        [
            ("waiting", "To apply"),
            ("applied", "Applied"),
            ("conflict", "Conflict"),
            ("cancelled", "Cancelled"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Char(readonly=True)
    message = fields.Char(compute="_compute_message")
    payment_ids = fields.One2many(
        "account.payment", "ledger_allocation_id", readonly=True
    )
    entry_ids = fields.One2many(
        "account.move", "ledger_allocation_id", string="Entries", readonly=True
    )
    offset_move_id = fields.Many2one(
        "account.move",
        string="Settled With",
        readonly=True,
        index="btree_not_null",
        help="The invoice or credit note that it was reconciled with.",
    )
    applied_at = fields.Datetime(readonly=True, index=True)

    _key_uniq = models.Constraint(
        "UNIQUE (connection_id, key)", "An allocation is imported once."
    )

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_message(self):
        for row in self:
            row.message = self.env["ledger.problem"]._words(
                row.reason,
                connection=row.connection_id,
                records=row.move_id,
                detail=row.settlement,
            )

    # Mirror

    @api.model
    def _mirror(self, export, settled):
        """Make the rows of ``export`` say what the ledger says now; rows that differ
        from what was applied are put in state waiting."""
        rows = {row.key: row for row in export.allocation_ids}
        allocations = settled.allocations
        if allocations is None:
            allocations = self._get_by_balance(export, settled)
        told = {one.key: self._prepare_vals(one) for one in allocations}
        lost = [row for key, row in rows.items() if row.present and key not in told]
        for key, values in told.items():
            row = rows.get(key) or next(
                (one for one in lost if one._is_among_more(values)), None
            )
            if row is None:
                self.create(
                    {
                        "connection_id": export.connection_id.id,
                        "export_id": export.id,
                        "key": key,
                        **values,
                    }
                )
            elif row.present and row._is_among_more(values):
                names = ("settlement", "settled_by", "content_hash")
                row.write({"key": key, **{name: values[name] for name in names}})
            elif row.content_hash != values["content_hash"] or not row.present:
                anew = {"state": "waiting", "present": True, "accepted": False}
                row.write({**values, **anew})
            if row in lost:
                lost.remove(row)
        for row in lost:
            row.write({"present": False, "state": "waiting"})

    @api.model
    def _get_by_balance(self, export, settled):
        """Of a ledger that tells only what is open: what is here already, as far as it
        still fits, the newest goes first; and one payment of the rest, dated today."""
        document = from_json(Document, export.booked_document)
        total = document.total if settled.total is None else settled.total
        wanted = ZERO if settled.gone else total - settled.open
        found, rest = [], wanted
        for row in export.allocation_ids.filtered("present").sorted("id"):
            amount = quantise(row.amount, row.currency_id.decimal_places)
            if abs(amount) > abs(rest) or (amount > 0) != (rest > 0):
                break
            found.append(row._allocation(amount))
            rest -= amount
        if rest:
            number = 1 + len(export.allocation_ids)
            found.append(
                Allocation(
                    key=f"{settled.id}/{number}",
                    kind=SettlementKind.PAYMENT,
                    amount=rest,
                    currency=document.currency,
                    date=fields.Date.context_today(export),
                    settlement=self.env._("Paid in the ledger"),
                )
            )
        return found

    def _allocation(self, amount):
        return Allocation(
            key=self.key,
            kind=SettlementKind(self.kind),
            amount=amount,
            currency=self.currency_id.name,
            date=self.date,
            settlement=self.settlement,
        )

    def _is_among_more(self, values):
        """The same payment, which may now be one of several equal ones: no reason to
        register it anew."""
        before, after = set(self.settled_by or []), set(values["settled_by"] or [])
        equal = ("kind", "date", "counterpart", "certain")
        return (
            before < after
            and all((self[name] or "") == (values[name] or "") for name in equal)
            and self.currency_id.id == values["currency_id"]
            and not self.currency_id.compare_amounts(self.amount, values["amount"])
            and not self.currency_id.compare_amounts(self.balance, values["balance"])
        )

    @api.model
    def _prepare_vals(self, allocation):
        plain = to_json(allocation)
        content = json.dumps(plain, sort_keys=True).encode()
        return {
            "kind": allocation.kind.value,
            "amount": float(allocation.amount),
            "balance": float(allocation.balance or 0),
            "currency_id": self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", allocation.currency)], limit=1)
            .id,
            "date": allocation.date,
            "settlement": allocation.settlement,
            "ledger_journal": allocation.journal,
            "settled_by": list(allocation.by) or False,
            "counterpart": allocation.counterpart,
            "certain": allocation.certain,
            "content_hash": hashlib.sha256(content).hexdigest(),
        }

    # Apply

    def _apply(self):
        """Make Odoo follow: undo what is gone or changed, register what is new."""
        for row in self.sorted("present"):
            try:
                with self.env.cr.savepoint():
                    reason = row._undo() or (row.present and row._follow())
            except UserError as error:
                # Odoo's own refusal (locked, hashed ...): shown, tried again later.
                row.write({"state": "conflict", "reason": "refused"})
                row.move_id._message_log(body=str(error))
                continue
            if reason:
                row.write({"state": "conflict", "reason": reason})
            else:
                row._applied()

    def _applied(self):
        for state, rows in self.grouped(
            lambda row: "applied" if row.present else "cancelled"
        ).items():
            now = fields.Datetime.now()
            rows.write({"state": state, "reason": False, "applied_at": now})
        texts = {row.move_id.id: row._get_text() for row in self}
        self.move_id._message_log_batch(texts)

    def _apply_together(self):
        """As ``_apply``, for new payments of an invoice each: all at once costs half
        of one by one. Returns those that are done."""
        shares = {
            row: row._get_shares()
            for row in self
            if row._is_new_payment() and not row._get_obstacle()
        }
        ready = self.browse([row.id for row, parts in shares.items() if parts])
        try:
            with self.env.cr.savepoint():
                ready._pay([(row, *part) for row in ready for part in shares[row]])
                ready._applied()
        except UserError:
            # One by one shows whose it is.
            return self.browse()
        return ready

    def _is_new_payment(self):
        """Certain, and nothing is to be undone before."""
        return bool(
            self.present
            and self.amount
            and (self.accepted or self.certain)
            and (self.accepted or self.kind == SettlementKind.PAYMENT.value)
            and not (self.payment_ids or self.entry_ids or self.offset_move_id)
            and not self._is_ours()
        )

    def _get_text(self):
        """For the invoice's own history."""
        words = {
            "amount": formatLang(
                self.env, abs(self.amount), currency_obj=self.currency_id
            ),
            "ledger": self.connection_id.display_name,
            "settlement": self.settlement,
            "date": format_date(self.env, self.date),
        }
        if self.present:
            return self.env._(
                "%(amount)s settled in %(ledger)s on %(date)s: %(settlement)s", **words
            )
        return self.env._(
            "%(amount)s not settled any more in %(ledger)s: %(settlement)s", **words
        )

    def _undo(self):
        """Cancel the payments and entries of this allocation; returns why that can't
        be."""
        payments = self.payment_ids.filtered(lambda p: p.state != "canceled")
        entries = self.entry_ids.filtered(lambda move: move.state == "posted")
        locked = (payments.move_id | entries).filtered(
            lambda move: self._is_locked(move.date)
        )
        if locked and self.connection_id.locked_payments == "wait":
            return "locked_period"
        self._reverse(locked)
        payments = payments.filtered(lambda payment: payment.move_id not in locked)
        entries -= locked
        for payment in payments:
            payment.move_id.line_ids.remove_move_reconcile()
            payment.action_cancel()
        for entry in entries:
            entry.line_ids.remove_move_reconcile()
            entry.button_cancel()
        if self.offset_move_id:
            self._get_partials(self.offset_move_id).unlink()
            self.offset_move_id = False
        return None

    def _reverse(self, moves):
        """What can't be cancelled any more is outweighed on the first open day."""
        for move in moves:
            move.line_ids.remove_move_reconcile()
            date = self._get_date(move.date)
            move._reverse_moves([{"date": date, "ref": move.ref}], cancel=True)
            move.origin_payment_id.ledger_allocation_id = False
            move.ledger_allocation_id = False

    def _follow(self):
        """Settle the invoice in Odoo as the ledger did; returns why that can't be."""
        if self._is_ours():
            return None
        if not (self.certain or self.accepted):
            return "settlement_doubtful"
        if not self.amount:
            # An exchange difference in the company's currency: Odoo makes its own.
            return None
        if obstacle := self._get_obstacle():
            return obstacle
        if self.kind == SettlementKind.DOCUMENT.value and not self.accepted:
            return self._offset()
        return self._settle()

    def _get_obstacle(self):
        """Why nothing can be booked on the invoice, or not then."""
        if self.move_id.state != "posted":
            return "not_posted_any_more"
        if self._is_locked(self._get_date(self.date)):
            return "locked_period"
        return None

    def _settle(self):
        """By a payment, or on the account for what is none."""
        account = self._get_account()
        if account is not None and not account:
            return "settlement_unsupported"
        shares = self._get_shares()
        if shares is None:
            return "paid_by_hand"
        if not account:
            self._pay([(self, line, amount) for line, amount in shares])
            return None
        for line, amount in shares:
            self._write_off(line, amount, account)
        return None

    def _get_account(self):
        """Where what is no payment is booked; None for a payment, empty where nobody
        said it."""
        connection = self.connection_id
        accounts = {
            SettlementKind.DIFFERENCE.value: connection.difference_account_id,
            SettlementKind.OTHER.value: connection.settlement_account_id,
        }
        return None if self.accepted else accounts.get(self.kind)

    def _write_off(self, line, amount, account):
        """An entry of its own against the instalment."""
        sign = 1 if line.balance > 0 else -1
        own = line.company_currency_id
        balance = own.round(amount * abs(line.balance / line.amount_currency))
        common = {"partner_id": line.partner_id.id, "currency_id": self.currency_id.id}
        entry = self.env["account.move"].create(
            {
                "ledger_allocation_id": self.id,
                "move_type": "entry",
                "date": self._get_date(self.date),
                "journal_id": self._get_general_journal().id,
                "ref": f"{self.settlement} · {self.move_id.name}",
                "line_ids": [
                    fields.Command.create(
                        {
                            **common,
                            "account_id": account_id,
                            "name": self.settlement,
                            "amount_currency": side * sign * amount,
                            "balance": side * sign * balance,
                        }
                    )
                    for account_id, side in ((line.account_id.id, -1), (account.id, 1))
                ],
            }
        )
        entry.action_post()
        counterpart = entry.line_ids.filtered(
            lambda other: other.account_id == line.account_id
        )
        (counterpart | line).reconcile()

    def _get_general_journal(self):
        journals = self.env["account.journal"]
        domain = journals._check_company_domain(self.company_id)
        return journals.search([*domain, ("type", "=", "general")], limit=1)

    # Invoice against credit note

    def _offset(self):
        """Reconcile the two as the ledger did; returns why that can't be. Both have
        an allocation: who comes second finds it done."""
        other = self._get_counterpart()
        if not other or other.state != "posted":
            return "settlement_unsupported"
        wanted = abs(self.amount)
        done = self._get_offset(other)
        missing = self.currency_id.round(wanted - done)
        if self.currency_id.compare_amounts(missing, 0) > 0:
            ours, theirs = self._get_open(self.move_id), self._get_open(other)
            rests = [sum(map(self._get_rest, some)) for some in (ours, theirs)]
            if self.currency_id.compare_amounts(missing, min(rests)) > 0:
                return "paid_by_hand"
            if self.currency_id.compare_amounts(missing, min(rests)) == 0:
                (ours | theirs).reconcile()
            elif self.currency_id != self.company_id.currency_id:
                return "settlement_unsupported"
            else:
                self._reconcile_partly(ours, theirs, missing)
        self.offset_move_id = other
        return None

    def _get_counterpart(self):
        export = self.env["ledger.export"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("ledger_id", "=", self.counterpart),
                ("move_id", "!=", False),
            ],
            limit=1,
        )
        return export.move_id - self.move_id

    def _get_open(self, move):
        return move.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled
        ).sorted(lambda line: (line.date_maturity, line.id))

    def _get_rest(self, line):
        return abs(line.amount_residual_currency)

    def _get_partials(self, other):
        """What is reconciled between the two invoices."""
        ours = self.move_id.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
        )
        return (ours.matched_debit_ids | ours.matched_credit_ids).filtered(
            lambda part: (
                (part.debit_move_id | part.credit_move_id).move_id
                == self.move_id | other
            )
        )

    def _get_offset(self, other):
        return sum(
            part.debit_amount_currency
            if part.debit_move_id.move_id == self.move_id
            else part.credit_amount_currency
            for part in self._get_partials(other)
        )

    def _reconcile_partly(self, ours, theirs, amount):
        """Odoo's own way takes as much as there is: here the ledger says how much."""
        debits, credits = (ours, theirs) if self.amount > 0 else (theirs, ours)
        rest = amount
        for debit in debits:
            for credit in credits:
                left = min(rest, self._get_rest(debit), self._get_rest(credit))
                if self.currency_id.compare_amounts(left, 0) <= 0:
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
                rest = self.currency_id.round(rest - left)

    def _is_ours(self):
        """Settled there by a payment that was registered here and exported."""
        settling = self.settled_by or []
        return bool(
            self.env["ledger.export"].search_count(
                [
                    ("connection_id", "=", self.connection_id.id),
                    ("payment_id", "!=", False),
                    ("ledger_id", "in", settling),
                ],
                limit=1,
            )
        )

    def _get_shares(self):
        """[(instalment, amount)] that take up this allocation, the oldest first;
        None when not enough is open."""
        currency, rest, shares = self.currency_id, abs(self.amount), []
        lines = self.move_id.line_ids.filtered(
            lambda line: line.display_type == "payment_term" and not line.reconciled
        )
        for line in lines.sorted(lambda line: (line.date_maturity, line.id)):
            amount = min(rest, abs(line.amount_residual_currency))
            if currency.compare_amounts(amount, 0) > 0:
                shares.append((line, currency.round(amount)))
                rest = currency.round(rest - amount)
        return None if currency.compare_amounts(rest, 0) > 0 else shares

    @api.model
    def _pay(self, shares):
        """[(allocation, instalment, amount)]: a payment for each."""
        payments = self.env["account.payment"].create(
            [row._prepare_payment_vals(line, amount) for row, line, amount in shares]
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

    def _prepare_payment_vals(self, line, amount):
        journal = self.env["ledger.payment.journal"]._get(
            self.connection_id, self.ledger_journal
        )
        inbound = self.amount > 0
        lines = (
            journal.inbound_payment_method_line_ids
            if inbound
            else journal.outbound_payment_method_line_ids
        )
        sale = kind_of(self.move_id).is_sale
        own = self.company_id.currency_id
        forced = {}
        if self.balance and self.currency_id != own:
            share = abs(self.balance * amount / self.amount)
            forced = {"force_balance": own.round(share)}
        return {
            **forced,
            "ledger_allocation_id": self.id,
            "date": self._get_date(self.date),
            "amount": amount,
            "currency_id": self.currency_id.id,
            "payment_type": "inbound" if inbound else "outbound",
            "partner_type": "customer" if sale else "supplier",
            "partner_id": self.move_id.commercial_partner_id.id,
            "journal_id": journal.id,
            "payment_method_line_id": lines[:1].id,
            "destination_account_id": line.account_id.id,
            "memo": f"{self.settlement} · {self.move_id.name}",
        }

    def _is_locked(self, date):
        return bool(self._get_locks(date))

    def _get_locks(self, date):
        return self.company_id._get_lock_date_violations(
            date, fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
        )

    def _get_date(self, date):
        """``date``, or the first open day after a lock where that is wanted."""
        locks = self._get_locks(date)
        if not locks or self.connection_id.locked_payments == "wait":
            return date
        return max(lock for lock, _field in locks) + timedelta(days=1)

    def action_open_payments(self):
        self.ensure_one()
        return self.payment_ids._get_records_action(name=self.env._("Payments"))

    def action_accept(self):
        """It was a payment: the accountant knows what the ledger does not tell."""
        self.move_id.check_access("write")
        rows = self.filtered(lambda r: r.state == "conflict" and not r.certain)
        rows.sudo().accepted = True
        rows.action_apply_again()

    def action_apply_again(self):
        """Look once more at conflicts, after somebody mended the cause."""
        self.move_id.check_access("write")
        self.filtered(lambda row: row.state == "conflict").sudo().write(
            {"state": "waiting"}
        )
        self.sudo().connection_id._ask("import")
