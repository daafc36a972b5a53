"""Secrets at rest."""

import secrets

import pytest

from odoo.addons.connector_base.ledger.sealing import Box, KeyMissing, KeyShort

FIRST, SECOND = secrets.token_urlsafe(32), secrets.token_urlsafe(32)


def test_what_is_sealed_says_nothing_and_is_opened_again():
    sealed = Box(FIRST).seal("s3cr3t")
    assert "s3cr3t" not in sealed and FIRST not in sealed
    assert Box(FIRST).open(sealed) == "s3cr3t"
    assert Box(FIRST).seal("s3cr3t") != sealed


@pytest.mark.parametrize("key", ["password", "x" * 31, f"short,{FIRST}"])
def test_short_keys_are_refused(key):
    with pytest.raises(KeyShort):
        Box(key)


def test_a_key_is_turned_on_rotated_and_turned_off():
    """What is not as it would be sealed now is told, and can be opened still."""
    stored = "s3cr3t"
    for keys in (FIRST, f"{SECOND},{FIRST}", SECOND, f"off,{SECOND}"):
        box = Box(keys)
        assert box.is_current(stored) == (keys == SECOND)
        stored = box.seal(box.open(stored))
        assert box.is_current(stored)
    assert stored == "s3cr3t"


@pytest.mark.parametrize("keys", ["", SECOND, "off"])
def test_without_its_key_it_stays_shut(keys):
    with pytest.raises(KeyMissing):
        Box(keys).open(Box(FIRST).seal("s3cr3t"))


def test_what_was_changed_is_not_opened():
    sealed = Box(FIRST).seal("s3cr3t")
    with pytest.raises(KeyMissing):
        Box(FIRST).open(sealed[:-4] + "AAA=")
