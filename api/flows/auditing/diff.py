"""
What changed between two moments: values that differ, each with the entry by which it came to be as it is.

A value that changed and changed back is no change. Reports are gone through class by class, so memory does not grow
with the school.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from api.flows.auditing.chronicle import Chronicle, Pupil, Source
from api.flows.auditing.moments import Moment
from api.flows.auditing.replay import Stood, folded, followed, merged
from api.flows.auditing.standing import Held, Table
from api.flows.desk import Desk
from domain.context import local_day
from domain.errors import Misused
from domain.event import Value
from domain.ledger import Ledger, Recorded
from domain.ledger.database import rows_of_school
from domain.messages import MESSAGES
from domain.report import events as e
from domain.school_year.events import PolicySet
from domain.telling import told
from domain.words import Language

MESSAGES.update(
    {
        "audit.scope": (
            "Nêu --report hoặc --class, không nêu cả hai; bỏ cả hai là toàn trường.",
            "Name --report or --class, not both; neither is the whole school.",
        ),
    }
)

#: Reports gone through together: about a class.
REPORTS_AT_ONCE = 50


class Changed(Value):
    """
    A place whose value differs; ``before`` None: nothing stood there, ``after`` None: nothing stands there now.

    ``source`` is the entry that made it so; what is derived has none and ``follows_from`` the positions of the others.
    """

    place: str
    label: str
    before: Any
    after: Any
    before_said: str | None
    after_said: str | None
    source: Source | None
    follows_from: tuple[int, ...] = ()


class ReportDiff(Value):
    """The changes of one report."""

    report_id: UUID
    pupil: Pupil
    changes: tuple[Changed, ...]


class YearChange(Value):
    """Something of the school year itself: staff, assignments, deadlines, policies; ``told`` is a sentence."""

    topic: str
    told: str
    source: Source


#: Places that the rules make something of.
RECORDED = ("mark/", "conduct/", "absences", "session/", "summer_conduct", "programme", "exemption/", "decision/")

Tell = Callable[[int, int], None]


def diff(
    ledger: Ledger,
    reports: Sequence[UUID],
    first: Moment,
    last: Moment,
    language: Language = "vi",
    progress: Tell | None = None,
) -> Iterator[ReportDiff]:
    """The reports that changed, in the order given; ``progress`` is told how many were gone through."""
    for start in range(0, len(reports), REPORTS_AT_ONCE):
        ids = reports[start : start + REPORTS_AT_ONCE]
        yield from _batch(ledger, ids, first, last, language)
        if progress:
            progress(start + len(ids), len(reports))


def year_changes(
    ledger: Ledger, year_id: UUID, first: Moment, last: Moment, language: Language = "vi"
) -> Iterator[YearChange]:
    """What happened to the school year itself after ``first`` up to ``last``; each entry of its stream is a change."""
    chronicle = Chronicle(ledger)
    for entry in ledger.stream(year_id):
        chronicle.follow(entry)
        if first.position < entry.position <= last.position:
            yield YearChange(
                topic=entry.topic, told=told(entry.data, language, chronicle), source=chronicle.source(entry)
            )


def chosen(desk: Desk, report: str | None, class_code: str | None) -> list[UUID]:
    """The report, the class's, or else the whole school's. Raises Misused ``audit.scope`` where both are named."""
    if report and class_code:
        raise Misused("audit.scope")
    if report:
        return [desk.find_report(report)]
    class_id = desk.year().school_class(class_code).class_id if class_code else None
    return reports_of(desk.ledger, desk.school_year_id, class_id)


def reports_of(ledger: Ledger, year_id: UUID, class_id: UUID | None = None) -> list[UUID]:
    """The reports of a year, or of who was ever in one class of it, in the order of their lists; from the entries."""
    found = rows_of_school(
        ledger.pool,
        ledger.school_id,
        "SELECT stream_id, topic, convert_from(entry, 'UTF8')::jsonb->'data' FROM ledger.events"
        " WHERE school_id = %s AND topic = ANY(%s) ORDER BY position",
        [ledger.school_id, [e.ReportStarted.TOPIC, e.PupilMoved.TOPIC, e.PupilRejoined.TOPIC]],
    )
    places: dict[UUID, list[tuple[str, int]]] = {}
    for stream_id, topic, data in found:
        if topic != e.ReportStarted.TOPIC:
            places.get(stream_id, []).append((data["class_id"], data["number"]))
        elif data["school_year_id"] == str(year_id):
            places[stream_id] = [(data["class_id"], data["number"])]
    wanted = [key for key, own in places.items() if class_id is None or str(class_id) in dict(own)]
    return sorted(wanted, key=lambda key: places[key][-1])


def _batch(
    ledger: Ledger, ids: Sequence[UUID], first: Moment, last: Moment, language: Language
) -> Iterator[ReportDiff]:
    streams = {report_id: stream for report_id, stream in ledger.streams(ids).items() if stream}
    started = [stream[0].data for stream in streams.values()]
    begun = [data for data in started if isinstance(data, e.ReportStarted)]
    entries = merged(ledger, streams.values(), (d.pupil_id for d in begun), (d.school_year_id for d in begun))
    chronicle = Chronicle(ledger)
    followed(chronicle, entries, 0, first.position, wanted=first.position)
    between = [entry for entry in entries if first.position < entry.position <= last.position]
    if _same_rules(chronicle, between, first, last):  # then what nobody touched is as it was
        touched = {entry.stream_id for entry in between}
        pupils = dict(zip(streams, (data.pupil_id for data in begun), strict=True))
        streams = {one: stream for one, stream in streams.items() if touched.intersection((one, pupils[one]))}
    before = {report_id: folded(chronicle, stream, first, {}) for report_id, stream in streams.items()}
    sources = followed(chronicle, between, first.position, last.position)
    for report_id, stream in streams.items():
        then, now = before[report_id], folded(chronicle, stream, last, sources)
        if now is None:
            continue
        changes = tuple(_changes(then.table if then else {}, now, stream, language))
        pupil = chronicle.pupil(stream[0])
        if changes and pupil:
            yield ReportDiff(report_id=report_id, pupil=pupil, changes=changes)


def _same_rules(chronicle: Chronicle, between: Sequence[Recorded], first: Moment, last: Moment) -> bool:
    """Whether no policy was set between two moments, and none began that was set before."""
    if any(isinstance(entry.data, PolicySet) for entry in between):
        return False
    days = local_day(first.at), local_day(last.at)
    return all(year.on(days[0]).policies == year.on(days[1]).policies for year in chronicle.years.values())


def _changes(before: Table, now: Stood, stream: Sequence[Recorded], language: Language) -> Iterator[Changed]:
    came: dict[str, int] = {}
    fell = {f"signature/{each.place[0].value}/{each.place[1] or ''}": each.fell.position for each in now.report.voided}
    for key in dict.fromkeys((*now.table, *before)):
        old, new = before.get(key), now.table.get(key)
        if _same(old, new):
            continue
        position = new.position if new else fell.get(key) or _ended(stream, old)
        derived = key.startswith("derived/")
        if position and key.startswith(RECORDED):
            came[key] = position
        either = new or old
        assert either is not None, "one of them stands"
        yield Changed(
            place=key,
            label=either.label.said(language),
            before=old.value if old else None,
            after=new.value if new else None,
            before_said=old.said.said(language) if old else None,
            after_said=new.said.said(language) if new else None,
            source=now.sources.get(position) if position else None,
            follows_from=_behind(key, came) if derived else (),
        )


def _behind(derived: str, came: Mapping[str, int]) -> tuple[int, ...]:
    """What a result follows from: the changes in its subject, or where it is of no subject all of them."""
    own = {position for key, position in came.items() if key.split("/")[1:2] == derived.split("/")[1:2]}
    return tuple(sorted(own or {*came.values()}))


def _same(old: Held | None, new: Held | None) -> bool:
    return (old.value if old else None) == (new.value if new else None)


def _ended(stream: Sequence[Recorded], old: Held | None) -> int | None:
    """A signature that is no more and did not fall went with its edition."""
    after = old.position if old and old.position else 0
    return next((one.position for one in stream if one.position > after and isinstance(one.data, e.EditionEnded)), None)
