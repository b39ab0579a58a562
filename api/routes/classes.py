"""``/api/v1/classes``: the gradebook (sổ theo dõi và đánh giá học sinh) of a class and subject."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.flows.desk import Desk, Member
from api.flows.rosters import rows_of
from api.flows.templates import gradebook_spec
from api.flows.workbooks import write_gradebook
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

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

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
    """
    One pupil, in order of the class list (STT).

    ``last_day``: he is in the class no more (gạch tên); ``marks`` are those that stood then, the comment is not shown.
    """

    number: int
    pupil_id: UUID
    report_id: UUID
    full_name: str
    marks: tuple[GradebookMark, ...]
    comment: str | None
    last_day: date | None = None


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
        require_reader(desk, state, str(reader.staff_id), found, subject)
        taught = curriculum_subject(subject, found.grade, state.name)
        return GradebookAnswer(
            school_year=state.name,
            class_code=found.code,
            subject=taught.code,
            subject_name=taught.name,
            position=desk.ledger.size(),
            pupils=gradebook_rows(desk, found, subject),
        )


@router.get("/{code}/gradebook/{subject}/workbook", response_class=Response)
def workbook_of(code: str, subject: str, reader: TheReader, year: YearName = None) -> Response:
    """The gradebook as a workbook (.xlsx) to fill in, with what is recorded; for the same people."""
    with wrapped(), tempfile.TemporaryDirectory() as folder:
        desk = reader.desk(year)
        state = desk.year()
        found = state.school_class(code)
        require_reader(desk, state, str(reader.staff_id), found, subject)
        path = Path(folder) / f"so-diem-{found.code}-{subject}.xlsx"
        write_gradebook(gradebook_spec(desk, state, found, subject), path)
        headers = {"Content-Disposition": f'attachment; filename="{path.name}"'}
        return Response(path.read_bytes(), media_type=WORKBOOK_TYPE, headers=headers)


def require_reader(desk: Desk, year: SchoolYear, actor: str, found: SchoolClass, subject: str) -> None:
    """Raises Rejected for all but its teachers, the homeroom teacher and the leadership, naming what is missing."""
    staff, today = year.actor(actor), desk.context(actor).today
    whole = staff.roles.intersection((Role.PRINCIPAL, Role.DEPUTY, Role.SUPERVISOR))
    if whole or year.homeroom_teacher(found.class_id, today) == staff:
        return
    year.require_teacher(actor, found.class_id, subject, today)


def _place(row: MarkRow) -> tuple[str, int, int]:
    """Order of a gradebook: part, term, TX1 … CK."""
    return row.cell.part or "", row.cell.term.value, list(Column).index(row.cell.column)


def gradebook_rows(desk: Desk, found: SchoolClass, subject: str) -> tuple[GradebookRow, ...]:
    """Who is in the class; and, struck through, who was, with the marks as they stood when he went."""
    struck = [row for row in rows_of(desk, found) if row.last_day]
    here = desk.members(found, caught_up=True)
    gone = desk.members_of([row.report_id for row in struck])
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        marks = gradebook.of_subject(
            connection, desk.ledger.school_id, [member.report_id for member in (*here, *gone)], subject
        )
    by_report: dict[UUID, list[GradebookMark]] = {member.report_id: [] for member in (*here, *gone)}
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
    rows = [_row(member, by_report[member.report_id], subject) for member in here]
    for ended, member in zip(struck, gone, strict=True):
        then = [mark for mark in by_report[member.report_id] if mark.position <= ended.position]
        was = {"number": ended.number, "last_day": ended.last_day, "comment": None}
        rows.append(_row(member, then, subject).model_copy(update=was))
    return tuple(sorted(rows, key=lambda row: row.number))


def _row(member: Member, marks: list[GradebookMark], subject: str) -> GradebookRow:
    return GradebookRow(
        number=member.number,
        pupil_id=member.pupil_id,
        report_id=member.report_id,
        full_name=member.full_name,
        marks=tuple(marks),
        comment=member.report.record["comments"].get(subject),
    )
