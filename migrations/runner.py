"""
Applies the numbered SQL files in order, each in a transaction of its own, and remembers the digest of each.

A file that was applied is never edited: the next change is the next number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from domain.errors import Misused
from domain.ledger.failures import wrapped
from migrations import privileges

FOLDER = Path(__file__).parent

#: Two migrations of one database wait for each other ("hocba" in ASCII).
ADVISORY_LOCK = 0x686F636261

#: A migration that must wait for the application's locks gives up rather than block it.
LOCK_TIMEOUT = "10s"
#: No migration of an empty or a full ledger may hold its locks longer.
STATEMENT_TIMEOUT = "120s"

_BOOTSTRAP = """
CREATE SCHEMA IF NOT EXISTS ledger;
CREATE TABLE IF NOT EXISTS ledger.migrations (
    number integer CONSTRAINT migrations_pkey PRIMARY KEY,
    name text NOT NULL,
    sha256 bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file: ``0004_append_is_the_only_way_in.sql``."""

    number: int
    name: str
    text: str

    @property
    def sha256(self) -> bytes:
        """Digest of the file's text."""
        return hashlib.sha256(self.text.encode()).digest()


def migrations() -> list[Migration]:
    """All files in order. Raises Misused if two bear one number."""
    found: dict[int, Migration] = {}
    for path in sorted(FOLDER.glob("*.sql")):
        match = re.fullmatch(r"(\d{4})_[a-z0-9_]+", path.stem)
        if match is None or int(match[1]) in found:
            raise Misused("migrate.name", file=path.name)
        found[int(match[1])] = Migration(int(match[1]), path.stem, path.read_text(encoding="utf-8"))
    return [found[number] for number in sorted(found)]


def migrate(owner_url: str, application_role: str, *, test_clock: bool = False) -> list[str]:
    """
    Brings the database of ``owner_url`` up to date; the names of the files that were applied now.

    Args:
        owner_url: libpq address of the role that owns, or will own, the ledger.
        application_role: the role of ``HOCBA_DATABASE_URL``; must exist and is given exactly its rights.
        test_clock: mark the database for ever as one whose clock can be set; only before its first school.

    Raises:
        Misused: role missing or too strong, an applied file was changed, the mark comes too late.
        Unavailable: database out of reach, or its locks not free within ``LOCK_TIMEOUT``.

    """
    with wrapped(), psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        connection.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        privileges.check_application_role(connection, application_role)
        with connection.transaction():
            connection.execute(_BOOTSTRAP)
        applied = _apply(connection, migrations())
        with connection.transaction():
            privileges.grant(connection, application_role)
            if test_clock:
                _mark_test_clock(connection)
        return applied


def pending(connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    """Names of files that were not applied yet. Raises Misused if an applied one was changed."""
    with wrapped():
        return [migration.name for migration in _missing(connection, migrations())]


def _missing(connection: psycopg.Connection[tuple[object, ...]], wanted: Sequence[Migration]) -> list[Migration]:
    rows = connection.execute("SELECT number, sha256 FROM ledger.migrations").fetchall()
    applied = {int(str(number)): sha256 for number, sha256 in rows}
    known = {migration.number for migration in wanted}
    if unknown := sorted(applied.keys() - known):
        raise Misused("migrate.newer", number=unknown[0])
    for migration in wanted:
        if migration.number in applied and applied[migration.number] != migration.sha256:
            raise Misused("migrate.changed", file=migration.name)
    return [migration for migration in wanted if migration.number not in applied]


def _apply(connection: psycopg.Connection[tuple[object, ...]], wanted: Sequence[Migration]) -> list[str]:
    missing = _missing(connection, wanted)
    for migration in missing:
        with connection.transaction():
            connection.execute(migration.text.encode())
            connection.execute(
                "INSERT INTO ledger.migrations (number, name, sha256) VALUES (%s, %s, %s)",
                [migration.number, migration.name, migration.sha256],
            )
    return [migration.name for migration in missing]


def _mark_test_clock(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM ledger.marks WHERE name = 'test-clock'), EXISTS (SELECT FROM ledger.heads)"
    ).fetchone()
    marked, used = row if row is not None else (False, False)
    if marked:
        return
    if used:
        raise Misused("migrate.test_clock_late")
    connection.execute("INSERT INTO ledger.marks (name) VALUES ('test-clock')")
