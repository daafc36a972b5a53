import json
from datetime import timedelta
from decimal import Decimal

from odoo import fields
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.errors import (
    InDoubt,
    NotAuthorised,
    NotExecuted,
    Throttled,
    Unavailable,
)
from odoo.addons.connector_base.ledger.http import utcnow
from odoo.addons.connector_base.ledger.values import Item, ItemKind, Ref

from .common import LedgerCase

SENDER = "odoo.addons.connector_base.models.export.ledger_sender"


@tagged("post_install", "-at_install")
class TestBaseExport(LedgerCase):
    """The outbox: exactly once, whatever happens."""

    def raise_once(self, error, duty="post", when="before"):
        """The next writing call fails: ``before`` it is executed, or ``after``."""

        def fault(called, moment):
            if (called, moment) == (duty, when):
                self.books.fault = None
                raise error

        self.books.fault = fault

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

    @mute_logger(SENDER)
    def test_lost_answer_is_looked_up_not_resent(self):
        move = self.invoice()
        self.raise_once(InDoubt("no_answer"), when="after")
        row = self.export(move)
        self.assertEqual(row.state, "in_doubt")
        self.assertIn("look it up", row.message)
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertTrue(row.adopted)
        self.assertEqual(self.numbers(), [move.name])
        self.assertEqual(self.books.calls.count("post"), 1)

    @mute_logger(SENDER)
    def test_our_own_bug_while_sending_is_doubt(self):
        self.raise_once(ZeroDivisionError(), when="after")
        row = self.export(self.invoice())
        self.assertEqual(row.state, "in_doubt")

    @mute_logger(SENDER)
    def test_what_was_never_booked_is_sent_again_only_after_settling_twice(self):
        row = self.export(self.invoice())
        self.books.entries.clear()
        self.books.tokens.clear()
        row._doubt(InDoubt("no_answer"))
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "in_doubt", "too early to believe it")
        for _ in range(2):
            self.due_now(row, sent_ago=1000)
            self.work()
        self.assertEqual(row.state, "done")
        self.assertFalse(row.adopted)
        self.assertEqual(len(self.books.entries), 1)

    @mute_logger(SENDER)
    def test_different_entry_of_same_number_is_never_adopted(self):
        move = self.invoice()
        self.raise_once(InDoubt("no_answer"), when="after")
        row = self.export(move)
        entry = next(iter(self.books.entries.values()))
        for told in ("total", "balance"):
            object.__setattr__(entry.booked, told, Decimal("1.00"))
        self.due_now(row)
        self.work()
        self.assertEqual((row.state, row.error_code), ("rejected", "different_entry"))

    @mute_logger(SENDER)
    def test_duplicate_refusal_leads_to_the_look_up(self):
        move = self.invoice()
        row = self.export(move)
        self.books.tokens.clear()  # so long ago that none is known any more
        row._again({})
        self.work()
        self.assertEqual((row.state, row.error_code), ("in_doubt", "duplicate"))
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertTrue(row.adopted)
        self.assertEqual(self.numbers(), [move.name])

    @mute_logger(SENDER)
    def test_orphan_of_a_killed_worker_is_looked_up(self):
        row = self.export(self.invoice())
        row.write({"state": "sending", "ledger_id": False})
        self.work()
        self.assertEqual(row.state, "in_doubt")
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.books.calls.count("post"), 1)

    def test_run_with_nothing_to_do_asks_for_no_other(self):
        """Else the cron workers would never rest."""
        cron = self.env.ref("connector_base.ir_cron_export")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()
        self.work()
        self.assertFalse(triggers.search([("cron_id", "=", cron.id)]))

    def test_outage_waits_and_costs_nothing(self):
        self.raise_once(Unavailable("unreachable"))
        row = self.export(self.invoice())
        self.assertEqual((row.state, row.error_code), ("waiting", "unreachable"))
        self.assertGreater(row.next_try, utcnow())
        self.assertEqual(row.owner, "us")
        self.assertIn("nothing is lost", self.connection.problem)
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertFalse(self.connection.problem)

    def test_throttled_waits_until_the_ledger_allows(self):
        at = utcnow().replace(microsecond=0) + timedelta(seconds=90)
        self.raise_once(Throttled(at))
        row = self.export(self.invoice())
        self.assertEqual((row.state, row.next_try), ("waiting", at))
        self.assertEqual(row.attempts, 0, "being slowed down is no attempt")

    def test_all_that_waits_for_the_same_comes_back_together(self):
        at = utcnow().replace(microsecond=0) + timedelta(seconds=90)
        self.raise_once(Throttled(at))
        rows = self.export(self.invoice() | self.invoice() | self.invoice())
        # Those that were not tried rest with the connection.
        tried = rows[: self.ledger.traits.batch_size]
        self.assertIn(at, rows.mapped("next_try"))
        if tried == rows:
            self.assertEqual(set(rows.mapped("next_try")), {at})
        cron = self.env.ref("connector_base.ir_cron_export")
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", cron.id), ("call_at", "=", at)]
        )
        # Of the batch, of the run, and of the rest where all are not one batch.
        rest = self.ledger.traits.batch_size < len(rows)
        self.assertLessEqual(len(triggers), 2 + rest)

    def test_revoked_token_rests_the_connection_and_tells_the_admin_once(self):
        self.raise_once(NotAuthorised("token_revoked", "invalid_grant"))
        before = self.connection.activity_ids
        first, second = self.invoice(), self.invoice()
        row = self.export(first)
        self.assertEqual(row.state, "waiting")
        self.assertEqual(self.connection.state, "reauthorise")
        self.assertEqual(len(self.connection.activity_ids - before), 1)
        self.export(second)
        self.assertEqual(len(self.connection.activity_ids - before), 1)
        self.connection.action_connect()
        self.work()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.activity_ids - before)
        self.assertEqual(sorted(self.numbers()), sorted([first.name, second.name]))

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

    def test_doubtful_creation_of_a_customer_does_not_create_it_twice(self):
        self.raise_once(InDoubt("no_answer"), duty="save_relation", when="after")
        row = self.export(self.invoice())
        self.assertEqual((row.state, row.error_code), ("waiting", "relation_in_doubt"))
        self.due_now(row)
        self.work()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.books.calls.count("save_relation"), 1)

    def test_posting_exports_by_itself_when_the_connection_says_so(self):
        self.connection.auto_export = True
        old = self.invoice(invoice_date="2025-12-31")
        new = self.invoice()
        self.work()
        # What lies before the starting date is nobody's to export.
        self.assertEqual((old.ledger_state, new.ledger_state), (False, "done"))
        self.assertFalse(old.ledger_forecast)
        search = self.env["account.move"].search
        mine = [("id", "in", (old | new).ids)]
        self.assertFalse(search([*mine, ("ledger_state", "=", "not_exported")]))

    def test_invoices_posted_before_the_switch_follow_automatically(self):
        move = self.invoice()
        self.connection.auto_export = True
        self.work()
        self.assertEqual(move.ledger_state, "done")

    def test_automatic_export_waits_for_the_night_where_that_is_wanted(self):
        self.connection.write({"auto_export": True, "at_night": True})
        move = self.invoice()
        self.work()
        self.assertEqual(move.ledger_state, "not_exported")
        night = self.env.ref("connector_base.ir_cron_enqueue_at_night")
        night.method_direct_trigger()
        self.work()
        self.assertEqual(move.ledger_state, "done")

    def test_invoices_are_booked_in_the_order_of_their_dates(self):
        late, early = self.invoice(), self.invoice(invoice_date="2026-02-01")
        self.export(late | early)
        self.assertEqual(self.numbers(), [early.name, late.name])

    @mute_logger(SENDER)
    def test_credit_note_follows_its_invoice(self):
        move = self.invoice()
        note = move._reverse_moves([{"invoice_date": move.invoice_date}])
        note.action_post()
        row = self.env["ledger.export"]._enqueue(move)
        row.next_try += timedelta(hours=1)
        other = self.invoice()
        self.export(note | other)
        states = [one.ledger_state for one in (move, note, other)]
        self.assertEqual(states, ["waiting", "waiting", "done"])
        self.due_now(row)
        self.work()
        self.work()
        self.assertEqual(self.numbers(), [other.name, move.name, note.name])

    def test_credit_note_does_not_wait_for_an_invoice_that_is_edited(self):
        move = self.invoice()
        note = move._reverse_moves([{"invoice_date": move.invoice_date}])
        note.action_post()
        self.env["ledger.export"]._enqueue(move)
        move.button_draft()
        self.assertEqual(self.export(note).state, "done")

    def test_credit_note_does_not_wait_for_a_refused_invoice(self):
        move = self.invoice()
        note = move._reverse_moves([{"invoice_date": move.invoice_date}])
        note.action_post()
        self.connection.mapping_ids.filtered("tax_id").unlink()
        self.export(move)
        self.assertEqual(move.ledger_state, "rejected")
        self.map_all()
        self.assertEqual(self.export(note).state, "done")

    def test_withdrawn_export_is_not_sent(self):
        move = self.invoice()
        row = self.env["ledger.export"]._enqueue(move)
        row.action_withdraw()
        self.work()
        self.assertFalse(self.books.entries)
        self.assertEqual(move.ledger_state, "not_exported")

    def test_disconnected_ledger_is_never_called(self):
        move = self.invoice()
        self.connection.action_disconnect()
        self.env["ledger.export"]._enqueue(move)
        self.books.calls.clear()
        self.work()
        self.assertFalse(self.books.calls)

    def test_copied_database_does_not_write(self):
        move = self.invoice()
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "a-copy")
        self.export(move)
        self.assertFalse(self.books.entries)
        self.assertEqual(self.connection.problem_code, "database_copied")

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
        self.assertIn("1 customers or suppliers created.", text)
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
        self.assertIn("1 more invoices", "".join(logs.output))
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
