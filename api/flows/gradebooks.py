"""
Templates and imports of the workbooks: ``hocba template …``, ``hocba import …``.

A file is one command in one transaction. Rights are checked before its command is looked up; the list of changed cells
is computed afresh each time. New cells enter; a cell that stands with another value does not, and is listed as needing
a correction. An import that is killed has left nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid5

from api.flows.desk import Desk, Member, attempt, command
from api.flows.workbooks import (
    Absences as AbsencesInFile,
)
from api.flows.workbooks import (
    GradebookSpec,
    HomeroomContent,
    HomeroomSpec,
    PupilRow,
    WorkbookIdentity,
    identify,
    read_gradebook,
    read_homeroom,
)
from api.flows.workbooks.specs import WorkbookKind
from domain.context import Context
from domain.errors import Conflict, Faults, HocbaError, Rejected
from domain.ledger import NewEvents
from domain.messages import MESSAGES, Language
from domain.regulations.curriculum import PART_NAMES, subject
from domain.report import commands as c
from domain.report.decide import decide
from domain.report.events import Absences
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place
from domain.report.state import Report, Standing
from domain.school_year.state import SchoolClass, SchoolYear
from domain.values import Cell, Mark, Term

MESSAGES.update(
    {
        "import.other_year": (
            "Tệp thuộc năm học {found}, không phải năm học đang mở {expected}. Hãy tải lại mẫu.",
            "The file belongs to school year {found}, not to {expected}, which is open. Make a new template.",
        ),
    }
)

V = TypeVar("V")

#: Namespace of import commands: the same file by the same person with the same options is the same command.
IMPORTS = UUID("6f1c1f0a-6f5e-4d0b-9d57-6e3a3f0d4c11")


@dataclass(frozen=True, slots=True)
class Changed:
    """
    A value that stands recorded and differs in the file: it needs a correction (đề nghị điều chỉnh).

    ``str`` of place and values is for programs, ``domain.words.said`` for people.
    """

    number: int
    full_name: str
    place: Cell | Place
    recorded: object
    in_file: object


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. ``recorded`` counts values, ``repeated`` says that this file had entered before."""

    class_code: str
    subject: str | None
    recorded: int
    unchanged: int
    changed: tuple[Changed, ...]
    repeated: bool


#: A class list with the reports of its pupils, in order of its numbers (STT).
Rows = Sequence[tuple[Member, Report]]


def gradebook_spec(desk: Desk, year: SchoolYear, found: SchoolClass, code: str) -> GradebookSpec:
    """Everything that the gradebook of a class and subject shows, with what is recorded."""
    return _gradebook(desk, year, found, code, _rows(desk, found))


def homeroom_spec(desk: Desk, year: SchoolYear, found: SchoolClass) -> HomeroomSpec:
    """Everything that the homeroom workbook of a class shows, with what is recorded."""
    return _homeroom(desk, year, found, _rows(desk, found))


def _gradebook(desk: Desk, year: SchoolYear, found: SchoolClass, code: str, rows: Rows) -> GradebookSpec:
    taught = subject(code, found.grade, year.name)
    teacher = year.teacher(found.class_id, code, desk.today)
    standing = {
        (member.pupil_id, cell): mark
        for member, report in rows
        for cell, mark in report.marks.items()
        if cell.subject == code
    }
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
        pupils=_pupils(rows),
        recorded={place: mark.value for place, mark in standing.items()},
        recorded_by_rule={place: mark.by_rule for place, mark in standing.items() if mark.by_rule},
        recorded_comments={
            member.pupil_id: report.comments[code].value for member, report in rows if code in report.comments
        },
    )


