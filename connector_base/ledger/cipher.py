"""Secrets at rest."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from .errors import NotAuthorised

PREFIX = "fernet:"


def _cipher(keys: str) -> MultiFernet | None:
    ciphers = [
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
        for key in map(str.strip, keys.split(","))
        if key
    ]
    return MultiFernet(ciphers) if ciphers else None


def encrypt(value: str | None, keys: str) -> str:
    """``keys``: comma separated secrets, newest first; older ones only decrypt. As it
    is where there are none."""
    cipher = _cipher(keys)
    if not value or not cipher:
        return value or ""
    return PREFIX + cipher.encrypt(value.encode()).decode()


def decrypt(value: str | None, keys: str, name: str) -> str:
    """Raises NotAuthorised with the ``name`` of the setting where no key fits."""
    if not value or not value.startswith(PREFIX):
        return value or ""
    cipher = _cipher(keys)
    try:
        if cipher:
            return cipher.decrypt(value[len(PREFIX) :].encode()).decode()
    except InvalidToken as error:
        raise NotAuthorised("key_missing", name) from error
    raise NotAuthorised("key_missing", name)
