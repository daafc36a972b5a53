from odoo.tests import tagged

from .common import ExactCase

from ledger_journal_entries import JournalEntries  # isort: skip - found by the common part
from proof_entries import ProofOfEntries  # isort: skip - found by the common part


@tagged("post_install", "-at_install")
class TestExactJournalEntries(ProofOfEntries, JournalEntries, ExactCase):
    """Journal entries as general journal entries."""

    general = "90"
    centres = ("AMS", "RTM")
    # Exact converts each amount of an entry itself, at one rate.
    may_refuse = ("rate_not_fitting",)

    def setUp(self):
        super().setUp()
        self.allow_vat()

    def allow_vat(self, allowed=True):
        self.act("allow_vat", journal=self.general, allowed=allowed)
        self.item("journal", self.general).sudo().attributes = {
            "use": "general",
            "vat_allowed": allowed,
        }

    def memorials(self):
        return [
            {
                **one,
                "lines": [
                    (
                        line["account"],
                        line["amount"],
                        line["base"],
                        line["vatcode"],
                        line["cost_centre"],
                        line["relation"],
                    )
                    for line in one["lines"]
                ],
            }
            for one in self.act("memorials")["memorials"]
        ]

    def lose_answer(self):
        values = {"kind": "lost_answer", "operation": "POST"}
        self.box.control("fault", service="generaljournalentry", **values)

    def delete_there(self, move):
        number = move.ledger_export_id.ledger_number
        self.act("delete_receipt", journal=self.general, number=number)

    def test_number_stands_at_each_line(self):
        """A memorial has no other place for it; a longer number is another one."""
        move = self.plain()
        row = self.export(move)
        (one,) = self.act("memorials")["memorials"]
        said = {line["description"] for line in one["lines"]}
        self.assertEqual(said, {f"{move.name} Line"})
        key = row._document().key
        shorter = type(key)(kind=key.kind, journal=key.journal, number=key.number[:-1])
        with self.connection._open() as ledger:
            self.assertEqual(ledger.find([shorter]), {shorter: []})

    def test_what_a_customer_owes_is_refused_with_the_reason(self):
        receivable = self.company_data["default_account_receivable"]
        move = self.entry(
            (receivable, 75.0, {"partner_id": self.customer.id}), (self.clear, -75.0)
        )
        self.assertIn(receivable.display_name, self.dialog(move).problems)
        row = self.export(move)
        self.assertEqual((row.state, row.error_code), ("rejected", "entry_owes"))
        self.assertFalse(self.memorials())

    def test_journal_without_vat_is_told_before_it_is_asked(self):
        self.allow_vat(False)
        tax = {"tax_ids": [(6, 0, self.tax_buy.ids)]}
        move = self.entry((self.expense, 100.0, tax), (self.clear, -121.0))
        row = self.export(move)
        self.assertEqual(row.error_code, "journal_without_vat", row.message)
        self.refresh()
        attributes = self.item("journal", self.general).attributes
        self.assertIs(attributes["vat_allowed"], False)
