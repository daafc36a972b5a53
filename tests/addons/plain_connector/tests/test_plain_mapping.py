from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import ItemKind
from odoo.addons.connector_base.models.ground.ledger_words import ADMIN

from ..client.ledger import WAREHOUSE
from .common import PlainCase


@tagged("post_install", "-at_install")
class TestPlainMapping(PlainCase):
    """A ledger without journals, cost centres, conditions and free fields."""

    def test_only_what_the_ledger_has_is_suggested(self):
        self.env["account.analytic.account"].create(
            {
                "name": "Project",
                "plan_id": self.env["account.analytic.plan"].create({"name": "P"}).id,
            }
        )
        self.connection.mapping_ids.unlink()
        self.refresh()
        self.assertEqual(
            set(self.connection.mapping_ids.mapped("kind")), {"account", "vat"}
        )
        self.assertTrue(self.connection.mapping_ids.item_id)

    def test_journal_can_not_be_mapped_and_has_no_default(self):
        self.assertFalse(self.connection.has_journals)
        with self.assertRaisesRegex(ValidationError, "Plain has nothing.*: Journal"):
            self.env["ledger.mapping"].create(
                {
                    "connection_id": self.connection.id,
                    "kind": "journal",
                    "journal_id": self.company_data["default_journal_sale"].id,
                }
            )

    def test_description_can_be_told_without_free_fields(self):
        text = self.env["ledger.text"].create(
            {"connection_id": self.connection.id, "path": "invoice_origin"}
        )
        self.assertEqual(text._get_field(), "description")


@tagged("post_install", "-at_install")
class TestPlainOpenSets(PlainCase):
    """What the base does not know, a connector brings along by its hooks."""

    def test_kind_of_items_that_no_other_ledger_has(self):
        item = self.connection.item_ids.filtered(lambda one: one.kind == "warehouse")
        self.assertEqual((item.code, item.name), ("W1", "Main warehouse"))
        (told,) = self.env["ledger.access"]._cached(self.connection)(WAREHOUSE)
        self.assertEqual((told.kind, told.ref.code), (ItemKind("warehouse"), "W1"))
        self.books.items = [one for one in self.books.items if one.ref.code != "W1"]
        self.refresh()
        self.assertFalse(item.active)

    def test_refresh_tells_how_many_kinds_there_are(self):
        self.books.patience = 0
        self.refresh()
        self.assertIn("0 of 5 kinds", self.connection.progress)

    def test_refusal_has_its_own_words_owner_and_fix(self):
        """And none of them are those of another ledger with the same code."""
        self.books.items = [one for one in self.books.items if one.ref.code != "W1"]
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(
            (row.state, row.error_code, row.owner),
            ("rejected", "warehouse_missing", ADMIN),
        )
        self.assertIn(f"Plain has no warehouse for {move.name}", move.ledger_message)
        self.assertEqual(move.ledger_words, "Where from?")
        self.assertIn("/warehouses", row.action_fix()["url"])
        other = self.connection.copy({"provider": "memory"})
        problems = self.env["ledger.problem"]
        self.assertEqual(problems._known("warehouse_missing", other), "refused")
        self.assertNotEqual(problems._owner("warehouse_missing", other), ADMIN)

    def test_trial_call_has_its_own_words(self):
        said = self.connection.action_check()["params"]["message"]
        self.assertIn("✓ Read warehouses: Main warehouse", said)
        self.assertIn("✓ Read VAT codes: VAT high", said)


@tagged("post_install", "-at_install")
class TestPlainNumbers(PlainCase):
    """What the ledger will not take for a number is told before anything is sent."""

    def try_out(self):
        dates = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
        wizard = self.env["ledger.trial.wizard"].create(
            {"connection_id": self.connection.id, **dates}
        )
        wizard.action_try()
        return {cause.name: cause.move_ids for cause in wizard.cause_ids}

    def dialog(self, moves):
        action = moves.action_ledger_export()
        wizard = self.env["ledger.export.wizard"].with_context(**action["context"])
        return wizard.create({"move_ids": [(6, 0, moves.ids)]})

    def test_too_long_or_of_other_letters(self):
        """With a customer that the ledger does not know yet, too."""
        good = self.invoice()
        long = self.invoice(name="V26/00000000012")
        odd = self.invoice(name="V26_1")
        self.assertIn("V26/001", str(self.dialog(good).preview))
        self.assertFalse(self.dialog(good).problems)
        self.assertFalse(good.ledger_forecast)
        for move, words in ((long, "is too long for Plain"), (odd, "can't take")):
            self.assertIn(words, move.ledger_forecast)
            self.assertIn(words, self.dialog(move).problems)
        causes = self.try_out()
        self.assertEqual(
            {words.split(":")[0]: moves for words, moves in causes.items()},
            {
                f"The number of {long.name} is too long for Plain": long,
                f"Plain can't take the number of {odd.name}": odd,
            },
        )
        self.export(good | long | odd)
        codes = [move.ledger_export_id.error_code for move in (long, odd)]
        self.assertEqual(codes, ["number_too_long", "number_not_fitting"])
        self.assertEqual(good.ledger_state, "done")

    def test_that_of_another_invoice_of_ours(self):
        """Two journals that differ in capitals, which the ledger does not know."""
        first = self.company_data["default_journal_sale"]
        other = first.copy({"code": "LOW", "name": "Low"})
        other.default_account_id = first.default_account_id
        one, two = self.invoice(), self.invoice(name="v26/001", journal_id=other.id)
        self.assertFalse(two.ledger_forecast)
        self.export(one)
        taken = f"Number V26/001 is that of {one.name} in Plain already"
        self.assertIn(taken, two.ledger_forecast)
        self.assertIn(taken, self.dialog(two).problems)
        ((words, moves),) = self.try_out().items()
        self.assertIn(taken, words)
        self.assertEqual(moves, two)
        self.assertFalse(self.invoice().ledger_forecast)
