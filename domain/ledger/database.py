"""
Connections: one pool per process, each statement of a school in a transaction that has chosen the school.

The setting ``hocba.school_id`` is always local to a transaction, so a connection that goes back to the pool remembers
no school, and a statement that forgot to choose one fails.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg_pool import ConnectionPool

from domain.ledger.announcing import Announcer
from domain.ledger.failures import wrapped

#: Connections of one process; a database of a few schools serves 100 in all by default.
POOL_SIZE_MAX = 8
#: A request that waits longer for a connection is better told to come again.
POOL_WAIT_S_MAX = 10.0


def _configure(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    # READ COMMITTED whatever the server's default is: append rests on it (0004). UTC, so times read as written.
    connection.execute("SET default_transaction_isolation = 'read committed'; SET TimeZone = 'UTC'")


def _is_ended(connection: psycopg.Connection[tuple[Any, ...]]) -> bool:
    """
    Whether the server has ended an idle connection, as it does when it restarts.

    Known in a microsecond and without asking the server: its farewell waits to be read, as nothing else does there.
    """
    if connection.closed:
        return True
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


class Pool(ConnectionPool[psycopg.Connection[tuple[Any, ...]]]):
    """
    The connections of a process over libpq address ``url``, and its announcer; made by ``open_pool``.

    ``announcer`` has a connection beside the pool's, from the first append on.
    """

    def __init__(self, url: str, size_max: int) -> None:
        self.url = url
        self.announcer = Announcer(url)
        super().__init__(
            url,
            min_size=1,
            max_size=size_max,
            timeout=POOL_WAIT_S_MAX,
            configure=_configure,
            kwargs={"autocommit": True},
            open=True,
        )

    def getconn(self, timeout: float | None = None) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection that the server has not ended. Raises psycopg's PoolTimeout."""
        connection = super().getconn(timeout)
        while _is_ended(connection):
            connection.close()
            self.putconn(connection)  # makes another one in its place
            connection = super().getconn(timeout)
        return connection

    def close(self, timeout: float = 5) -> None:
        """Send the last announcement and give the connections back."""
        self.announcer.close()
        super().close(timeout)


def open_pool(url: str, *, size_max: int = POOL_SIZE_MAX) -> Pool:
    """
    The pool of a process over libpq address ``url``; made after a fork, never before. Close it, or use ``with``.

    Connections are made when first needed, so a wrong address shows at the first statement, as Unavailable.
    """
    return Pool(url, size_max)


def rows(pool: Pool, query: LiteralString, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of one statement that needs no school, or chooses it itself."""
    with wrapped(), pool.connection() as connection:
        return connection.execute(query, parameters, binary=True).fetchall()


def rows_of_school(
    pool: Pool, school_id: UUID, query: LiteralString, parameters: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """All rows of one statement under the row-level security of one school."""
    with wrapped(), pool.connection() as connection, connection.transaction():
        connection.execute("SELECT set_config('hocba.school_id', %s, true)", [str(school_id)])
        return connection.execute(query, parameters, binary=True).fetchall()
