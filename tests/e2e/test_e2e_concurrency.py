"""Several at one time: two Odoo processes with four cron workers on one database, and
many people who press the same button."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import wire
from field import INVOICES
from ledgers import LEDGERS
from processes import NIGHTLY, Client, wait

PEOPLE = 20
TWO = ({"http": 0, "crons": 2}, {"http": 0, "crons": 2})


# The others behave alike, and each costs a minute.
ALL = [*LEDGERS] if NIGHTLY else [*LEDGERS][:1]


@pytest.fixture(scope="module", params=ALL)
def field(request, fields):
    (field,) = fields.apart(request.param, ["two"], *TWO)
    yield field
    # Not a single one, whatever the tests did.
    assert field.sql(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    ) == [(0,)]
    # Odoo logs each refusal of PostgreSQL, of which people are told in words.
    errors = field.crons.errors() + field.web.errors()
    assert [one for one in errors if " odoo.sql_db: " not in one] == []


def client(field, number):
    """By turns at the one Odoo and at the other."""
    return Client((field.web, field.crons)[number % 2].url, field.name)


def finish(field):
    for _round in range(4):
        field.let_time_pass()
        field.run("export")
        if not field.unfinished():
            break
    assert field.unfinished() == []
    field.check_books()


def press(someone, moves):
    """Once; what others have on its way already is no reason to refuse the rest."""
    try:
        someone.export(moves)
    except RuntimeError as refusal:
        assert "Exported already, or on their way" in str(refusal), refusal


def test_twenty_people_press_the_button(field):
    moves = field.make_invoices(field.customers, count=4 * INVOICES)
    people = [client(field, number) for number in range(PEOPLE)]
    share = len(moves) // 4
    start = len(moves) // PEOPLE
    selections = [
        [moves[(number * start + i) % len(moves)] for i in range(share)]
        for number in range(PEOPLE)
    ]
    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(press, people, selections))
    field.idle("export")
    finish(field)


def test_one_refresh_of_the_token_for_all_who_need_it(field):
    """Export, import and a person, when the ledger takes each refresh token once."""
    if not field.ledger.rotates:
        field.box.control("client", rotating=True)
    field.box.control("tokens/expire")
    field.box.control("requests/clear")
    moves = field.make_invoices(field.customers)
    one = field.wire.strike(field.ledger.marks["token"], wire.held_after)
    waiting = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock' AND query LIKE '%%ledger_credential%%'"
    )
    with ThreadPoolExecutor(1) as pool:
        field.client.export(moves)
        field.start("import")
        person = pool.submit(
            client(field, 1).call, "ledger.connection", "action_check", [1]
        )
        field.struck(one)
        wait(lambda: len(field.sql(waiting)) == 2, "two wait for the third's token")
        one.release()
        assert person.result()["params"]["type"] == "success"
    field.idle("export")
    field.idle("import")
    rows = field.box.control("requests")["requests"]
    assert sum("token" in (row["operation"], row["root"]) for row in rows) == 1
    # The one that was kept is good for the next time.
    field.box.control("tokens/expire")
    field.run("import")
    finish(field)


def test_export_by_hand_during_the_cron(field):
    """One half is being booked when a person presses the button on all."""
    moves = field.make_invoices(field.customers, count=2 * INVOICES)
    one = field.wire.strike(field.ledger.marks["entry"], wire.held_after)
    field.client.export(moves[::2])
    field.struck(one)
    for number in range(2):
        client(field, number).export(moves)
    one.release()
    field.idle("export")
    finish(field)
