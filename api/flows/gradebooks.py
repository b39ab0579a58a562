"""
Templates and imports of the workbooks: ``hocba template …``, ``hocba import …``.

A file is one command in one transaction. Rights are checked before its command is looked up; the list of changed cells
is computed afresh each time. New cells enter; a cell that stands with another value does not, and is listed as needing
a correction. An import that is killed has left nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from api.flows.desk import Desk, Member, attempt, command
from api.flows.workbooks import (
    Absences as AbsencesInFile,
)
from api.flows.workbooks import (
    GradebookContent,
    GradebookSpec,
    HomeroomContent,
    HomeroomSpec,
    PupilRow,
    WorkbookIdentity,
    identify,
    read_gradebook,
    read_homeroom,
)
from domain.context import Context
from domain.errors import Rejected
from domain.ledger import NewEvents
from domain.messages import MESSAGES
from domain.regulations.curriculum import PART_NAMES, subject
from domain.report import commands as c
from domain.report.decide import decide
from domain.report.events import Absences
from domain.report.state import Report
from domain.school_year.state import SchoolClass, SchoolYear
from domain.values import Cell, Term

MESSAGES.update(
    {
        "import.other_year": (
            "Tệp thuộc năm học {found}, không phải năm học đang mở {expected}. Hãy tải lại mẫu.",
            "The file belongs to school year {found}, not to {expected}, which is open. Make a new template.",
        ),
    }
)

#: Namespace of import commands: the same file by the same person with the same options is the same command.
IMPORTS = UUID("6f1c1f0a-6f5e-4d0b-9d57-6e3a3f0d4c11")


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell whose recorded value differs from the file's: it needs a correction (đề nghị điều chỉnh)."""

    number: int
    full_name: str
    place: str
    recorded: str
    in_file: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. ``recorded`` counts values, ``repeated`` says that this file had entered before."""

    class_code: str
    subject: str | None
    recorded: int
    unchanged: int
    changed: tuple[Changed, ...]
    repeated: bool


def gradebook_spec(desk: Desk, year: SchoolYear, found: SchoolClass, code: str) -> GradebookSpec:
    """Everything that the gradebook of a class and subject shows, with what is recorded."""
    taught = subject(code, found.grade, year.name)
    teacher = year.teacher(found.class_id, code, desk.context("").today)
    members = desk.members(found)
    reports = desk.reports([member.report_id for member in members])
    standing = {
        (member.pupil_id, cell): mark
        for member in members
        for cell, mark in reports[member.report_id].marks.items()
        if cell.subject == code
    }
    comments = {member.pupil_id: reports[member.report_id].comments.get(code) for member in members}
    return GradebookSpec(
        school_name=year.school.name,
        school_year=year.name,
        school_year_id=desk.school_year_id,
        class_id=found.class_id,
        class_code=found.code,
        subject_code=code,
        subject_name=taught.name,
        kind=taught.kind,
        parts=taught.parts,
        part_names=PART_NAMES,
        columns=taught.columns,
        teacher_name=desk.signatory(teacher).full_name if teacher else "",
        pupils=_rows(members),
        recorded={place: mark.value for place, mark in standing.items()},
        recorded_by_rule={place: mark.by_rule for place, mark in standing.items() if mark.by_rule},
        recorded_comments={pupil: comment.value for pupil, comment in comments.items() if comment},
    )


def homeroom_spec(desk: Desk, year: SchoolYear, found: SchoolClass) -> HomeroomSpec:
    """Everything that the homeroom workbook of a class shows, with what is recorded."""
    teacher = year.homeroom_teacher(found.class_id, desk.context("").today)
    members = desk.members(found)
    reports = {member.pupil_id: report for member, report in _with_reports(desk, members)}
    return HomeroomSpec(
        school_name=year.school.name,
        school_year=year.name,
        school_year_id=desk.school_year_id,
        class_id=found.class_id,
        class_code=found.code,
        teacher_name=desk.signatory(teacher).full_name if teacher else "",
        pupils=_rows(members),
        recorded_conduct={
            (pupil_id, term): level.value
            for pupil_id, report in reports.items()
            for term, level in report.conduct.items()
        },
        recorded_absences={
            pupil_id: AbsencesInFile(report.absences.value.permitted, report.absences.value.unpermitted)
            for pupil_id, report in reports.items()
            if report.absences
        },
        recorded_comments={
            pupil_id: report.homeroom_comment.value for pupil_id, report in reports.items() if report.homeroom_comment
        },
    )


def _rows(members: Sequence[Member]) -> tuple[PupilRow, ...]:
    return tuple(PupilRow(each.number, each.pupil_id, each.full_name, each.birth_date) for each in members)


def _with_reports(desk: Desk, members: Sequence[Member]) -> list[tuple[Member, Report]]:
    reports = desk.reports([member.report_id for member in members])
    return [(member, reports[member.report_id]) for member in members]


def import_gradebook(desk: Desk, path: Path, actor: str, *, round_half_up: bool = False) -> Imported:
    """Record a gradebook file. Raises Faults with every bad cell (nothing enters), Rejected for a missing right."""
    identity = identify(path)
    code = identity.subject_code or ""

    def once() -> Imported:
        year, context = desk.year(), desk.context(actor)
        found = _class(desk, year, identity)
        year.require_teacher(actor, found.class_id, code, context.today)
        spec = gradebook_spec(desk, year, found, code)
        content = read_gradebook(path, spec, round_half_up=round_half_up)

        def ask(member: Member, report: Report) -> tuple[c.Command, list[Changed], int]:
            return _ask_subject(member, report, content, code)

        options = "round-half-up" if round_half_up else ""
        return _record(desk, year, context, found, content.digest, options, code, ask)

    return attempt(once)


def import_homeroom(desk: Desk, path: Path, actor: str) -> Imported:
    """Record a homeroom file. Raises Faults with every bad cell (nothing enters), Rejected for a missing right."""
    identity = identify(path)

    def once() -> Imported:
        year, context = desk.year(), desk.context(actor)
        found = _class(desk, year, identity)
        year.require_homeroom(actor, found.class_id, context.today)
        content = read_homeroom(path, homeroom_spec(desk, year, found))

        def ask(member: Member, report: Report) -> tuple[c.Command, list[Changed], int]:
            return _ask_homeroom(member, report, content)

        return _record(desk, year, context, found, content.digest, "", None, ask)

    return attempt(once)


def _class(desk: Desk, year: SchoolYear, identity: WorkbookIdentity) -> SchoolClass:
    if identity.school_year_id != desk.school_year_id or identity.class_id not in year.classes:
        raise Rejected("import.other_year", found=identity.school_year, expected=year.name)
    return year.classes[identity.class_id]


Ask = Callable[[Member, Report], tuple[c.Command, list[Changed], int]]


def _record(
    desk: Desk,
    year: SchoolYear,
    context: Context,
    found: SchoolClass,
    digest: str,
    options: str,
    code: str | None,
    ask: Ask,
) -> Imported:
    """Decide for every pupil, append once."""
    new: list[NewEvents] = []
    changed: list[Changed] = []
    unchanged = 0
    for member, report in _with_reports(desk, desk.members(found)):
        asked, differing, equal = ask(member, report)
        changed += differing
        unchanged += equal
        events = decide(report, asked, year, context)
        new.append(NewEvents(report.report_id, report.version, tuple(events)))
    recorded = sum(len(events.events) for events in new)
    command_id = uuid5(IMPORTS, "|".join((str(desk.ledger.school_id), context.actor, digest, options)))
    answer = desk.append(
        new, command(context.actor, "import", [digest, options], command_id), guards=[desk.guard(year)]
    )
    repeated = answer.repeated if answer else recorded == 0 and not changed
    return Imported(found.code, code, recorded, unchanged, tuple(changed), repeated)


def _ask_subject(
    member: Member, report: Report, content: GradebookContent, code: str
) -> tuple[c.RecordSubject, list[Changed], int]:
    changed: list[Changed] = []
    marks = {cell: mark for (pupil_id, cell), mark in content.marks.items() if pupil_id == member.pupil_id}
    fresh = {cell: mark for cell, mark in marks.items() if cell not in report.marks}
    for cell, mark in marks.items():
        standing = report.marks.get(cell)
        if standing and standing.value != mark:
            changed.append(Changed(member.number, member.full_name, str(cell), str(standing.value), str(mark)))
    comment = content.comments.get(member.pupil_id)
    standing_comment = report.comments.get(code)
    equal = len(marks) - len(fresh) - len(changed)
    if comment is not None and standing_comment is not None:
        if standing_comment.value != comment:
            changed.append(
                Changed(member.number, member.full_name, f"{code}: nhận xét", standing_comment.value, comment)
            )
        else:
            equal += 1
        comment = None
    reasons = {cell: reason for (pupil_id, cell), reason in content.by_rule.items() if pupil_id == member.pupil_id}
    by_rule: dict[Cell, str] = {cell: reasons[cell] for cell in fresh if cell in reasons}
    return c.RecordSubject(subject=code, marks=fresh, by_rule=by_rule, comment=comment), changed, equal


def _ask_homeroom(
    member: Member, report: Report, content: HomeroomContent
) -> tuple[c.RecordHomeroom, list[Changed], int]:
    changed: list[Changed] = []
    equal = 0

    def fresh(place: str, standing: object, given: object) -> bool:
        """Whether a value is new; one that differs is listed, one that is equal is counted."""
        nonlocal equal
        if given is None or standing is None:
            return given is not None
        if standing == given:
            equal += 1
        else:
            changed.append(Changed(member.number, member.full_name, place, str(standing), str(given)))
        return False

    conduct = {}
    for term in Term:
        level = content.conduct.get((member.pupil_id, term))
        standing_level = report.conduct.get(term)
        if level is not None and fresh(
            f"rèn luyện HK{term.value}", standing_level and standing_level.value.name, level.name
        ):
            conduct[term] = level
    pair = content.absences.get(member.pupil_id)
    absences = Absences(permitted=pair.permitted, unpermitted=pair.unpermitted) if pair is not None else None
    comment = content.comments.get(member.pupil_id)
    asked = c.RecordHomeroom(
        conduct=conduct,
        absences=absences if fresh("số buổi nghỉ", report.absences and report.absences.value, absences) else None,
        comment=comment
        if fresh("nhận xét của GVCN", report.homeroom_comment and report.homeroom_comment.value, comment)
        else None,
    )
    return asked, changed, equal
