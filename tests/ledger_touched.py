"""What people do in Odoo to what was paid in the ledger: one mixin for every ledger."""

from ledger_payments import Imported


class Touched(Imported):
    def payment_of(self, move):
        return self.payments().filtered(
            lambda one: one.ledger_allocation_id.move_id == move
        )

    def register(self, move, amount=None):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        values = {"payment_date": "2026-03-12"}
        if amount:
            values |= {"amount": amount, "payment_difference_handling": "open"}
        return register.create(values)._create_payments()

    def test_touched(self):
        """Each in its own way; all are shown, and each has a way out."""
        names = ("deleted", "moved", "edited", "unreconciled", "untouched", "replaced")
        moves = {name: self.exported() for name in names}
        target = self.exported()
        self.receive(*((move, "121.00") for move in moves.values()))
        self.import_payments()
        self.assertEqual({m.payment_state for m in moves.values()}, {"paid"})
        payment = {name: self.payment_of(move) for name, move in moves.items()}
        payment["deleted"].action_draft()
        payment["deleted"].unlink()
        self.unreconcile(moves["moved"])
        line = payment["moved"].move_id.line_ids.filtered(
            lambda li: li.account_id.account_type == "asset_receivable"
        )
        (
            line
            | target.line_ids.filtered(lambda li: li.display_type == "payment_term")
        ).reconcile()
        payment["edited"].action_draft()
        payment["edited"].amount = 100.0
        payment["edited"].action_post()
        self.unreconcile(moves["unreconciled"])
        payment["replaced"].action_draft()
        payment["replaced"].action_cancel()
        self.register(moves["replaced"])
        self.import_payments()
        states = {
            n: (
                m.payment_state,
                m.ledger_export_id.allocation_ids.mapped("state"),
                m.ledger_export_id.allocation_ids.mapped("reason"),
            )
            for n, m in moves.items()
        }
        print(self.provider, states, target.payment_state)
        said = self.audit()
        print(said)
        for name in ("deleted", "moved", "edited", "unreconciled"):
            self.assertIn("conflict", states[name][1], name)
            self.assertIn(moves[name].name, said)
        for name in ("untouched", "replaced"):
            self.assertEqual(states[name][1], ["applied"], name)
        rows = self.control().filtered("has_difference")
        print([(r.number, r.cause, r.differences) for r in rows])
        for name in ("deleted", "moved", "edited", "unreconciled"):
            moves[name].ledger_export_id.allocation_ids.action_apply_again()
        self.import_payments()
        states = {
            n: (
                m.payment_state,
                m.ledger_export_id.allocation_ids.mapped("state"),
                m.ledger_export_id.allocation_ids.mapped("reason"),
            )
            for n, m in moves.items()
        }
        print(self.provider, states, target.payment_state)
        for name in names:
            self.assertEqual(moves[name].amount_residual, 0, name)

    def unreconcile(self, move):
        move.line_ids.filtered(
            lambda li: li.display_type == "payment_term"
        ).remove_move_reconcile()

    def test_till(self):
        """Paid at the till and booked in the ledger, in several shapes."""
        names = (
            "whole",
            "two receipts",
            "part here",
            "more here",
            "undone there",
            "undone here",
        )
        moves = {name: self.exported() for name in names}
        for name in ("whole", "two receipts", "undone there", "undone here"):
            self.register(moves[name])
        self.register(moves["part here"], 21.0)
        mine = self.register(moves["more here"], 100.0)
        self.receive((moves["whole"], "121.00"))
        self.receive((moves["two receipts"], "100.00"))
        self.receive((moves["two receipts"], "21.00"))
        self.receive((moves["part here"], "121.00"))
        self.receive((moves["more here"], "50.00"))
        self.receive((moves["undone there"], "121.00"))
        self.receive((moves["undone here"], "121.00"))
        self.import_payments()
        show = lambda: {
            n: (
                m.payment_state,
                m.amount_residual,
                m.ledger_export_id.allocation_ids.mapped("state"),
                m.ledger_export_id.allocation_ids.mapped("reason"),
            )
            for n, m in moves.items()
        }
        print(self.provider, show())
        for name in ("whole", "two receipts", "undone there", "undone here"):
            self.assertEqual({*show()[name][2]}, {"applied"}, name)
        self.act("unmatch", invoicenumber=moves["undone there"].name)
        self.unreconcile(moves["undone here"])
        moves["part here"].ledger_export_id.allocation_ids.action_accept()
        self.import_payments()
        print(self.provider, show())
        self.assertEqual(show()["part here"][1], 0)
        self.assertEqual(show()["undone here"][1], 0)
        print(self.audit())
        rows = self.control().filtered("has_difference")
        print([(r.number, r.cause, r.differences) for r in rows])

    def test_hashed(self):
        """A payment journal that is secured by a hash: what is undone there is reversed."""
        move = self.exported()
        self.receive((move, "121.00"))
        self.import_payments()
        payment = self.payment_of(move)
        payment.journal_id.restrict_mode_hash_table = True
        payment.move_id.button_hash()
        self.assertTrue(payment.move_id.inalterable_hash)
        self.act("unmatch", invoicenumber=move.name)
        self.import_payments()
        self.assertEqual(
            move.amount_residual,
            121.0,
            move.ledger_export_id.allocation_ids.mapped("message"),
        )

    def test_same_message_once(self):
        move = self.exported()
        self.receive((move, "121.00"))
        self.company.hard_lock_date = (
            "2026-03-31" if "hard_lock_date" in self.company else False
        )
        for _number in range(4):
            self.import_payments()
        bodies = [m.body for m in move.message_ids]
        print(bodies)
        self.assertEqual(len(bodies), len(set(bodies)))
