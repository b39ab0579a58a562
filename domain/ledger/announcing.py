"""
Announcing, after the commit, that a ledger has grown, so that followers need not ask again and again.

Never inside an append: a NOTIFY takes a lock of the whole cluster until its transaction ends, so it would serialise all
commits (design §2). A thread of each writing process sends what has gathered, on a connection of its own. What is told
may be lost (``watching`` looks at the heads as well); an append never waits for it and never fails because of it.
"""

from __future__ import annotations

import logging
import time
from threading import Condition, Event, Thread
from uuid import UUID

import psycopg

LOG = logging.getLogger("hocba.ledger")

#: Followers of the ledgers listen here; the payload is the school's id.
GROWN = "hocba_ledger"
#: Whoever waits for the read models listens here; the payload is the school's id.
FOLDED = "hocba_read"

#: Shared advisory lock, in two halves, that whoever listens holds as long as he does.
FOLLOWED = (0x686F6362, 0x61)
#: After nobody followed, nobody is told for so long; a follower that has just begun finds by looking what he missed.
ALONE_S = 1.0

#: What is told within this time after an announcement becomes one notification per school.
MOMENT_S = 0.01
#: Between two announcements this many times as long passes as the last one took: a busy server is told less often.
REST = 10
#: A server that does not let us in within this time hears nothing; seconds, as libpq counts.
CONNECT_S_MAX = 5
#: ``close`` waits no longer than this for the last announcement.
CLOSE_S_MAX = 2.0

#: The announcing thread, and its session in ``pg_stat_activity``.
APPLICATION = "hocba-announcer"
#: NOTIFY needs no durable commit: what it says is in the heads.
_OPTIONS = "-c synchronous_commit=off"
_NOTIFY = "SELECT pg_notify(told.channel, told.payload) FROM unnest(%s::text[], %s::text[]) AS told (channel, payload)"
_FOLLOWED = """
SELECT EXISTS (
    SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = %s::oid AND l.objid = %s::oid)
"""


class Announcer:
    """One per pool, hence per process. The thread begins with the first thing told. Several threads may tell."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._told: set[tuple[str, str]] = set()
        self._news = Condition()
        self._closing = Event()
        self._thread: Thread | None = None
        self._alone_until = self._followed_until = 0.0

    def tell(self, channel: str, school_id: UUID) -> None:
        """Announce soon, if somebody follows and it can be done. Returns at once and raises nothing."""
        if time.monotonic() < self._alone_until:
            return
        with self._news:
            if self._closing.is_set():
                return
            self._told.add((channel, str(school_id)))
            if self._thread is None:
                self._thread = Thread(target=self._run, name=APPLICATION, daemon=True)
                try:
                    self._thread.start()
                except RuntimeError:  # the interpreter is about to end: whoever follows looks at the heads
                    self._thread = None
            self._news.notify()

    def close(self) -> None:
        """Send what was told and end the thread."""
        with self._news:
            self._closing.set()
            self._news.notify()
        if self._thread is not None:
            self._thread.join(CLOSE_S_MAX)

    def _run(self) -> None:
        connection: psycopg.Connection[tuple[object, ...]] | None = None
        while told := self._next():
            since = time.monotonic()
            try:
                if connection is None:
                    connection = psycopg.connect(
                        self._url,
                        autocommit=True,
                        connect_timeout=CONNECT_S_MAX,
                        options=_OPTIONS,
                        application_name=APPLICATION,
                    )
                if self._is_followed(connection):
                    channels, payloads = zip(*told, strict=True)
                    connection.execute(_NOTIFY, [list(channels), list(payloads)])
            except psycopg.Error as error:
                LOG.warning("an announcement was lost: %s", type(error).__name__)
                if connection is not None:
                    connection.close()
                    connection = None
            self._closing.wait(max(MOMENT_S, REST * (time.monotonic() - since)))
        if connection is not None:
            connection.close()

    def _is_followed(self, connection: psycopg.Connection[tuple[object, ...]]) -> bool:
        """Whether somebody followed within the last ``ALONE_S``; where nobody does, ``tell`` rests for as long."""
        now = time.monotonic()
        if now < self._followed_until:
            return True
        followed = connection.execute(_FOLLOWED, FOLLOWED).fetchone() == (True,)
        if followed:
            self._followed_until = now + ALONE_S
        else:
            self._alone_until = now + ALONE_S
        return followed

    def _next(self) -> set[tuple[str, str]]:
        """What was told since the last time, waited for; empty at the end."""
        with self._news:
            while not self._told and not self._closing.is_set():
                self._news.wait()
            told, self._told = self._told, set()
            return told
