"""
Who did what, when, why, approved by whom: the entries of a ledger as lines, filtered, streamed.

Memory grows with people, classes and requests (``chronicle``), never with entries. Where kinds are asked for, only they
and what tells who was who are read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import chain, islice
from typing import Any
from uuid import UUID

from api.flows.auditing.chronicle import CONTEXT, Chronicle, Pupil, Source, report_of
from api.flows.auditing.corrected import Corrected, Result, corrected
from api.flows.auditing.replay import streams_of
from domain.errors import Misused
from domain.event import Event, Value
from domain.ledger import Ledger, RawEntry, Recorded
from domain.ledger.codec import decode
from domain.ledger.topics import REGISTRY
from domain.messages import MESSAGES
from domain.register.events import DocumentEntered
from domain.report import events as e
from domain.telling import told
from domain.words import Language

MESSAGES.update(
    {
        "audit.kind_unknown": (
            "Không có loại bản ghi {kind}. Các loại: {expected}.",
            "There is no kind of entry {kind}. The kinds: {expected}.",
        ),
    }
)

#: Entries read at once.
READ_AT_ONCE = 5000
#: Entries read for a page: about half a second.
SCANNED_MAX = 20_000

#: ``hocba.report.score_recorded.v2`` → its family and its kind.
KINDS = {topic: (topic.split(".")[1], topic.split(".")[2]) for topic in sorted(REGISTRY.topics)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What to show; None: all. ``person`` is a staff code or id, ``role`` a code of ``acting`` or ``role``, ``pupil`` an
    id, ``subject`` a code, ``kind`` a kind (``score_recorded``), the beginning of some (``correction``) or a family
    (``school_year``); ``text`` is looked for in what is shown, without regard to case and accents.
    """

    person: str | None = None
    role: str | None = None
    class_code: str | None = None
    subject: str | None = None
    report: UUID | None = None
    pupil: UUID | None = None
    kind: str | None = None
    text: str | None = None

    def topics(self) -> tuple[str, ...]:
        """The stored topics of the kind, none where all are wanted. Raises Misused for a kind that there is not."""
        if self.kind is None:
            return ()
        found = tuple(t for t, (family, kind) in KINDS.items() if self.kind == family or kind.startswith(self.kind))
        if not found:
            kinds = ", ".join(dict.fromkeys(kind for _, kind in KINDS.values()))
            raise Misused("audit.kind_unknown", kind=self.kind, expected=kinds)
        return found


class Line(Value):
    """
    One entry. ``kind`` is the middle of its topic, ``told`` its sentence, ``subjects`` the codes that it is about.

    Of an approved correction also what it changed, who had recorded that (``corrected``), and its ``effect`` on what
    the rules make of the report.
    """

    source: Source
    topic: str
    kind: str
    stream_id: UUID
    school_year: str | None
    pupil: Pupil | None
    class_code: str | None
    subjects: tuple[str, ...]
    told: str
    corrected: tuple[Corrected, ...] = ()
    effect: tuple[Result, ...] = ()


Reached = Callable[[int], None]


def timeline(
    ledger: Ledger,
    wanted: Wanted,
    after: int,
    until: int,
    language: Language = "vi",
    reached: Reached | None = None,
) -> Iterator[Line]:
    """The lines after one position up to another, in order; ``reached`` is told how far it has read. Raises Misused."""
    topics = frozenset(wanted.topics())
    chronicle = Chronicle(ledger)
    said = folded_text(wanted.text) if wanted.text else None
    for entry in _entries(ledger, wanted, after, until, topics, reached):
        chronicle.follow(entry)
        if entry.position <= after or (topics and entry.topic not in topics):
            continue
        # Who did it is known before a word of the line is made, and a person's lines are few among all.
        if not _about(entry, wanted, chronicle) or not _by(chronicle.source(entry), wanted):
            continue
        line = line_of(entry, chronicle, language)
        if said is None or said in _searched(line):
            yield _with_correction(ledger, line, entry, chronicle, language)


def lines_after(
    ledger: Ledger, wanted: Wanted, after: int, end: int, limit: int, language: Language
) -> tuple[tuple[Line, ...], int | None]:
    """
    A page of lines, and after which entry the next one begins; None: this was the last.

    It ends after ``limit`` lines or ``SCANNED_MAX`` entries: it may be empty and not the last. Raises Misused.
    """
    until = min(end, after + SCANNED_MAX)
    lines = tuple(islice(timeline(ledger, wanted, after, until, language), limit))
    reached = lines[-1].source.position if len(lines) == limit else until
    return lines, reached if reached < end else None


