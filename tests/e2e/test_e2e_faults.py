"""The fault matrix: everything that may go wrong between Odoo and a ledger, for every
kind of call, with Odoo's own cron workers as processes. Afterwards both sides agree to
the cent, everything stands there exactly once, and nothing waits."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import matrix
import pytest
import wire
from field import BOUND, CUSTOMERS, INVOICES, NIGHTLY
from ledgers import LEDGERS

ROUNDS = 4  # runs of the cron, hours apart, until all is well again
TURN = count(1)


# What is called


class Export:
    """``mark``: the request that the fault is meant for, after ``skip`` others;
    ``also``: others after it that a fault of one request befalls too; ``intent``:
    where it is stored that something is about to be done, ``outcome``: what came of
    it."""

    mark, skip, job = "entry", 0, "export"
    also = ()
    intent = outcome = "ledger_export"
    forgotten = 0

    def __init__(self, field):
        self.field = field
        kinds = ("out_invoice", "out_invoice", "out_refund")
        self.moves = field.make_invoices(field.customers, kinds)

    def act(self):
        self.field.client.export(self.moves)

    def forget(self):
        """As if a backup from before had been restored."""
        self.forgotten = 1
        self.field.sql(
            "UPDATE ledger_export SET state = 'waiting', ledger_id = NULL, "
            "ledger_number = NULL, document = NULL, booked_document = NULL, "
            "attempts = 0, next_try = now() AT TIME ZONE 'UTC' "
            "WHERE move_id = ANY(%s)",
            self.moves,
        )

    def check(self):
        self.field.check_books()
        names = self.field.sql(
            "SELECT name FROM account_move WHERE id = ANY(%s)", self.moves
        )
        # Whatever the ledger itself does against duplicates: asked once.
        assert self.field.asked("entry", names) == {1 + self.forgotten}


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
        assert self.field.asked("customer", [(name,) for name in ours]) == {1}


class Attachment(Export):
    """A file is sent; whether it is there is asked by who can't know any more."""

    mark, skip = "file", 1
    also = ("files",)
    intent, outcome = None, "ledger_export"

    def __init__(self, field):
        super().__init__(field)
        field.print_invoices(self.moves)

    def act(self):
        self.attach(True)
        super().act()

    def attach(self, wanted):
        field, vals = self.field, {"attach_pdf": wanted}
        field.call("ledger.connection", "write", [field.connection], vals)

    def check(self):
        super().check()
        self.attach(False)
        names = self.field.sql(
            "SELECT name FROM account_move WHERE id = ANY(%s)", self.moves
        )
        files = self.field.ledger.files(self.field.box)
        assert {name: files[name] for (name,) in names} == {n: [1] for (n,) in names}


class Update:
    mark, skip, job = "customer", 1, "update"
    also = ()
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
        names = [
            n
            for (n,) in field.sql(
                "SELECT name FROM account_move WHERE id = ANY(%s)", self.moves
            )
        ]
        field.box.control(
            "receipt",
            **field.ledger.place,
            # On a day of its own: what is settled on one day Exact tells as one.
            date=f"{date(2026, 3, 20) + timedelta(field.receipts)}",
            invoices=[{"invoicenumber": name, "amount": "1.00"} for name in names],
        )
        field.receipts += 1

    def act(self):
        field = self.field
        field.call("ledger.connection", "action_import_payments", [field.connection])

    def check(self):
        super().check()
        assert self.paid() == dict.fromkeys(self.moves, self.field.receipts)

    def paid(self):
        """How many payments each invoice has."""
        return dict(
            self.field.sql(
                "SELECT a.move_id, count(*) FROM account_payment p "
                "JOIN ledger_allocation a ON a.id = p.ledger_allocation_id "
                "WHERE p.state <> 'canceled' GROUP BY 1"
            )
        )


SUBJECTS = {
    "export": Export,
    "relation create": Creation,
    "relation update": Update,
    "attachment": Attachment,
    "payment import": Import,
}


# What goes wrong


def strike(cell, how, mark=None):
    mark = mark or cell.mark
    skip = cell.skip if mark == cell.mark else 0
    return cell.field.wire.strike(cell.field.ledger.marks[mark], how, skip)


