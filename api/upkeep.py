"""
What ``serve`` does in the background: follow the ledgers with the read models, woken by each append, and every few
seconds for each school publish a checkpoint where the ledger has grown.

A database that is busy or away is tried again in the next round. Evidence that contradicts itself (Tampered) stops the
work on that school for good, loudly: whoever signs on would cover it up. Publishing needs the log key, so its
passphrase; without it the read models are kept all the same, and ``/health`` says so. A timestamp service that does not
answer holds up nothing: the checkpoint stands, ``/health`` says so, and a later round asks again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from uuid import UUID

from anchors.checkpoint import LogKey, open_note
from anchors.errors import AnchorError
from anchors.errors import Tampered as AnchorTampered
from anchors.publisher import publish, stamp
from api.app import App
from api.incidents import log_fault
from api.telling import Telling
from domain.errors import HocbaError, Tampered, Unavailable
from domain.ledger import Ledger, school_ids
from domain.ledger.failures import wrapped
from projections.follower import Follower

LOG = logging.getLogger("hocba.upkeep")

#: A new entry is under a checkpoint within this time.
INTERVAL_S = 3.0
#: Rounds missed before the work counts as stuck: a rebuild or a slow disk may hold up a few.
ROUNDS_MISSED_MAX = 20

#: A school's checkpoints come every few seconds while it works. Each is covered by the next one that is stamped, and
#: services count their stamps: one in this time bounds how long a change can go unseen by anybody outside.
STAMP_EVERY_S = 300.0
#: A service that is away is left alone for so long: each school would wait for it in each round.
STAMP_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class State:
    """What the last rounds left, the worst school's numbers; ``word`` is running, stuck, tampered or failing."""

    well: bool
    word: str
    publishing: str
    timestamps: str
    entries_behind: int
    entries_uncovered: int
    checkpoint_age_s: float | None


@dataclass(slots=True)
class _School:
    """What upkeep knows of one school."""

    key: LogKey | None = None
    stamped_at: float | None = None
    uncovered: int = 0
    checkpoint_age_s: float | None = None


@dataclass
class Upkeep:
    """One per process. ``start`` makes a thread of it, ``round`` does the work once."""

    program: App
    interval_s: float = INTERVAL_S
    follower: Follower = field(init=False)
    _schools: dict[UUID, _School] = field(default_factory=dict)
    _fault: str | None = None
    _stamp_fault: str | None = None
    _stamp_again_at: float = 0.0
    _round_at: float = field(default_factory=time.monotonic)
    _stop: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)
    _thread: Thread | None = None

    def __post_init__(self) -> None:
        self.follower = Follower(self.program.ledgers, self.program.runner)

    @property
    def publishes(self) -> bool:
        """Whether there is a passphrase for the log key."""
        return bool(self.program.settings.key_passphrase)

    @contextmanager
    def running(self) -> Iterator[Upkeep]:
        """Work in threads until the block ends; a round or a batch that has begun is finished."""
        self._thread = Thread(target=self._run, name="hocba-upkeep", daemon=True)
        with self.follower.running(), Telling(self.program).running():
            self._thread.start()
            try:
                yield self
            finally:
                self._stop.set()
                self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                self.round()
            except Exception as error:  # a fault of ours must be seen, and must not end the work on every school
                with self._lock:
                    self._fault = "server.fault"
                log_fault(error)
            if self._stop.wait(self.interval_s):
                return

    def round(self) -> None:
        """Each school once. Nothing is raised: what went wrong is logged and stands in ``state``."""
        fault: str | None = None
        try:
            for school_id in school_ids(self.program.pool):
                fault = self._tend(school_id) or fault
        except Unavailable as error:
            fault = error.code
            LOG.warning("upkeep: %s; tried again in %s s", error.code, self.interval_s)
        with self._lock:
            self._fault, self._round_at = fault, time.monotonic()

    def _tend(self, school_id: UUID) -> str | None:
        """One school. Returns the code of what went wrong."""
        school = self._schools.setdefault(school_id, _School())
        if self.doubts(school_id):
            return None
        try:
            with wrapped():
                self._once(school, self.program.ledgers[school_id])
        except (Tampered, AnchorTampered) as error:
            self.follower.doubted.add(school_id)
            LOG.critical("upkeep: school %s STOPPED, %s: %s", school_id, error.code, error.text("en"))
            return error.code
        except Unavailable as error:  # Conflict too: another publisher was faster
            LOG.warning("upkeep: school %s: %s; tried again in %s s", school_id, error.code, self.interval_s)
            return error.code
        except (HocbaError, AnchorError) as error:
            LOG.error("upkeep: school %s: %s: %s", school_id, error.code, error.text("en"))
            return error.code
        return None

    def _once(self, school: _School, ledger: Ledger) -> None:
        self.program.runner.catch_up(ledger)  # one statement, unless the follower is held up
        if self.publishes:
            school.key = school.key or self._key(ledger)
            publish(ledger, school.key)
            self._stamp(school, ledger)
        last = ledger.latest_checkpoint()
        school.uncovered = ledger.size() - (last.size if last else 0)
        school.checkpoint_age_s = (ledger.now() - last.at).total_seconds() if last else None

    def _stamp(self, school: _School, ledger: Ledger) -> None:
        """The last checkpoint's timestamp, where one is due. What goes wrong with the service stops nothing."""
        service, now = self.program.timestamps, time.monotonic()
        due = school.stamped_at is None or now - school.stamped_at >= STAMP_EVERY_S
        if service is None or not due or now < self._stamp_again_at:
            return
        try:
            if stamp(ledger, service):
                school.stamped_at, self._stamp_fault = now, None
        except AnchorError as error:
            self._stamp_fault, self._stamp_again_at = error.code, time.monotonic() + STAMP_AGAIN_S
            LOG.warning("upkeep: school %s: no timestamp, %s: %s", ledger.school_id, error.code, error.text("en"))

    def _key(self, ledger: Ledger) -> LogKey:
        """The log key, if it is the one that signed the last checkpoint. Raises Misused, AnchorError."""
        key = self.program.keys(ledger.school_id).log_key(self.program.origin(ledger.school_id), ledger)
        if (last := ledger.latest_checkpoint()) is not None:
            open_note(last.note, key.verifier_key)
        return key

    def doubts(self, school_id: UUID) -> bool:
        """Whether this school's evidence was found to contradict itself."""
        return school_id in self.follower.doubted

    def state(self) -> State:
        """What the rounds so far left."""
        with self._lock:
            schools, fault, round_at = list(self._schools.values()), self._fault, self._round_at
        since = time.monotonic() - round_at
        idle = time.monotonic() - self.follower.active_at if self.follower.following else 0.0
        stuck = max(since, idle) > self.interval_s * ROUNDS_MISSED_MAX
        fault = fault or self.follower.fault
        word = "tampered" if self.follower.doubted else "stuck" if stuck else fault or "running"
        ages = [school.checkpoint_age_s for school in schools if school.checkpoint_age_s is not None]
        return State(
            well=word == "running",
            word=word,
            timestamps=(self._stamp_fault or "on") if self.program.timestamps else "off: HOCBA_TSA_URL is not set",
            publishing="on" if self.publishes else "off: HOCBA_KEY_PASSPHRASE is not set",
            entries_behind=self.follower.entries_behind,
            entries_uncovered=max((school.uncovered for school in schools), default=0),
            checkpoint_age_s=round(max(ages) + since, 1) if ages else None,
        )
