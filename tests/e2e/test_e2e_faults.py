"""The fault matrix: everything that may go wrong between Odoo and a ledger, for every
kind of call, with Odoo's own cron workers as processes. Afterwards both sides agree to
the cent, everything stands there exactly once, and nothing waits."""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import matrix
import pytest
import wire
from faults import FAULTS, RESTARTED, SLOW, activities, is_noise, strike
from field import INVOICES
from ledgers import LEDGERS
from processes import BOUND, NIGHTLY
from subjects import SUBJECTS

ROUNDS = 4  # runs of the cron, hours apart, until all is well again


# What must be true afterwards


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
