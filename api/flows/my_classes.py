"""The classes that somebody teaches today (lớp của tôi): by class and subject what is done and drafted, until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from api.flows.board.counting import Count, Place, Work
from api.flows.board.reminders import everything, standing
from api.flows.desk import Desk
from api.flows.drafts.kept import piles
from domain.event import Value
from domain.school_year.events import Duty
from domain.school_year.state import SchoolYear, Staff

#: What a teacher does for a subject of a class, in order.
STEPS = (Work.RECORD_TERM_1, Work.RECORD_TERM_2, Work.COMMENTS, Work.SUBJECT_TEACHERS)


class StepShown(Value):
    """How many of the reports one step is done for; ``ready``: can be done now; days below zero are late."""

    step: Work
    done: int
    total: int
    ready: int
    until: date | None
    days_left: int | None


class Taught(Value):
    """
    A subject of a class that somebody teaches, as ``duty`` says, all of it or a ``part``.

    ``steps`` are those that are his; ``drafts`` the cells that he has typed and not recorded.
    """

    class_code: str
    subject: str
    part: str | None
    duty: Duty
    since: date
    steps: tuple[StepShown, ...]
    drafts: int

    @property
    def due(self) -> StepShown | None:
        """The open step whose last day comes first."""
        still = [each for each in self.steps if each.until and each.done < each.total]
        return min(still, key=lambda each: each.until or date.max, default=None)


def taught(desk: Desk, staff: Staff) -> list[Taught]:
    """Every subject of a class that the person teaches today, by class and subject."""
    today = desk.today
    year = desk.year().on(today)
    counts = {
        place: count
        for place, count in everything(year, *standing(desk), today).items()
        if place.staff_id == staff.staff_id
    }
    drafts = {
        (pile.key.class_id, pile.key.sheet): pile.cells
        for pile in piles(desk.pool, desk.ledger.school_id, list(year.classes), desk.ledger.now())
        if pile.key.staff_id == staff.staff_id
    }
    found = [
        Taught(
            class_code=year.classes[class_id].code,
            subject=subject,
            part=right.part,
            duty=right.duty,
            since=right.since,
            steps=tuple(_steps(counts, class_id, subject, today)),
            drafts=drafts.get((class_id, subject), 0),
        )
        for (class_id, subject), rights in year.teaching.items()
        for right in rights
        if right.staff_id == staff.staff_id and right.covers(today)
    ]
    return sorted(found, key=lambda each: (len(each.class_code), each.class_code, each.subject))


def _steps(counts: dict[Place, Count], class_id: UUID, subject: str, today: date) -> Iterator[StepShown]:
    """Reports of the summer have a later last day: the earlier one is told."""
    for step in STEPS:
        of_step = {
            place: count
            for place, count in counts.items()
            if (place.step, place.class_id, place.subject) == (step, class_id, subject)
        }
        if not of_step:
            continue
        total, still = (sum(getattr(each, name) for each in of_step.values()) for name in ("total", "open"))
        until = min((place.last for place, count in of_step.items() if place.last and count.open), default=None)
        yield StepShown(
            step=step,
            done=total - still,
            total=total,
            ready=sum(each.ready for each in of_step.values()),
            until=until,
            days_left=(until - today).days if until else None,
        )


def leads(desk: Desk, year: SchoolYear, staff: Staff) -> list[str]:
    """The classes whose homeroom teacher (GVCN) the person is today."""
    return sorted(
        each.code for each in year.classes.values() if year.homeroom_teacher(each.class_id, desk.today) == staff
    )
