"""Secrets at rest."""

import base64
import hashlib
import secrets

import pytest
from cryptography.fernet import Fernet

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


def test_shortest_key_that_is_taken():
    assert Box("x" * 32).seals


def test_without_a_key_all_is_open():
    for box in (Box(), Box("off"), Box(f"off,{FIRST}")):
        assert not box.seals
        assert box.seal("s3cr3t") == "s3cr3t"
        assert box.is_current("s3cr3t")


def test_nothing_needs_no_key():
    for box in (Box(), Box(FIRST)):
        assert box.seal("") == box.open("") == ""
        assert box.is_current("")


def test_what_was_sealed_by_a_version_before_is_opened_and_sealed_anew():
    key = base64.urlsafe_b64encode(hashlib.sha256(FIRST.encode()).digest())
    stored = "fernet:" + Fernet(key).encrypt(b"s3cr3t").decode()
    box = Box(f"{SECOND},{FIRST}")
    assert box.open(stored) == "s3cr3t"
    assert not box.is_current(stored) and not Box().is_current(stored)
    with pytest.raises(KeyMissing):
        Box(SECOND).open(stored)


# By the key of 32 times "k"
STORED = (
    "sealed:e6dddb62:gAAAAABrCpWpZ3_EusQRvMHhrOFFQz864SIi9VEFbK"
    "r8sPLoEhChgM_wg6TvXwlIM8h6p7NNytpgBiV-2UB-nGck_6wiGZPTrA=="
)


def test_what_is_stored_stays_readable():
    """Whatever changes here: databases are full of these."""
    box = Box("k" * 32)
    assert box.open(STORED) == "s3cr3t"
    assert box.is_current(STORED)


def test_what_is_garbled_stays_shut():
    with pytest.raises(KeyMissing):
        Box("k" * 32).open("sealed:a:b:c")