def _homeroom(desk: Desk, year: SchoolYear, found: SchoolClass, rows: Rows) -> HomeroomSpec:
    teacher = year.homeroom_teacher(found.class_id, desk.today)
    return HomeroomSpec(
        school_name=year.school.name,
        school_year=year.name,
        school_year_id=desk.school_year_id,
        class_id=found.class_id,
        class_code=found.code,
        teacher_name=desk.signatory(teacher).full_name if teacher else "",
        pupils=_pupils(rows),
        recorded_conduct={
            (member.pupil_id, term): level.value for member, report in rows for term, level in report.conduct.items()
        },
        recorded_absences={
            member.pupil_id: AbsencesInFile(report.absences.value.permitted, report.absences.value.unpermitted)
            for member, report in rows
            if report.absences
        },
        recorded_comments={
            member.pupil_id: report.homeroom_comment.value for member, report in rows if report.homeroom_comment
        },
    )


def _pupils(rows: Rows) -> tuple[PupilRow, ...]:
    """Those that can still be written down; a pupil whose identity was erased gets no marks any more."""
    return tuple(
        PupilRow(each.number, each.pupil_id, each.full_name, each.birth_date) for each, _ in rows if each.birth_date
    )


def _rows(desk: Desk, found: SchoolClass) -> Rows:
    members = desk.members(found)
    reports = desk.reports([member.report_id for member in members])
    return [(member, reports[member.report_id]) for member in members]


def import_gradebook(desk: Desk, path: Path, actor: str, *, round_half_up: bool = False) -> Imported:
    """Record a gradebook file. Raises Faults with every bad cell (nothing enters), Rejected for a missing right."""
    identity = _identity(path, "gradebook")
    code = identity.subject_code or ""

    def once() -> Imported:
        year, context = desk.year(), desk.context(actor)
        found = _class(desk, year, identity)
        year.require_teacher(actor, found.class_id, code, context.today)
        rows = _rows(desk, found)
        content = read_gradebook(path, _gradebook(desk, year, found, code, rows), round_half_up=round_half_up)
        marks, reasons = _by_pupil(content.marks), _by_pupil(content.by_rule)

        def ask(member: Member, report: Report) -> Asked:
            mine = member.pupil_id
            return _ask_subject(report, code, marks[mine], reasons[mine], content.comments.get(mine))

        options = "round-half-up" if round_half_up else ""
        return _record(desk, year, context, rows, _File(found.code, code, content.digest, options), ask)

    return attempt(desk.ledger, once)


def import_homeroom(desk: Desk, path: Path, actor: str) -> Imported:
    """Record a homeroom file. Raises Faults with every bad cell (nothing enters), Rejected for a missing right."""
    identity = _identity(path, "homeroom")

    def once() -> Imported:
        year, context = desk.year(), desk.context(actor)
        found = _class(desk, year, identity)
        year.require_homeroom(actor, found.class_id, context.today)
        rows = _rows(desk, found)
        content = read_homeroom(path, _homeroom(desk, year, found, rows))

        def ask(member: Member, report: Report) -> Asked:
            return _ask_homeroom(report, member.pupil_id, content)

        return _record(desk, year, context, rows, _File(found.code, None, content.digest, ""), ask)

    return attempt(desk.ledger, once)


def _identity(path: Path, kind: WorkbookKind) -> WorkbookIdentity:
    """What the file says it is: the other kind of workbook is refused before anybody's right is asked for."""
    identity = identify(path)
    if identity.kind != kind:
        raise Rejected("workbook.other_kind", found=identity.kind, expected=kind)
    return identity


def _class(desk: Desk, year: SchoolYear, identity: WorkbookIdentity) -> SchoolClass:
    if identity.school_year_id != desk.school_year_id or identity.class_id not in year.classes:
        raise Rejected("import.other_year", found=identity.school_year, expected=year.name)
    return year.classes[identity.class_id]


def _by_pupil(values: Mapping[tuple[UUID, Cell], V]) -> defaultdict[UUID, dict[Cell, V]]:
    found: defaultdict[UUID, dict[Cell, V]] = defaultdict(dict)
    for (pupil_id, cell), value in values.items():
        found[pupil_id][cell] = value
    return found


@dataclass(frozen=True, slots=True)
class _File:
    """What makes an import the command that it is, beside who imports."""

    class_code: str
    subject: str | None
    digest: str
    options: str


