"""
A ledger as it stood at one moment, streamed: one read-only transaction, so that what is recorded or published while the
audit runs is no finding. Rows come as text where a column can hold what Python cannot (a time of "infinity").
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

import psycopg

from domain.ledger import Pool
from domain.ledger.failures import wrapped

#: Rows fetched at once: entries of 0.5 kB as a rule, of 64 kB at most.
ENTRIES_AT_ONCE = 1000
#: Documents are fetched a few at a time: a sealed PDF has 100 kB to some MB.
DOCUMENTS_AT_ONCE = 4


class EntryRow(NamedTuple):
    """A row of ``ledger.events``; the columns that are copies as PostgreSQL writes them (times in UTC)."""

    position: int
    stream_id: str
    stream_version: int
    topic: str
    entry: bytes
    event_id: str
    recorded_at: str


class CommandRow(NamedTuple):
    """A row of ``ledger.commands``."""

    command_id: str
    first: int
    last: int


class CheckpointRow(NamedTuple):
    """A row of ``ledger.checkpoints``; ``issued_s`` is the time in seconds since 1970, which may be infinite."""

    size: int
    previous_size: int
    root: bytes
    note: str
    issued_at: str
    issued_s: Decimal


class TimestampRow(NamedTuple):
    """A row of ``ledger.timestamps``; ``note`` and time of its checkpoint are None and infinite where it is gone."""

    size: int
    note_sha256: bytes
    answer: bytes
    note: str | None
    issued_s: Decimal


class PersonalRow(NamedTuple):
    """A row of ``ledger.personal``."""

    commitment: bytes
    field: str
    salt: bytes
    value: str


class Snapshot:
    """One school at one moment. Made by ``snapshot``; every iterator must be used before it closes."""

    def __init__(self, connection: psycopg.Connection[Any], school_id: UUID) -> None:
        self._connection = connection
        self.school_id = school_id

    def head(self) -> int | None:
        """What the head says, or None where there is no head."""
        found = self._rows("SELECT size FROM ledger.heads WHERE school_id = %s")
        return found[0][0] if found else None

    def published(self) -> int:
        """Size of the largest checkpoint, 0 without one."""
        return int(self._rows("SELECT coalesce(max(size), 0) FROM ledger.checkpoints WHERE school_id = %s")[0][0])

    def has_test_clock(self) -> bool:
        """Whether this database's clock can be set."""
        query = "SELECT EXISTS (SELECT FROM ledger.marks WHERE name = 'test-clock')"
        return bool(self._connection.execute(query).fetchall()[0][0])

    def now_s(self) -> Decimal:
        """The ledger's time, in seconds since 1970."""
        return Decimal(self._connection.execute("SELECT extract(epoch FROM ledger.now())").fetchall()[0][0])

    def entries(self) -> Iterator[EntryRow]:
        """Every entry in order of position, also those beyond the head."""
        return map(
            EntryRow._make,
            self._stream(
                "SELECT position, stream_id::text, stream_version, topic, entry, event_id::text, recorded_at::text"
                " FROM ledger.events WHERE school_id = %s ORDER BY position",
                ENTRIES_AT_ONCE,
            ),
        )

    def commands(self) -> Iterator[CommandRow]:
        """Every command in order of its first position."""
        query = (
            "SELECT command_id::text, first_position, last_position FROM ledger.commands WHERE school_id = %s"
            " ORDER BY first_position, last_position, command_id"
        )
        return map(CommandRow._make, self._stream(query, ENTRIES_AT_ONCE))

    def checkpoints(self) -> Iterator[CheckpointRow]:
        """Every checkpoint, the smallest first."""
        query = (
            "SELECT size, previous_size, root, note, issued_at::text, extract(epoch FROM issued_at)"
            " FROM ledger.checkpoints WHERE school_id = %s ORDER BY size"
        )
        return map(CheckpointRow._make, self._stream(query, ENTRIES_AT_ONCE))

    def timestamps(self) -> Iterator[TimestampRow]:
        """Every timestamp kept, by size of its checkpoint."""
        query = (
            "SELECT t.size, t.note_sha256, t.answer, c.note,"
            " extract(epoch FROM coalesce(c.issued_at, 'infinity'::timestamptz))"
            " FROM ledger.timestamps t LEFT JOIN ledger.checkpoints c ON c.school_id = t.school_id AND c.size = t.size"
            " WHERE t.school_id = %s ORDER BY t.size"
        )
        return map(TimestampRow._make, self._stream(query, ENTRIES_AT_ONCE))

    def tile(self, level: int, index: int) -> list[tuple[int, bytes]]:
        """(width, hashes) of one tile at each width it was published at, the narrowest first."""
        return self._rows(
            "SELECT width, hashes FROM ledger.tiles WHERE school_id = %s AND level = %s AND index = %s ORDER BY width",
            level,
            index,
        )

    def tiles_beyond(self, size: int, limit: int) -> list[tuple[int, int, int]]:
        """(level, index, width) of tiles that say more than the tree of ``size`` leaves has."""
        return self._rows(
            "SELECT level, index, width FROM ledger.tiles WHERE school_id = %s"
            " AND (index::numeric * 256 + width) * power(256::numeric, level) > %s"
            " ORDER BY level, index, width LIMIT %s",
            size,
            limit,
        )

    def documents(self) -> Iterator[tuple[bytes, bytes]]:
        """(digest, content) of every blob, by digest."""
        query = "SELECT sha256, content FROM ledger.blobs WHERE school_id = %s ORDER BY sha256"
        return self._stream(query, DOCUMENTS_AT_ONCE)

    def document_count(self) -> int:
        """How many ``documents`` there are."""
        return int(self._rows("SELECT count(*) FROM ledger.blobs WHERE school_id = %s")[0][0])

    def personal(self) -> Iterator[PersonalRow]:
        """Every identity value."""
        query = "SELECT commitment, field, salt, value FROM ledger.personal WHERE school_id = %s ORDER BY commitment"
        return map(PersonalRow._make, self._stream(query, ENTRIES_AT_ONCE))

    def erasures(self) -> Iterator[tuple[bytes, int]]:
        """(commitment, position of the entry) of every erasure."""
        query = "SELECT commitment, position FROM ledger.erasures WHERE school_id = %s ORDER BY commitment"
        return self._stream(query, ENTRIES_AT_ONCE)

    def _rows(self, query: LiteralString, *parameters: object) -> list[Any]:
        # Binary, because bytes as hex text cost more than hashing them.
        return self._connection.execute(query, [self.school_id, *parameters], binary=True).fetchall()

    def _stream(self, query: LiteralString, at_once: int) -> Iterator[Any]:
        name = query.rpartition("FROM ledger.")[2].split()[0]
        with wrapped(), self._connection.cursor(name, binary=True) as cursor:
            cursor.execute(query, [self.school_id])
            while page := cursor.fetchmany(at_once):
                yield from page


@contextmanager
def snapshot(pool: Pool, school_id: UUID) -> Iterator[Snapshot]:
    """
    The school's ledger as it is now, until the block ends. Raises Unavailable.

    A transaction that stays open keeps old row versions alive; here only those of heads, for the ledger has no others.
    """
    with wrapped(), pool.connection() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute(
            "SELECT set_config('hocba.school_id', %s, true), set_config('TimeZone', 'UTC', true),"
            " set_config('DateStyle', 'ISO, YMD', true), set_config('statement_timeout', '0', true)",
            [str(school_id)],
        )
        yield Snapshot(connection, school_id)
