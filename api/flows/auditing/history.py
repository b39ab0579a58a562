"""
The story of one report in human words, from the first mark to whatever became of it last.

What belongs together is one line: the marks of a subject in a term, a teacher's comments, the subject teachers'
signatures, an approval with what it brought about. Names and roles are those of that time (people.md C6.7).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from api.flows.auditing.chronicle import Chronicle, Person, Source
from api.flows.auditing.corrected import Corrected, Result, corrected
from api.flows.auditing.replay import streams_of
from domain.context import local_day
from domain.event import Event, Value
from domain.formats.hoc_ba import Stage
from domain.ledger import Ledger, Recorded
from domain.report import events as e
from domain.report import state as reports
from domain.telling import told
from domain.words import PART_NAMES, Language, said, words


class Chapter(Value):
    """
    A line of the story: entries that belong together, told in one sentence.

    ``source`` are the circumstances of the first of them, ``until`` is the time of the last; ``people`` are all who
    did them, in order. An approved correction also tells what it changed and its effect.
    """

    positions: tuple[int, ...]
    source: Source
    until: datetime
    people: tuple[Person, ...]
    told: str
    corrected: tuple[Corrected, ...] = ()
    effect: tuple[Result, ...] = ()


class History(Value):
    """A report and its story; ``lookup_id`` is that of the edition that is open or stands."""

    report_id: UUID
    school: str
    school_year: str
    class_code: str
    number: int
    full_name: str
    status: str
    lookup_id: UUID | None
    chapters: tuple[Chapter, ...]


@dataclass
class _Group:
    source: Source
    entries: list[Recorded] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    corrected: tuple[Corrected, ...] = ()
    effect: tuple[Result, ...] = ()


def history(ledger: Ledger, report_id: UUID, language: Language = "vi") -> History:
    """The story of a report up to now. Raises Misused if there is no such report."""
    stream, entries = streams_of(ledger, report_id)
    chronicle = Chronicle(ledger)
    groups = list(_groups(ledger, report_id, entries, chronicle, language))
    report = reports.fold(report_id, stream)
    year, pupil = chronicle.years[report.started.school_year_id], chronicle.pupil(stream[0])
    assert pupil, "a report is of a pupil who was registered before"
    return History(
        report_id=report_id,
        school=year.school.name,
        school_year=year.name,
        class_code=year.classes[report.class_id].code,
        number=report.number,
        full_name=pupil.full_name,
        status=report.status.value,
        lookup_id=report.edition.opened.lookup_id if report.edition else None,
        chapters=tuple(_chapter(group, language) for group in groups),
    )


def _groups(
    ledger: Ledger, report_id: UUID, entries: list[Recorded], chronicle: Chronicle, language: Language
) -> Iterator[_Group]:
    """In the order of their first entries; a group ends with the first entry that is of another sort."""
    running: dict[Hashable, _Group] = {}
    sort: object = None
    for entry in entries:
        chronicle.follow(entry)
        if entry.stream_id != report_id:
            continue
        found = _sort(entry.data), _key(entry)
        if found[0] != sort or found[0] is None:
            # An approval and what it brought about are of one command, of whatever sorts they are.
            running = {key: group for key, group in running.items() if key == found[1]}
        sort, key = found
        source = chronicle.source(entry)
        if (group := running.get(key)) is None:
            group = running[key] = _Group(source)
            yield group
        group.entries.append(entry)
        group.people.append(source.by)
        group.sentences.append(told(entry.data, language, chronicle))
        if isinstance(entry.data, e.CorrectionApproved):
            group.corrected, group.effect = corrected(ledger, entry, chronicle, language)


def _sort(data: Event) -> str | None:
    """What is told together as long as nothing else comes between."""
    match data:
        case (
            e.ScoreRecorded() | e.CommentRecorded() | e.ConductRecorded() | e.AbsencesRecorded()
            | e.HomeroomCommentRecorded() | e.RollBegun() | e.AbsenceNoted() | e.AbsenceStruck()
        ):  # fmt: skip
            return "recorded"
        case e.ReportSigned(stage=Stage.SUBJECT):
            return "signed"
        case _:
            return None


def _key(entry: Recorded) -> Hashable:
    """Entries with one key are one line, within their sort."""
    day = local_day(entry.at)
    match entry.data:
        case e.ScoreRecorded(cell=cell):
            return e.ScoreRecorded, cell.subject, cell.part, cell.term, entry.actor, day
        case e.CommentRecorded():
            return e.CommentRecorded, entry.actor, day
        case e.ConductRecorded() | e.AbsencesRecorded() | e.HomeroomCommentRecorded():
            return e.ConductRecorded, entry.actor, day
        case e.RollBegun(day=missed) | e.AbsenceNoted(day=missed) | e.AbsenceStruck(day=missed):
            return e.AbsenceNoted, entry.actor, missed.year, missed.month
        case e.ReportSigned(stage=Stage.SUBJECT):
            return e.ReportSigned, day
        case _:
            return entry.command_id


def _chapter(group: _Group, language: Language) -> Chapter:
    first = group.entries[0].data
    if isinstance(first, e.ScoreRecorded):
        sentence = _marks(first, group, language)
    elif isinstance(first, e.ReportSigned) and len(group.entries) > 1:
        sentence = _signatures(group, language)
    else:
        sentence = "; ".join(group.sentences)
    return Chapter(
        positions=tuple(entry.position for entry in group.entries),
        source=group.source,
        until=group.entries[-1].at,
        people=tuple({person.staff_id: person for person in group.people}.values()),
        told=sentence,
        corrected=group.corrected,
        effect=group.effect,
    )


def _marks(first: e.ScoreRecorded, group: _Group, language: Language) -> str:
    """``Toán, học kì I: TX1 8,0 · TX2 7,5 · GK 9,0``."""
    cell = first.cell
    part = f" ({PART_NAMES.get(cell.part, cell.part) if language == 'vi' else cell.part})" if cell.part else ""
    marks = " · ".join(
        f"{said(one.data.cell.column, language)} {said(one.data.mark, language)}"
        + (f" ({one.data.by_rule})" if one.data.by_rule else "")
        for one in group.entries
        if isinstance(one.data, e.ScoreRecorded)
    )
    term = words(str(int(cell.term)), "explained").said(language)
    return f"{said(cell.subject, language, 'subject')}{part}, {term}: {marks}"


def _signatures(group: _Group, language: Language) -> str:
    """Who signed for which subjects, on one day; late is said once where all of them were."""
    by_person: dict[str, list[str]] = {}
    signed = [(entry.data, by) for entry, by in zip(group.entries, group.people, strict=True)]
    late = {"vi": " (ký muộn)", "en": " (late)"}[language]
    signatures = [(data, by) for data, by in signed if isinstance(data, e.ReportSigned)]
    all_late = all(data.late for data, _ in signatures)
    for data, by in signatures:
        name = said(data.subject, language, "subject") + (late if data.late and not all_late else "")
        by_person.setdefault(f"{by.name} ({by.code})", []).append(name)
    people = "; ".join(f"{person}: {', '.join(subjects)}" for person, subjects in by_person.items())
    opening = {"vi": "Giáo viên bộ môn ký", "en": "The subject teachers signed"}[language]
    return f"{opening}{late if all_late else ''}. {people}"
