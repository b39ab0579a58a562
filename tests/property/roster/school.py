"""
A year of one grade as an outsider keeps it beside the domain: who was in which class on which day, who taught it then.

``School`` asks the domain to decide, and writes down in plain tables of its own what was accepted; whether it should
have been is answered from these tables alone. No rule of the domain is asked there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from domain.context import VIETNAM, Context
from domain.errors import Rejected
from domain.event import Event
from domain.pupil.enrolling import enrol
from domain.pupil.events import PupilEnrolled
from domain.pupil.state import Pupil
from domain.report import commands as c
from domain.report import decide as report_rules
from domain.report import events as e
from domain.report import state as reports
from domain.report.state import Report
from domain.school_year import commands as y
from domain.school_year import decide as year_rules
from domain.school_year import events as ye
from domain.school_year import state as years
from domain.values import Cell, CommentResult, Mark, Score
from tests.kit.people import DUNG, FIRST_DAY, THU, YEAR_ID, opened_year
from tests.kit.regulations import full_marks
from tests.kit.story import Step

CLASSES = tuple(UUID(int=n) for n in (701, 702, 703))
TEACHERS = tuple(UUID(int=n) for n in (711, 712, 713, 714))
SUBJECTS = ("TOAN", "GDTC")
LAST_DAY = date(2026, 5, 31)
DAY = timedelta(days=1)
DOCUMENT = "QĐ"
MARKS: dict[str, tuple[Mark, ...]] = {"TOAN": (Score("6.5"), Score(8)), "GDTC": (CommentResult.D, CommentResult.CD)}
CELLS = {subject: tuple(cell for cell in full_marks(8) if cell.subject == subject) for subject in SUBJECTS}


class Right(NamedTuple):
    """Somebody teaches a subject of a class, or ("GVCN") leads it, both days included."""

    class_id: UUID
    subject: str
    staff_id: UUID
    since: date
    last_day: date | None
    stands_in: bool


@dataclass
class Child:
    """A pupil by the outsider's tables: his class by day, while he is at the school, and what was recorded of him."""

    report: Report
    history: list[Step]
    by_day: dict[date, UUID] = field(default_factory=dict)
    numbers: list[tuple[UUID, int]] = field(default_factory=list)
    marks: dict[Cell, tuple[Mark, UUID]] = field(default_factory=dict)
    class_now: UUID = CLASSES[0]
    away: bool = False

    def is_in(self, class_id: UUID, since: date) -> None:
        """From this day to the end of the year, as far as anybody knows."""
        self.class_now, self.away = class_id, False
        self.until(since - DAY)
        for n in range((LAST_DAY - since).days + 1):
            self.by_day[since + n * DAY] = class_id

    def until(self, last_day: date) -> None:
        """Nowhere after this day."""
        self.by_day = {day: where for day, where in self.by_day.items() if day <= last_day}


