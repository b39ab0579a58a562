"""
Imports of workbooks: ``hocba import …``.

A file is one command in one transaction. Rights are checked before its command is looked up; the list of changed cells
is computed afresh each time. New cells enter; a cell that stands with another value does not, and is listed as needing
a correction. An import that is killed has left nothing.

Files go one after the other (``Importer``), and what one has loaded the next one of the same class uses again, for as
long as no stream of it has moved. Several cores: ``api.flows.bulk_imports``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, TypeVar
from uuid import UUID, uuid5

from api.flows.desk import Desk, attempt, command
from api.flows.differences import Asked, ask_homeroom, ask_subject
from api.flows.other_class import of_another_class
from api.flows.recording import Changed, decide_rows
from api.flows.templates import Rows, gradebook_form, homeroom_form
from api.flows.workbooks import Workbook, WorkbookIdentity, WorkbookKind, identity_of, read_gradebook, read_homeroom
from domain.context import Context
from domain.errors import Conflict, Faults, HocbaError, Rejected, Tampered, Unavailable
from domain.event import Event
from domain.ledger import Appended, NewEvents
from domain.messages import MESSAGES
from domain.report.state import Report, evolve
from domain.school_year.state import SchoolClass, SchoolYear
from domain.values import Cell

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
class Sent:
    """
    A filled workbook, what it is meant to be, and who wants it recorded (staff id).

    ``class_id`` as far as the sender knows it: it shares out the work among processes, the file says what it is.
    """

    path: Path
    kind: WorkbookKind
    actor: str
    round_half_up: bool = False
    class_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. ``recorded`` counts values, ``repeated`` says that this file had entered before."""

    class_code: str
    subject: str | None
    recorded: int
    unchanged: int
    changed: tuple[Changed, ...]
    repeated: bool


#: What came of a file.
Answer = Imported | HocbaError


def import_gradebook(desk: Desk, path: Path, actor: str, *, round_half_up: bool = False) -> Imported:
    """Record a gradebook file. Raises Faults with every bad cell (nothing enters), Rejected for a missing right."""
    return Importer(desk).record(Sent(path, "gradebook", actor, round_half_up))


def import_homeroom(desk: Desk, path: Path, actor: str) -> Imported:
    """Record a homeroom file. Raises Faults with every bad cell (nothing enters), Rejected for a missing right."""
    return Importer(desk).record(Sent(path, "homeroom", actor))


def import_files(desk: Desk, files: Iterable[Sent], *, lists_known: bool = False) -> Iterator[Answer]:
    """
    What came of each file, in the order given; those of one class are best neighbours.

    What is wrong with one file does not keep the next one out; a broken store ends the list with its error.
    ``lists_known`` as in ``Importer``.
    """
    importer = Importer(desk, lists_known=lists_known)
    for sent in files:
        try:
            yield importer.record(sent)
        except HocbaError as error:
            yield error
            if is_broken(error):
                return


def is_broken(answer: Answer) -> bool:
    """Whether the store could not answer, or contradicts itself: the next file would fare no better."""
    return isinstance(answer, (Unavailable, Tampered))


@dataclass(slots=True)
class _Class:
    """A class as it stood when ``versions`` (stream → number of events) of all its streams were these."""

    year: SchoolYear
    found: SchoolClass
    rows: Rows
    versions: dict[UUID, int]


