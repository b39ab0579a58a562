"""
Following the ledgers of a database: read models kept up by another process than the one that writes.

Woken by each append, and by a slow look at the heads where a notification was lost (``domain.ledger.watching``). What
it has folded it need not remember: rows and positions commit together (``runner``). Two followers take turns.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from uuid import UUID

from domain.errors import HocbaError, Tampered, Unavailable
from domain.ledger import Ledgers, Watch
from domain.ledger.failures import wrapped
from domain.ledger.watching import POLL_S, Heads
from projections.runner import Runner

LOG = logging.getLogger("hocba.follower")


class _Stopped(Exception):
    """Told to stop between two batches."""


@dataclass(slots=True)
class _School:
    """How far the read models of one school have come, of how many entries."""

    size: int = 0
    reached: int = 0


@dataclass
class Follower:
    """
    One thread's work. ``follow`` goes on until its watch is stopped, ``running`` makes a thread of it.

    Evidence that contradicts itself (Tampered) stops the work on that school for good: it is ``doubted``. Everything
    else is tried again at the next look.
    """

    ledgers: Ledgers
    runner: Runner
    poll_s: float = POLL_S
    doubted: set[UUID] = field(default_factory=set)
    fault: str | None = None
    following: bool = False
    active_at: float = field(default_factory=time.monotonic)
    _schools: dict[UUID, _School] = field(default_factory=dict)

    @property
    def entries_behind(self) -> int:
        """Entries that the read models of the school where it is worst do not show, as far as is known."""
        return max((each.size - each.reached for each in list(self._schools.values())), default=0)

    def follow(self, watch: Watch) -> None:
        """Fold whatever comes; nothing is raised, what went wrong is logged and stands in ``fault``."""
        self.following = True
        while not watch.stopped:
            try:
                heads = watch.wait()
            except HocbaError as error:
                self.fault = error.code
                LOG.warning("follower: %s; tried again", error.code)
            else:
                self._fold_all(watch, heads)
            self.active_at = time.monotonic()
        self.following = False

    @contextmanager
    def running(self) -> Iterator[Follower]:
        """Work in a thread until the block ends; a batch that has begun is finished."""
        with Watch(self.ledgers.pool.url, poll_s=self.poll_s) as watch:
            thread = Thread(target=self.follow, args=[watch], name="hocba-follower", daemon=True)
            thread.start()
            try:
                yield self
            finally:
                watch.stop()
                thread.join()

    def _fold_all(self, watch: Watch, heads: Heads) -> None:
        fault = None
        for school_id, size in heads.items():
            school = self._schools.setdefault(school_id, _School())
            school.size = max(size, school.size)
            if school.reached < school.size and school_id not in self.doubted and not watch.stopped:
                fault = self._fold(watch, school_id, school) or fault
        self.fault = fault

    def _fold(self, watch: Watch, school_id: UUID, school: _School) -> str | None:
        """Bring one school up to date. Returns the code of what went wrong."""

        def reached(position: int) -> None:
            school.reached, self.active_at = position, time.monotonic()
            if watch.stopped:
                raise _Stopped

        try:
            with wrapped():
                school.reached = self.runner.catch_up(self.ledgers[school_id], reached=reached)
                school.size = max(school.size, school.reached)
        except _Stopped:
            return None
        except Tampered as error:
            self.doubted.add(school_id)
            LOG.critical("follower: school %s STOPPED, %s: %s", school_id, error.code, error.text("en"))
            return error.code
        except Unavailable as error:
            LOG.warning("follower: school %s: %s; tried again", school_id, error.code)
            return error.code
        except HocbaError as error:
            LOG.error("follower: school %s: %s: %s", school_id, error.code, error.text("en"))
            return error.code
        except Exception as error:  # a fault of ours must be seen, and must not end the work on every school
            LOG.critical("follower: school %s: %s", school_id, type(error).__name__, exc_info=error)
            return "server.fault"
        return None
