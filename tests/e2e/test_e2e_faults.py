"""The fault matrix: everything that may go wrong between Odoo and a ledger, for every
kind of call, with Odoo's own cron workers as processes. Afterwards both sides agree to
the cent, everything stands there exactly once, and nothing waits."""

from collections import Counter
from decimal import Decimal
from itertools import count

import matrix
import pytest
import wire
from field import CUSTOMERS, INVOICES
from ledgers import LEDGERS

ROUNDS = 4  # runs of the cron, hours apart, until all is well again
TURN = count(1)
RUNNING = """
    SELECT 'export', state FROM ledger_export
        WHERE state IN ('waiting', 'sending', 'in_doubt', 'rejected')
    UNION ALL SELECT 'relation', coalesce(error_code, 'attempt') FROM ledger_relation
        WHERE to_update OR attempt IS NOT NULL OR item_id IS NULL
    UNION ALL SELECT 'allocation', state FROM ledger_allocation
        WHERE state IN ('waiting', 'conflict')
    UNION ALL SELECT 'connection', coalesce(problem_code, state)
        FROM ledger_connection
        WHERE state <> 'connected' OR problem_code IS NOT NULL
"""


# What is called


class Export:
    """``mark``: the request that the fault is meant for, after ``skip`` others;
    ``intent``: where it is stored that something is about to be done, ``outcome``:
    what came of it."""

    mark, skip, job = "entry", 0, "export"
    intent = outcome = "ledger_export"

    def __init__(self, field):
        self.field = field
        kinds = ("out_invoice", "out_invoice", "out_refund")
        self.moves = field.make_invoices(field.customers, kinds)

    def act(self):
        self.field.client.export(self.moves)

    def forget(self):
        """As if a backup from before had been restored."""
        self.field.sql(
            "UPDATE ledger_export SET state = 'waiting', ledger_id = NULL, "
            "ledger_number = NULL, document = NULL, booked_document = NULL, "
            "attempts = 0, next_try = now() AT TIME ZONE 'UTC' "
            "WHERE move_id = ANY(%s)",
            self.moves,
        )

    def check(self):
        """Of all invoices so far, not only of this cell."""
        field = self.field
        rows = field.sql(
            "SELECT m.name, m.amount_total_signed, m.amount_residual_signed, e.state "
            "FROM account_move m LEFT JOIN ledger_export e ON e.move_id = m.id "
            "WHERE m.move_type LIKE 'out_%%' AND m.state = 'posted'"
        )
        entries = field.box.control("transactions", **field.ledger.place)
        times = Counter(
            one["invoicenumber"]
            for one in entries["transactions"]
            if one.get("invoicenumber")
        )
        totals = field.box.control("totals", **field.ledger.place)
        assert [row for row in rows if row[3] != "done"] == []
        assert times == {name: 1 for name, *_rest in rows}
        assert _decimals(totals["invoices"]) == {n: total for n, total, *_r in rows}
        assert _decimals(totals["open"]) == {n: rest for n, _t, rest, _s in rows}


class Creation(Export):
    mark, skip = "customer", 1
    intent = outcome = "ledger_relation"

    def __init__(self, field):
        self.field = field
        self.stem = f"Nieuwe klant {next(TURN):03}"
        self.customers = field.make_customers(self.stem)
        self.moves = field.make_invoices(self.customers)

    def forget(self):
        super().forget()
        self.field.sql(
            "UPDATE ledger_relation SET item_id = NULL, sent = NULL, attempt = NULL "
            "WHERE partner_id = ANY(%s)",
            self.customers,
        )

    def check(self):
        super().check()
        there = self.field.ledger.customers(self.field.box)
        ours = {name: n for name, n in there.items() if name.startswith(self.stem)}
        assert ours == {f"{self.stem} {n:03}": 1 for n in range(CUSTOMERS)}


class Update:
    mark, skip, job = "customer", 1, "update"
    intent, outcome = None, "ledger_relation"

    def __init__(self, field):
        self.field = field
        self.street = f"Nieuwe straat {next(TURN)}"

    def act(self):
        vals = {"street": self.street}
        self.field.call("res.partner", "write", self.field.customers, vals)

    def check(self):
        field = self.field
        codes = field.sql(
            "SELECT i.code FROM ledger_relation r JOIN ledger_item i "
            "ON i.id = r.item_id WHERE r.partner_id = ANY(%s)",
            field.customers,
        )
        streets = [field.ledger.street(field.box, code) for (code,) in codes]
        assert streets == [self.street] * len(field.customers)


class Import(Export):
    mark, skip, job = "payments", 0, "import"
    intent, outcome = None, "ledger_allocation"

    def __init__(self, field):
        self.field, self.moves = field, field.booked
        names = [n for (n,) in field.sql(
            "SELECT name FROM account_move WHERE id = ANY(%s)", self.moves
        )]
        field.box.control(
            "receipt",
            **field.ledger.place,
            date="2026-03-20",
            invoices=[{"invoicenumber": name, "amount": "1.00"} for name in names],
        )
        field.receipts += 1

    def act(self):
        field = self.field
        field.call("ledger.connection", "action_import_payments", [field.connection])

    def check(self):
        super().check()
        paid = self.field.sql(
            "SELECT a.move_id, count(*) FROM account_payment p "
            "JOIN ledger_allocation a ON a.id = p.ledger_allocation_id "
            "WHERE p.state <> 'canceled' GROUP BY 1"
        )
        assert dict(paid) == dict.fromkeys(self.moves, self.field.receipts)


