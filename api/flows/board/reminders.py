"""
Who still has what to do, until when (Nhắc): by step, person, class and subject.

What is open is counted: a text that is passed on names no pupil.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from api.flows.board.checks import counted_checks
from api.flows.board.counting import Count, Place, Work, counted
from api.flows.desk import Desk
from domain.event import Value
from domain.school_year.state import SchoolYear
from domain.words import Language, said
from projections import board, cross_checks
from projections.board import Group
from projections.cross_checks import CheckRow
from projections.runner import school_transaction


class Reminder(Value):
    """
    What one person has still to do in one step for one class.

    ``staff`` is a staff code, None where nobody is assigned; ``subject`` that of recording, comments and subject
    signatures. ``total`` reports are his to do, ``open`` of them are not done, ``ready`` of these can be done now:
    nothing earlier is missing. ``until`` is the last day, ``days_left`` below zero once it is over; ``oldest``: the day
    since which the first of what is ready has waited for him.
    """

    step: Work
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

    def said(self, language: Language) -> str:
        """``GVBM ký Toán lớp 8A: còn 3/42 học bạ, làm được ngay 3 · hạn 15/06/2026, còn 5 ngày``."""
        vi = language == "vi"
        subject = f" {said(self.subject, language, 'subject')}" if self.subject else ""
        place = f"{said(self.step, language, 'timed')}{subject} {'lớp' if vi else 'class'} {self.class_code}"
        counts = (
            f"còn {self.open}/{self.total} học bạ, làm được ngay {self.ready}"
            if vi
            else f"{self.open} of {self.total} open, {self.ready} can be done now"
        )
        return " · ".join([f"{place}: {counts}", *days_said(self.until, self.days_left, self.oldest, language)])


def days_said(until: date | None, days_left: int | None, since: date | None, language: Language) -> Iterator[str]:
    """The last day, how many days are left to it or over, and since when it has waited; nothing of what is not told."""
    vi = language == "vi"
    if until and days_left is not None:
        days, over = abs(days_left), days_left < 0
        left = f"{'trễ' if over else 'còn'} {days} ngày" if vi else f"{days} days {'late' if over else 'left'}"
        yield f"{'hạn' if vi else 'until'} {until:%d/%m/%Y}, {left}"
    if since:
        yield f"{'chờ từ' if vi else 'waiting since'} {since:%d/%m/%Y}"


def reminders(desk: Desk, day: date | None = None, of: Collection[UUID] | None = None) -> list[Reminder]:
    """What is open now, with the days that are left from ``day`` (default today); only ``of`` these people."""
    today = day or desk.today
    year = desk.year().on(today)
    groups, checks = standing(desk)
    return still_open(desk, year, everything(year, groups, checks, today), today, of)


def standing(desk: Desk) -> tuple[list[Group], list[CheckRow]]:
    """How far the reports and the cross-checks of the desk's year have come now."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        place = desk.ledger.school_id, desk.school_year_id
        return board.of_year(connection, *place), cross_checks.of_year(connection, *place)


def everything(year: SchoolYear, groups: Iterable[Group], checks: Iterable[CheckRow], day: date) -> dict[Place, Count]:
    """What there is to do, of reports and of checks."""
    return counted(year, groups, day) | counted_checks(year, checks)


def still_open(
    desk: Desk, year: SchoolYear, found: dict[Place, Count], today: date, of: Collection[UUID] | None = None
) -> list[Reminder]:
    """What of the counted is open, with names and days, what is due first at the beginning."""
    mine = {place: count for place, count in found.items() if count.open and (of is None or place.staff_id in of)}
    people = {place.staff_id for place in mine if place.staff_id}
    names = desk.signatories(year.staff[each] for each in people)
    lines = [
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
            oldest=count.oldest,
        )
        for place, count in mine.items()
    ]
    steps = list(Work)
    return sorted(
        lines,
        key=lambda each: (each.until or date.max, steps.index(each.step), each.class_code, each.subject or "",
                          each.staff or ""),
    )  # fmt: skip
