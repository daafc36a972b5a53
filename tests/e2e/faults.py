"""What goes wrong between Odoo, PostgreSQL and a ledger."""

import wire
from processes import NIGHTLY


def strike(cell, how, mark=None):
    mark = mark or cell.mark
    skip = cell.skip if mark == cell.mark else 0
    return cell.field.wire.strike(cell.field.ledger.marks[mark], how, skip)


def under_way(cell):
    """A request that was executed, whose answer is held back."""
    one = strike(cell, wire.held_after)
    cell.act()
    cell.field.struck(one, cell.job)
    return one


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
        field.struck(one, cell.job)
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
        cell.field.struck(one, cell.job)
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
        field.struck(one, cell.job)
        with locking as blocked:
            one.release()
            blocked()
            field.kill()
    field.settled()


def killed_at_outcome(cell):
    """The answer is there, and must be stored."""
    field = cell.field
    one = under_way(cell)
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
    one = under_way(cell)
    table = "ledger_connection" if cell.job == "import" else cell.outcome
    with field.locking(f"UPDATE {table} SET write_date = write_date") as blocked:
        one.release()
        blocked()
    field.idle(cell.job)


def cut_off(cell):
    field = cell.field
    one = under_way(cell)
    field.cut_off()
    one.release()


def crashed(cell):
    """While an answer is on its way, which comes when no database is there."""
    field = cell.field
    one = under_way(cell)
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


def activities(field):
    """How many there are of each cause."""
    return [
        n
        for (n,) in field.sql(
            "SELECT count(*) FROM mail_activity WHERE res_model = 'ledger.connection' "
            "GROUP BY activity_type_id, summary"
        )
    ]
