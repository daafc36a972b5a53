"""Whose entry that is, and that none is booked twice: one mixin for every ledger. What
looks alike is made on purpose."""

from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.connector_base.tests.cases import SENDER


class Books:
    """For a ``SandboxCase``. ``make_final(move)``: its entry."""

    connected = True

    def later(self, *moves):
        """Time passes, and all is looked up, and sent, as often as that takes."""
        for _again in range(3):
            rows = self.env["ledger.export"].sudo()
            rows = rows.search([("move_id", "in", [move.id for move in moves])])
            self.due_now(rows, 1000)
            self.run_cron("ir_cron_export")

    def web_journal(self):
        """Another sales journal, mapped to the same one of the ledger."""
        first = self.company_data["default_journal_sale"]
        journal = first.copy({"code": "WEB", "name": "Web"})
        journal.default_account_id = first.default_account_id
        self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "journal",
                "journal_id": journal.id,
                "item_id": self.item("journal", self.journal).id,
            }
        )
        return journal

    def bill(self, ref, day="2026-03-10", price=10.0, **values):
        tax = self.map_bills()
        return self.invoice(
            (price, tax),
            move_type=values.pop("move_type", "in_invoice"),
            ref=ref,
            invoice_date=day,
            date=day,
            **values,
        )

    def map_bills(self):
        """Their tax, with a code that somebody chose."""
        tax = self.chart_tax("btw_21_buy")
        rules = self.connection.mapping_ids.filtered(lambda rule: rule.tax_id == tax)
        item = self.item("vat", self.bought)
        rules.write({"item_id": item.id, "suggested": False})
        return tax

    def entry_of(self, move):
        """Its entry, as the ledger's accountant names it."""
        row = move.ledger_export_id
        return {self.book: row.ledger_journal, "number": row.ledger_number}

    def occurs_again(self, move):
        """The way on that the dialog offers for a number that is taken."""
        if move.ledger_state == "done":
            return
        self.assertEqual(move.ledger_state, "rejected", move.ledger_message)
        action = move.action_ledger_export()
        dialogs = self.env[action["res_model"]].with_context(**action["context"])
        with Form(dialogs) as dialog:
            self.assertTrue(dialog.number_exists, move.ledger_message)
            dialog.repeated = True
        dialog.save().action_export()
        self.run_cron("ir_cron_export")

    def assert_each_once(self, *moves):
        """Each has an entry of its own, and there is no other one."""
        for move in moves:
            self.assertEqual(move.ledger_state, "done", move.ledger_message)
        ids = {move.ledger_export_id.ledger_id for move in moves}
        self.assertEqual(len(ids), len(moves))
        self.assertEqual(len(self.books()), len(moves))

    def books(self):
        found = self.act("transactions")["transactions"]
        return [one for one in found if one.get("invoicenumber")]


class Standing(Books):
    # Look-alikes

    @mute_logger(SENDER)
    def test_same_number_in_two_journals(self):
        web = self.web_journal()
        first = self.invoice(name="2026-00001")
        second = self.invoice(name="2026-00001", journal_id=web.id)
        self.export(first)
        self.export(second)
        self.later(second)
        self.occurs_again(second)
        self.assert_each_once(first, second)

    @mute_logger(SENDER)
    def test_lost_answer_beside_an_equal_entry_of_ours(self):
        web = self.web_journal()
        first = self.invoice(name="2026-00001")
        second = self.invoice(name="2026-00001", journal_id=web.id)
        self.export(first)
        self.spoil("lost_answer")
        self.export(second, repeated=True)
        self.assertEqual(second.ledger_state, "in_doubt")
        self.later(second)
        self.assertTrue(second.ledger_export_id.adopted)
        self.assert_each_once(first, second)

    @mute_logger(SENDER)
    def test_vendors_number_of_last_year(self):
        """A small supplier numbers 1, 2, 3 each year."""
        bills = [self.bill("1", day) for day in ("2026-01-05", "2026-05-05")]
        for bill in bills:
            self.export(bill)
            self.later(bill)
            self.occurs_again(bill)
        self.assert_each_once(*bills)

    @mute_logger(SENDER)
    def test_number_with_blanks_and_a_lost_answer(self):
        bill = self.bill(" F2 ")
        self.spoil("lost_answer", is_purchase=True)
        self.export(bill)
        self.later(bill)
        self.assert_each_once(bill)

    # From before

    def test_connected_anew_nothing_is_sent_twice(self):
        done, fresh = self.invoice(), self.invoice()
        self.export(done)
        row = done.ledger_export_id
        self.connect_anew()
        action = (done | fresh).action_ledger_export()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        told = wizards.create({}).action_export()["params"]["message"]
        self.assertIn("Exported already, or on their way: 1", told)
        self.run_cron("ir_cron_export")
        self.assert_each_once(done, fresh)
        self.assertEqual(done.ledger_export_id, row)
        self.assertEqual(row.connection_id, self.connection)
        self.receive((done, "121.00"))
        self.run_cron("ir_cron_import")
        self.assertEqual(done.payment_state, "paid")

    @mute_logger(SENDER)
    def test_what_an_earlier_tool_booked_is_found(self):
        """The database knows nothing of it: uninstalled, and installed again."""
        moves = [self.invoice() for _number in range(3)]
        self.export(moves[0] | moves[1])
        self.env["ledger.export"].sudo().search([]).unlink()
        self.export(moves[0] | moves[1] | moves[2])
        self.later(*moves)
        self.assert_each_once(*moves)
        adopted = [move.ledger_export_id.adopted for move in moves]
        self.assertEqual(adopted, [True, True, False])

    # Corrections

    def test_second_and_third_correction_of_a_final_entry(self):
        move = self.invoice()
        self.export(move)
        for price in (150.0, 175.0, 200.0):
            self.make_final(move)
            move.button_draft()
            with Form(move) as form, form.invoice_line_ids.edit(0) as line:
                line.price_unit = price
            move.action_post()
            self.assertEqual(move.ledger_remedy, "replace")
            action = move.action_ledger_correct()
            wizards = self.env[action["res_model"]].with_context(**action["context"])
            wizards.create({"reason": "price"}).action_correct()
            self.run_cron("ir_cron_export")
            self.run_cron("ir_cron_export")
            self.assertEqual(move.ledger_state, "done", move.ledger_message)
            self.assertFalse(move.ledger_changed)
        self.assertEqual(len(self.books()), 7)
        rows = move.sudo().ledger_export_ids
        self.assertEqual(len(set(rows.mapped("ledger_id"))), 7)
        self.assertEqual(sum(map(float, self.totals()["invoices"].values())), 242.0)
