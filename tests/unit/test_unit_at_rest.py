"""Secrets in the database: read by the keys that are configured, by nobody else."""

import pytest

from odoo.addons.connector_base.ledger.at_rest import PREFIX, Vault
from odoo.addons.connector_base.ledger.errors import NotAuthorised

SECRET = "s3cr3t-9f0c1e"


def vault(*keys):
    return Vault(keys, "the_key")


def test_without_a_key_all_stays_as_it_is():
    for value in ("", SECRET):
        assert vault().encrypt(value) == value
        assert vault().decrypt(value) == value


def test_with_a_key_nobody_else_reads_it():
    stored = vault("one").encrypt(SECRET)
    assert stored.startswith(PREFIX)
    assert SECRET not in stored
    assert vault("one").decrypt(stored) == SECRET
    for other in (vault(), vault("two")):
        with pytest.raises(NotAuthorised) as caught:
            other.decrypt(stored)
        assert (caught.value.code, caught.value.detail) == ("key_missing", "the_key")


def test_keys_are_rotated():
    """The newest encrypts, the older ones still decrypt."""
    old = vault("one").encrypt(SECRET)
    both = vault("two", "one")
    assert both.decrypt(old) == SECRET
    assert vault("two").decrypt(both.encrypt(SECRET)) == SECRET


def test_what_was_stored_before_there_was_a_key_is_still_read():
    assert vault("one").decrypt(SECRET) == SECRET
    assert vault("one").encrypt("") == ""
