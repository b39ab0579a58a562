"""
Templates of the workbooks: ``hocba template …``. What a gradebook or homeroom workbook of a class shows.

``…_form`` is the frame that an import is read against: class, columns, pupils. ``…_spec`` fills it with what stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from api.flows.desk import Desk, Member
from api.flows.workbooks import Absences, GradebookSpec, HomeroomSpec, PupilRow
from domain.regulations.curriculum import PART_NAMES, subject, traits
from domain.report.choices import own_subjects
from domain.report.places import of_homeroom
from domain.report.state import Report
from domain.school_year.state import SchoolClass, SchoolYear, Staff
from domain.values import Cell, Column

#: A class list with the reports of its pupils, in order of its numbers (STT).
Rows = Sequence[tuple[Member, Report]]


def gradebook_spec(desk: Desk, year: SchoolYear, found: SchoolClass, code: str) -> GradebookSpec:
    """Everything that the gradebook of a class and subject shows, with what is recorded."""
    rows = _standing(desk, found)
    marks = {
        (member.pupil_id, cell): mark
        for member, report in rows
        for cell, mark in report.marks.items()
        if cell.subject == code
    }
    return replace(
        gradebook_form(year, found, code, rows),
        teacher_name=_name(desk, year.teacher(found.class_id, code, desk.today)),
        recorded={place: mark.value for place, mark in marks.items()},
        recorded_by_rule={place: mark.by_rule for place, mark in marks.items() if mark.by_rule},
        recorded_comments={
            member.pupil_id: report.comments[code].value for member, report in rows if code in report.comments
        },
    )


def homeroom_spec(desk: Desk, year: SchoolYear, found: SchoolClass) -> HomeroomSpec:
    """Everything that the homeroom workbook of a class shows, with what is recorded."""
    rows = _standing(desk, found)
    return replace(
        homeroom_form(year, found, rows),
        teacher_name=_name(desk, year.homeroom_teacher(found.class_id, desk.today)),
        recorded_conduct={
            (member.pupil_id, term): level.value for member, report in rows for term, level in report.conduct.items()
        },
        recorded_absences={
            member.pupil_id: Absences(report.absences.value.permitted, report.absences.value.unpermitted)
            for member, report in rows
            if report.absences
        },
        recorded_comments={
            member.pupil_id: report.homeroom_comment.value for member, report in rows if report.homeroom_comment
        },
        recorded_ratings={
            (member.pupil_id, cell): mark.value
            for member, report in rows
            for cell, mark in report.marks.items()
            if of_homeroom(cell.subject)
        },
        recorded_trait_comments={
            (member.pupil_id, code): comment.value
            for member, report in rows
            for code, comment in report.comments.items()
            if of_homeroom(code)
        },
    )


def gradebook_form(year: SchoolYear, found: SchoolClass, code: str, rows: Rows) -> GradebookSpec:
    """
    The gradebook of a class and subject with nothing in it, and no teacher's name.

    A column of special topics is there where some pupil does them; what is not a pupil's is closed.
    """
    taught = subject(code, found.grade, year.name)
    own = {member.pupil_id: _own_cells(report, year, code) for member, report in rows}
    columns = taught.columns
    if any(cell.column is Column.CHUYEN_DE for cells in own.values() for cell in cells):
        columns = (*columns[:-2], Column.CHUYEN_DE, *columns[-2:])
    every = taught.model_copy(update={"columns": columns}).cells()
    return GradebookSpec(
        school_name=year.school.name,
        school_year=year.name,
        school_year_id=year.school_year_id,
        class_id=found.class_id,
        class_code=found.code,
        subject_code=code,
        subject_name=taught.name,
        kind=taught.kind,
        parts=taught.parts,
        part_names=PART_NAMES,
        columns=columns,
        teacher_name="",
        pupils=_pupils([member for member, _ in rows]),
        closed=frozenset((pupil_id, cell) for pupil_id, cells in own.items() for cell in every if cell not in cells)
        if any(len(cells) != len(every) for cells in own.values())
        else frozenset(),
    )


def _own_cells(report: Report, year: SchoolYear, code: str) -> tuple[Cell, ...]:
    """The cells of a subject in which this pupil is assessed; none where he does not study it."""
    own = next((one for one in own_subjects(report, year) if one.code == code), None)
    if own is None:
        return ()
    if not report.exemptions:
        return own.cells()
    return tuple(
        cell
        for cell in own.cells()
        if not any(
            one.subject == code and one.part in (None, cell.part) and cell.term in one.scope.terms
            for one in report.exemptions
        )
    )


def homeroom_form(year: SchoolYear, found: SchoolClass, rows: Rows) -> HomeroomSpec:
    """The homeroom workbook of a class with nothing in it, and no teacher's name."""
    return HomeroomSpec(
        school_name=year.school.name,
        school_year=year.name,
        school_year_id=year.school_year_id,
        class_id=found.class_id,
        class_code=found.code,
        teacher_name="",
        pupils=_pupils([member for member, _ in rows]),
        traits=traits(found.grade),
    )


def _standing(desk: Desk, found: SchoolClass) -> Rows:
    members = desk.members(found)
    reports = desk.reports([member.report_id for member in members])
    return [(member, reports[member.report_id]) for member in members]


def _name(desk: Desk, teacher: Staff | None) -> str:
    return desk.signatory(teacher).full_name if teacher else ""


def _pupils(members: Sequence[Member]) -> tuple[PupilRow, ...]:
    """Those that can still be written down; a pupil whose identity was erased gets no marks any more."""
    return tuple(
        PupilRow(each.number, each.pupil_id, each.full_name, each.birth_date) for each in members if each.birth_date
    )