@dataclass(slots=True)
class Asked:
    """What a file asks for one pupil: ``changed`` are (place, recorded, in the file), ``unchanged`` a count."""

    command: c.Command
    changed: list[tuple[Cell | Place, object, object]]
    unchanged: int


def _record(
    desk: Desk,
    year: SchoolYear,
    context: Context,
    rows: Rows,
    file: _File,
    ask: Callable[[Member, Report], Asked],
) -> Imported:
    """Decide for every pupil, append once."""
    content = [str(desk.ledger.school_id), context.actor, file.digest, file.options]
    order = command(context.actor, "import", content, uuid5(IMPORTS, "|".join(content)))
    known = desk.ledger.find_command(order.command_id, order.input_digest)
    new: list[NewEvents] = []
    changed: list[Changed] = []
    faults: list[HocbaError] = []
    unchanged = 0
    for member, report in rows:
        asked = ask(member, report)
        changed += [Changed(member.number, member.full_name, *difference) for difference in asked.changed]
        unchanged += asked.unchanged
        try:
            events = decide(report, asked.command, year, context)
        except Rejected as error:
            found = error.faults if isinstance(error, Faults) else (error,)
            faults += [_OfPupil(member, fault) for fault in found]
        else:
            new.append(NewEvents(report.report_id, report.version, tuple(events)))
    if faults:
        raise Faults(faults)
    answer = desk.append(new, order, guards=[desk.guard(year)])
    if answer and answer.repeated:
        # The same file was recorded by another process while this one decided: decide again on what stands now.
        raise Conflict("ledger.command_running")
    recorded = sum(len(events.events) for events in new)
    return Imported(file.class_code, file.subject, recorded, unchanged, tuple(changed), known is not None)


class _OfPupil(Rejected):
    """A rejection with the pupil whom it is about in front."""

    def __init__(self, member: Member, fault: HocbaError) -> None:
        self._who, self._fault = f"{member.number}. {member.full_name}", fault
        super().__init__(fault.code, number=member.number, **fault.facts)

    def text(self, language: Language) -> str:
        """As the fault's own."""
        return f"{self._who}: {self._fault.text(language)}"


def _ask_subject(
    report: Report, code: str, marks: dict[Cell, Mark], reasons: dict[Cell, str], comment: str | None
) -> Asked:
    difference = _Differences()
    fresh = {cell: mark for cell, mark in marks.items() if difference.is_new(cell, report.marks.get(cell), mark)}
    asked = c.RecordSubject(
        subject=code,
        marks=fresh,
        by_rule={cell: reasons[cell] for cell in fresh if cell in reasons},
        comment=comment if difference.is_new(Place("comment", code), report.comments.get(code), comment) else None,
    )
    return Asked(asked, difference.changed, difference.unchanged)


def _ask_homeroom(report: Report, pupil_id: UUID, content: HomeroomContent) -> Asked:
    difference = _Differences()
    conduct = {
        term: level
        for term in Term
        if (level := content.conduct.get((pupil_id, term))) is not None
        and difference.is_new(Place("conduct", term=term), report.conduct.get(term), level)
    }
    pair, comment = content.absences.get(pupil_id), content.comments.get(pupil_id)
    absences = Absences(permitted=pair.permitted, unpermitted=pair.unpermitted) if pair is not None else None
    asked = c.RecordHomeroom(
        conduct=conduct,
        absences=absences if difference.is_new(ABSENCES, report.absences, absences) else None,
        comment=comment if difference.is_new(HOMEROOM_COMMENT, report.homeroom_comment, comment) else None,
    )
    return Asked(asked, difference.changed, difference.unchanged)


class _Differences:
    """Sorts the values of a file into new, unchanged and changed ones."""

    def __init__(self) -> None:
        self.changed: list[tuple[Cell | Place, object, object]] = []
        self.unchanged = 0

    def is_new(self, place: Cell | Place, standing: Standing[V] | None, given: V | None) -> bool:
        """Whether a value is new; one that differs is listed, one that is equal is counted."""
        if given is None or standing is None:
            return given is not None
        if standing.value == given:
            self.unchanged += 1
        else:
            self.changed.append((place, standing.value, given))
        return False
