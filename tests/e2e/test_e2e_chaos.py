"""Whatever may go wrong, at random and one after the other, with nothing put right in
between: killed workers, crashes of PostgreSQL, answers that never come. In the end both
sides agree to the cent, everything stands there once, and nothing waits."""

import random

import pytest
from faults import FAULTS, RESTARTED
from ledgers import LEDGERS
from processes import NIGHTLY
from subjects import SUBJECTS

ROUNDS = 60 if NIGHTLY else 3
# The others behave alike, and each costs a minute.
ALL = [*LEDGERS] if NIGHTLY else [*LEDGERS][:1]
WEATHER = (
    "reset before it was sent",
    "answer lost after booking",
    "5xx before booking",
    "5xx after booking",
    "429",
    "body cut short",
    "garbage",
)
KILLS = (
    "killed before it was sent",
    "killed after booking",
    "killed while the outcome is stored",
)
# As often as they befall somebody
CHANCES = [*WEATHER, *KILLS * 2, RESTARTED]
UNTIL_CALM = 8  # runs of the crons, hours apart


@pytest.mark.parametrize("ledger", ALL)
def test_chaos(fields, ledger):
    field = fields(ledger, own=NIGHTLY)
    chance = random.Random(ledger)  # noqa: S311 - the same each time
    with fields.used(field):
        for _round in range(ROUNDS):
            subject = chance.choice(["export", "export", "payment import"])
            fault = chance.choice(CHANCES if NIGHTLY else CHANCES[:-1])
            FAULTS[fault](SUBJECTS[subject](field))
            field.wire.calm()
            field.let_time_pass()
        for _run in range(UNTIL_CALM):
            for job in ("export", "import"):
                field.run(job)
            if not field.unfinished():
                break
            field.let_time_pass()
        assert field.unfinished() == []
        field.check_books()
