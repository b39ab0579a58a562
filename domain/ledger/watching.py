"""
Watching ledgers grow: woken by notifications (``announcing``), with a slow look at the heads behind them.

A notification says only where to look: what counts is the head. It is lost when the connection breaks, behind a proxy
that shares connections, or when the writer dies between its commit and its announcement; then the next look finds it.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Mapping
from threading import Lock
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import psycopg

from domain.errors import HocbaError
from domain.ledger.announcing import CONNECT_S_MAX, FOLLOWED, GROWN
from domain.ledger.failures import wrapped

#: The heads are looked at this often whatever is announced: how late a lost notification is found.
POLL_S = 1.0
#: Wait before another try when the server has not let us in.
AGAIN_S = 1.0
#: A connection whose packets are not acknowledged for so long is dead; milliseconds, as libpq counts.
UNACKNOWLEDGED_MS_MAX = 10_000

_HEADS = "SELECT school_id, size FROM ledger.heads WHERE %b::uuid[] IS NULL OR school_id = ANY (%b::uuid[])"

Heads = Mapping[UUID, int]


class Watch:
    """
    One connection of its own, made at the first ``wait`` and anew when it has died. For one thread, but for ``stop``.

    Use ``with``, or ``close``.
    """

    def __init__(self, url: str, *, poll_s: float = POLL_S) -> None:
        self.poll_s = poll_s
        self._url = url
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._refused = False
        self._stopped = False
        self._look_at = 0.0
        self._bell, self._rope = socket.socketpair()
        self._waiting = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def listening(self) -> bool:
        """Whether notifications can arrive now."""
        return self._connection is not None

    @property
    def stopped(self) -> bool:
        """Whether ``stop`` was called."""
        return self._stopped

    def wait(self) -> Heads:
        """
        Ledgers that may have grown, with their sizes: all of them at first, after a reconnection and at every look.

        May be empty, and is at once when stopped. A connection that died is made anew. Raises Unavailable where the
        server does not let us in: wait again, and the next try comes after ``AGAIN_S``.
        """
        with self._waiting:
            while not self._stopped:
                begins = self._connection is None
                try:
                    with wrapped():
                        return self._begin() if begins else self._woken()
                except HocbaError:
                    self._drop()
                    self._refused = begins
                    if begins:
                        raise
        return {}

    def stop(self) -> None:
        """Ends the current and every later ``wait``; from any thread, or a signal's handler."""
        if not self._stopped:
            self._stopped = True
            self._rope.send(b"\0")

    def close(self) -> None:
        """Stop, and give the connection back when the last ``wait`` has ended: what is closed wakes nobody."""
        self.stop()
        with self._waiting:
            self._drop()
            self._bell.close()
            self._rope.close()

    def _begin(self) -> Heads:
        if self._refused and self._sleep(AGAIN_S):
            return {}
        self._connection = psycopg.connect(
            self._url, autocommit=True, connect_timeout=CONNECT_S_MAX, tcp_user_timeout=UNACKNOWLEDGED_MS_MAX
        )
        self._connection.execute(f"LISTEN {GROWN}")
        self._connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", FOLLOWED)  # ends with the connection
        return self._heads(None)

    def _woken(self) -> Heads:
        """The heads that were named; all of them where it is time to look, however much is announced meanwhile."""
        named = self._named()
        if not named and self._sleep(self._look_at - time.monotonic()):
            named = self._named()
        return self._heads(named if time.monotonic() < self._look_at else None)

    def _heads(self, named: set[UUID] | None) -> Heads:
        assert self._connection is not None
        if named is None:
            self._look_at = time.monotonic() + self.poll_s
        elif not named:
            return {}
        return dict(self._connection.execute(_HEADS, [list(named or ()) or None] * 2).fetchall())

    def _named(self) -> set[UUID]:
        """The schools of the notifications that have arrived."""
        assert self._connection is not None
        named = set()
        for told in self._connection.notifies(timeout=0):
            try:
                named.add(UUID(told.payload))
            except ValueError:  # not of ours; anybody who may connect may notify
                self._look_at = 0.0
        return named

    def _sleep(self, seconds: float) -> bool:
        """Until something arrives (True), or time is over."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            if self._connection is not None:
                selector.register(self._connection, selectors.EVENT_READ)
            return bool(selector.select(max(seconds, 0)))

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
