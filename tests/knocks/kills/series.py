"""
Kills in series: the same command is killed, looked at, given again, killed again, until it has come to its end.

A moment is drawn over the whole span of the work, by the clock (which on a busy machine misses the short steps), by
the work's own progress (which hits them), or right at the start. By turns the process alone is killed, one of its
workers, or all at once.

``HOCBA_HARD=1`` makes it ``KILLS_HARD`` of each kind. ``HOCBA_SEED`` plays a run again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random

from tests.kit.check_ledger import check_ledger
from tests.kit.hard import HARD, SEED
from tests.kit.stages import School
from tests.knocks.kills.lives import Act, Life, kill_worker

KILLS_ORDINARY, KILLS_HARD = 40, 200
KILLS = KILLS_HARD if HARD else KILLS_ORDINARY
MORE = 3
#: By turns: the process alone, one of its workers alone (where it has none: the process), everything at once.
WHOM = ("process", "worker", "all")
#: Nothing that is killed here takes so long.
WHOLE_S_MAX = 120


@dataclass(frozen=True)
class Kind:
    """One kind of work, and what must hold of it whenever it is killed."""

    name: str
    school: Callable[[], AbstractContextManager[School]]
    """A school in which the work is still to do, the same each time."""
    act: Act
    arguments: Callable[[School], tuple[object, ...]]
    state: Callable[[School], Hashable]
    """Where the work stands. AssertionError where something is half done."""
    whole: Callable[[School], object]
    """What an undisturbed run leaves, and a killed one that was given again and again."""
    states_min: int
    """The kills must have seen so many different states, or they hit nothing."""
    workers: bool = False
    """Whether it works in worker processes."""
    checkpoints: bool = False
    """Whether the log key is there, to check checkpoints with."""


@dataclass
class Knocks:
    """The kills of one kind."""

    kind: Kind
    wanted: int = KILLS
    seconds: float = 0.0
    steps: int = 0
    kills: int = 0
    seen: Counter[Hashable] = field(default_factory=Counter)
    whom: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.random = Random(f"{SEED} {self.kind.name}")

    def run(self) -> str:
        """All of them, and what they hit in one line; every finding names the seed and the attempt."""
        try:
            with self.kind.school() as school:
                expected = self._undisturbed(school)
            while self._goes_on():
                with self.kind.school() as school:
                    self._series(school, expected)
        except BaseException as error:
            error.add_note(f"HOCBA_SEED={SEED}, {self.kind.name}, kill {self.kills}; killed {dict(self.whom)}")
            raise
        assert len(self.seen) >= self.kind.states_min, f"HOCBA_SEED={SEED}: the kills saw only {dict(self.seen)}"
        whom = ", ".join(f"{count} {who}" for who, count in sorted(self.whom.items()))
        return f"{self.kind.name}: {self.kills} kills ({whom}), {len(self.seen)} states seen, HOCBA_SEED={SEED}"

    def _goes_on(self) -> bool:
        """On a machine busy with other work the moments crowd at one step: then some more, up to ``MORE`` times."""
        too_few = len(self.seen) < self.kind.states_min
        return self.kills < self.wanted * (MORE if too_few else 1)

    def _undisturbed(self, school: School) -> object:
        self.steps, self.seconds = self._to_its_end(school)
        self._look(school)
        return self.kind.whole(school)

    def _series(self, school: School, expected: object) -> None:
        while self._goes_on() and self._killed(school):
            self.seen[self._look(school)] += 1
        self._to_its_end(school)
        state = self._look(school)
        assert self.kind.whole(school) == expected
        self._to_its_end(school)
        assert self._look(school) == state, "done twice"

    def _to_its_end(self, school: School) -> tuple[int, float]:
        """Run the command undisturbed; how many steps it told, and how long it worked after it had begun."""
        with self._life(school) as life:
            # Before the first one begins the fork server imports the program: longer than the work itself, so that
            # with it most moments drawn by the clock would lie behind the end.
            life.listen(WHOLE_S_MAX, until=lambda life: life.begun)
            begun = time.monotonic()
            life.listen(WHOLE_S_MAX, until=lambda life: life.done)
            assert life.done, f"{self.kind.name} did not come to its end"
            return life.steps, time.monotonic() - begun

    def _killed(self, school: School) -> bool:
        """Give the command and kill it; False where it had come to its end before."""
        with self._life(school) as life:
            whom = WHOM[self.kills % len(WHOM)]
            if whom == "worker" and self.kind.workers:
                life.listen(WHOLE_S_MAX, until=lambda life: life.done or bool(life.workers()))
            self._wait_for_the_moment(life)
            workers = life.workers()
            if whom == "worker" and workers:
                kill_worker(self.random.choice(workers))
                life.listen(WHOLE_S_MAX)  # it sees that a worker is missing, and ends by itself
            elif whom == "all":
                life.kill_group()
            else:
                whom = "process"
                life.kill()
            life.wait_until_gone()
            life.listen(0)
        if life.done:
            return False
        self.kills += 1
        self.whom[whom] += 1
        return True

    def _wait_for_the_moment(self, life: Life) -> None:
        how = self.random.choices(("start", "clock", "progress"), (1, 5, 5))[0]
        if how == "start":
            return
        life.listen(WHOLE_S_MAX, until=lambda life: life.begun)
        if how == "clock":
            life.listen(self.random.uniform(0, 1.1 * self.seconds), until=lambda life: life.done)
            return
        steps = self.random.randint(0, self.steps)
        life.listen(WHOLE_S_MAX, until=lambda life: life.done or life.steps >= steps)
        life.listen(self.random.uniform(0, 2 * self.seconds / (self.steps + 1)), until=lambda life: life.done)

    def _life(self, school: School) -> Life:
        return Life(self.kind.act, school.app, *self.kind.arguments(school))

    def _look(self, school: School) -> Hashable:
        """The whole ledger is audited, then the state looked at."""
        check_ledger(school.desk.ledger, school.issue_keys.log.verifier_key if self.kind.checkpoints else None)
        return self.kind.state(school)
