"""
What there is to do in a school year, by step, person and class, and how much of it is done: counted, no pupil named.

Each step of each report is somebody's; it is done or open, and ready where nothing earlier is missing. The reports that
stand equal are judged once (``projections.board``), so a whole school is counted while somebody waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import NamedTuple
from uuid import UUID

from domain.regulations.curriculum import PRIMARY_LAST, Subject, studied, traits
from domain.report.state import Status
from domain.school_year.deadlines import until
from domain.school_year.events import Duty, Role, Step
from domain.school_year.state import SchoolYear
from domain.values import Term
from domain.words import TRAIT_GROUP_NAMES
from projections.board import DONE, Group, Sheet

#: What the Department has not, or not any more.
_TO_SUBMIT = frozenset((Status.ISSUED.value, Status.REJECTED.value))


class Work(StrEnum):
    """The steps of a report in their order; most are steps with a last day of their own (``Step``)."""

    RECORD_TERM_1 = "RECORD_TERM_1"
    RECORD_TERM_2 = "RECORD_TERM_2"
    COMMENTS = "COMMENTS"
    RECONCILE = "RECONCILE"
    CROSS_CHECK = "CROSS_CHECK"
    SUBJECT_TEACHERS = "SUBJECT_TEACHERS"
    HOMEROOM = "HOMEROOM"
    HEAD = "HEAD"
    SEAL = "SEAL"
    SUBMIT = "SUBMIT"

    @property
    def timed(self) -> Step:
        """The step by whose last day it is to be done."""
        return _TIMED.get(self) or Step(self.value)


_TIMED = {
    Work.COMMENTS: Step.RECORD_TERM_2,
    Work.RECONCILE: Step.HOMEROOM,
    Work.CROSS_CHECK: Step.SUBJECT_TEACHERS,
}
_RECORDING = {Term.ONE: Work.RECORD_TERM_1, Term.TWO: Work.RECORD_TERM_2}


class Place(NamedTuple):
    """Whose, where: what is counted together; ``last`` is the last day, which reports of the summer have later."""

    step: Work
    staff_id: UUID | None
    class_id: UUID
    subject: str | None
    last: date | None


@dataclass(slots=True)
class Count:
    """How many reports, how many not done, how many of these can be done now, the first of them since when."""

    total: int = 0
    open: int = 0
    ready: int = 0
    oldest: date | None = None

    def add(self, other: Count) -> None:
        """These reports too."""
        self.total += other.total
        self.open += other.open
        self.ready += other.ready
        self.oldest = min((day for day in (self.oldest, other.oldest) if day), default=None)


class _Task(NamedTuple):
    """A step of some reports that stand equal: how many, how many of them done, whether the others can be done now."""

    step: Work
    staff_id: UUID | None
    subject: str | None
    total: int
    done: int
    ready: bool = False
    since: date | None = None


def counted(year: SchoolYear, groups: Iterable[Group], day: date) -> dict[Place, Count]:
    """What each person has to do in each step and class, done or not, on this day; of pupils who left, nothing."""
    found: defaultdict[Place, Count] = defaultdict(Count)
    last = cache(lambda step, grade, class_id, summer: until(year, step.timed, grade, class_id, summer=summer))
    tasks = _Tasks(year, day)
    for group in groups:
        if group.standing.left:
            continue
        grade, summer = year.classes[group.class_id].grade, group.standing.of_summer
        for task in tasks.of(group, grade):
            last_day = last(task.step, grade, group.class_id, summer)
            still = task.total - task.done
            ready = still if task.ready else 0
            place = Place(task.step, task.staff_id, group.class_id, task.subject, last_day)
            found[place].add(Count(task.total, still, ready, task.since if ready else None))
    return found


class _Tasks:
    """The steps of reports, with the people who owe them on a day."""

    def __init__(self, year: SchoolYear, day: date) -> None:
        self.year, self.day = year, day
        roles = {role: [staff.staff_id for staff in year.staff.values() if role in staff.roles] for role in Role}
        self.principal, self.clerk = (next(iter(roles[role]), None) for role in (Role.PRINCIPAL, Role.CLERK))
        self.terms = [term for term in Term if term is Term.ONE or day >= year.calendar.term_2_starts]
        self._teachers: Callable[[UUID, str], list[tuple[UUID | None, str | None]]] = cache(self._find_teachers)
        self._signer: Callable[[UUID, str], UUID | None] = cache(self._find_signer)
        self._homeroom: Callable[[UUID], UUID | None] = cache(self._find_homeroom)

    def of(self, group: Group, grade: int) -> Iterator[_Task]:
        """Recording until the edition is opened, then signatures, seal and submission."""
        policies = self.year.policies.assessment
        standing, by_subject = group.standing, _sheets(group)
        subjects = studied(grade, self.year.name, standing.programme, policies.special_topics)
        subjects = tuple(each for each in subjects if each.code not in standing.on_plan)
        for each in subjects:
            if (each.code, "", "YEAR") not in standing.exempt:
                yield from self._recording(group, each, by_subject(each.code))
        yield self._homeroom_recording(group, grade, Term.ONE)
        if Term.TWO in self.terms:
            yield self._homeroom_recording(group, grade, Term.TWO)
        homeroom, done = self._homeroom(group.class_id), group.reports * standing.reconciled
        yield _Task(Work.RECONCILE, homeroom, None, group.reports, done, ready=not standing.homeroom_signed)
        chain = standing.chain or self.year.chain(grade)
        rows = chain.signed(standing.rows or [each.code for each in subjects])
        yield from self._signing(group, rows, by_subject)

    def _recording(self, group: Group, subject: Subject, sheets: Sequence[tuple[Sheet, int]]) -> Iterator[_Task]:
        standing, total = group.standing, group.reports
        recorded = standing.opened is not None
        for term in self.terms:
            exempt = {p for code, p, scope in standing.exempt if code == subject.code and scope == f"TERM_{term:d}"}
            for staff_id, own in self._teachers(group.class_id, subject.code):
                parts = [part or "" for part in subject.parts or (None,) if own in (None, part)]
                due = len(subject.cells(term)) // len(subject.parts or (None,))
                lacking = [part for part in parts if not exempt & {"", part}]
                done = sum(
                    count
                    for sheet, count in sheets
                    if recorded or all(_recorded(sheet, part, term) >= due for part in lacking)
                )
                yield _Task(_RECORDING[term], staff_id, subject.code, total, done, ready=True)
        if Term.TWO in self.terms and self.year.policies.subject_comments_required:
            done = sum(count for sheet, count in sheets if recorded or sheet.comment)
            signer = self._signer(group.class_id, subject.code)
            yield _Task(Work.COMMENTS, signer, subject.code, total, done, ready=True)

    def _homeroom_recording(self, group: Group, grade: int, term: Term) -> _Task:
        standing = group.standing
        if grade <= PRIMARY_LAST:
            marks = {(code, of_term): count for code, of_term, count in standing.traits}
            due = {each.code: len(each.cells(term)) for each in traits(grade) if not each.optional}
            done = all(marks.get((code, int(term)), 0) >= count for code, count in due.items())
            commented = standing.trait_comments >= TRAIT_GROUP_NAMES.keys()
        else:
            done, commented = int(term) in standing.conduct, True
        if term is Term.TWO:
            done = done and standing.of_year and commented
        done = done or standing.opened is not None
        owing = self._homeroom(group.class_id)
        return _Task(_RECORDING[term], owing, None, group.reports, group.reports * done, ready=True)

    def _signing(
        self, group: Group, rows: Sequence[str], by_subject: Callable[[str], Sequence[tuple[Sheet, int]]]
    ) -> Iterator[_Task]:
        standing, total, opened = group.standing, group.reports, group.standing.opened
        ready = opened is not None and not standing.waiting
        for code in rows:
            done = sum(n for sheet, n in by_subject(code) if standing.subjects_signed or sheet.signed)
            yield _Task(Work.SUBJECT_TEACHERS, self._signer(group.class_id, code), code, total, done, ready, opened)
        ready = ready and standing.subjects_signed
        since = standing.since or opened
        issued = standing.status in DONE
        for step, staff_id, reached in (
            (Work.HOMEROOM, self._homeroom(group.class_id), standing.homeroom_signed),
            (Work.HEAD, standing.head or self.principal, standing.head_signed),
            # Sealed and not issued, as a run leaves it that was stopped, is still to be done.
            (Work.SEAL, self.clerk, issued),
        ):
            yield _Task(step, staff_id, None, total, total * reached, ready, since)
            ready = ready and reached
        submitted = issued and standing.status not in _TO_SUBMIT
        yield _Task(Work.SUBMIT, self.clerk, None, total, total * submitted, issued, standing.sealed)

    def _find_teachers(self, class_id: UUID, subject: str) -> list[tuple[UUID | None, str | None]]:
        """Who records on this day, each with his part (None: the whole subject); nobody: the subject stands open."""
        running = [right for right in self.year.teachers(class_id, subject) if right.covers(self.day)]
        owing = [right for right in running if right.duty is not Duty.SUBSTITUTE] or running
        return [(right.staff_id, right.part) for right in owing] or [(None, None)]

    def _find_signer(self, class_id: UUID, subject: str) -> UUID | None:
        found = self.year.teacher(class_id, subject, self.day)
        return found.staff_id if found else None

    def _find_homeroom(self, class_id: UUID) -> UUID | None:
        found = self.year.homeroom_teacher(class_id, self.day)
        return found.staff_id if found else None


def _sheets(group: Group) -> Callable[[str], Sequence[tuple[Sheet, int]]]:
    """The sheets of a subject in a group, so that their counts add up to it: who has none has an empty one."""
    found: defaultdict[str, list[tuple[Sheet, int]]] = defaultdict(list)
    for sheet, count in group.sheets.items():
        found[sheet.subject].append((sheet, count))

    def of(code: str) -> Sequence[tuple[Sheet, int]]:
        own = found.get(code, [])
        without = group.reports - sum(count for _, count in own)
        return [*own, (Sheet(code), without)] if without else own

    return of


def _recorded(sheet: Sheet, part: str, term: Term) -> int:
    return next((count for own, at, count in sheet.cells if (own, at) == (part, term)), 0)