def _decimals(texts):
    return {name: Decimal(text) for name, text in texts.items()}


SUBJECTS = {
    "export": Export,
    "relation create": Creation,
    "relation update": Update,
    "attachment": None,
    "payment import": Import,
}


# What goes wrong


def strike(cell, how):
    return cell.field.wire.strike(cell.field.ledger.marks[cell.mark], how, cell.skip)


def struck(how):
    """``how`` befalls one request."""

    def fault(cell):
        one = strike(cell, how)
        cell.act()
        cell.field.idle(cell.job)
        one.wait()

    return fault


def refused(cell):
    cell.field.wire.refuse()
    cell.act()
    cell.field.idle(cell.job)
    cell.field.wire.listen()


def expired(cell):
    struck(wire.after(lambda: cell.field.box.control("tokens/expire")))(cell)


def refresh_lost(cell):
    lost = cell.field.wire.strike(cell.field.ledger.marks["token"], wire.lost)
    expired(cell)
    lost.wait()


def revoked(cell):
    field = cell.field

    def revoke():
        field.box.control("tokens/revoke")
        field.box.control("tokens/expire")

    struck(wire.after(revoke))(cell)
    for _again in range(2):
        field.let_time_pass()
        field.run(cell.job)
    assert activities(field) == [1]
    field.box.control("tokens/restore")
    field.log_in_again()
    field.idle("export")


def duplicate(cell):
    cell.act()
    cell.field.idle(cell.job)
    cell.forget()
    cell.field.run(cell.job)


def killed(how):
    """While one request is on its way, or its answer."""

    def fault(cell):
        one = strike(cell, how)
        cell.act()
        one.wait()
        name = cell.field.kill()
        one.release()
        cell.field.gone(name)

    return fault


def killed_at_intent(cell):
    """Nothing left the house yet."""
    with cell.field.locking(f"LOCK TABLE {cell.intent} IN SHARE MODE") as blocked:
        cell.field.run_soon(cell.job)
        name = cell.field.kill(blocked())
    cell.field.gone(name)


def killed_at_outcome(cell):
    """The answer is there, and must be stored."""
    field = cell.field
    one = strike(cell, wire.held_after)
    cell.act()
    one.wait()
    with field.locking(f"LOCK TABLE {cell.outcome} IN SHARE MODE") as blocked:
        one.release()
        name = field.kill(blocked())
    field.gone(name)


def serialization(cell):
    """Somebody changes the same rows while the answer is on its way."""
    field = cell.field
    one = strike(cell, wire.held_after)
    cell.act()
    one.wait()
    table = "ledger_connection" if cell.job == "import" else cell.outcome
    with field.locking(f"UPDATE {table} SET write_date = write_date") as blocked:
        one.release()
        blocked()
    field.idle(cell.job)


def cut_off(cell):
    field = cell.field
    one = strike(cell, wire.held_after)
    cell.act()
    one.wait()
    field.cut_off()
    one.release()


FAULTS = {
    "connection refused": refused,
    "reset before it was sent": struck(wire.reset),
    "answer lost after booking": struck(wire.lost),
    "5xx before booking": struck(wire.failing),
    "5xx after booking": struck(wire.failed),
    "429": struck(wire.throttled),
    "body cut short": struck(wire.cut_short),
    "garbage": struck(wire.garbage),
    "wrong content type": struck(wire.page),
    "token expired": expired,
    "token revoked": revoked,
    "refresh answer lost": refresh_lost,
    "refused as duplicate": duplicate,
    "serialization failure": serialization,
    "killed before it was sent": killed(wire.held_before),
    "killed after booking": killed(wire.held_after),
    "killed while the outcome is stored": killed_at_outcome,
    "PostgreSQL cuts all off": cut_off,
}


# What must be true afterwards


def activities(field):
    """How many there are of each cause."""
    return [n for (n,) in field.sql(
        "SELECT count(*) FROM mail_activity WHERE res_model = 'ledger.connection' "
        "GROUP BY activity_type_id, summary"
    )]


def recover(cell):
    """The weather is fine again; the cron makes good what is left."""
    field = cell.field
    field.wire.calm()
    assert max(activities(field), default=0) <= 1
    for _round in range(ROUNDS):
        field.let_time_pass()
        field.run(cell.job)
        if not field.sql(RUNNING):
            break
    assert field.sql(RUNNING) == []
    assert activities(field) == []
    cell.check()


CELLS = [
    pytest.param(ledger, subject, fault, id=f"{ledger}: {subject}: {fault}")
    for ledger in LEDGERS
    for fault in FAULTS
    for subject in SUBJECTS
    if not matrix.reason(LEDGERS[ledger], subject, fault)
]


@pytest.mark.parametrize(("ledger", "subject", "fault"), CELLS)
def test_fault(fields, ledger, subject, fault):
    field = fields(ledger)
    with fields.used(field):
        cell = SUBJECTS[subject](field)
        FAULTS[fault](cell)
        recover(cell)
    matrix.passed(ledger, subject, fault)
