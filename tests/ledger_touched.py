"""What people do in Odoo to what was paid in the ledger: one mixin for every ledger."""

from ledger_payments import Imported


class Touched(Imported):
    """For a connected ``SandboxCase``."""

    def payment_of(self, move):
        return self.payments().filtered(
            lambda one: (
                one.ledger_allocation_id.move_id == move
                and one.state not in ("draft", "canceled")
            )
        )

    def register(self, move, amount=None):
        """A payment by a person, the till or a payment provider."""
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        values = {"payment_date": "2026-03-12"}
        if amount:
            values |= {"amount": amount, "payment_difference_handling": "open"}
        return register.create(values)._create_payments()

    def owed(self, move):
        return move.line_ids.filtered(lambda li: li.display_type == "payment_term")

    def states(self, move):
        return set(move.ledger_export_id.allocation_ids.mapped("state"))

    def test_each_that_was_touched_is_shown_and_has_a_way_out(self):
        names = ("deleted", "moved", "edited", "apart", "untouched", "replaced")
        moves = {name: self.exported() for name in names}
        target = self.exported()
        self.receive(*((move, "121.00") for move in moves.values()))
        self.import_payments()
        self.assertEqual({m.payment_state for m in moves.values()}, {"paid"})
        payment = {name: self.payment_of(move) for name, move in moves.items()}
        for name in ("deleted", "edited", "replaced"):
            payment[name].action_draft()
        payment["deleted"].unlink()
        payment["edited"].amount = 100.0
        payment["edited"].action_post()
        payment["replaced"].action_cancel()
        self.register(moves["replaced"])
        for name in ("moved", "apart"):
            self.owed(moves[name]).remove_move_reconcile()
        account = self.owed(target).account_id
        lines = payment["moved"].move_id.line_ids
        lines = lines.filtered(lambda line: line.account_id == account)
        (lines | self.owed(target)).reconcile()
        said = self.audit()
        self.assertNotIn("they agree", said)
        for name, move in moves.items():
            kept = name in ("untouched", "replaced")
            self.assertEqual(self.states(move), {"applied" if kept else "conflict"})
            self.assertEqual(move.name in said, not kept, name)
        for move in moves.values():
            move.ledger_export_id.allocation_ids.action_apply_again()
        self.import_payments()
        for name, move in moves.items():
            self.assertEqual(
                (move.amount_residual, self.states(move)), (0, {"applied"})
            )
            self.assertEqual(len(self.payment_of(move)), name != "replaced")
        self.assertEqual(target.amount_residual, 121.0)

    def test_paid_here_and_booked_there(self):
        """One web order each: agrees by its amount, however it was divided, or a person
        decides."""
        names = ("whole", "two receipts", "undone here", "part here", "less there")
        moves = {name: self.exported() for name in names}
        for name in names[:3]:
            self.register(moves[name])
        self.register(moves["part here"], 21.0)
        self.register(moves["less there"], 100.0)
        for name, amount in (
            *((name, "121.00") for name in ("whole", "undone here", "part here")),
            *(("two receipts", "100.00"), ("two receipts", "21.00")),
            ("less there", "50.00"),
        ):
            self.receive((moves[name], amount))
        self.import_payments()
        for name in names[:3]:
            self.assertEqual(self.states(moves[name]), {"applied"}, name)
        for name in names[3:]:
            self.assertEqual(self.states(moves[name]), {"conflict"}, name)
        self.assertFalse(self.payments())
        self.owed(moves["undone here"]).remove_move_reconcile()
        moves["part here"].ledger_export_id.allocation_ids.action_accept()
        self.import_payments()
        for name in ("undone here", "part here"):
            self.assertEqual(moves[name].amount_residual, 0, name)
            self.assertEqual(self.states(moves[name]), {"applied"}, name)
        self.assertEqual(self.payment_of(moves["part here"]).amount, 100.0)
