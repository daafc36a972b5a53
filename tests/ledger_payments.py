"""What is paid in the ledger becomes paid in Odoo: one mixin for every ledger."""

from decimal import Decimal

from odoo import Command


class Imported:
    """For a ``SandboxCase``."""

    connected = True

    def exported(self, *lines, **values):
        move = self.invoice(*lines, **values)
        self.export(move)
        self.assertEqual(move.ledger_state, "done", move.ledger_message)
        return move

    def import_payments(self):
        self.run_cron("ir_cron_import")

    def payments(self):
        return self.env["account.payment"].search(
            [("ledger_allocation_id.connection_id", "=", self.connection.id)]
        )

    def audit(self):
        """Compare all payments; what is told of it."""
        self.connection.action_audit()
        self.import_payments()
        return self.connection.message_ids[0].body


class Payments(Imported):
    """``requests_at_most`` of an import after one change."""

    requests_at_most = 5

    def assert_same_open(self, *moves):
        there = self.totals()["open"]
        for move in moves:
            self.assertEqual(
                f"{abs(move.amount_residual):.2f}",
                there.get(move.name, "0.00").lstrip("-"),
            )

    def test_full_payment(self):
        move = self.exported()
        self.receive((move, "121.00"))
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(self.payments().amount, 121.0)
        self.assertEqual(str(self.payments().date), "2026-03-20")
        self.assert_same_open(move)

    def test_partial_payments_one_after_the_other(self):
        move = self.exported()
        self.receive((move, "21.00"))
        self.import_payments()
        self.assertEqual((move.payment_state, move.amount_residual), ("partial", 100.0))
        self.receive((move, "30.00"))
        self.import_payments()
        self.assert_same_open(move)
        self.receive((move, "70.00"))
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(sorted(self.payments().mapped("amount")), [21.0, 30.0, 70.0])

    def test_one_receipt_for_several_invoices(self):
        moves = [self.exported(), self.exported((50.0, self.tax_low)), self.exported()]
        self.receive((moves[0], "121.00"), (moves[1], "54.50"), (moves[2], "100.00"))
        self.import_payments()
        self.assertEqual(
            [move.payment_state for move in moves], ["paid", "paid", "partial"]
        )
        self.assert_same_open(*moves)
        self.assertEqual(
            len(set(self.payments().ledger_allocation_id.mapped("settlement"))), 1
        )

    def test_importing_again_changes_nothing(self):
        move = self.exported()
        self.receive((move, "121.00"))
        self.import_payments()
        before = self.payments()
        self.import_payments()
        self.run_of("import").cursor = False
        self.import_payments()
        self.assertEqual(self.payments(), before)

    def test_undone_match_makes_the_invoice_unpaid_again(self):
        move = self.exported()
        self.receive((move, "121.00"))
        self.import_payments()
        self.act("unmatch", invoicenumber=move.name)
        self.import_payments()
        self.assertEqual(move.payment_state, "not_paid")
        self.assert_same_open(move)

    def test_only_what_changed_is_read(self):
        moves = [self.exported() for _ in range(6)]
        self.import_payments()
        self.receive((moves[0], "121.00"))
        self.box.control("requests/clear")
        self.import_payments()
        self.assertLessEqual(len(self.requests()), self.requests_at_most)
        self.assertEqual(moves[0].payment_state, "paid")

    def test_outage_during_the_import_loses_nothing(self):
        move = self.exported()
        self.receive((move, "121.00"))
        self.box.control("fault", kind="status", status=503, times=5)
        self.import_payments()
        self.assertEqual(move.payment_state, "not_paid")
        self.box.control("fault/clear")
        self.import_payments()
        self.assertEqual(move.payment_state, "paid")

    # Settled otherwise

    def open_there(self, move):
        return float(self.totals()["open"].get(move.name, 0))

    def imported(self, *moves):
        """After an import both sides have the same open."""
        self.run_cron("ir_cron_import")
        for move in moves:
            ours = abs(move.amount_residual)
            self.assertEqual(ours, abs(self.open_there(move)), move.name)

    def test_credit_note_matched_with_its_invoice_and_undone(self):
        invoice = self.exported()
        note = self.exported(move_type="out_refund")
        names = [{"invoicenumber": move.name} for move in (invoice, note)]
        self.act("match", invoices=names)
        self.imported(invoice, note)
        self.assertEqual((invoice.amount_residual, note.amount_residual), (0, 0))
        self.act("unmatch", invoicenumber=note.name)
        self.imported(invoice, note)
        self.assertEqual(invoice.amount_residual, 121.0)

    def test_rest_kept_back_at_matching(self):
        account = self.company_data["default_account_expense"]
        self.connection.difference_account_id = account
        move = self.exported()
        self.act(
            "receipt",
            date="2026-03-20",
            invoices=[
                {
                    "invoicenumber": move.name,
                    "amount": "118.00",
                    "writeoff": {"type": "writeoff", "amount": "3.00"},
                }
            ],
        )
        self.imported(move)
        self.assertEqual(move.payment_state, "paid")
        lines = move.ledger_export_id.allocation_ids.entry_ids.line_ids
        lines = lines.filtered(lambda line: line.account_id == account)
        self.assertEqual(sum(lines.mapped("balance")), 3.0)

    def test_rest_closed_by_a_journal_entry(self):
        self.connection.settlement_account_id = self.company_data[
            "default_account_expense"
        ]
        move = self.exported()
        self.receive((move, 100))
        self.act("writeoff", invoicenumber=move.name, amount="21.00", date="2026-03-25")
        self.imported(move)
        self.assertEqual(move.payment_state, "paid")

    def test_bank_takes_the_payment_back(self):
        move = self.exported()
        self.receive((move, 121))
        self.imported(move)
        self.assertEqual(move.payment_state, "paid")
        self.act("reversal", invoicenumber=move.name, date="2026-03-28")
        self.imported(move)
        self.assertEqual(move.amount_residual, 121.0)

    def test_payment_in_dollars_is_worth_the_same_in_both_books(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 1.25, "currency_id": usd.id}
        )
        move = self.exported(currency_id=usd.id)
        self.receive((move, 121))
        self.imported(move)
        self.assertEqual(move.payment_state, "paid")

    # What people do to it in Odoo

    def test_payment_cancelled_here_is_shown_until_somebody_decides(self):
        move, other = self.exported(), self.exported()
        self.receive((move, "121.00"), (other, "121.00"))
        self.import_payments()
        self.assertIn("they agree", self.audit())
        payment = self.payments().filtered(
            lambda one: one.ledger_allocation_id.move_id == move
        )
        payment.action_draft()
        payment.action_cancel()
        said = self.audit()
        row = move.ledger_export_id.allocation_ids
        self.assertEqual((row.state, row.reason), ("conflict", "undone_here"))
        self.assertNotIn("they agree", said)
        self.assertIn(move.name, said)
        self.assertNotIn(other.name, said)
        row.action_apply_again()
        self.import_payments()
        self.assertEqual((move.payment_state, other.payment_state), ("paid", "paid"))
        self.assertIn("they agree", self.audit())

    def test_paid_at_the_till_and_booked_there_agrees(self):
        move, other = self.exported(), self.exported()
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        register.create({"payment_date": "2026-03-10"})._create_payments()
        self.receive((move, "121.00"), (other, "121.00"))
        self.imported(move, other)
        rows = (move | other).ledger_export_id.allocation_ids
        self.assertEqual({*rows.mapped("state")}, {"applied"})
        self.assertEqual(self.payments().ledger_allocation_id.move_id, other)
        self.assertIn("they agree", self.audit())

    def test_discount_for_early_payment_corrects_vat(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % within 14 days",
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
                "early_discount": True,
                "early_pay_discount_computation": "included",
                "discount_percentage": 2,
                "discount_days": 14,
            }
        )
        move = self.exported(invoice_payment_term_id=term.id)
        kept = {"type": "discount", "amount": "2.42"}
        part = {"invoicenumber": move.name, "amount": "118.58", "writeoff": kept}
        self.act("receipt", date="2026-03-20", invoices=[part])
        self.imported(move)
        self.assertEqual(move.payment_state, "paid")
        entry = move.ledger_export_id.allocation_ids.entry_ids
        vat = entry.line_ids.filtered("tax_line_id")
        self.assertEqual(vat.balance, 0.42)
        self.assertEqual(
            vat.account_id, move.line_ids.filtered("tax_line_id").account_id
        )

    # The control report

    def test_what_was_changed_there_is_a_difference(self):
        moves = {name: self.exported() for name in ("date", "number", "nothing")}
        self.act("edit", invoicenumber=moves["date"].name, date="2026-03-11")
        self.act(
            "edit", invoicenumber=moves["number"].name, new_invoicenumber="OTHER/1"
        )
        rows = {row.move_id: row for row in self.control()}
        for name, move in moves.items():
            row = rows.pop(move)
            found = [one["field"] for one in row.differences or []]
            self.assertEqual(found, [name] if name != "nothing" else [])
            self.assertEqual(row.cause, name != "nothing" and "changed_there")
        self.assertFalse(rows)

    def on_account(self):
        """What the report shows of it; all that is open there is open here, but
        for that."""
        rows = self.control()
        money = rows.filtered(lambda row: row.cause == "on_account")
        self.assertFalse(any(money.mapped("has_difference")))
        self.assertFalse(any((rows - money).mapped("cause")))
        self.assertEqual(
            sum(rows.mapped("ledger_residual")),
            float(sum(map(Decimal, self.totals()["relations"].values()))),
        )
        return money

    def test_money_paid_too_much_is_shown_until_it_is_used(self):
        move = self.exported()
        receipt = self.receive((move, "150.00"))
        self.imported(move)
        money = self.on_account()
        self.assertEqual(money.partner_id, self.customer)
        self.assertEqual(money.ledger_residual, -29.0)
        self.assertEqual(str(money.date), "2026-03-20")
        self.assertEqual(money.ledger_number.rpartition("/")[2], str(receipt["number"]))
        later = self.exported()
        self.assertEqual(self.on_account().action_mend()["res_id"], later.id)
        names = [{"invoicenumber": later.name, "amount": "29.00"}]
        self.act("match", invoices=[*names, {**receipt, "amount": "29.00"}])
        self.imported(later)
        self.assertEqual(later.amount_residual, 92.0)
        self.assertFalse(self.on_account())

    def test_money_before_the_invoice_is_shown_until_it_is_matched(self):
        relation = self.exported().ledger_export_id._document().relation.code
        deposit = self.act(
            "deposit", relation=relation, amount="121.00", date="2026-03-20"
        )
        self.assertEqual(self.on_account().ledger_residual, -121.0)
        move = self.exported()
        self.assertEqual(self.on_account().ledger_residual, -121.0)
        self.act("match", invoices=[{"invoicenumber": move.name}, deposit])
        self.imported(move)
        self.assertEqual(move.payment_state, "paid")
        self.assertFalse(self.on_account())

    def test_payment_taken_from_its_invoice_is_money_on_account(self):
        move = self.exported()
        self.receive((move, "121.00"))
        self.imported(move)
        self.act("unmatch", invoicenumber=move.name)
        self.imported(move)
        self.assertEqual(self.on_account().ledger_residual, -121.0)

    def test_vat_of_the_ledger_stands_beside_ours(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 1.25, "currency_id": usd.id}
        )
        both = (100.0, self.tax_high), (50.0, self.tax_low), (20.0, self.tax_zero)
        moves = {
            self.exported(*both): (170.0, 25.5),
            self.exported(*both, move_type="out_refund"): (-170.0, -25.5),
            self.exported(*both, currency_id=usd.id): (170.0, 25.5),
            self.exported((100.0, self.tax_zero)): (100.0, 0.0),
        }
        rows = {row.move_id: row for row in self.control()}
        for move, amounts in moves.items():
            row = rows[move]
            self.assertEqual((row.net, row.vat), amounts)
            self.assertEqual((row.ledger_net, row.ledger_vat), amounts)
            self.assertFalse(row.cause)

    def test_other_vat_in_an_equal_total_is_found(self):
        move = self.exported()
        self.act("edit", invoicenumber=move.name, vat="9.99")
        row = self.control()
        self.assertEqual((row.ledger_net, row.ledger_vat), (111.01, 9.99))
        self.assertEqual((row.total, row.ledger_total), (121.0, 121.0))
        self.assertEqual(row.cause, "changed_there")
