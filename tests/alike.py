"""Days full of what looks alike, generated: equal numbers in several journals and of
several vendors, blanks, credit notes, receipts of the till, entries of others, closed
months, lost answers, every way of exporting. Then each of ours stands there once, as it
was posted, and nothing of others was touched. One mixin for every ledger."""

import os
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ledger_standing import Books
from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.connector_base.ledger.values import Booked, Document, from_json
from odoo.addons.connector_base.tests.cases import SENDER

NIGHTLY = os.environ.get("LC_PROFILE") == "nightly"
EXAMPLES = 60 if NIGHTLY else 4  # for each ledger
CENT = Decimal("0.01")
DAYS = ("2026-03-10", "2026-03-10", "2026-05-05")
REFS = ("F1", "F1", " F1 ", "f1", "F 1", "F2")
SALES = ("out_invoice", "out_invoice", "out_invoice", "out_refund")
PURCHASES = ("in_invoice", "in_invoice", "in_refund", "in_receipt")


@st.composite
def documents(draw):
    return {
        "kind": draw(st.sampled_from(SALES + PURCHASES)),
        "journal": draw(st.integers(0, 1)),
        "partner": draw(st.sampled_from([0, 0, 1])),
        "ref": draw(st.sampled_from(REFS)),
        "number": draw(st.integers(1, 2)),
        "day": draw(st.sampled_from(DAYS)),
        "price": draw(st.sampled_from([100.0, 100.0, 50.0])),
        # Somebody booked another one of this number there.
        "by_hand": draw(st.sampled_from([False, False, False, True])),
    }


@st.composite
def days(draw):
    some = draw(st.lists(documents(), min_size=3, max_size=6))
    ways = ["dialog", "list", "list", "automatic"]
    return {
        "documents": some,
        # In which go each is exported, how, and which answers are lost.
        "goes": [draw(st.integers(0, 2)) for _one in some],
        "ways": [draw(st.sampled_from(ways)) for _go in range(3)],
        "lost": [draw(st.booleans()) for _go in range(3)],
        "closed": draw(st.booleans()),
        "paid": draw(st.integers(0, len(some) - 1)),
        "edited": draw(st.integers(0, len(some) - 1)),
    }


