from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.connector_base.ledger.values import ItemKind, OnAccount

from .common import LedgerCase, needs

ACTIVITY = "connector_base.mail_activity_control"


@tagged("post_install", "-at_install")
class TestBaseControl(LedgerCase):
    """Invoice by invoice, what Odoo has beside what the ledger has."""

    def control(self):
        super().control()
        return self.env["ledger.control"].search(
            [("connection_id", "=", self.connection.id)]
        )

    def entry(self, move):
        return next(
            entry
            for entry in self.books.entries.values()
            if entry.document.key.number == move.name
        )

    def delete(self, move, ago=600):
        """In the ledger, so many seconds after it was booked."""
        self.books.entries.pop(self.entry(move).booked.id)
        export = move.ledger_export_id.sudo()
        export.done_at -= timedelta(seconds=ago)

    @needs("booked")
    def test_equal_books_have_no_difference(self):
        odd = self.invoice((21.24, self.tax_high))
        moves = self.invoice() | self.invoice(move_type="out_refund")
        self.export(moves | odd)
        rows = self.control()
        self.assertEqual(len(rows), 3)
        self.assertFalse(any(rows.mapped("has_difference")))
        invoice, note = (rows.filtered(lambda r, m=m: r.move_id == m) for m in moves)
        self.assertEqual(
            (invoice.net, invoice.vat, invoice.total, invoice.ledger_total),
            (100.0, 21.0, 121.0, 121.0),
        )
        self.assertEqual((note.total, note.ledger_residual), (-121.0, -121.0))
        self.assertEqual((invoice.ledger_net, invoice.ledger_vat), (100.0, 21.0))
        self.assertEqual((note.ledger_net, note.ledger_vat), (-100.0, -21.0))
        self.assertEqual((invoice.period, invoice.journal), ("2026/03", "VRK"))
        self.assertFalse(self.connection.activity_search([ACTIVITY]))

    @needs("booked")
    def test_each_difference_has_its_cause_and_its_action(self):
        names = ("changed_there", "deleted", "conflict", "open", "changed")
        moves = {name: self.invoice() for name in names}
        self.export(self.env["account.move"].union(*moves.values()))
        self.import_payments()
        entry = self.entry(moves["changed_there"])
        entry.booked = replace(entry.booked, total=Decimal("130.00"))
        self.delete(moves["deleted"])
        self.books.settle(moves["conflict"].name, "BNK/1", 121)
        moves["conflict"].company_id.fiscalyear_lock_date = "2026-04-30"
        self.import_payments()
        moves["conflict"].company_id.fiscalyear_lock_date = False
        self.entry(moves["open"]).settled["BNK/2"] = (Decimal(21), entry.document.date)
        changed = moves["changed"]
        changed.button_draft()
        changed.invoice_line_ids.price_unit = 300
        changed.action_post()
        self.env["ledger.correction"]._check_changed(changed.ledger_export_id.sudo())
        moves["not_exported"] = self.invoice()
        moves["refused"] = self.invoice((10.0, self.tax_low))
        self.connection.mapping_ids.filtered(
            lambda rule: rule.tax_id == self.tax_low
        ).unlink()
        self.export(moves["refused"])
        rows = self.control()
        found = {row.move_id: row.cause for row in rows}
        self.assertEqual(found, {move: name for name, move in moves.items()})
        mended = {row.cause: row.action_mend() for row in rows}
        actions = {
            cause: action.get("res_model") or action.get("tag") or action["url"]
            for cause, action in mended.items()
        }
        self.assertEqual(
            actions,
            {
                "not_exported": "ledger.export.wizard",
                "refused": "ledger.mapping",
                "changed": "ledger.correction.wizard",
                "changed_there": moves["changed_there"].ledger_export_id.ledger_url,
                "deleted": "ledger.correction.wizard",
                "conflict": "ledger.allocation",
                "open": "display_notification",
            },
        )
        self.assertEqual(moves["deleted"].ledger_remedy, "book")
        self.assertEqual(moves["changed"].ledger_remedy, "amend")
        self.import_payments()
        self.assertEqual(moves["open"].amount_residual, 100)

    @needs("booked")
    def test_what_was_booked_there_by_hand_is_shown(self):
        move = self.invoice()
        self.export(move)
        entry = self.entry(move)
        other = replace(entry.booked, id="VRK/999", number="999")
        self.books.entries["VRK/999"] = replace(entry, booked=other)
        rows = self.control()
        (hand,) = rows.filtered(lambda row: row.cause == "by_hand")
        self.assertEqual((hand.ledger_total, hand.total), (121.0, 0.0))
        self.assertEqual((hand.ledger_net, hand.ledger_vat), (100.0, 21.0))
        untold = replace(other, vat=None), replace(other, total=None)
        for told in untold:
            self.books.entries["VRK/999"] = replace(entry, booked=told)
            (hand,) = self.control().filtered(lambda row: row.cause == "by_hand")
            self.assertEqual(hand.ledger_net, 0.0)
        self.assertEqual(hand.partner_id, move.partner_id)
        self.assertEqual(rows[0], hand)

    @needs("booked")
    def test_cancelled_entry_of_ours_is_not_by_hand(self):
        self.connection.final = "final"
        move = self.invoice()
        self.export(move)
        move.button_draft()
        move.invoice_line_ids.price_unit = 300
        move.action_post()
        row = move.ledger_export_id.sudo()
        self.env["ledger.correction"]._check_changed(row)
        self.env["ledger.correction"]._correct(row, "replace", "price")
        self.work()
        self.work()
        self.assertEqual(len(self.books.entries), 3)
        self.assertFalse(any(self.control().mapped("has_difference")))

    @needs("booked")
    def test_one_activity_while_something_differs(self):
        move = self.invoice()
        self.export(move)
        entry = self.entry(move)
        before = entry.booked
        entry.booked = replace(before, total=Decimal("130.00"))
        for _night in range(2):
            self.control()
        self.assertEqual(len(self.connection.activity_search([ACTIVITY])), 1)
        self.assertEqual(self.connection.difference_count, 1)
        entry.booked = before
        self.control()
        self.assertFalse(self.connection.activity_search([ACTIVITY]))

    def test_waiting_invoices_are_no_alarm(self):
        self.invoice()
        rows = self.control()
        self.assertEqual(rows.cause, "not_exported")
        self.assertFalse(self.connection.activity_search([ACTIVITY]))

    def test_ledger_that_lists_nothing_is_compared_by_the_last_import(self):
        self.books.lacks = ("booked",)
        move = self.invoice()
        self.export(move)
        self.books.settle(move.name, "BNK/1", 121)
        self.import_payments()
        row = self.control()
        self.assertFalse(row.cause)
        self.assertEqual((row.ledger_total, row.ledger_residual), (121.0, 0.0))

    def test_nightly_run_survives_an_outage(self):
        self.export(self.invoice())
        rows = self.control()
        self.books.token, token = "other", self.books.token
        self.env.ref("connector_base.ir_cron_control").method_direct_trigger()
        self.assertEqual(
            self.env["ledger.control"].search_count(
                [("connection_id", "=", self.connection.id)]
            ),
            len(rows),
        )
        self.books.token = token

    # VAT

    @needs("booked")
    def test_other_vat_in_an_equal_total_is_a_difference(self):
        move, changed = moves = self.invoice() | self.invoice()
        self.export(moves)
        for one in moves:
            entry = self.entry(one)
            entry.booked = replace(entry.booked, vat=Decimal("9.00"))
        changed.button_draft()
        changed.invoice_line_ids.tax_ids = self.tax_low
        changed.invoice_line_ids.price_unit = 111.01
        changed.action_post()
        self.env["ledger.correction"]._check_changed(changed.ledger_export_id.sudo())
        rows = self.control()
        found = {row.move_id: (row.total, row.ledger_total, row.cause) for row in rows}
        self.assertEqual(found[move], (121.0, 121.0, "changed_there"))
        self.assertEqual(found[changed], (121.0, 121.0, "changed"))
        row = rows.filtered(lambda r: r.move_id == move)
        self.assertEqual((row.vat, row.ledger_vat), (21.0, 9.0))
        self.assertEqual((row.net, row.ledger_net), (100.0, 112.0))

    @needs("booked")
    def test_vat_that_is_not_told_is_not_compared(self):
        move = self.invoice()
        self.export(move)
        entry = self.entry(move)
        entry.booked = replace(entry.booked, vat=None)
        row = self.control()
        self.assertFalse(row.cause)
        self.assertEqual((row.ledger_net, row.ledger_vat), (0.0, 0.0))

    @needs("booked")
    def test_tax_that_is_no_vat_there_counts_as_net(self):
        levy = self.env["account.tax"].create(
            {"name": "Levy", "amount_type": "fixed", "amount": 5.0}
        )
        self.env["ledger.mapping"].create(
            {
                "connection_id": self.connection.id,
                "kind": "vat",
                "tax_id": levy.id,
                "apart": True,
            }
        )
        move = self.invoice((100.0, self.tax_high | levy))
        self.export(move)
        row = self.control()
        self.assertEqual(move.amount_tax, 26.0)
        self.assertEqual((row.net, row.vat, row.total), (105.0, 21.0, 126.0))
        self.assertEqual((row.ledger_net, row.ledger_vat), (105.0, 21.0))
        self.assertFalse(row.cause)

    # Money on account

    def money(self, **values):
        relation = self.env["ledger.relation"].search(
            [("connection_id", "=", self.connection.id), ("role", "=", "customer")]
        )
        money = {
            "id": "BNK/1",
            "relation": relation[:1].item_id.code,
            "role": ItemKind.CUSTOMER,
            "amount": Decimal("-29.00"),
            "currency": "EUR",
            "date": date(2026, 3, 20),
            "settlement": "BNK/1",
            **values,
        }
        self.books.on_account.append(OnAccount(**money))

    @needs("on_account")
    def test_money_on_account_is_shown_and_alarms_nobody(self):
        moves = self.invoice() | self.invoice()
        self.export(moves)
        self.money()
        entry = self.entry(moves[0])
        before = entry.booked
        entry.booked = replace(before, total=Decimal("130.00"))
        rows = self.control()
        money = rows.filtered(lambda row: row.cause == "on_account")
        self.assertEqual(
            (money.partner_id, money.ledger_number, str(money.date), money.period),
            (moves.partner_id, "BNK/1", "2026-03-20", "2026/03"),
        )
        self.assertEqual(
            (money.ledger_residual, money.ledger_total, money.residual), (-29.0, 0, 0)
        )
        self.assertEqual(rows[0].cause, "changed_there")
        self.assertEqual((rows[0].total, rows[0].ledger_total), (121.0, 130.0))
        self.assertEqual(self.connection.difference_count, 1)
        entry.booked = before
        self.assertIn(money.cause, self.control().mapped("cause"))
        self.assertFalse(self.connection.activity_search([ACTIVITY]))

    @needs("on_account")
    def test_money_on_account_opens_what_it_could_be_matched_with(self):
        moves = self.invoice() | self.invoice()
        self.export(moves)
        self.books.settle(moves[0].name, "BNK/2", 121)
        self.import_payments()
        self.money()
        money = self.control().filtered(lambda row: row.cause == "on_account")
        action = money.action_mend()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", moves[1].id)
        )

    @needs("on_account")
    def test_money_of_a_stranger_is_shown_in_its_currency(self):
        self.money(relation="9999", currency="USD", role=ItemKind.SUPPLIER)
        row = self.control()
        self.assertEqual((row.cause, row.currency_id.name), ("on_account", "USD"))
        self.assertFalse(row.partner_id)

    @needs("on_account")
    def test_money_that_came_from_odoo_is_not_told(self):
        move = self.invoice()
        self.export(move)
        payment = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        payment = payment.create({})._create_payments()
        self.env["ledger.export"].sudo().create(
            {
                "connection_id": self.connection.id,
                "payment_id": payment.id,
                "ledger_id": "BNK/1",
                "state": "done",
            }
        )
        self.money()
        self.money(id="BNK/2", settlement="BNK/2")
        rows = self.control().filtered(lambda row: row.cause == "on_account")
        self.assertEqual(rows.ledger_number, "BNK/2")

    def test_ledger_that_tells_nothing_of_money_on_account(self):
        self.books.lacks = ("on_account",)
        self.money(relation="9999")
        self.assertFalse(self.control())
