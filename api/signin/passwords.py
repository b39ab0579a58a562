"""
Passwords: argon2id (RFC 9106), what may be one, and what is sealed under one.

NIST SP 800-63B-4 §3.1.1: length instead of rules about kinds of characters, and the text made one by NFKC, so that the
same phrase typed on a phone (NFC) and on a Mac (NFD) is the same password.
"""

from __future__ import annotations

import base64
import os
import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import hash_secret_raw
from cryptography.fernet import Fernet, InvalidToken

import api.signin.messages  # noqa: F401  # registers the texts
from domain.errors import Rejected

LENGTH_MIN = 12
LENGTH_MAX = 128
#: Fewer different characters than that are a pattern, not a phrase.
DIFFERENT_MIN = 5
#: Runs of a keyboard or of digits, of which a password must not consist.
RUNS = ("0123456789", "9876543210", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "matkhau")
RUN_MIN = 4

#: OWASP's setting for 46 MiB: about 50 ms on a school's server.
_TIME, _MEMORY_KIB, _LANES = 1, 46 * 1024, 1
_HASHER = PasswordHasher(time_cost=_TIME, memory_cost=_MEMORY_KIB, parallelism=_LANES)
#: So many are hashed at once, that strangers who send passwords cannot take the server's memory.
_TURNS = BoundedSemaphore(4)
#: Nobody's password: an unknown name costs the same work as a known one.
_NOBODYS = _HASHER.hash(base64.b64encode(os.urandom(32)))
_SALT_BYTES = 16


def check(password: str, login: str) -> None:
    """Raises Rejected ``password.short``, ``password.long``, ``password.easy``."""
    plain = _one(password)
    if len(plain) < LENGTH_MIN:
        raise Rejected("password.short", least=LENGTH_MIN)
    if len(plain) > LENGTH_MAX:
        raise Rejected("password.long", most=LENGTH_MAX)
    folded = "".join(plain.casefold().split()).replace(login.casefold(), "")
    if len(set(folded)) < DIFFERENT_MIN or len(_without_runs(folded)) < LENGTH_MIN // 2:
        raise Rejected("password.easy")


def hashed(password: str) -> str:
    """The text to keep (PHC string format)."""
    with _TURNS:
        return _HASHER.hash(_one(password))


def verify(kept: str | None, password: str) -> bool:
    """Whether it is the right one. Takes as long where nothing is kept, which is never right."""
    try:
        with _TURNS:
            return _HASHER.verify(kept or _NOBODYS, _one(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was hashed with less work than is asked for today."""
    return _HASHER.check_needs_rehash(kept)


def seal(password: str, secret: bytes) -> bytes:
    """Readable with the password only: what the database alone must not give away."""
    salt = os.urandom(_SALT_BYTES)
    return salt + Fernet(_key(password, salt)).encrypt(secret)


def unseal(password: str, sealed: bytes) -> bytes | None:
    """The secret, or None with another password."""
    try:
        return Fernet(_key(password, sealed[:_SALT_BYTES])).decrypt(sealed[_SALT_BYTES:])
    except InvalidToken:
        return None


def _key(password: str, salt: bytes) -> bytes:
    with _TURNS:
        raw = hash_secret_raw(_one(password).encode(), salt, _TIME, _MEMORY_KIB, _LANES, 32, Type.ID)
    return base64.urlsafe_b64encode(raw)


def _one(password: str) -> str:
    return unicodedata.normalize("NFKC", password[: LENGTH_MAX + 1])


def _without_runs(text: str) -> str:
    """What is left when the runs are taken out, the longest first."""
    for length in range(max(map(len, RUNS)), RUN_MIN - 1, -1):
        for run in RUNS:
            for start in range(len(run) - length + 1):
                text = text.replace(run[start : start + length], "")
    return text