def folded_text(text: str) -> str:
    """Without case and accents: ``Điểm`` is ``diem``."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _entries(
    ledger: Ledger, wanted: Wanted, after: int, until: int, topics: frozenset[str], reached: Reached | None
) -> Iterator[Recorded]:
    """What must be read: the report's own streams; or what tells who was who, and then everything that may be shown."""
    if wanted.report:
        yield from (entry for entry in streams_of(ledger, wanted.report)[1] if entry.position <= until)
        return
    context = [topic for topic in KINDS if topic.startswith(CONTEXT)]
    shown = [*{*context, *topics}] if topics else []
    own: list[RawEntry] = []
    if wanted.class_code:
        # Of reports only those of the class; beside them whatever stands in no report.
        shown = [topic for topic in shown or KINDS if topic in context or KINDS[topic][0] != "report"]
        rows = ledger.recorder.read_streams(_ever_in(ledger, wanted.class_code, until, context))
        own = sorted((row for row in rows if after < row.position <= until and row.topic not in shown), key=_position)
    told = chain(read_on(ledger, 0, after, context, None), read_on(ledger, after, until, shown, reached))
    yield from merge(told, map(decode, own), key=_position)


def _position(entry: Recorded | RawEntry) -> int:
    return entry.position


def _ever_in(ledger: Ledger, class_code: str, until: int, context: list[str]) -> list[UUID]:
    """The reports of who was in a class of this code, in whatever year: of all others nothing need be read."""
    chronicle, found = Chronicle(ledger), dict[UUID, None]()
    for entry in read_on(ledger, 0, until, context, None):
        chronicle.follow(entry)
        place = chronicle.places.get(entry.stream_id)
        if place and chronicle.class_code(place.class_id) == class_code:
            found[entry.stream_id] = None
    return list(found)


def read_on(ledger: Ledger, after: int, until: int, topics: list[str], reached: Reached | None) -> Iterator[Recorded]:
    """The entries of these topics, all where none are named, page by page."""
    while after < until:
        page = ledger.recorder.read_entries(after, until, READ_AT_ONCE, topics)
        yield from map(decode, page)
        after = page[-1].position if len(page) == READ_AT_ONCE else until
        if reached:
            reached(after)


def _about(entry: Recorded, wanted: Wanted, chronicle: Chronicle) -> bool:
    """Whether report, pupil, class and subject are those wanted."""
    if wanted.report and entry.stream_id != wanted.report:
        return False
    if wanted.pupil:
        started = chronicle.started.get(report_of(entry))
        if wanted.pupil != (started.pupil_id if started else entry.stream_id):
            return False
    if wanted.class_code and wanted.class_code != _class(entry, chronicle):
        return False
    return not wanted.subject or wanted.subject in subjects_of(entry.data, chronicle)


def _by(source: Source, wanted: Wanted) -> bool:
    if wanted.person is None and wanted.role is None:
        return True
    people = [source.by, *([source.on_behalf_of] if source.on_behalf_of else [])]
    if wanted.person and not any(wanted.person in (each.code, each.staff_id) for each in people):
        return False
    return wanted.role in (None, source.role)


def line_of(entry: Recorded, chronicle: Chronicle, language: Language) -> Line:
    """The entry that was followed last, without what a correction changed."""
    year = chronicle.year
    return Line(
        source=chronicle.source(entry),
        topic=entry.topic,
        kind=KINDS[entry.topic][1],
        stream_id=entry.stream_id,
        school_year=year.name if year else None,
        pupil=chronicle.pupil(entry),
        class_code=_class(entry, chronicle),
        subjects=subjects_of(entry.data, chronicle),
        told=told(entry.data, language, chronicle),
    )


def _with_correction(ledger: Ledger, line: Line, entry: Recorded, chronicle: Chronicle, language: Language) -> Line:
    if not isinstance(entry.data, e.CorrectionApproved):
        return line
    changed, effect = corrected(ledger, entry, chronicle, language)
    return line.model_copy(update={"corrected": changed, "effect": effect})


def _class(entry: Recorded, chronicle: Chronicle) -> str | None:
    place = chronicle.places.get(report_of(entry))
    class_id = place.class_id if place else getattr(entry.data, "class_id", None)
    return chronicle.class_code(class_id) if class_id else None


def subjects_of(data: Event, chronicle: Chronicle) -> tuple[str, ...]:
    """The codes of the subjects that an event is about."""
    given: Any = data
    match data:
        case e.ScoreRecorded(cell=cell):
            return (cell.subject,)
        case e.CorrectionRequested(changes=changes):
            found = [c.cell.subject if isinstance(c, e.MarkChange) else getattr(c, "subject", None) for c in changes]
        case e.CorrectionApproved() | e.CorrectionRefused() | e.CorrectionWithdrawn():
            asked = chronicle.request(data.request_id)
            return subjects_of(asked, chronicle) if asked else ()
        case e.SignaturesVoided(signatures=places):
            found = [subject for _, subject in places]
        case DocumentEntered():
            return ()
        case _ if "subject" in type(data).model_fields:
            found = [given.subject]
        case _:
            return ()
    return tuple(dict.fromkeys(subject for subject in found if subject))


def _searched(line: Line) -> str:
    """Everything of a line that a person reads."""
    source, pupil = line.source, line.pupil
    people = [source.by, source.on_behalf_of, source.request.by if source.request else None]
    texts = [line.told, line.kind, source.why, source.delegation, source.clause, line.class_code, line.topic]
    texts += [text for person in people if person for text in (person.name, person.code)]
    if source.request:
        texts += [source.request.reason, source.request.paper.number]
    if pupil:
        texts.append(pupil.full_name)
    return folded_text("\n".join(text for text in texts if text))
