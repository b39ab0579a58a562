"""
Who still has what to do, until when: reminders (Nhắc) by step and person, from the read models.

What is open is counted, never sent: a text ready to be passed on stands in the command line, and names no pupil.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from api.flows.desk import Desk
from domain.context import local_day
from domain.event import Value
from domain.formats.hoc_ba import Chain
from domain.regulations.curriculum import PRIMARY_LAST, Subject, studied, traits
from domain.report.state import AFTER_ISSUE, Status
from domain.school_year.deadlines import RECORDING, until
from domain.school_year.events import Duty, Role, Step
from domain.school_year.state import SchoolYear
from domain.values import Term
from domain.words import TRAIT_GROUP_NAMES
from projections import progress
from projections.progress import Progress
from projections.runner import school_transaction

#: Issued, and what comes after; an edition that has ended leaves its report open again.
_DONE = frozenset(status.value for status in (Status.ISSUED, *AFTER_ISSUE.values()))
#: What the Department has not, or not any more.
_TO_SUBMIT = frozenset((Status.ISSUED.value, Status.REJECTED.value))


class Reminder(Value):
    """
    What one person has still to do in one step for one class.

    ``staff`` is a staff code, None where nobody is assigned; ``subject`` that of recording and subject signatures.
    ``total`` reports are his to do, ``open`` of them are not done, ``ready`` of these can be done now: nothing earlier
    is missing. ``until`` is the last day, ``days_left`` below zero once it is over; ``oldest``: the day since which the
    first of what is ready has waited for him.
    """

    step: Step
    staff: str | None
    full_name: str | None
    class_code: str
    subject: str | None
    total: int
    open: int
    ready: int
    until: date | None
    days_left: int | None
    oldest: date | None


class Place(NamedTuple):
    """Whose, where: what is counted together; ``last`` is the last day, which reports of the summer have later."""

    step: Step
    staff_id: UUID | None
    class_id: UUID
    subject: str | None
    last: date | None


@dataclass(slots=True)
class Count:
    """How many reports, how many of them not done, how many of these can be done now, each since when."""

    total: int = 0
    open: int = 0
    ready: int = 0
    waiting: list[date] = field(default_factory=list)


class _Task(NamedTuple):
    """One report in one place: done or not, and if it can be done now, since when."""

    step: Step
    staff_id: UUID | None
    subject: str | None
    done: bool
    ready: bool = False
    since: date | None = None


def reminders(desk: Desk, day: date | None = None, staff_id: UUID | None = None) -> list[Reminder]:
    """What is open now, with the days that are left from ``day`` (default today); of one person with ``staff_id``."""
    desk.runner.catch_up(desk.ledger)
    today = day or desk.today
    year = desk.year().on(today)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        reports = progress.of_year(connection, desk.ledger.school_id, desk.school_year_id)
    all_places = counted(year, reports, today)
    mine = {place: count for place, count in all_places.items() if count.open and staff_id in (None, place.staff_id)}
    people = {place.staff_id for place in mine if place.staff_id}
    names = desk.signatories(year.staff[each] for each in people)
    found = [
        Reminder(
            step=place.step,
            staff=year.staff[place.staff_id].code if place.staff_id else None,
            full_name=names[place.staff_id].full_name if place.staff_id else None,
            class_code=year.classes[place.class_id].code,
            subject=place.subject,
            total=count.total,
            open=count.open,
            ready=count.ready,
            until=place.last,
            days_left=(place.last - today).days if place.last else None,
            oldest=min(count.waiting, default=None),
        )
        for place, count in mine.items()
    ]
    steps = list(Step)
    return sorted(
        found,
        key=lambda each: (each.until or date.max, steps.index(each.step), each.class_code, each.subject or "",
                          each.staff or ""),
    )  # fmt: skip


def counted(year: SchoolYear, reports: Iterable[Progress], day: date) -> dict[Place, Count]:
    """What each person has to do in each step and class, done or not, on this day."""
    found: defaultdict[Place, Count] = defaultdict(Count)
    last = cache(lambda step, grade, class_id, summer: until(year, step, grade, class_id, summer=summer))
    tasks = _Tasks(year, day)
    for report in reports:
        grade = year.classes[report.class_id].grade
        for task in tasks.of(report, grade):
            until_day = last(task.step, grade, report.class_id, report.of_summer)
            count = found[Place(task.step, task.staff_id, report.class_id, task.subject, until_day)]
            count.total += 1
            count.open += not task.done
            if task.ready and not task.done:
                count.ready += 1
                if task.since:
                    count.waiting.append(task.since)
    return found


class _Tasks:
    """The steps of a report, with the people who owe them on a day."""

    def __init__(self, year: SchoolYear, day: date) -> None:
        self.year, self.day = year, day
        roles = {role: [staff.staff_id for staff in year.staff.values() if role in staff.roles] for role in Role}
        self.principal, self.clerk = (next(iter(roles[role]), None) for role in (Role.PRINCIPAL, Role.CLERK))
        self.terms = [term for term in Term if term is Term.ONE or day >= year.calendar.term_2_starts]
        self._teachers: Callable[[UUID, str], list[tuple[UUID | None, str | None]]] = cache(self._find_teachers)
        self._signer: Callable[[UUID, str], UUID | None] = cache(self._find_signer)
        self._homeroom: Callable[[UUID], UUID | None] = cache(self._find_homeroom)

    def of(self, report: Progress, grade: int) -> Iterator[_Task]:
        """Recording until the edition is opened, then signatures, seal and submission."""
        policies = self.year.policies.assessment
        subjects = studied(grade, self.year.name, report.programme, policies.special_topics)
        subjects = tuple(each for each in subjects if each.code not in report.on_plan)
        recorded = report.opened is not None or report.status in _DONE
        for each in subjects:
            if (each.code, "", "YEAR") not in report.exempt:
                yield from self._recording(report, each, recorded=recorded)
        yield from self._homeroom_recording(report, grade, recorded=recorded)
        yield from self._signing(report, [each.code for each in subjects], report.chain or self.year.chain(grade))

    def _recording(self, report: Progress, subject: Subject, *, recorded: bool) -> Iterator[_Task]:
        comment = not self.year.policies.subject_comments_required or subject.code in report.comments
        for term in self.terms:
            exempt = {part for code, part, scope in report.exempt if code == subject.code and scope == f"TERM_{term:d}"}
            for staff_id, own in self._teachers(report.class_id, subject.code):
                parts = [part for part in subject.parts or (None,) if own in (None, part)]
                due = {part or "": len(subject.cells(term)) // len(subject.parts or (None,)) for part in parts}
                done = all(
                    exempt & {"", part} or report.marks.get((subject.code, part, term), 0) >= count
                    for part, count in due.items()
                )
                whole = done and (comment or term is Term.ONE)
                yield _Task(RECORDING[term], staff_id, subject.code, recorded or whole, ready=True)

    def _homeroom_recording(self, report: Progress, grade: int, *, recorded: bool) -> Iterator[_Task]:
        primary = grade <= PRIMARY_LAST
        for term in self.terms:
            if primary:
                done = all(
                    report.marks.get((each.code, "", term), 0) >= len(each.cells(term))
                    for each in traits(grade)
                    if not each.optional
                )
            else:
                done = int(term) in report.conduct
            if term is Term.TWO:
                done = done and report.of_year and (not primary or report.comments >= TRAIT_GROUP_NAMES.keys())
            yield _Task(RECORDING[term], self._homeroom(report.class_id), None, recorded or done, ready=True)

    def _signing(self, report: Progress, studied_codes: list[str], chain: Chain) -> Iterator[_Task]:
        class_id, opened, free = report.class_id, report.opened, not report.waiting
        if report.status in _DONE:
            submitted = report.status not in _TO_SUBMIT
            yield _Task(Step.SUBMIT, self.clerk, None, submitted, True, _day(report.sealed))
            return
        rows = chain.signed(report.rows or studied_codes)
        for code in rows:
            done = f"SUBJECT/{code}" in report.signed
            ready = opened is not None and free
            yield _Task(Step.SUBJECT_TEACHERS, self._signer(class_id, code), code, done, ready, opened)
        before = opened is not None and free and all(f"SUBJECT/{code}" in report.signed for code in rows)
        since = max((_day(report.signed[place]) or date.min for place in report.signed), default=opened)
        for step, staff_id, done in (
            (Step.HOMEROOM, self._homeroom(class_id), "HOMEROOM/" in report.signed),
            (Step.HEAD, report.head or self.principal, "HEAD/" in report.signed),
            (Step.SEAL, self.clerk, report.sealed is not None),
        ):
            yield _Task(step, staff_id, None, done, before, since)
            before = before and done

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


def _day(at: datetime | None) -> date | None:
    return local_day(at) if at else None
