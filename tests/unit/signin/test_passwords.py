"""What may be a password, what is kept of one, and that nobody's costs the same work as somebody's."""

from __future__ import annotations

import unicodedata

import pytest

from api.signin import passwords
from domain.errors import Rejected

GOOD = "con mèo trèo cây cau"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ngắn quá", "password.short"),
        ("a" * 129, "password.long"),
        ("aaaaaaaaaaaaaa", "password.easy"),
        ("abababababab", "password.easy"),
        ("123456789012345", "password.easy"),
        ("qwertyuiop12345", "password.easy"),
        ("matkhau matkhau 123", "password.easy"),
        ("GV01gv01GV01gv01", "password.easy"),
    ],
)
def test_what_is_easily_guessed_is_no_password(password: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        passwords.check(password, "gv01")
    assert refused.value.code == code


@pytest.mark.parametrize("password", [GOOD, "Mưa xuân 2026 ở Huế", "x" * 6 + "kjwzpqvb", "🐈🐕🐎🐖🐓🐐🦆🐇🐢🐟🦋🐝"])
def test_a_phrase_is_one(password: str) -> None:
    passwords.check(password, "gv01")


def test_what_is_kept_is_argon2id_and_tells_nothing() -> None:
    kept = passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert kept != passwords.hashed(GOOD)
    assert GOOD not in kept
    assert passwords.verify(kept, GOOD)
    assert not passwords.verify(kept, GOOD + " ")
    assert not passwords.outdated(kept)
    assert passwords.outdated(kept.replace("m=47104", "m=19456"))


def test_the_same_phrase_of_another_keyboard_is_the_same_password() -> None:
    assert passwords.verify(passwords.hashed(GOOD), unicodedata.normalize("NFD", GOOD))


@pytest.mark.parametrize("kept", [None, "", "plain", "$argon2id$v=19$m=1"])
def test_where_nothing_readable_is_kept_nothing_is_right(kept: str | None) -> None:
    assert not passwords.verify(kept, GOOD)


def test_a_longer_one_is_not_the_password_that_it_begins_with() -> None:
    longest = "dài " * 32
    assert not passwords.verify(passwords.hashed(longest), longest + "x")


def test_what_is_sealed_opens_with_the_password_only() -> None:
    sealed = passwords.seal(GOOD, b"secret")
    assert b"secret" not in sealed
    assert passwords.unseal(GOOD, sealed) == b"secret"
    assert passwords.unseal("một câu khác hẳn", sealed) is None
    assert passwords.unseal(GOOD, sealed[:-1] + b"A") is None
