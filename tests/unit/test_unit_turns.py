"""Whose turn it is, what lies in fields, and the ledger whose connector is gone."""

import base64
import sqlite3
import time
from datetime import timedelta

import pytest

from odoo.addons.connector_base.ledger import packing, template
from odoo.addons.connector_base.ledger.absent import AbsentLedger
from odoo.addons.connector_base.ledger.budget import Limit, wait
from odoo.addons.connector_base.ledger.errors import NotAuthorised
from odoo.addons.connector_base.ledger.port import DUTIES, has
from odoo.addons.connector_base.ledger.turns import Turn, pause
from odoo.addons.connector_base.ledger.values import ItemKind

MINUTES = [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (10**6, 60)]


@pytest.mark.parametrize(("failures", "minutes"), MINUTES)
def test_who_fails_comes_back_later_each_time_but_within_the_hour(failures, minutes):
    longest = timedelta(minutes=minutes)
    pauses = {pause(failures) for _try in range(100)}
    assert all(longest / 2 <= one <= longest for one in pauses)
    assert max(pauses) - min(pauses) > longest / 4, "not all at once"


def test_who_did_not_fail_need_not_wait():
    assert pause(0) == pause(-1) == timedelta()


def test_a_turn_is_over_when_its_time_is():
    now = time.monotonic()
    assert Turn(guard=None, deadline=now - 1).is_over() is True
    assert Turn(guard=None, deadline=now + 60).is_over() is False


def test_who_lost_its_guard_does_not_go_on():
    cursor = sqlite3.connect(":memory:").cursor()
    turn = Turn(guard=cursor, deadline=0)
    turn.check_guard()
    cursor.connection.close()
    with pytest.raises(sqlite3.ProgrammingError):
        turn.check_guard()


def test_texts_are_packed_small_and_come_back():
    text = "<naam>Café</naam>" * 1000
    packed = packing.pack(text)
    assert len(packed) < len(text) / 10
    assert base64.b64decode(packed, validate=True)
    assert packing.unpack(packed) == text
    assert packing.pack("") is None
    assert packing.unpack(None) == packing.unpack(b"") == ""
    assert len(packing.unpack(packing.pack("x" * 200_001))) == 200_000


def test_without_its_connector_a_ledger_can_do_nothing():
    ledger = AbsentLedger()
    assert ledger.kinds == ()
    assert not [duty for duty in DUTIES if has(ledger, duty)]
    for call in (
        lambda: ledger.administrations(),
        lambda: ledger.items(ItemKind.VAT),
        lambda: ledger.post([]),
        lambda: ledger.find([]),
    ):
        with pytest.raises(NotAuthorised) as caught:
            call()
        assert caught.value.code == "connector_missing"


def test_braces_of_unknown_names_stay():
    made = template.fill("{host}/{other}?d={day}", host="https://h/é", day="1 é")
    assert made == "https://h/é/{other}?d=1%20%C3%A9"


def test_longest_address():
    start = "https://ledger.example/"
    assert template.is_template(start.ljust(500, "x"), ("host",))
    assert not template.is_template(start.ljust(501, "x"), ("host",))


LIMIT = Limit(key="k", credits=10, seconds=60)


@pytest.mark.parametrize(
    ("spent", "credits", "seconds"),
    [
        # To the last credit
        ([(0.0, 6)], 4, 0),
        ([(0.0, 6)], 5, 50),
        # No longer than until enough are free
        ([(0.0, 5), (1.0, 5)], 5, 50),
        ([(0.0, 5), (1.0, 4), (2.0, 1)], 6, 51),
        # Dearer than all: when nothing else is within the window
        ([(0.0, 1), (3.0, 1)], 11, 53),
        ([], 11, 0),
        ([(-50.0, 10)], 10, 0),
        ([(-49.0, 10)], 10, 1),
    ],
)
def test_waits_no_longer_than_it_must(spent, credits, seconds):
    assert wait(spent, LIMIT, credits, 10.0) == pytest.approx(seconds)
