"""Nothing of psycopg leaks: every exception that it has becomes one of ours, in the right family."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import psycopg
import psycopg_pool
import pytest

from domain import messages
from domain.errors import Conflict, HocbaError, Misused, Tampered, Unavailable
from domain.ledger import failures
from domain.ledger import messages as ours


def _subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _subclasses(below)


ALL = sorted({*_subclasses(psycopg.Error), *_subclasses(psycopg.Warning)}, key=lambda kind: kind.__qualname__)


def test_psycopg_has_the_exceptions_that_are_walked() -> None:
    assert len(ALL) > 250
    assert psycopg_pool.PoolTimeout in ALL


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__qualname__)
def test_each_becomes_one_of_ours_with_its_texts(kind: type[Exception]) -> None:
    with pytest.raises(HocbaError) as caught, failures.wrapped():
        raise kind("first line\nsecond line")
    assert caught.value.__cause__ is not None
    assert "second line" not in caught.value.text("en")
    assert caught.value.text("vi") != caught.value.text("en")


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        (psycopg.OperationalError, Unavailable),
        (psycopg.InterfaceError, Unavailable),
        (psycopg_pool.PoolTimeout, Unavailable),
        (psycopg_pool.PoolClosed, Unavailable),
        (psycopg.errors.AdminShutdown, Unavailable),
        (psycopg.errors.CannotConnectNow, Unavailable),
        (psycopg.errors.TooManyConnections, Unavailable),
        (psycopg.errors.QueryCanceled, Unavailable),
        (psycopg.errors.DiskFull, Unavailable),
        (psycopg.errors.SerializationFailure, Conflict),
        (psycopg.errors.DeadlockDetected, Conflict),
        (psycopg.errors.LockNotAvailable, Conflict),
        (psycopg.errors.DataCorrupted, Tampered),
        (psycopg.errors.IndexCorrupted, Tampered),
        (psycopg.errors.InsufficientPrivilege, Misused),
        (psycopg.errors.UndefinedTable, Misused),
        (psycopg.errors.CheckViolation, Misused),
        (psycopg.errors.InvalidTextRepresentation, Misused),
    ],
)
def test_the_family_says_what_to_do(kind: type[Exception], family: type[HocbaError]) -> None:
    with pytest.raises(family) as caught, failures.wrapped():
        raise kind("x")
    assert isinstance(caught.value, Conflict) == (family is Conflict)


def test_every_code_has_both_texts_with_the_same_facts() -> None:
    for code, texts in ours.MESSAGES.items():
        vietnamese, english = ({field for _, field, _, _ in string.Formatter().parse(text) if field} for text in texts)
        assert vietnamese == english, code
        assert messages.MESSAGES[code] == texts


def test_every_code_that_is_raised_has_a_text_and_each_text_is_used() -> None:
    root = Path(failures.__file__).parents[2]
    sources = [*(root / "domain" / "ledger").glob("*.py"), *(root / "migrations").glob("*.py")]
    text = "\n".join(path.read_text() for path in sources if path.name != "messages.py")
    raised = set(re.findall(r'"((?:ledger|migrate|command|school)\.[a-z_]+)"', text))
    assert raised == set(ours.MESSAGES)
