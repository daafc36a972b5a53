from odoo.tests import tagged

from odoo.addons.memory_connector.tests.paid_case import PaidCase


@tagged("post_install", "-at_install")
class TestExtending(PaidCase):
    """Another addon changes what goes to the ledger, and what comes from it."""

    def sold(self, name):
        """An invoice of a customer of this name, exported and paid."""
        partner = self.customer.create({"name": name, "phone": "030 1234567"})
        move = self.exported(partner=partner)
        self.books.settle(move.name, f"BNK/{move.name}", 121)
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        (saved,) = (
            relation for relation, _changed in self.books.saved if relation.name == name
        )
        return move, self.entry(move).document, saved.phone

    def test_mandate_of_the_company_that_is_valid_goes_along(self):
        """With its own bank account, though that is not the first."""
        partner = self.customer.create({"name": "Gamma Bouw B.V."})
        first, second = self.env["res.partner.bank"].create(
            [
                {"partner_id": partner.id, "acc_number": number}
                for number in ("NL91ABNA0417164300", "NL20INGB0001234567")
            ]
        )
        other = self.company.create({"name": "Other"})
        self.env["extending.mandate"].create(
            [
                {
                    "partner_bank_id": bank.id,
                    "company_id": company.id,
                    "state": state,
                    "unique_mandate_reference": reference,
                    "signature_date": "2026-02-01",
                }
                for bank, company, state, reference in (
                    (first, self.company, "expired", "M-1"),
                    (first, other, "valid", "M-2"),
                    (second, self.company, "valid", "M-3"),
                )
            ]
        )
        self.exported(partner=partner)
        ((relation, _changed),) = self.books.saved
        self.assertEqual(
            (relation.iban, relation.mandate, str(relation.mandate_date)),
            (second.sanitized_acc_number, "M-3", "2026-02-01"),
        )

    def test_other_addons_have_their_say_in_both_directions(self):
        seller = self.env.user.name
        move, document, phone = self.sold("Alfa Beheer B.V.")
        self.assertEqual((document.description, phone), (move.name, "030 1234567"))
        self.assertNotIn(seller, self.rows(move).payment_ids.memo)
        self.connection.tells_seller = True
        move, document, phone = self.sold("Omega Hout B.V.")
        self.assertEqual((document.description, phone), (f"{move.name} {seller}", ""))
        self.assertIn(seller, self.rows(move).payment_ids.memo)
        # The same is compared later: nothing seems to have changed.
        self.assertFalse(move.ledger_changed)