class Alike(Books):
    """For a connected case of ``Books``."""

    def prepare(self):
        self.web = self.web_journal()
        self.partners = self.customer | self.customer.copy(
            {"name": "Voorbeeld Tweede B.V.", "email": "tweede@voorbeeld.example"}
        )
        self.tax_buy = self.map_bills()

    def map_accounts(self, move):
        """Odoo books refunds of vendors on the account that the partner had most."""
        for account in move.invoice_line_ids.account_id:
            mappings = self.connection.mapping_ids
            mapping = mappings.filtered(
                lambda one, account=account: one.account_id == account
            )
            mapping = mapping or mappings.create(
                {
                    "connection_id": self.connection.id,
                    "kind": "account",
                    "account_id": account.id,
                }
            )
            item = self.item("account", self.account)
            mapping.write({"item_id": item.id, "suggested": False})

    # What is posted

    def post(self, spec):
        """None where Odoo itself has no such two."""
        is_sale = spec["kind"] in SALES
        values = {"invoice_date": spec["day"], "date": spec["day"]}
        if is_sale:
            journal = self.web if spec["journal"] else self.first_journal
            values |= {"journal_id": journal.id, "name": f"2026-0000{spec['number']}"}
        else:
            values["ref"] = spec["ref"]
        tax = self.tax_high if is_sale else self.tax_buy
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                move = self.invoice(
                    (spec["price"], tax),
                    move_type=spec["kind"],
                    partner=self.partners[spec["partner"]],
                    **values,
                )
                self.map_accounts(move)
                return move
        except (UserError, UniqueViolation):
            return None

    @property
    def first_journal(self):
        return self.company_data["default_journal_sale"]

    def book_by_hand(self, move):
        """Another entry of the same number and customer, without our mark."""
        self.env.flush_all()
        with self.registry.cursor() as cr:
            self._book_by_hand(self.env(cr=cr), move.id)
        self.env.invalidate_all()

    def _book_by_hand(self, env, move_id):
        """In a transaction that may be committed."""
        connection = self.connection.with_env(env)
        row = (
            env["ledger.export"]
            .sudo()
            .create({"connection_id": connection.id, "move_id": move_id})
        )
        worker = env["ledger.worker"].with_context(ledger_patience=0)
        with connection._open() as ledger:
            env["ledger.customers"]._resolve(connection, row, ledger)
            document = worker._compose(connection, row).get(row)
            if document is None:
                # What is refused here can't be compared with anything there.
                row.unlink()
                return
            other = replace(
                document,
                mark="",
                link="",
                attempt=1,
                lines=tuple(_tripled(line) for line in document.lines),
                dues=tuple(
                    replace(due, amount=due.amount * 3, balance=due.balance * 3)
                    for due in document.dues
                ),
            )
            (booked,) = ledger.post([other])
        self.assertIsInstance(booked, Booked, booked)
        row.unlink()

    # How it is exported

    def send(self, moves, way):
        if way == "automatic":
            self.connection.auto_export = True
            self.run_cron("ir_cron_export")
            self.connection.auto_export = False
        elif way == "list":
            self.export(moves)
        else:
            for move in moves:
                action = move.action_ledger_export()
                dialogs = self.env[action["res_model"]]
                with Form(dialogs.with_context(**action["context"])) as dialog:
                    self.assertFalse(dialog.problems)
                if move.ledger_state in (False, "not_exported", "rejected"):
                    dialog.save().action_export()
            self.run_cron("ir_cron_export")

    def settle(self, moves):
        """Time passes; a person says of those numbers that they occur again."""
        self.later(*moves)
        for move in moves:
            if move.ledger_export_id.error_code == "several_entries":
                continue
            self.occurs_again(move)
            self.later(move)

    # What must hold

    def by_id(self):
        """{``Booked.id``: the entry}"""
        found = self.act("transactions")["transactions"]
        return {
            one.get("id") or f"{one['daybook']}/{one['number']}": one
            for one in found
            if one.get("invoicenumber")
        }

    def check(self, moves, others):
        there = self.by_id()
        for id_, entry in others.items():
            self.assertEqual(there.pop(id_), entry, "an entry of somebody else")
        with self.connection._open() as ledger:
            year = date(2026, 1, 1), date(2026, 12, 31)
            listed = {one.id: one for one in ledger.booked(*year)}
        ids = Counter(move.ledger_export_id.ledger_id for move in moves)
        self.assertEqual(set(ids.values()), {1}, "one entry of two invoices")
        self.assertEqual(ids.keys(), there.keys(), "none twice, none beside")
        for move in moves:
            row = move.ledger_export_id
            document = from_json(Document, row.booked_document)
            entry = listed[row.ledger_id]
            self.assertEqual(entry.total, document.total, move.name)
            self.assertEqual(
                entry.total,
                Decimal(-move.direction_sign * move.amount_total).quantize(CENT),
            )
            self.assertEqual(entry.date, move.invoice_date)
            self.assertEqual(entry.relation, document.relation.code)
            partner = row.partner_id
            self.assertIn(entry.relation, partner.ledger_codes)
            self.assertEqual(there[row.ledger_id]["period"], f"{move.date:%Y/%m}")

    def agree(self, moves):
        rows = self.control().filtered("has_difference")
        causes = Counter(rows.mapped("cause"))
        causes.pop("by_hand", None)
        self.assertFalse(causes, rows.mapped("differences"))

    def pay_one(self, moves, number):
        move = moves[number % len(moves)]
        amount = f"{move.amount_total:.2f}"
        part = {**self.entry_of(move), "amount": amount}
        self.act("receipt", date="2026-05-20", invoices=[part])
        self.run_cron("ir_cron_import")
        paid = [one for one in moves if not one.amount_residual]
        self.assertEqual(paid, [move])

    def edit_one(self, moves, number):
        """Changed here, and corrected there by the button."""
        move = moves[number % len(moves)]
        if (
            move.move_type not in ("out_invoice", "in_invoice")
            or not move.amount_residual
        ):
            return None
        move.button_draft()
        with Form(move) as form, form.invoice_line_ids.edit(0) as line:
            line.price_unit = 75.0
        move.action_post()
        action = move.action_ledger_correct()
        wizards = self.env[action["res_model"]].with_context(**action["context"])
        wizards.create({"reason": "price"}).action_correct()
        for _again in range(3):
            self.run_cron("ir_cron_export")
        return move

    def play(self):
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=not NIGHTLY,
            database=None,
            phases=(Phase.generate, Phase.shrink) if NIGHTLY else (Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(days())
        def each_once(day):
            with self.rolled_back(), mute_logger(SENDER):
                self.live(day)

        each_once()

    def live(self, day):
        self.prepare()
        if day["closed"]:
            self.company.tax_lock_date = "2026-03-31"
        posted = [self.post(spec) for spec in day["documents"]]
        moves = [move for move in posted if move]
        for spec, move in zip(day["documents"], posted, strict=True):
            if move and spec["by_hand"]:
                self.book_by_hand(move)
        others = self.by_id()
        for go, (way, lost) in enumerate(zip(day["ways"], day["lost"], strict=True)):
            some = self.env["account.move"].union(
                *(m for m, g in zip(posted, day["goes"], strict=True) if m and g == go)
            )
            if not some:
                continue
            if lost:
                purchase = some[0].is_purchase_document(include_receipts=True)
                self.spoil("lost_answer", is_purchase=purchase)
            self.send(some, way)
            self.box.control("fault/clear")
            self.settle([move for move in moves if move.ledger_export_id])
        self.settle(moves)
        told = {m.ledger_export_id.error_code for m in moves} - {False}
        if told:
            # What nobody can tell apart is shown, and a person looks.
            self.assertEqual(told, {"several_entries"})
            return
        self.check(moves, others)
        self.agree(moves)
        self.pay_one(moves, day["paid"])
        self.agree(moves)
        if self.edit_one(moves, day["edited"]):
            self.check_edited(moves, others)

    def check_edited(self, moves, others):
        there = self.by_id()
        for id_, entry in others.items():
            self.assertEqual(there[id_], entry, "an entry of somebody else")
        for move in moves:
            self.assertEqual(move.ledger_state, "done", move.ledger_message)
            self.assertFalse(move.ledger_changed)
        self.agree(moves)


def _tripled(line):
    names = ("amount", "balance", "vat_amount", "vat_balance")
    return replace(line, **{name: 3 * getattr(line, name) for name in names})
