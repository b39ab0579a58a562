"""
Given, when, then: the decisions of a school year and of a report, told as stories.

::

    story.given(e.ScoreRecorded(cell=TX1, mark=Score("7.5")), actor=HANG)
    story.when(RecordSubject(subject="TOAN", marks={TX1: Score("8.0")}), actor=HANG)
    story.then_rejected("faults", "score.recorded")

``when`` decides on the state carried along event by event, and checks that it is still the fold of the whole history:
so deciding changed nothing, and replaying gives what evolving gave. What follows is folded in, so a story may go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

import pytest

from domain.context import VIETNAM, Context
from domain.errors import Faults, Rejected
from domain.event import Event, Happened
from domain.report import decide as report_rules
from domain.report import events as e
from domain.report import state as report_state
from domain.report.commands import Command as ReportCommand
from domain.report.state import Report
from domain.school_year import decide as year_rules
from domain.school_year import state as year_state
from domain.school_year.commands import Command as YearCommand
from domain.school_year.state import SchoolYear

State = TypeVar("State")
Command = TypeVar("Command")


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a story with its circumstances, as ``evolve`` sees it."""

    data: Event
    actor: str
    at: datetime
    position: int
    event_id: UUID


def moment(text: str) -> datetime:
    """ "2026-05-25 08:00" as a time in Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


#: When things happen where a story does not say.
MORNING = moment("2026-05-25 08:00")


class Story(Generic[State, Command]):
    """One stream: its history, its state, and what came of the last command."""

    def __init__(
        self,
        fold: Callable[[Iterable[Happened]], State],
        evolve: Callable[[State, Happened], State],
        decide: Callable[[State, Command, Context], list[Event]],
        first: Event,
    ) -> None:
        self._fold, self._evolve, self._decide = fold, evolve, decide
        self.history: list[Step] = []
        self._add([first], "operator", MORNING)
        self.state = fold(self.history)
        self.events: list[Event] = []
        self.error: Rejected | None = None

    def given(self, *events: Event, actor: UUID | str = "operator", at: datetime = MORNING) -> Self:
        """These events stand in the ledger."""
        for step in self._add(events, actor, at):
            self.state = self._evolve(self.state, step)
        return self

    def when(self, command: Command, actor: UUID | str, at: datetime = MORNING) -> Self:
        """Somebody asks for this; what follows from it becomes history."""
        self.events, self.error = [], None
        try:
            self.events = self._decide(self.state, command, Context(str(actor), at))
        except Rejected as error:
            self.error = error
        told = self._fold(self.history)
        assert self.state == told, "the decision changed its state, or the fold is not what was carried along"
        return self.given(*self.events, actor=actor, at=at)

    def then(self, *events: Event) -> Self:
        """Exactly these events followed."""
        assert self.error is None, self.error
        assert self.events == list(events)
        return self

    def then_nothing_happened(self) -> Self:
        """It was fine, and nothing was new."""
        return self.then()

    def then_rejected(self, code: str, *faults: str, **facts: object) -> Self:
        """It was refused for this, with these among the facts; of several faults all are named, in order."""
        assert self.error is not None, f"not refused; {self.events} followed"
        assert self.error.code == code, self.error
        found = self.error.faults if isinstance(self.error, Faults) else ()
        assert [fault.code for fault in found] == list(faults)
        assert {name: self.error.facts.get(name) for name in facts} == facts
        for language in ("vi", "en"):
            assert self.error.text(language)
        return self

    def then_it_is(self, **fields: object) -> Self:
        """The state now."""
        assert {name: getattr(self.state, name) for name in fields} == fields
        return self

    def _add(self, events: Iterable[Event], actor: UUID | str, at: datetime) -> list[Step]:
        new = [Step(event, str(actor), at, len(self.history) + n, UUID(int=n)) for n, event in enumerate(events, 1)]
        self.history += new
        return new


class YearStory(Story[SchoolYear, YearCommand]):
    """A story of a school year; begins with its opening."""

    def __init__(self, school_year_id: UUID, opened: Event) -> None:
        def fold(steps: Iterable[Happened]) -> SchoolYear:
            return year_state.fold(school_year_id, steps)

        super().__init__(fold, year_state.evolve, year_rules.decide, opened)


class ReportStory(Story[Report, ReportCommand]):
    """A story of a report in a school year; ``self.year`` may be exchanged on the way."""

    def __init__(self, year: SchoolYear, report_id: UUID, started: e.ReportStarted) -> None:
        self.year = year

        def fold(steps: Iterable[Happened]) -> Report:
            return report_state.fold(report_id, steps)

        def decide(state: Report, command: ReportCommand, context: Context) -> list[Event]:
            return report_rules.decide(state, command, self.year, context)

        super().__init__(fold, report_state.evolve, decide, started)


def rejected(code: str, call: Callable[..., Any], *arguments: Any) -> Rejected:
    """The refusal of a call outside of a story."""
    with pytest.raises(Rejected) as caught:
        call(*arguments)
    assert caught.value.code == code
    return caught.value