def befall(cell, how, *marks):
    """``how`` befalls one request of each mark; what it stops, the next one meets
    later."""
    field = cell.field
    strikes = [strike(cell, how, mark) for mark in marks]
    cell.act()
    for number, one in enumerate(strikes):
        if number:
            field.let_time_pass()
            field.start(cell.job)
        field.struck(one)
        field.idle(cell.job)


def struck(how):
    return lambda cell: befall(cell, how, cell.mark, *cell.also)


def refused(cell):
    cell.field.wire.refuse()
    cell.act()
    cell.field.idle(cell.job)
    cell.field.wire.listen()


def expired(cell):
    expire = wire.after(lambda: cell.field.box.control("tokens/expire"))
    befall(cell, expire, cell.mark)


def refresh_lost(cell):
    lost = cell.field.wire.strike(cell.field.ledger.marks["token"], wire.lost)
    expired(cell)
    assert lost.hit.is_set()
    if cell.field.ledger.rotates:
        # The old token is spent and the new one never came: nobody else can help.
        asked_to_log_in(cell)


def revoked(cell):
    field = cell.field

    def revoke():
        field.box.control("tokens/revoke")
        field.box.control("tokens/expire")

    befall(cell, wire.after(revoke), cell.mark)
    asked_to_log_in(cell)


def asked_to_log_in(cell):
    """The admin is told, once; and does so."""
    field = cell.field
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
        cell.field.struck(one)
        cell.field.kill()
        one.release()
        cell.field.settled()

    return fault


def killed_at_intent(cell):
    """Nothing left the house yet."""
    field = cell.field
    locking = field.locking(f"LOCK TABLE {cell.intent} IN SHARE MODE")
    if cell.intent != "ledger_export":
        with locking as blocked:
            cell.act()
            blocked()
            field.kill()
    else:
        # The button writes there as well, so the lock comes after it.
        one = field.wire.strike(lambda _seen: True, wire.held_after)
        cell.act()
        field.struck(one)
        with locking as blocked:
            one.release()
            blocked()
            field.kill()
    field.settled()


def killed_at_outcome(cell):
    """The answer is there, and must be stored."""
    field = cell.field
    one = strike(cell, wire.held_after)
    cell.act()
    field.struck(one)
    with field.locking(f"LOCK TABLE {cell.outcome} IN SHARE MODE") as blocked:
        one.release()
        blocked()
        field.kill()
    field.settled()


def killed_between(cell):
    """While payments are registered: up to 25 in one go, so that of more invoices some
    are paid, the others not yet."""
    field = cell.field
    move = sorted(cell.moves)[len(cell.moves) // 2]
    # Weak enough for what only refers to the invoice.
    lock = "SELECT id FROM account_move WHERE id = %s FOR NO KEY UPDATE"
    with field.locking(lock, move) as blocked:
        cell.act()
        blocked()
        field.kill()
    field.settled()
    assert not NIGHTLY or 0 < sum(cell.paid().values()) % len(cell.moves)


def serialization(cell):
    """Somebody changes the same rows while the answer is on its way."""
    field = cell.field
    one = strike(cell, wire.held_after)
    cell.act()
    field.struck(one)
    table = "ledger_connection" if cell.job == "import" else cell.outcome
    with field.locking(f"UPDATE {table} SET write_date = write_date") as blocked:
        one.release()
        blocked()
    field.idle(cell.job)


def cut_off(cell):
    field = cell.field
    one = strike(cell, wire.held_after)
    cell.act()
    field.struck(one)
    field.cut_off()
    one.release()


def crashed(cell):
    """While an answer is on its way, which comes when no database is there."""
    field = cell.field
    one = strike(cell, wire.held_after)
    cell.act()
    field.struck(one)
    with field.without_postgres() as noticed:
        one.release()
        noticed()


RESTARTED = "PostgreSQL restarted"
SLOW = "slow beyond the time-out"
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
    "killed before the intent is stored": killed_at_intent,
    "killed before it was sent": killed(wire.held_before),
    "killed after booking": killed(wire.held_after),
    "killed while the outcome is stored": killed_at_outcome,
    "killed between two commits": killed_between,
    "PostgreSQL cuts all off": cut_off,
    RESTARTED: crashed,
}


def is_noise(fault, line):
    """Odoo logs each statement that PostgreSQL refuses, also those it repeats. And
    without connections nobody can do better."""
    return fault.startswith("PostgreSQL") or " odoo.sql_db: " in line


