"""The ledger's time: the database's, asked once a minute and carried on by this process's monotonic clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Lock

from domain.errors import Misused
from domain.ledger.database import Pool, rows

#: How long an answer is carried on. Clocks of ordinary machines drift by less than a millisecond in that time.
KEEP_S_MAX = 60.0


class Clock:
    """One per pool; several threads may ask."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lock = Lock()
        self._asked: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """UTC, to the microsecond. Raises Unavailable if the database must be asked and does not answer."""
        with self._lock:
            if self._asked is None or time.monotonic() - self._asked[1] > KEEP_S_MAX:
                before = time.monotonic()
                answered: datetime = rows(self._pool, "SELECT ledger.now()", [])[0][0]
                self._asked = answered.astimezone(UTC), (before + time.monotonic()) / 2
            at, since = self._asked
            return at + timedelta(seconds=time.monotonic() - since)

    def forget(self) -> None:
        """Ask the database next time: somebody has set its clock."""
        with self._lock:
            self._asked = None

    def set(self, at: datetime) -> None:
        """Sets the clock of a database made by ``migrate --test-clock``; else Misused. ``at`` has a zone."""
        if at.tzinfo is None:
            raise Misused("ledger.call", message="a time without a zone is refused, not guessed")
        rows(self._pool, "SELECT ledger.set_clock(%s)", [at])
        self.forget()
