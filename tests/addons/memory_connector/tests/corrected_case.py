from odoo.tests import Form

from .common import LedgerCase


class CorrectedCase(LedgerCase):
    """Invoices that were exported, and what people do to them then."""

    def change(self, move, price=150.0):
        """Somebody corrects the posted invoice."""
        move.button_draft()
        with Form(move) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = price
        move.action_post()

    def exported(self, final=False, **values):
        move = self.invoice(**values)
        row = self.export(move, final="final" if final else "draft")
        self.assertEqual(row.state, "done", row.message)
        return move, row

    def correct(self, move, reason="Wrong price", **values):
        action = move.action_ledger_correct()
        wizard = (
            self.env["ledger.correction.wizard"]
            .with_context(**action["context"])
            .create({"reason": reason, **values})
        )
        wizard.action_correct()
        self.work()
        return wizard

    def entry(self, row):
        return self.books.entries[row.ledger_id]
