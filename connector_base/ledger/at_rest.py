"""Secrets as they lie in the database."""

import base64
import hashlib
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from .errors import NotAuthorised

PREFIX = "fernet:"


class Vault:
    """``keys``, the newest first: it encrypts, the older ones only decrypt (rotation).
    Without a key all stays as it is. ``option`` names the setting, for who has to
    mend it."""

    def __init__(self, keys: Iterable[str], option: str):
        digests = (hashlib.sha256(key.encode()).digest() for key in keys)
        ciphers = [Fernet(base64.urlsafe_b64encode(digest)) for digest in digests]
        self._cipher = MultiFernet(ciphers) if ciphers else None
        self._option = option

    def encrypt(self, value: str) -> str:
        if not value or not self._cipher:
            return value
        return PREFIX + self._cipher.encrypt(value.encode()).decode()

    def decrypt(self, value: str) -> str:
        """Raises ``NotAuthorised("key_missing")`` where no key fits."""
        if not value.startswith(PREFIX):
            return value
        if not self._cipher:
            raise NotAuthorised("key_missing", self._option)
        try:
            return self._cipher.decrypt(value[len(PREFIX) :].encode()).decode()
        except InvalidToken as error:
            raise NotAuthorised("key_missing", self._option) from error
