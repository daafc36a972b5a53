import json
from datetime import timedelta
from unittest.mock import patch

from odoo import sql_db
from odoo.tests import tagged

from odoo.addons.connector_base.wizard.connection import ledger_card_facts

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestBaseWorkList(LedgerCase):
    """What needs somebody: on the card, and by cause on the work list."""

    def refuse(self):
        """Three invoices of two lines for want of one rule, one of them for another
        want too, and one that is well."""
        kept = self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id not in self.tax_low | self.tax_zero
        )
        (self.connection.mapping_ids - kept).unlink()
        low, zero = (5.0, self.tax_low), (7.0, self.tax_zero)
        moves = self.invoice(low, low) | self.invoice(low, low)
        moves |= self.invoice(low, zero) | self.invoice()
        self.export(moves)
        return moves

    def show(self):
        refusals = self.env["ledger.refusals"]
        return refusals.browse(refusals._show(self.connection)["res_id"])

    def test_each_cause_once_with_its_invoices(self):
        moves = self.refuse()
        work = self.show()
        self.assertEqual((work.count, work.cause_count), (3, 2))
        self.assertEqual(work.display_name, "Refused Invoices")
        first, second = work.cause_ids
        self.assertEqual((first.count, second.count), (3, 1))
        self.assertIn(self.tax_low.display_name, first.name)
        self.assertEqual(first.owner, "accountant")
        self.assertIn(f"3 × {first.name}", self.connection.refused_text)
        # The same number in the dialog, of lines it would be six.
        fresh = self.invoice((5.0, self.tax_low), (6.0, self.tax_low))
        fresh |= self.invoice((5.0, self.tax_low), (6.0, self.tax_low))
        wizard = self.env["ledger.export.wizard"].create({"move_ids": fresh.ids})
        self.assertIn("2 × Tax", wizard.problems)

        # Mended at one place, all that waited for it alone goes out by itself.
        action = first.action_fix()
        self.assertEqual(action["res_model"], "ledger.mapping")
        vat = self.connection.item_ids.filtered(lambda item: item.code == "VL")
        self.env["ledger.mapping"].with_context(**action["context"]).create(
            {"item_id": vat.id}
        )
        self.work()
        self.env.invalidate_all()
        self.assertEqual((work.count, work.cause_count), (1, 2))
        self.assertEqual(moves.mapped("ledger_state").count("done"), 3)

    def test_all_of_a_cause_are_sent_again(self):
        moves = self.refuse()
        work = self.show()
        action = work.cause_ids[1].action_open()
        self.assertEqual(action["res_model"], "ledger.export")
        self.assertEqual(action["name"], "Refused Invoices")
        work.cause_ids[1].action_retry()
        self.assertEqual(moves.mapped("ledger_state").count("waiting"), 1)
        work.cause_ids[0].action_retry()
        self.assertEqual(moves.mapped("ledger_state").count("waiting"), 3)
        self.env.invalidate_all()
        self.assertFalse(work.count)

    def test_card_says_what_needs_somebody(self):
        self.assertFalse(self.connection.refused_text)
        self.refuse()
        self.assertEqual(self.connection.rejected_count, 3)
        lines = self.connection.refused_text.splitlines()
        self.assertEqual([line[:3] for line in lines], ["3 ×", "1 ×"])
        with patch.object(ledger_card_facts, "SHOWN", 2):
            self.env.invalidate_all()
            self.assertEqual(self.connection.refused_text.splitlines(), lines)
        with patch.object(ledger_card_facts, "SHOWN", 1):
            self.env.invalidate_all()
            self.assertEqual(
                self.connection.refused_text.splitlines(),
                [lines[0], "More causes: 1."],
            )
        self.assertFalse(self.connection.used_share, "nothing runs")

    def test_card_has_a_picture_of_the_last_weeks(self):
        """Of each connection its own figures, the present week last."""
        other = self.connection.sudo().copy({"name": "Other"})
        self.assertFalse(self.connection.weeks_graph or other.weeks_graph)
        moves = self.invoices(3)
        rows = self.export(moves).sudo()
        self.books.settle(moves[0].name, "BNK/1", 121)
        self.import_payments()
        rows[1].done_at -= timedelta(weeks=2)
        rows[2].connection_id = other
        self.env.flush_all()
        self.env.invalidate_all()
        mine, its = (one.weeks_graph for one in self.connection | other)
        self.assertEqual(
            [[bar["value"] for bar in one["values"]] for one in json.loads(mine)],
            [[0] * 9 + [1, 0, 1], [0] * 11 + [1]],
        )
        self.assertEqual(
            [[bar["value"] for bar in one["values"]] for one in json.loads(its)],
            [[0] * 11 + [1], [0] * 12],
        )
        rows[2].done_at -= timedelta(weeks=12)
        self.env.invalidate_all()
        self.assertFalse(other.weeks_graph)

    def test_missing_vat_number_is_entered_in_place_and_sends_what_waited(self):
        """Of this customer; another one's still waits for its own."""
        items = {item.code: item for item in self.connection.item_ids}
        self.connection.account_item_id = items["8000"]
        rule = self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_zero
        )
        intra = {"use": "sale", "percentage": "0.00", "intra": True}
        rule.item_id.sudo().attributes = intra
        germany = self.env.ref("base.de").id
        partners = self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "country_id": germany}
                for name in ("Abroad", "Another")
            ]
        )
        first, second = partners
        moves = self.env["account.move"]
        for partner in (first, first, second):
            moves |= self.invoice((10.0, self.tax_zero), partner=partner)
        self.export(moves)
        self.assertEqual(moves.mapped("ledger_state"), ["rejected"] * 3)
        cause = self.show().cause_ids.filtered(lambda one: "Abroad" in one.name)
        action = cause.action_fix()
        self.assertEqual(
            (action["res_model"], action["res_id"], action["target"]),
            ("res.partner", first.id, "new"),
        )
        first.vat = "DE123456788"
        self.work()
        states = moves.mapped("ledger_state")
        self.assertEqual(states, ["done", "done", "rejected"])

    def test_dialog_over_many_asks_the_database_hardly_more_often(self):
        """Than over few, but for who has the number that each will have there."""
        customers = self.env["res.partner"].create(
            [{"name": f"Many {number}"} for number in range(24)]
        )
        moves = self.env["account.move"].union(
            *(self.invoice(partner=customer) for customer in customers)
        )

        def opened(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = sql_db.sql_counter
            wizard = self.env["ledger.export.wizard"].new(
                {"move_ids": moves[:count].ids}
            )
            self.assertFalse(wizard.problems)
            return sql_db.sql_counter - before

        opened(1)
        self.assertLess(opened(24) - opened(4), 30)
