"""Secrets at rest: sealed with the first of some keys, opened with whichever fits.

A key is stretched (scrypt), so that what was not made by a generator is dear to guess
as well, and each sealed text says by which one it was sealed.
"""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

# 32 random bytes have 43 characters in base64.
SHORTEST = 32
# In place of the first key: nothing is sealed any more.
OFF = "off"
_SALT, _COST = b"ledger_connector", {"n": 2**14, "r": 8, "p": 1}
_SEALED = "sealed:"
# Of a version before: by an unstretched key.
_OLD = "fernet:"


class KeyMissing(Exception):
    """None of the keys opens it."""


class KeyShort(Exception):
    """It could be guessed."""


class Box:
    """``keys``: separated by commas, the newest first; "" for none."""

    def __init__(self, keys: str = ""):
        self._keys = [key.strip() for key in keys.split(",") if key.strip()]
        is_off = self._keys[:1] == [OFF]
        self._keys = self._keys[is_off:]
        self._first = None if is_off or not self._keys else self._keys[0]
        if self._first and len(self._first) < SHORTEST:
            raise KeyShort

    @property
    def seals(self) -> bool:
        return self._first is not None

    def seal(self, text: str) -> str:
        if not text or self._first is None:
            return text
        name, fernet = _stretched(self._first)
        return f"{_SEALED}{name}:{fernet.encrypt(text.encode()).decode()}"

    def open(self, sealed: str) -> str:
        """Raises KeyMissing."""
        if sealed.startswith(_OLD):
            return _try([_plain(key) for key in self._keys], sealed[len(_OLD) :])
        if not sealed.startswith(_SEALED):
            return sealed
        _mark, name, content = sealed.split(":", 2)
        found = [_stretched(key) for key in self._keys]
        return _try([fernet for one, fernet in found if one == name], content)

    def is_current(self, sealed: str) -> bool:
        """Whether ``seal`` would make it like this now."""
        if not sealed or self._first is None:
            return not sealed.startswith((_SEALED, _OLD))
        return sealed.startswith(f"{_SEALED}{_stretched(self._first)[0]}:")


def _try(fernets: list[Fernet], content: str) -> str:
    for fernet in fernets:
        try:
            return fernet.decrypt(content.encode()).decode()
        except InvalidToken:
            continue
    raise KeyMissing


@lru_cache(maxsize=16)
def _stretched(key: str) -> tuple[str, Fernet]:
    """Its name, which tells nothing of it, and what it does."""
    made = hashlib.scrypt(key.encode(), salt=_SALT, dklen=64, **_COST)
    return made[32:36].hex(), Fernet(base64.urlsafe_b64encode(made[:32]))


def _plain(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))