# What must be true afterwards


def activities(field):
    """How many there are of each cause."""
    return [
        n
        for (n,) in field.sql(
            "SELECT count(*) FROM mail_activity WHERE res_model = 'ledger.connection' "
            "GROUP BY activity_type_id, summary"
        )
    ]


def recover(field, *cells):
    """The weather is fine again; the cron makes good what is left."""
    field.wire.calm()
    for cell in cells:
        field.idle(cell.job)
    assert max(activities(field), default=0) <= 1
    for _round in range(ROUNDS):
        field.let_time_pass()
        for cell in cells:
            field.run(cell.job)
        if not field.unfinished():
            break
    assert field.unfinished() == []
    assert activities(field) == []
    for cell in cells:
        cell.check()


# The nightly run, and who writes the table, go through all cells.
ALL = NIGHTLY or bool(os.environ.get("LC_RESULTS"))


def chosen(ledger, fault):
    """What the fault befalls: an export, and one of the others by the date."""
    subjects = [
        one for one in SUBJECTS if not matrix.reason(LEDGERS[ledger], one, fault)
    ]
    if ALL:
        return subjects
    others = [one for one in subjects if one != "export"]
    random.Random(f"{date.today()} {ledger} {fault}").shuffle(others)
    return [one for one in subjects if one in ("export", *others[:1])]


def cells(faults):
    return [
        pytest.param(ledger, subject, fault, id=f"{ledger}: {subject}: {fault}")
        for ledger in LEDGERS
        for fault in faults
        for subject in chosen(ledger, fault)
    ]


@pytest.fixture(scope="session", autouse=True)
def results():
    """Kept in the repository when asked for."""
    yield
    if os.environ.get("LC_RESULTS"):
        text = matrix.table(LEDGERS, [*FAULTS, SLOW], SUBJECTS, INVOICES)
        Path(__file__).with_name("RESULTS.md").write_text(text)


@pytest.mark.parametrize(("ledger", "subject", "fault"), cells(FAULTS))
def test_fault(fields, too_slow, ledger, subject, fault):
    field = fields(ledger, own=fault == RESTARTED)
    with fields.used(field):
        cell = SUBJECTS[subject](field)
        FAULTS[fault](cell)
        recover(field, cell)
        errors = field.crons.errors()
        assert [one for one in errors if not is_noise(fault, one)] == []
    matrix.passed(ledger, subject, fault)


# A time-out takes its time: so these are waited for together, in databases of their
# own, while the others run. Who holds the same lock can't wait in the same database.
TOGETHER = (
    ("export", "payment import"),
    ("relation create",),
    ("relation update",),
    ("attachment",),
)


def outlast(field, subjects):
    """The ledger answers when nobody listens any more."""
    doing = []
    for subject in subjects:
        cell = SUBJECTS[subject](field)
        one = strike(cell, wire.held_after)
        cell.act()
        field.struck(one)
        doing.append((cell, one))
    for cell, one in doing:
        field.idle(cell.job)
        one.release()
    recover(field, *(cell for cell, _one in doing))


@pytest.fixture(scope="session")
def too_slow(request, fields):
    """{(ledger, subject): a future}"""
    wanted = {
        item.callspec.params["ledger"]
        for item in request.session.items
        if item.originalname == "test_too_slow"
    }
    groups = [
        (ledger, tuple(one for one in some if one in chosen(ledger, SLOW)))
        for ledger in sorted(wanted)
        for some in TOGETHER
    ]
    with ThreadPoolExecutor(max(len(groups), 1)) as pool:
        futures = {}
        for ledger in wanted:
            mine = [some for name, some in groups if name == ledger and some]
            names = [str(number) for number in range(1, len(mine) + 1)]
            served = {"http": 0, "crons": len(mine) + 1}
            opened = pool.submit(fields.apart, ledger, names, served)
            for number, some in enumerate(mine):
                future = pool.submit(
                    lambda o=opened, n=number, s=some: outlast(o.result()[n], s)
                )
                futures |= {(ledger, subject): future for subject in some}
        yield futures


@pytest.mark.parametrize(("ledger", "subject", "fault"), cells([SLOW]))
def test_too_slow(too_slow, ledger, subject, fault):
    too_slow[ledger, subject].result(BOUND)
    matrix.passed(ledger, subject, fault)
