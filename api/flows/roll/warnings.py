"""
Who misses so much that he may not move up: told at 30, at 40 and at the limit of Điều 12.1c (45), while it can help.

To the homeroom teacher, the parents and the principal. Thông tư 27/2020 has no such limit, so primary
classes have none.
"""

from __future__ import annotations

from uuid import UUID

from api.flows.desk import Desk
from domain.event import Value
from domain.messages import MESSAGES, Language, render
from domain.regulations.curriculum import PRIMARY_LAST
from domain.report.attendance import count
from domain.report.events import Absences
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from projections import attendance
from projections.attendance import Missed
from projections.runner import school_transaction

#: Below the limit it is told at these counts, too.
EARLIER = (30, 40)

MESSAGES.update(
    {
        "roll.warning": (
            "Em {name}, lớp {class_code}, đã nghỉ {total} buổi ({absences}). Nghỉ quá {limit} buổi trong năm học thì "
            "không được lên lớp; còn {left} buổi.",
            "{name}, class {class_code}, has missed {total} half-days ({absences}). Who misses more than {limit} in a "
            "year does not move up; {left} are left.",
        ),
        "roll.over": (
            "Em {name}, lớp {class_code}, đã nghỉ {total} buổi ({absences}), quá {limit} buổi: không được lên lớp "
            "(Thông tư 22/2021 Điều 12).",
            "{name}, class {class_code}, has missed {total} half-days ({absences}), more than {limit}: not promoted "
            "(Circular 22/2021, Article 12).",
        ),
    }
)


class Warned(Value):
    """
    A pupil who has reached ``reached`` absences (30, 40 or the limit), or is ``over`` it; ``text`` tells his parents.

    ``homeroom`` and ``principals`` are staff codes: who is to be told beside them.
    """

    class_code: str
    number: int
    report_id: UUID
    full_name: str
    permitted: int
    unpermitted: int
    total: int
    by_day: bool
    limit: int
    reached: int
    over: bool
    homeroom: str | None
    principals: tuple[str, ...]
    text: str


def warnings(desk: Desk, language: Language, class_ids: frozenset[UUID] | None = None) -> list[Warned]:
    """Of the whole school, or of some classes; who has missed most first."""
    desk.runner.catch_up(desk.ledger)
    year = desk.year()
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        rows = attendance.of_year(connection, desk.ledger.school_id, desk.school_year_id)
    limit = year.policies.assessment.absence_limit
    levels = sorted({*(each for each in EARLIER if each < limit), limit})
    counted = [(row, row.total or count(row.sessions, year.policies.roll_counts)) for row in rows]
    found = [
        (row, absences, max(level for level in levels if level <= absences.both))
        for row, absences in counted
        if absences.both >= levels[0]
        and year.classes[row.class_id].grade > PRIMARY_LAST
        and (class_ids is None or row.class_id in class_ids)
    ]
    names = desk.identities({row.pupil_id for row, *_ in found})
    warned = [
        _warned(row, absences, reached, names[row.pupil_id]["full_name"], desk, year, language)
        for row, absences, reached in found
    ]
    return sorted(warned, key=lambda each: -each.total)


def _warned(
    row: Missed, absences: Absences, reached: int, name: str, desk: Desk, year: SchoolYear, language: Language
) -> Warned:
    limit, total = year.policies.assessment.absence_limit, absences.both
    code, homeroom = year.classes[row.class_id].code, year.homeroom_teacher(row.class_id, desk.today)
    facts = {"name": name, "class_code": code, "total": total, "absences": absences, "limit": limit}
    return Warned(
        class_code=code,
        number=row.number,
        report_id=row.report_id,
        full_name=name,
        **absences.model_dump(),
        total=total,
        by_day=row.total is None,
        limit=limit,
        reached=reached,
        over=total > limit,
        homeroom=homeroom.code if homeroom else None,
        principals=tuple(staff.code for staff in year.staff.values() if Role.PRINCIPAL in staff.roles),
        text=render("roll.over" if total > limit else "roll.warning", language, {**facts, "left": limit - total}),
    )
