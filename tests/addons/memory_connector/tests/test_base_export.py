import json
from decimal import Decimal

from odoo import fields
from odoo.tests import Form, tagged

from odoo.addons.connector_base.ledger.errors import (
    NotExecuted,
)
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

from .common import LedgerCase, needs


@tagged("post_install", "-at_install")
class TestBaseExport(LedgerCase):
    """What is exported, and what is refused: each once, and told."""

    def test_invoice_is_booked_with_its_number_and_total(self):
        move = self.invoice((100.0, self.tax_high), (50.0, self.tax_low))
        row = self.export(move)
        self.assertEqual(row.state, "done")
        entry = self.books.entries[row.ledger_id]
        self.assertEqual(entry.document.key.number, move.name)
        self.assertEqual(entry.document.total, Decimal("175.50"))
        self.assertEqual(
            [
                (line.account.code, line.vat.code, line.amount, line.vat_amount)
                for line in entry.document.lines
            ],
            [
                ("8000", "VH", Decimal("-100.00"), Decimal("-21.00")),
                ("8000", "VL", Decimal("-50.00"), Decimal("-4.50")),
            ],
        )
        self.assertEqual(move.ledger_state, "done")
        place = f"{entry.document.key.journal} {row.ledger_number}".strip()
        self.assertEqual(move.ledger_number, place)
        shown = row.ledger_number if "link" in self.can() else ""
        self.assertIn(shown, row.ledger_url or "")

    def test_button_only_enqueues(self):
        move = self.invoice()
        self.env["ledger.export"]._enqueue(move)
        self.assertNotIn("post", self.books.calls)
        self.assertEqual(move.ledger_state, "waiting")

    def test_exported_invoice_is_not_exported_again(self):
        move = self.invoice()
        self.export(move)
        self.assertFalse(self.export(move))
        self.assertEqual(self.numbers(), [move.name])

    def test_batch_is_one_request(self):
        moves = self.invoices(self.ledger.traits.batch_size + 1)
        self.export(moves)
        self.assertEqual(self.books.calls.count("post"), 2)
        self.assertEqual(sorted(self.numbers()), sorted(moves.mapped("name")))

    def test_customer_is_created_once_for_many_invoices(self):
        self.export(self.invoice() | self.invoice() | self.invoice())
        self.assertEqual(self.books.calls.count("save_relation"), 1)
        self.assertEqual(len(self.books.entries), 3)

    def test_known_customer_is_linked_not_created(self):
        self.export(self.invoice())
        self.env["ledger.relation"].search([]).unlink()
        self.export(self.invoice())
        self.assertEqual(self.books.calls.count("save_relation"), 1)

    def test_doubtful_customer_is_offered_not_taken(self):
        """Two customers of the very same name: a person knows which one."""
        for code in ("1001", "1002"):
            self.books.items.append(
                Item(
                    kind=ItemKind.CUSTOMER,
                    ref=Ref(code=code),
                    name=self.partner_a.name,
                )
            )
        move = self.invoice()
        row = self.export(move)
        self.assertEqual(
            (row.state, row.error_code), ("rejected", "relation_ambiguous")
        )
        self.assertIn("1001", move.ledger_message)
        self.assertIn("1002", move.ledger_message)
        self.assertNotIn("save_relation", self.books.calls)
        self.refresh()
        chosen = self.connection.item_ids.filtered(lambda item: item.code == "1002")
        self.export(move, relation_item_id=chosen.id)
        self.assertEqual(move.ledger_state, "done")

    def test_freshness_is_kept_per_kind(self):
        self.connection.run_ids.sudo().done_at = False
        self.export(self.invoice())
        self.assertTrue(self.connection.last_export_at)
        self.assertFalse(self.connection.last_import_at)
        self.import_payments()
        self.assertTrue(self.connection.last_import_at)
        self.assertFalse(self.run_of("items").done_at)

    def test_refusal_is_shown_with_the_ledgers_words_and_can_be_repeated(self):
        self.books.closed = True
        move = self.invoice()
        row = self.export(move)
        self.assertEqual((row.state, row.error_code), ("rejected", "period_closed"))
        self.assertIn("closed or missing", move.ledger_message)
        self.assertEqual(move.ledger_words, "the period is closed")
        self.assertEqual(row.owner, "accountant")
        self.books.closed = False
        row.action_retry()
        self.work()
        self.assertEqual(move.ledger_state, "done")

    def test_refusal_speaks_the_language_of_its_reader(self):
        for code in ("nl_NL", "fr_FR", "de_DE"):
            self.env["res.lang"]._activate_lang(code)
        self.books.closed = True
        move = self.invoice()
        self.export(move)
        for lang, words in (
            ("nl_NL", f"De periode van deze factuur is in {self.label} afge"),
            ("fr_FR", "La période de cette facture est clôturée"),
            ("de_DE", f"Die Periode dieser Rechnung ist in {self.label} ges"),
        ):
            self.assertIn(words, move.with_context(lang=lang).ledger_message)

    def test_one_refused_invoice_does_not_stop_its_batch(self):
        good, bad = self.invoice(), self.invoice()
        bad.line_ids.filtered(
            lambda line: line.display_type == "product"
        ).account_id = self.company_data["default_account_expense"]
        self.export(good | bad)
        self.assertEqual((good.ledger_state, bad.ledger_state), ("done", "rejected"))

    def test_unreadable_entry_does_not_hold_up_its_batch(self):
        good, bad = self.invoice(), self.invoice()

        def fault(duty, moment):
            if (duty, moment) == ("post", "before") and bad.name in self.sending():
                raise NotExecuted("malformed")

        self.books.fault = fault
        self.export(good | bad)
        self.assertEqual(good.ledger_state, "done")
        self.assertEqual(bad.ledger_export_id.error_code, "malformed")

    def sending(self):
        """Numbers of the documents in the request under way."""
        return [document.key.number for document in self.books.posting]

    def test_list_filters_find_what_is_not_exported_and_refused(self):
        done, refused, fresh = self.invoice(), self.invoice(), self.invoice()
        self.export(done)
        self.books.closed = True
        self.export(refused)
        mine = [("id", "in", (done | refused | fresh).ids)]
        search = self.env["account.move"].search
        self.assertEqual(search([*mine, ("ledger_state", "=", "done")]), done)
        self.assertEqual(search([*mine, ("ledger_state", "=", "rejected")]), refused)
        self.assertEqual(search([*mine, ("ledger_state", "=", "not_exported")]), fresh)

    def test_what_is_exported_stays_in_its_books(self):
        """Though its journal goes through another connection since, as long as the one
        before is in use."""
        waiting, done, new = moves = self.invoices(3)
        self.export(done)
        rows = self.env["ledger.export"]._enqueue(waiting) + done.ledger_export_id
        journal = self.company_data["default_journal_sale"]
        self.connection.journal_ids = journal.copy({"code": "WEB"})
        other = self.connection.sudo().create(
            {
                "name": "Other",
                "provider": self.connection.provider,
                "state": "connected",
                "administration_code": "M2",
                "start_date": "2026-01-01",
                "journal_ids": journal.ids,
            }
        )
        self.env.invalidate_all()
        its = moves.mapped("ledger_connection_id")
        self.assertEqual(its, rows.connection_id + other)
        sent = self.env["ledger.export"]._enqueue(moves)
        self.assertEqual(sent, rows[0] + new.ledger_export_id)
        self.assertEqual(new.ledger_export_id.connection_id, other)
        self.work()
        self.assertEqual(rows.mapped("state"), ["done", "done"])
        self.assertEqual(self.books.calls.count("post"), 2)
        self.connection.action_disconnect()
        self.env.invalidate_all()
        self.assertEqual(done.ledger_connection_id, other)
        self.assertEqual(self.env["ledger.export"]._enqueue(done).connection_id, other)
        self.connection.action_archive()
        self.assertEqual(
            self.env["ledger.export"]._enqueue(waiting).connection_id, other
        )

    @needs("entries draft")
    def test_list_is_searched_by_number_and_by_what_is_not_so(self):
        draft, final, new = moves = self.invoices(3)
        self.export(draft, final="draft")
        self.export(final, final="final")

        def found(*term):
            return self.env["account.move"].search([("id", "in", moves.ids), term])

        self.assertEqual(found("ledger_is_draft", "=", True), draft)
        self.assertEqual(found("ledger_is_draft", "=", False), final | new)
        self.assertEqual(found("ledger_changed", "!=", True), moves)
        self.assertEqual(found("ledger_state", "not in", ["done"]), new)
        its = final.ledger_export_id.ledger_number
        self.assertEqual(found("ledger_number", "=", its), final)
        self.assertEqual(found("ledger_number", "=like", "2026%"), draft | final)
        shown = final.ledger_number
        self.assertIn(its, shown)
        for operator, text in (
            ("=", shown),
            ("in", [shown, "VRK 1"]),
            ("ilike", shown.lower()),
            ("=like", f"{shown[:-1]}_"),
        ):
            self.assertIn(final, found("ledger_number", operator, text), operator)
        self.assertEqual(found("ledger_number", "!=", shown), draft | new)
        self.assertFalse(found("ledger_number", "=", f"OTHER {its}"))
        self.assertFalse(found("ledger_number", "ilike", f"other {its}"))
        self.assertEqual(found("ledger_number", "=", False), new)
        self.assertEqual(found("ledger_number", "!=", False), draft | final)

    @needs("booked")
    def test_other_total_there_is_told(self):
        def fault(duty, moment):
            if (duty, moment) == ("post", "after"):
                first = next(iter(self.books.entries.values()))
                object.__setattr__(first.booked, "total", Decimal("120.99"))

        self.books.fault = fault
        first, second = self.export(self.invoice() | self.invoice())
        self.assertEqual((first.state, first.ledger_total), ("done", "120.99"))
        self.assertEqual(
            first.warnings, "The ledger's total is 120.99, the invoice's 121.00."
        )
        self.assertFalse(second.warnings)

    def test_too_early_a_date_is_mended_on_the_connection(self):
        row = self.export(self.invoice(invoice_date="2025-12-15"))
        self.assertEqual((row.state, row.error_code), ("rejected", "before_start"))
        action = row.action_fix()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("ledger.connection", self.connection.id),
        )

    def test_who_started_it_is_told_what_came_of_it(self):
        good, bad = self.invoice(), self.invoice((10.0, self.tax_low))
        self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_low
        ).unlink()
        self.env["ledger.export"]._enqueue(good | bad)
        started = fields.Datetime.now()
        self.work()
        rows = self.env["ledger.export"].search([("move_id", "in", (good | bad).ids)])
        kind, text = self.env["ledger.outcome"]._get_report(
            self.connection, rows, started
        )
        self.assertEqual(kind, "warning")
        self.assertIn("1 exported.", text)
        self.assertIn("Customers and suppliers created: 1.", text)
        self.assertRegex(text, r"1 refused:\n1 × Tax .* is not mapped to a VAT code")
        self.env.flush_all()
        self.env.cr.precommit.run()
        messages = self.env["bus.bus"].sudo().search([]).mapped("message")
        told = [json.loads(one) for one in messages]
        self.assertTrue(
            any(
                one["type"] == "ledger_report"
                and one["payload"]["type"] == "warning"
                and text == one["payload"]["message"]
                for one in told
            ),
            told,
        )

    def test_accepted_mapping_sends_what_was_refused_for_want_of_it(self):
        self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_low
        ).unlink()
        moves = self.invoice((10.0, self.tax_low)) | self.invoice((9.0, self.tax_low))
        rows = self.export(moves)
        self.assertEqual(set(rows.mapped("state")), {"rejected"})
        item = self.connection.item_ids.filtered(lambda item: item.code == "VL")
        rule = self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "vat",
                "tax_id": self.tax_low.id,
                "item_id": item.id,
                "suggested": True,
            }
        )
        self.assertEqual(set(rows.mapped("state")), {"rejected"})
        rule.action_accept()
        self.work()
        self.assertEqual(set(rows.mapped("state")), {"done"})

    def test_earlier_starting_date_tells_how_much_history_it_brings(self):
        self.invoice(invoice_date="2025-12-15")
        with self.assertLogs("odoo.tests.form.onchange", "WARNING") as logs:
            form = Form(self.connection)
            form.start_date = "2025-12-01"
        self.assertIn("from that day on: 1", "".join(logs.output))
        with self.assertNoLogs("odoo.tests.form.onchange", "WARNING"):
            form = Form(self.connection)
            form.start_date = "2026-02-01"

    def test_product_code_is_in_the_description(self):
        product = self.env["product.product"].create(
            {"name": "Bolt", "default_code": "B-12"}
        )
        self.connection.account_item_id = self.connection.item_ids.filtered(
            lambda item: item.code == "8000"
        )
        move = self.invoice(
            invoice_line_ids=[
                (0, 0, {"product_id": product.id, "price_unit": 5.0, "tax_ids": False})
            ]
        )
        row = self.export(move)
        line = self.books.entries[row.ledger_id].document.lines[0]
        self.assertEqual(line.description, "[B-12] Bolt")
