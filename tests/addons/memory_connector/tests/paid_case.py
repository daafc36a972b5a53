from datetime import date
from decimal import Decimal

from odoo import fields

from odoo.addons.connector_base.ledger.values import (
    Allocation,
    Settled,
    SettlementKind,
)

from .common import LedgerCase


class PaidCase(LedgerCase):
    def exported(self, *args, **kwargs):
        move = self.invoice(*args, **kwargs)
        self.export(move)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        return move

    def paid(self):
        """An invoice, its row and the payment that was imported for it."""
        move = self.exported()
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        row = self.rows(move)
        self.assertEqual(move.payment_state, "paid")
        return move, row, row.payment_ids

    def rows(self, move):
        return move.ledger_export_id.allocation_ids

    def pay_by_hand(self, move, amount):
        """At the till, or by a payment provider."""
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        values = {"amount": amount, "payment_date": "2026-03-10"}
        return register.create(values)._create_payments()

    def entry(self, move):
        return self.books.entries[move.ledger_export_id.ledger_id]

    def told(self, move):
        return " ".join(move.message_ids.mapped("body"))

    def settled(self, move, *amounts, **values):
        """What the ledger would tell of it: each (key, amount, more)."""
        export = move.ledger_export_id
        total = export._document().total
        allocations = tuple(
            Allocation(
                **{
                    "key": f"{export.ledger_id}:{key}",
                    "kind": SettlementKind.PAYMENT,
                    "amount": Decimal(amount),
                    "currency": move.currency_id.name,
                    "date": date(2026, 3, 20),
                    "settlement": key,
                    **more,
                }
            )
            for key, amount, more in amounts
        )
        paid = sum((one.amount for one in allocations), Decimal(0))
        told = {"open": total - paid, "allocations": allocations, **values}
        settled = Settled(id=export.ledger_id, total=total, **told)
        env = self.env(su=True)
        # The books themselves know nothing of it: no import begins before that.
        now = fields.Datetime.now()
        self.run_of("import").write(
            {"cursor": f"{self.books.clock:09}", "full_at": now}
        )
        env["ledger.mirror"]._store([settled], {settled.id: export.id})
        return env["ledger.applier"]._apply(export)
