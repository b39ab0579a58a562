"""
A race whose moment is certain: something is held in the database, until those wait who are meant to wait.

::

    with head_held(database, school_id) as held:
        writing = thread.submit(...)
        held.wait_for(1)        # its append has begun and cannot end
        ...                     # what happens meanwhile
    writing.result()            # at the end of the block it goes on; several go on in the order in which they came
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import psycopg

from tests.kit.database import Database

#: Nobody takes so long to begin, however busy the machine is.
BEGUN_S_MAX = 600.0


@dataclass(frozen=True)
class Held:
    """A lock that is held, and a connection that sees who waits in its database: for ``holder``, or for anybody."""

    watch: psycopg.Connection[Any]
    holder: int | None = None

    def waiting(self) -> list[int]:
        """Sessions of this database that wait for a lock, by their process ids."""
        waits = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            " AND (%(holder)s::integer IS NULL OR %(holder)s = ANY(pg_blocking_pids(pid)))"
        )
        return [pid for (pid,) in self.watch.execute(waits, {"holder": self.holder}).fetchall()]

    def wait_for(self, count: int) -> list[int]:
        """Until so many wait; who they are. AssertionError where they do not come."""
        until = time.monotonic() + BEGUN_S_MAX
        while len(found := self.waiting()) < count:
            assert time.monotonic() < until, f"{len(found)} wait, and {count} should"
            time.sleep(0.002)
        return found


@contextmanager
def watching(database: Database) -> Iterator[Held]:
    """Who waits, for a test that holds a lock of its own."""
    # Only the application's own role is told what the application waits for.
    with psycopg.connect(database.application_url, autocommit=True) as watch:
        yield Held(watch)


@contextmanager
def head_held(database: Database, school_id: UUID) -> Iterator[Held]:
    """Whoever appends to the school's ledger waits until the end of the block."""
    with _holding(database) as (holder, held):
        holder.execute("SELECT size FROM ledger.heads WHERE school_id = %s FOR UPDATE", [school_id])
        yield held


@contextmanager
def version_held(database: Database, school_id: UUID, stream_id: UUID, version: int) -> Iterator[Held]:
    """Whoever appends this version of a stream waits, as for another writer of it, who in the end gives up."""
    with _holding(database) as (holder, held):
        holder.execute("SELECT set_config('hocba.school_id', %s, true)", [str(school_id)])
        holder.execute(
            "INSERT INTO ledger.events SELECT school_id, 1000000000, stream_id, %s, topic, entry, %s, recorded_at"
            " FROM ledger.events WHERE school_id = %s AND stream_id = %s AND stream_version = 1",
            [version, uuid4(), school_id, stream_id],
        )
        yield replace(held, holder=holder.info.backend_pid)


@contextmanager
def _holding(database: Database) -> Iterator[tuple[psycopg.Connection[Any], Held]]:
    """A transaction of the owner's that is rolled back, and who waits."""
    with watching(database) as held, psycopg.connect(database.owner_url) as holder:
        try:
            yield holder, held
        finally:
            holder.rollback()
