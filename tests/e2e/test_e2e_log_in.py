"""Whose log-in it is, where each transaction sees only what it may."""

import pytest


def state(field):
    query = "SELECT state, problem_code, other_organisation FROM ledger_connection"
    return field.sql(query)[0]


def test_log_in_at_another_organisation_never_connects(fields):
    """Known at once, in the transaction that the log-in came back to."""
    field = fields("twinfield")
    user = field.box.service.user
    with fields.used(field):
        own, moves = user["organisation"], field.make_invoices(field.customers)
        # A copy does not know whose log-in it had.
        field.log_in_again()
        try:
            user["organisation"] = "ANDERE"
            field.log_in_again()
            stopped = ("reauthorise", "other_organisation", "ANDERE")
            assert state(field) == stopped
            with pytest.raises(RuntimeError, match="organisation ANDERE"):
                field.client.export(moves)
            assert state(field) == stopped
            asked = field.sql("SELECT name FROM account_move WHERE id = ANY(%s)", moves)
            assert field.asked("entry", asked) == {0}
        finally:
            user["organisation"] = own
        field.log_in_again()
        assert state(field) == ("connected", None, None)
        field.client.export(moves)
        field.idle("export")
        field.check_books()
