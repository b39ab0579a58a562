"""
A statement sent as it is: prepared once on each connection, its values in PostgreSQL's own binary form.

psycopg's cursors look at each value of each execution to find out how to send it; for the one statement of an append
that took as long in this process as writing the entry. Here all of that is known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus

#: Times count from here in PostgreSQL's binary form, in microseconds (``timestamptz_send``).
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LONG = Struct("!q")
_BINARY = 1
#: invalid_sql_statement_name: there is no such prepared statement.
_UNPREPARED = b"26000"


class Prepared:
    """
    Args:
        name: of the statement on the server, unlike any other of this program.
        query: with a cast for each value, which says what is sent; ``%s`` and ``%b`` stand for values, as for psycopg.

    """

    def __init__(self, name: str, query: str) -> None:
        self.query = query
        self._name = name.encode()
        numbers = iter(range(1, query.count("%") + 1))
        self._sent = re.sub("%[sb]", lambda _: f"${next(numbers)}", query).encode()
        self._formats = [_BINARY] * query.count("%")
        self._known: WeakSet[psycopg.Connection[Any]] = WeakSet()

    def __call__(self, connection: psycopg.Connection[Any], values: Sequence[bytes | None]) -> list[bytes | None]:
        """
        The columns of the one row that it gives, as they were sent.

        Raises psycopg's errors, as its cursors do; a statement under way is not interrupted by Ctrl+C.
        """
        server = connection.pgconn
        if connection in self._known:
            result = server.exec_prepared(self._name, values, self._formats, _BINARY)  # type: ignore[arg-type]  # None: NULL
            # After a rollback psycopg ends all statements of the connection, ours among them: nothing was executed.
            if result.error_field(DiagnosticField.SQLSTATE) != _UNPREPARED:
                return _row(server, result)
        _check(server, server.prepare(self._name, self._sent))
        self._known.add(connection)
        result = server.exec_prepared(self._name, values, self._formats, _BINARY)  # type: ignore[arg-type]  # None: NULL
        return _row(server, result)


def _row(server: Any, result: Any) -> list[bytes | None]:
    _check(server, result)
    return [result.get_value(0, column) for column in range(result.nfields)]


def _check(server: Any, result: Any) -> None:
    if result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return
    # A server that is gone gives no SQLSTATE, and libpq does not always know yet that the connection is bad.
    if server.status == ConnStatus.BAD or result.error_field(DiagnosticField.SQLSTATE) is None:
        raise psycopg.OperationalError(f"the connection is lost: {result.get_error_message()}")
    raise error_from_result(result)


def bigint(value: int) -> bytes:
    """A number as bigint. Raises struct.error beyond 64 bits."""
    return _LONG.pack(value)


def timestamp(at: datetime) -> bytes:
    """A time with a zone as timestamptz; exact, because both count microseconds."""
    return _LONG.pack((at - _EPOCH) // _MICROSECOND)
