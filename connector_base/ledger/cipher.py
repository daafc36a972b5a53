"""Secrets at rest: encrypted where somebody gave a key."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

PREFIX = "fernet:"


class KeyMissing(ValueError):
    """The key that it was encrypted with is not among those given."""


class Cipher:
    """``keys``: comma separated secrets, newest first; older ones only decrypt
    (rotation). Without any, values stay as they are."""

    def __init__(self, keys: str):
        ciphers = [
            Fernet(
                base64.urlsafe_b64encode(hashlib.sha256(key.strip().encode()).digest())
            )
            for key in keys.split(",")
            if key.strip()
        ]
        self._cipher = MultiFernet(ciphers) if ciphers else None

    def encrypt(self, value: str) -> str:
        if not value or not self._cipher:
            return value
        return PREFIX + self._cipher.encrypt(value.encode()).decode()

    def decrypt(self, value: str) -> str:
        """Raises KeyMissing."""
        if not value or not value.startswith(PREFIX):
            return value
        if not self._cipher:
            raise KeyMissing
        try:
            return self._cipher.decrypt(value[len(PREFIX) :].encode()).decode()
        except InvalidToken as error:
            raise KeyMissing from error
