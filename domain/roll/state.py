"""State of a class's roll: the half-days that were called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from domain.event import Happened
from domain.report.events.roll import Session
from domain.report.standing import Standing
from domain.roll.events import RollCalled


@dataclass(slots=True)
class Roll:
    """The fold of the stream; ``calls`` holds the last call of each half-day, ``version`` the number of events."""

    class_id: UUID
    version: int = 0
    calls: dict[Session, Standing[RollCalled]] = field(default_factory=dict)

    @property
    def roll_id(self) -> UUID:
        """The stream."""
        return roll_id(self.class_id)


def roll_id(class_id: UUID) -> UUID:
    """The stream of a class's roll, which needs no event to be known."""
    return uuid5(class_id, "roll")


def fold(class_id: UUID, happened: Iterable[Happened]) -> Roll:
    """The state after these events; a roll that was never called is an empty one."""
    state = Roll(class_id)
    for step in happened:
        state.version += 1
        if isinstance(step.data, RollCalled):
            called = Standing.of(step.data, step)
            state.calls[Session(step.data.day, step.data.half)] = called
    return state
