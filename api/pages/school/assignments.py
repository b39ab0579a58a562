"""``/quan-tri/phan-cong``: who teaches what (phân công chuyên môn): the grid as it stands, and the sheet out and in."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from api.pages.shell import ThePerson, show
from domain.ledger.failures import wrapped
from domain.regulations.curriculum import subjects
from domain.school_year.events import Duty, Role
from domain.school_year.state import Assignment

router = APIRouter(prefix="/quan-tri", include_in_schema=False)


@router.get("/phan-cong")
def grid(who: ThePerson) -> Response:
    """Classes down, subjects across: who answers for each today; a hole stands out."""
    with wrapped():
        year, today = who.year, who.desk.today
        year.require_role(who.staff_id, Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER, Role.SUPERVISOR)
        signatories = who.desk.signatories(year.staff.values())
    classes = sorted(year.classes.values(), key=lambda each: (each.grade, each.code))
    offered = [(found.class_id, one) for found in classes for one in subjects(found.grade, year.name)]
    # An elective is a hole nowhere, and stands in the grid of a class where somebody teaches it.
    wanted = {(at, one.code) for at, one in offered if one.compulsory or year.teaching.get((at, one.code))}
    columns = list(dict.fromkeys(one.code for at, one in offered if (at, one.code) in wanted))
    rows = [
        (
            found.code,
            [
                _cell([right for right in year.teachers(found.class_id, code) if right.covers(today)])
                if (found.class_id, code) in wanted
                else None
                for code in columns
            ],
        )
        for found in classes
    ]
    holes = sum(cell is not None and not cell[0] for _, cells in rows for cell in cells)
    people = {staff.staff_id: (staff.code, signatories[staff.staff_id].full_name) for staff in year.staff.values()}
    may_change = bool(who.staff.roles & {Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER})
    context = {"columns": columns, "rows": rows, "holes": holes, "people": people, "may_change": may_change}
    return show(who, "school/assignments.html", **context)


def _cell(rights: list[Assignment]) -> tuple[list[UUID], list[UUID]]:
    """Who answers for the subject, and who teaches a part of it or stands in."""
    answers = [right.staff_id for right in rights if right.duty is Duty.RESPONSIBLE]
    beside = dict.fromkeys(right.staff_id for right in rights if right.staff_id not in answers)
    return answers, list(beside)
