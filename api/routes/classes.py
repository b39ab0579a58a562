"""``/api/v1/classes``: the gradebook (sổ theo dõi và đánh giá học sinh) of a class and subject."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.flows.desk import Desk
from api.routes.deps import TheReader
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.regulations.curriculum import subject as curriculum_subject
from domain.school_year.events import Role
from domain.school_year.state import SchoolClass, SchoolYear
from domain.values import Column
from projections import gradebook
from projections.gradebook import MarkRow
from projections.runner import school_transaction

router = APIRouter(prefix="/classes", tags=["classes"])

YearName = Annotated[str | None, Query(max_length=9, description="School year, 2025-2026; default the newest")]


class GradebookMark(Value):
    """A mark as it stands: ``"7.5"``, ``"D"``, ``"CD"``, and the ledger entry that it stands on."""

    part: str | None
    term: int
    column: str
    mark: str
    by_rule: str | None
    position: int


class GradebookRow(Value):
    """One pupil, in order of the class list (STT)."""

    number: int
    pupil_id: UUID
    report_id: UUID
    full_name: str
    marks: tuple[GradebookMark, ...]
    comment: str | None


class GradebookAnswer(Value):
    """A gradebook as of entry ``position`` of the school's ledger."""

    school_year: str
    class_code: str
    subject: str
    subject_name: str
    position: int
    pupils: tuple[GradebookRow, ...]


@router.get("/{code}/gradebook/{subject}")
def gradebook_of(code: str, subject: str, reader: TheReader, year: YearName = None) -> GradebookAnswer:
    """For its teachers, the homeroom teacher and the leadership."""
    with wrapped():
        desk = reader.desk(year)
        state = desk.year()
        found = state.school_class(code)
        _require_reader(desk, state, str(reader.staff_id), found, subject)
        taught = curriculum_subject(subject, found.grade, state.name)
        return GradebookAnswer(
            school_year=state.name,
            class_code=found.code,
            subject=taught.code,
            subject_name=taught.name,
            position=desk.ledger.size(),
            pupils=_rows(desk, found, subject),
        )


def _require_reader(desk: Desk, year: SchoolYear, actor: str, found: SchoolClass, subject: str) -> None:
    """Raises Rejected for everybody else, naming the assignment that is missing."""
    staff, today = year.actor(actor), desk.context(actor).today
    whole = staff.roles.intersection((Role.PRINCIPAL, Role.DEPUTY, Role.SUPERVISOR))
    if whole or year.homeroom_teacher(found.class_id, today) == staff:
        return
    year.require_teacher(actor, found.class_id, subject, today)


def _place(row: MarkRow) -> tuple[str, int, int]:
    """Order of a gradebook: part, term, TX1 … CK."""
    return row.cell.part or "", row.cell.term.value, list(Column).index(row.cell.column)


def _rows(desk: Desk, found: SchoolClass, subject: str) -> tuple[GradebookRow, ...]:
    members = desk.members(found)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        marks = gradebook.of_subject(
            connection, desk.ledger.school_id, [member.report_id for member in members], subject
        )
    by_report: dict[UUID, list[GradebookMark]] = {member.report_id: [] for member in members}
    for row in sorted(marks, key=_place):
        by_report[row.report_id].append(
            GradebookMark(
                part=row.cell.part,
                term=row.cell.term.value,
                column=row.cell.column.value,
                mark=row.mark,
                by_rule=row.by_rule,
                position=row.position,
            )
        )
    return tuple(
        GradebookRow(
            number=member.number,
            pupil_id=member.pupil_id,
            report_id=member.report_id,
            full_name=member.full_name,
            marks=tuple(by_report[member.report_id]),
            comment=member.report.record["comments"].get(subject),
        )
        for member in members
    )