class Importer:
    """
    Records files one after the other; holds the last class in memory, and asks each time whether it still stands so.

    Args:
        desk: where the files are recorded.
        lists_known: the caller has seen to the class lists just now (``Desk.know_class_lists``), for many importers at
            once; else the first file does so, for all that follow.

    """

    def __init__(self, desk: Desk, *, lists_known: bool = False) -> None:
        self._desk = desk
        self._lists_known = lists_known
        self._kept: _Class | None = None

    def record(self, sent: Sent) -> Imported:
        """Record one file. Raises Faults with every bad cell (nothing enters), Rejected for a missing right."""
        workbook = Workbook(sent.path)
        identity = identity_of(workbook)
        if identity.kind != sent.kind:  # said before anybody's right is asked for
            raise Rejected("workbook.other_kind", found=identity.kind, expected=sent.kind)
        return attempt(self._desk.ledger, lambda: self._once(sent, workbook, identity))

    def _once(self, sent: Sent, workbook: Workbook, identity: WorkbookIdentity) -> Imported:
        now = self._class(identity)
        context = self._desk.context(sent.actor)
        if identity.subject_code is None:
            now.year.require_homeroom(sent.actor, now.found.class_id, context.today)
        else:
            now.year.require_teacher(sent.actor, now.found.class_id, identity.subject_code, context.today)
        try:
            read = _read(now, sent, workbook, identity)
        except Faults as faults:
            raise of_another_class(self._desk, now.year, now.found, len(now.rows), faults) from faults
        return self._record(now, context, read)

    def _class(self, identity: WorkbookIdentity) -> _Class:
        """The class of a file as it stands: the one in memory, if nobody has written to any of its streams."""
        desk, kept = self._desk, self._kept
        if kept is not None and kept.found.class_id == identity.class_id:
            _school_class(kept.year, identity)
            if desk.ledger.versions(kept.versions) == kept.versions:
                return kept
        self._kept = None
        year = desk.year()
        found = _school_class(year, identity)
        moved = kept is not None and kept.versions[desk.school_year_id] != year.version
        if moved or not self._lists_known:  # who joins a list advances the stream of the year
            desk.know_class_lists()
            self._lists_known = True
        members = desk.members(found, caught_up=True)
        reports = desk.reports([member.report_id for member in members])
        versions = {desk.school_year_id: year.version}
        versions |= {member.pupil_id: member.pupil_version for member in members}
        versions |= {report_id: report.version for report_id, report in reports.items()}
        self._kept = _Class(year, found, [(member, reports[member.report_id]) for member in members], versions)
        return self._kept

    def _record(self, now: _Class, context: Context, read: _Read) -> Imported:
        """Decide for every pupil, append once, and let what was recorded stand in memory, too."""
        desk, school_id = self._desk, self._desk.ledger.school_id
        content = [str(school_id), context.actor, read.digest, read.options]
        decided = decide_rows(now.rows, now.year, context, read.ask)
        order = command(context.actor, "import", content, uuid5(IMPORTS, "|".join(content)), acting=decided.acting)
        answer = desk.append(decided.new, order, guards=[desk.guard(now.year)])
        if answer and answer.repeated:
            # The same file was recorded by another process while this one decided: decide again on what stands now.
            raise Conflict("ledger.command_running")
        if answer:
            _let_stand(now, decided.new, context.actor, answer)
        # A file that had entered before has nothing new in it; only then is its command looked up.
        known = None if answer else desk.ledger.find_command(order.command_id, order.input_digest)
        return Imported(
            now.found.code, read.subject, decided.recorded, decided.unchanged, tuple(decided.changed), known is not None
        )


def _school_class(year: SchoolYear, identity: WorkbookIdentity) -> SchoolClass:
    if identity.school_year_id != year.school_year_id or identity.class_id not in year.classes:
        raise Rejected("import.other_year", found=identity.school_year, expected=year.name)
    return year.classes[identity.class_id]


@dataclass(frozen=True, slots=True)
class _Read:
    """What stands in a file; ``digest`` and ``options`` make its import the command that it is, beside who imports."""

    subject: str | None
    digest: str
    options: str
    ask: Callable[[UUID, Report], Asked]


def _read(now: _Class, sent: Sent, workbook: Workbook, identity: WorkbookIdentity) -> _Read:
    if identity.subject_code is None:
        homeroom = read_homeroom(workbook, homeroom_form(now.year, now.found, now.rows))
        return _Read(None, homeroom.digest, "", lambda pupil_id, report: ask_homeroom(report, pupil_id, homeroom))
    code = identity.subject_code
    form = gradebook_form(now.year, now.found, code, now.rows)
    content = read_gradebook(workbook, form, round_half_up=sent.round_half_up)
    marks, reasons = _by_pupil(content.marks), _by_pupil(content.by_rule)

    def ask(pupil_id: UUID, report: Report) -> Asked:
        return ask_subject(report, code, marks[pupil_id], reasons[pupil_id], content.comments.get(pupil_id))

    return _Read(code, content.digest, "round-half-up" if sent.round_half_up else "", ask)


def _by_pupil(values: Mapping[tuple[UUID, Cell], V]) -> defaultdict[UUID, dict[Cell, V]]:
    found: defaultdict[UUID, dict[Cell, V]] = defaultdict(dict)
    for (pupil_id, cell), value in values.items():
        found[pupil_id][cell] = value
    return found


class _Happened(NamedTuple):
    """An event that was recorded just now, as a fold sees it."""

    data: Event
    actor: str
    at: datetime
    position: int


def _let_stand(now: _Class, new: Sequence[NewEvents], actor: str, answer: Appended) -> None:
    """What reading the streams again would give: positions follow the order in which the events were given."""
    assert answer.at is not None, "it was recorded now"
    reports = {report.report_id: report for _, report in now.rows}
    position = answer.first_position
    for stream in new:
        report = reports[stream.stream_id]
        for event in stream.events:
            evolve(report, _Happened(event, actor, answer.at, position))
            position += 1
        now.versions[stream.stream_id] = report.version
