"""
Work of minutes that one process of all does at a time in a school: a batch that is issued, a check of the whole ledger.

Who does it holds an advisory lock on a connection of his own: the pool's few are for answers to people, and the lock
ends with the connection, however the process ends. So that nobody does it is known, not guessed from a time.
"""

from __future__ import annotations

from contextlib import suppress
from enum import IntEnum
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection

from api.app import CONNECT_S_MAX
from domain.ledger import Pool
from domain.ledger.failures import wrapped


class Work(IntEnum):
    """Which of a school's advisory locks; 0 to 2 are the ledger's and the read models'."""

    BATCH = 32
    CHECK = 35


class Turn:
    """The school's turn to have a work done, until it is released."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def release(self) -> None:
        """Another one may take it now. A connection that broke has released it already."""
        with suppress(psycopg.OperationalError):
            self._connection.execute("SELECT pg_advisory_unlock_all()")
        self._connection.close()


def take(pool: Pool, school_id: UUID, work: Work) -> Turn | None:
    """The turn, or None where another one has it. Raises Unavailable."""
    with wrapped():
        connection = psycopg.connect(pool.url, connect_timeout=CONNECT_S_MAX, autocommit=True)
        query = "SELECT pg_try_advisory_lock(hashtextextended(%s, %s))"
        if connection.execute(query, [str(school_id), work]).fetchone() == (True,):
            return Turn(connection)
        connection.close()
        return None


def is_taken(connection: Connection[Any], school_id: UUID, work: Work) -> bool:
    """Whether somebody has the turn; asked without trying to have it, which would refuse who begins meanwhile."""
    query = (
        "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
        " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted"
        " AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(%s, %s))"
    )
    return connection.execute(query, [str(school_id), work]).fetchone() == (True,)
