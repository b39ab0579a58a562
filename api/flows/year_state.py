"""How a school year stands: running or closed, its classes with their homeroom teachers and how many pupils."""

from __future__ import annotations

from api.flows.desk import Desk
from domain.event import Value
from projections import roster
from projections.runner import school_transaction


class ClassShown(Value):
    """
    A class; ``homeroom`` is the staff code of the homeroom teacher of today, or of the first day if that is to come.

    ``struck`` counts rows that have ended.
    """

    class_code: str
    grade: int
    homeroom: str | None
    pupils: int
    struck: int


class YearShown(Value):
    """The year; ``continued``: the next one was opened from it."""

    school_year: str
    closed: bool
    continued: bool
    pupils: int
    classes: tuple[ClassShown, ...]


def year_shown(desk: Desk) -> YearShown:
    """The desk's year as it stands today."""
    desk.runner.catch_up(desk.ledger)
    year = desk.year()
    day = max(desk.today, year.calendar.starts)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        counts = roster.counts(connection, desk.ledger.school_id, desk.school_year_id)
    shown = []
    for each in sorted(year.classes.values(), key=lambda each: (each.grade, each.code)):
        here, struck = counts.get(each.class_id, (0, 0))
        heads = year.homeroom_teacher(each.class_id, day)
        shown.append(
            ClassShown(
                class_code=each.code,
                grade=each.grade,
                homeroom=heads.code if heads else None,
                pupils=here,
                struck=struck,
            )
        )
    return YearShown(
        school_year=year.name,
        closed=year.closed is not None,
        continued=year.continued is not None,
        pupils=sum(each.pupils for each in shown),
        classes=tuple(shown),
    )
