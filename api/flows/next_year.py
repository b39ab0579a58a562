"""
Opening the next school year from the results of a closed one, in one transaction.

Promoted pupils stand on the list of next year's class of the same name, numbered in the order of Vietnamese names;
the stream of a pupil goes on, a new report begins. Who stays behind, and whom last year left undecided, waits for
somebody to place him; who left or finished is left behind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from api.flows.desk import Desk, attempt, command
from api.flows.vietnamese_names import name_key
from domain.errors import Misused
from domain.event import Event, Value
from domain.ledger import Guard, NewEvents
from domain.messages import MESSAGES
from domain.pupil import events as p
from domain.regulations.curriculum import NO_CHOICE
from domain.report import events as r
from domain.report.onward import Onward, onward
from domain.report.state import Report
from domain.rights import acting
from domain.school_year import commands as c
from domain.school_year import events as y
from domain.school_year.decide import decide
from domain.school_year.next_year import class_after, classes_after, first_events, following
from domain.school_year.state import SchoolClass, SchoolYear
from projections import roster
from projections.runner import school_transaction

MESSAGES.update(
    {
        "next_year.class": (
            "Năm học {year} sẽ không có lớp {class_code}; các lớp: {expected}.",
            "School year {year} will have no class {class_code}; it has {expected}.",
        ),
    }
)


class Opened(Value):
    """What was opened; pupils of last year by what became of them; ``position`` is the last entry."""

    school_year_id: UUID
    school_year: str
    classes: int
    staff: int
    promoted: int
    finished: int
    left: int
    to_place: int
    position: int | None


@dataclass(slots=True)
class _Sorted:
    """Last year's pupils: into which class, waiting, and the counts of the rest."""

    into: dict[str, list[Report]] = field(default_factory=dict)
    waiting: list[y.ToPlace] = field(default_factory=list)
    counts: dict[Onward, int] = field(default_factory=lambda: dict.fromkeys(Onward, 0))


def open_next(
    desk: Desk, actor: str, calendar: y.Calendar, homerooms: Mapping[str, UUID], without: Collection[str] = ()
) -> Opened:
    """
    Open the year after that of the desk.

    ``homerooms``: class code of the new year → staff id. ``without``: classes that are given up, whose promoted pupils
    wait to be placed.

    Raises Rejected: no right, the year is not closed (``year.not_closed``), was continued already; Misused for a
    homeroom of a class that there will not be.
    """
    next_id = uuid4()

    def once() -> Opened:
        year, context = desk.year(), desk.context(actor)
        asked = c.ContinueYear(next_year=next_id)
        continued = tuple(decide(year, asked, context))
        classes = {code: SchoolClass(uuid4(), code, grade) for code, grade in classes_after(year, without).items()}
        if unknown := next((code for code in homerooms if code not in classes), None):
            name, expected = following(year.name), ", ".join(classes)
            raise Misused("next_year.class", year=name, class_code=unknown, expected=expected)
        reports = desk.reports(_reports(desk))
        found = _sort(year, reports, classes)
        made = [entry.data for entry in desk.ledger.stream(desk.school_year_id)]
        then = year.on(max(calendar.starts, context.today))
        opened = first_events(then, made, calendar, classes, homerooms, found.waiting)
        new = [NewEvents(desk.school_year_id, year.version, continued), NewEvents(next_id, 0, tuple(opened))]
        new += _pupils(desk, next_id, calendar, classes, found)
        guards = [Guard(report_id, report.version) for report_id, report in reports.items()]
        content = [str(next_id), calendar.model_dump(mode="json")]
        order = command(actor, "year open", content, acting=acting(asked, year, context))
        answer = desk.append(new, order, guards=guards)
        counts = found.counts
        return Opened(
            school_year_id=next_id,
            school_year=following(year.name),
            classes=len(classes),
            staff=len(then.staff),
            promoted=sum(map(len, found.into.values())),
            finished=counts[Onward.FINISHED],
            left=counts[Onward.LEFT],
            to_place=len(found.waiting),
            position=answer.last_position if answer else None,
        )

    return attempt(desk.ledger, once)


def _reports(desk: Desk) -> list[UUID]:
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        return roster.reports_of(connection, desk.ledger.school_id, desk.school_year_id)


def _sort(year: SchoolYear, reports: Mapping[UUID, Report], classes: Mapping[str, SchoolClass]) -> _Sorted:
    found = _Sorted()
    for report in reports.values():
        leads, before = onward(report, year), year.classes[report.class_id]
        found.counts[leads] += 1
        if leads is Onward.PROMOTED and class_after(before) in classes:
            found.into.setdefault(class_after(before), []).append(report)
        elif leads in _WAITING:
            row = {"class_code": before.code, "grade": before.grade, "why": _WAITING[leads]}
            found.waiting.append(y.ToPlace(pupil_id=report.started.pupil_id, **row))
    return found


#: Whom somebody has to place; a promoted one only where his class has no successor.
_WAITING = {
    Onward.PROMOTED: y.Waiting.NO_CLASS,
    Onward.RETAINED: y.Waiting.RETAINED,
    Onward.UNDECIDED: y.Waiting.UNDECIDED,
}


def _pupils(
    desk: Desk, next_id: UUID, calendar: y.Calendar, classes: Mapping[str, SchoolClass], found: _Sorted
) -> list[NewEvents]:
    """The enrolments and the new reports, class by class in the order of names."""
    ids = [report.started.pupil_id for own in found.into.values() for report in own]
    known = desk.identities(ids)
    versions = desk.ledger.versions(ids)
    new: list[NewEvents] = []
    for code, own in found.into.items():
        into = classes[code]
        own.sort(key=lambda report: _in_order(known[report.started.pupil_id]))
        for number, report in enumerate(own, 1):
            pupil_id, report_id = report.started.pupil_id, uuid4()
            place = {"school_year_id": next_id, "class_id": into.class_id, "number": number}
            enrolled = p.PupilEnrolled(report_id=report_id, since=calendar.starts, **place)
            begun: list[Event] = [r.ReportStarted(pupil_id=pupil_id, grade=into.grade, **place)]
            if report.programme != NO_CHOICE:
                begun.append(r.ProgrammeChosen(programme=report.programme))
            new.append(NewEvents(pupil_id, versions[pupil_id], (enrolled,)))
            new.append(NewEvents(report_id, 0, tuple(begun)))
    return new


def _in_order(known: Mapping[str, str]) -> tuple[object, ...]:
    """As a school file is numbered: by name, then by birth date and personal number."""
    return name_key(known["full_name"]), known["birth_date"], known.get("personal_number", "")


class Waiting(Value):
    """A pupil to place, by name; class and grade are those of last year."""

    pupil_id: UUID
    full_name: str
    class_code: str
    grade: int
    why: y.Waiting


def waiting(desk: Desk) -> list[Waiting]:
    """The pupils of last year who have no class yet, in order of class and name."""
    rows = list(desk.year().to_place.values())
    known = desk.identities([row.pupil_id for row in rows])
    lines = [Waiting(full_name=known[row.pupil_id]["full_name"], **row.model_dump()) for row in rows]
    return sorted(lines, key=lambda line: (line.grade, line.class_code, name_key(line.full_name)))