class School:
    """Three classes, four teachers, two subjects, and whoever comes."""

    def __init__(self) -> None:
        self.today = FIRST_DAY
        self.year = years.fold(YEAR_ID, _first_day())
        self.children: list[Child] = []
        self.rights: list[Right] = []
        self.given: dict[UUID, list[int]] = defaultdict(list)
        self.refused = 0

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 8, tzinfo=VIETNAM)

    def context(self, actor: UUID) -> Context:
        return Context(str(actor), self.at)

    def allowed(self, child: Child, subject: str) -> set[UUID]:
        """Who may record the subject today, by the tables."""
        return {each.staff_id for each in self._covering(child.class_now, subject)}

    def responsible(self, class_id: UUID, subject: str) -> list[UUID]:
        return [each.staff_id for each in self._covering(class_id, subject) if not each.stands_in]

    def enrol(self, n: int, class_id: UUID, back: int) -> None:
        number = self._next(class_id)
        pupil, report_id = Pupil(UUID(int=10_000 + n)), UUID(int=20_000 + n)
        place = {"class_id": class_id, "number": number, "pupil_id": pupil.pupil_id}

        def decide() -> tuple[list[Event], list[Event], PupilEnrolled]:
            context, since = self.context(THU), max(self.today - back * DAY, FIRST_DAY)
            asked = c.StartReport(**place, school_year_id=YEAR_ID, grade=8)
            into = self.year.classes[class_id]
            return (
                report_rules.start(asked, self.year, context),
                year_rules.decide(self.year, y.ListPupil(**place, report_id=report_id), context),
                enrol(pupil, self.year, into, number, since, report_id, context),
            )

        if decided := self._accepted(decide):
            started, listed, enrolled = decided
            history = self._steps(started, THU, 0)
            child = Child(reports.fold(report_id, history), history)
            child.is_in(class_id, enrolled.since)
            self.children.append(child)
            self._listed(child, class_id, number, listed)

    def move(self, child: Child, class_id: UUID, back: int) -> None:
        since = self.today - back * DAY
        asked = c.MovePupil(class_id=class_id, number=self._next(class_id), since=since, document=DOCUMENT)
        if self._join(child, asked):
            child.is_in(class_id, since)

    def leave(self, child: Child, back: int) -> None:
        asked = c.LeaveSchool(last_day=self.today - back * DAY, reason=e.LeavingReason.OTHER, document=DOCUMENT)
        if self._report(child, asked, DUNG):
            child.until(asked.last_day)
            child.away = True

    def rejoin(self, child: Child, class_id: UUID, back: int) -> None:
        since = self.today - back * DAY
        asked = c.RejoinSchool(class_id=class_id, number=self._next(class_id), since=since, document=DOCUMENT)
        if self._join(child, asked):
            child.is_in(class_id, since)

    def assign(self, class_id: UUID, subject: str, staff_id: UUID, ahead: int, stands_in: bool) -> None:
        since = self.today + ahead * DAY
        duty = ye.Duty.SUBSTITUTE if stands_in else None
        asked = y.AssignTeaching(class_id=class_id, subject=subject, staff_id=staff_id, since=since, duty=duty)
        if self._year(asked, DUNG):
            self.rights.append(Right(class_id, subject, staff_id, since, None, stands_in))

    def end(self, class_id: UUID, subject: str, staff_id: UUID, ahead: int) -> None:
        last_day = self.today + ahead * DAY
        asked = y.EndTeaching(class_id=class_id, subject=subject, staff_id=staff_id, last_day=last_day)
        if self._year(asked, DUNG):
            mine = [each for each in self.rights if each[:3] == (class_id, subject, staff_id) and each.last_day is None]
            assert mine, "an end was accepted of what does not run"
            self.rights = [each._replace(last_day=last_day) if each in mine else each for each in self.rights]

    def record(self, child: Child, cell: Cell, mark: Mark, actor: UUID) -> None:
        """Accepted if, and only if, the tables allow it, and nothing else stands there."""
        stands = child.marks.get(cell)
        may = actor in self.allowed(child, cell.subject)
        asked = c.RecordSubject(subject=cell.subject, marks={cell: mark})
        events = self._report(child, asked, actor)
        if stands or not may:
            assert not events, "recorded by who may not, or over what stood there"
            return
        assert events == [e.ScoreRecorded(cell=cell, mark=mark)], "refused to its owner"
        child.marks[cell] = (mark, actor)

    def _covering(self, class_id: UUID, subject: str) -> list[Right]:
        return [
            each
            for each in self.rights
            if each[:2] == (class_id, subject)
            and each.since <= self.today
            and (each.last_day is None or self.today <= each.last_day)
        ]

    def _next(self, class_id: UUID) -> int:
        return max(self.given[class_id], default=0) + 1

    def _join(self, child: Child, asked: c.MovePupil | c.RejoinSchool) -> bool:
        place = {"class_id": asked.class_id, "number": asked.number, "pupil_id": child.report.started.pupil_id}
        listing = y.ListPupil(**place, report_id=child.report.report_id)
        if not self._report(child, asked, THU):
            return False
        self._listed(child, asked.class_id, asked.number, year_rules.decide(self.year, listing, self.context(THU)))
        return True

    def _listed(self, child: Child, class_id: UUID, number: int, events: list[Event]) -> None:
        self.given[class_id].append(number)
        child.numbers.append((class_id, number))
        for step in self._steps(events, THU, 0):
            years.evolve(self.year, step)

    def _report(self, child: Child, asked: c.Command, actor: UUID) -> list[Event]:
        decided = self._accepted(lambda: report_rules.decide(child.report, asked, self.year, self.context(actor)))
        for step in self._steps(decided or [], actor, len(child.history)):
            child.history.append(step)
            reports.evolve(child.report, step)
        return decided or []

    def _year(self, asked: y.Command, actor: UUID) -> bool:
        decided = self._accepted(lambda: year_rules.decide(self.year, asked, self.context(actor)))
        for step in self._steps(decided or [], actor, 0):
            years.evolve(self.year, step)
        return bool(decided)

    def _accepted(self, decide: Callable[[], Any]) -> Any:
        try:
            return decide()
        except Rejected:
            self.refused += 1
            return None

    def _steps(self, events: list[Event], actor: UUID, before: int) -> list[Step]:
        return [Step(event, str(actor), self.at, before + n, UUID(int=n)) for n, event in enumerate(events, 1)]


@cache
def _first_day() -> tuple[Step, ...]:
    story = opened_year()
    for code, class_id in zip("BCD", CLASSES, strict=True):
        story.given(ye.ClassOpened(class_id=class_id, code=f"8{code}", grade=8))
    for n, staff_id in enumerate(TEACHERS):
        story.given(ye.StaffJoined(staff_id=staff_id, code=f"T{n}", roles=(ye.Role.TEACHER,), identity={}))
    at = datetime(2025, 9, 5, 7, tzinfo=VIETNAM)
    return tuple(Step(step.data, step.actor, at, step.position, step.event_id) for step in story.history)
