"""Class lists over the year: who comes, moves, leaves and comes back, and the list with its struck-through rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID, uuid4

from api.flows.data.twins import number_ends
from api.flows.desk import ERASED, Desk, attempt, command, made
from api.flows.school_load import committed
from api.flows.school_model import PupilRow
from domain.context import Context
from domain.errors import Misused, Rejected
from domain.event import Event, Value
from domain.ledger import NewEvents
from domain.messages import MESSAGES
from domain.pupil.enrolling import enrol as enrolled
from domain.pupil.events import PupilRegistered
from domain.pupil.state import Pupil
from domain.regulations.curriculum import NO_CHOICE, Programme
from domain.report import commands as c
from domain.report import events as e
from domain.report.decide import decide, start
from domain.report.document import PupilIdentity
from domain.rights import acting
from domain.school_year import commands as y
from domain.school_year.decide import decide as decide_year
from domain.school_year.state import SchoolClass, SchoolYear
from domain.values import Personal
from projections import roster
from projections.roster import RosterRow
from projections.runner import school_transaction

MESSAGES.update(
    {
        "pupil.known": (
            "Học sinh có {field:identity} này đã có trong sổ cái, mã {pupil_id}. Nếu là cùng một người, hãy xếp lớp "
            "theo mã đó: hocba year place; nếu không, hãy đối chiếu giấy tờ.",
            "A pupil with this {field:identity} is in the ledger already, id {pupil_id}. If he is the same, place him "
            "by that id (hocba year place); else compare the papers.",
        ),
        "list.no_number": (
            "Lớp {class_code} không có ai mang số thứ tự {number}.",
            "Class {class_code} has nobody under number {number}.",
        ),
    }
)

#: ``8A/7``: who stands under this number of this class list.
_ON_LIST = re.compile(r"([0-9]{1,2}[A-Z0-9.]{1,6})/([0-9]{1,3})")

#: Fields that two pupils never share.
_UNIQUE = ("personal_number", "pupil_code")


class Listed(Value):
    """Where a pupil stands on a class list from now on; ``position`` is the last entry of it."""

    report_id: UUID
    pupil_id: UUID
    class_code: str
    number: int
    position: int | None


class ListLine(Value):
    """
    A row of a class list, both days included; struck through where ``last_day`` is set.

    ``ended``: MOVED or a ``LeavingReason``. ``full_name`` reads "[đã xóa theo quy định]" where it was lawfully erased.
    ``number_ends``: the last four digits of the personal number, where somebody else has the same name and birth date.
    """

    number: int
    pupil_id: UUID
    report_id: UUID
    full_name: str
    birth_date: date | None
    since: date
    last_day: date | None
    ended: str | None
    destination: str | None
    number_ends: str | None = None


def class_list(desk: Desk, class_code: str) -> list[ListLine]:
    """The list of a class in order of its numbers, struck-through rows among them. Raises Misused."""
    rows = rows_of(desk, desk.year().school_class(class_code))
    known = desk.identities({row.pupil_id for row in rows})
    lines = [_line(row, known[row.pupil_id]) for row in rows]
    here = [line for line in lines if line.last_day is None]
    ends = number_ends(desk, here)
    return [
        line.model_copy(update={"number_ends": ends.get(line.pupil_id)}) if line in here else line for line in lines
    ]


def rows_of(desk: Desk, found: SchoolClass) -> list[RosterRow]:
    """The rows of a class list as of now, without names."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        return roster.of_class(connection, desk.ledger.school_id, found.class_id)


def find_pupil(desk: Desk, text: str) -> UUID:
    """The report of ``8A/7``, or by its id or lookup code. Raises Misused where there is none."""
    match = _ON_LIST.fullmatch(text)
    if match is None:
        return desk.find_report(text)
    found = desk.year().school_class(match[1])
    for row in rows_of(desk, found):
        if row.number == int(match[2]):
            return row.report_id
    raise Misused("list.no_number", class_code=found.code, number=match[2])


def enrol(desk: Desk, actor: str, row: PupilRow) -> Listed:
    """
    Register a new pupil and put him on the list of his class, under the next number.

    Raises Rejected: a missing right, a pupil whom the ledger knows by his numbers, a class or day that cannot be.
    """
    personal: list[Personal] = []
    # The row's fields are looser than what a report can show.
    identity = made(PupilIdentity, **{name: getattr(row, name) for name in PupilIdentity.model_fields})
    registered = PupilRegistered(identity=committed(identity, personal))
    new = Pupil(uuid4())

    def unknown() -> Pupil:
        _require_unknown(desk, row)
        return new

    before, programme = (registered,), row.programme
    return _begin(desk, actor, new.pupil_id, unknown, before, row.class_code, row.enrolled_on, programme, personal)


def place(desk: Desk, actor: str, pupil_id: UUID, class_code: str, since: date | None) -> Listed:
    """
    Put a pupil whom the school knows on a list of this year: one to place, or one who was away for years.

    His programme goes on where the grade has choices. Raises Rejected as ``enrol``, and for a grade that last year's
    result bars; Misused for no such pupil.
    """
    pupil = desk.pupil(pupil_id)
    last = pupil.enrolments[-1].report_id if pupil.enrolments else None
    programme = desk.report(last).programme if last else NO_CHOICE
    return _begin(desk, actor, pupil_id, lambda: desk.pupil(pupil_id), (), class_code, since, programme, [])


def move(desk: Desk, actor: str, report_id: UUID, class_code: str, since: date | None, document: str) -> Listed:
    """Into another class of the grade, under its next number. Raises Rejected."""
    return _join(desk, actor, report_id, class_code, since, document, c.MovePupil)


def rejoin(desk: Desk, actor: str, report_id: UUID, class_code: str, since: date | None, document: str) -> Listed:
    """Back into a class of the grade, under its next number. Raises Rejected."""
    return _join(desk, actor, report_id, class_code, since, document, c.RejoinSchool)


def leave(desk: Desk, actor: str, report_id: UUID, asked: c.LeaveSchool) -> Listed:
    """Out of the school; the row stays, struck through. Raises Rejected."""

    def once() -> Listed:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        events = NewEvents(report_id, report.version, tuple(decide(report, asked, year, context)))
        content = [str(report_id), asked.model_dump(mode="json")]
        order = command(actor, "pupil leave", content, acting=acting(asked, year, context, report))
        answer = desk.append([events], order, guards=[desk.guard(year)])
        return Listed(
            report_id=report_id,
            pupil_id=report.started.pupil_id,
            class_code=year.classes[report.class_id].code,
            number=report.number,
            position=answer.last_position if answer else None,
        )

    return attempt(desk.ledger, once)


def next_number(desk: Desk, year: SchoolYear, found: SchoolClass) -> int:
    """
    The one after the highest that the class list ever had.

    The stream of the year holds those given since its first day, so two at once find that out when they append.
    """
    return max([0, year.numbers.get(found.class_id, 0), *(row.number for row in rows_of(desk, found))]) + 1


def _line(row: RosterRow, known: dict[str, str]) -> ListLine:
    born = known["birth_date"]
    return ListLine(
        number=row.number,
        pupil_id=row.pupil_id,
        report_id=row.report_id,
        full_name=known["full_name"],
        birth_date=None if born == ERASED else date.fromisoformat(born),
        since=row.since,
        last_day=row.last_day,
        ended=row.ended,
        destination=row.destination,
    )


def _require_unknown(desk: Desk, row: PupilRow) -> None:
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        pupils = roster.pupils(connection, desk.ledger.school_id)
    for pupil_id, known in desk.identities(pupils).items():
        for name in _UNIQUE:
            value = getattr(row, name)
            if value is not None and known.get(name) == value:
                raise Rejected("pupil.known", field=name, pupil_id=pupil_id)


def _begin(
    desk: Desk,
    actor: str,
    pupil_id: UUID,
    who: Callable[[], Pupil],
    before: Sequence[Event],
    class_code: str,
    since: date | None,
    programme: Programme,
    personal: Sequence[Personal],
) -> Listed:
    """``who`` is asked at each attempt, once the actor's right is known: what it finds, or refuses, tells something."""
    report_id = uuid4()

    def once() -> Listed:
        year, context = desk.year(), desk.context(actor)
        found = year.school_class(class_code)
        number = next_number(desk, year, found)
        ids = {"pupil_id": pupil_id, "class_id": found.class_id, "number": number}
        asked = made(c.StartReport, **ids, school_year_id=year.school_year_id, grade=found.grade)
        right = acting(asked, year, context)
        report: list[Event] = start(asked, year, context)
        pupil = who()
        if programme != NO_CHOICE:
            report.append(e.ProgrammeChosen(programme=programme))
        day = since or max(context.today, year.calendar.starts)
        joins = (*before, enrolled(pupil, year, found, number, day, report_id, context))
        new = [
            _number(year, found, number, pupil_id, report_id, context),
            NewEvents(pupil_id, pupil.version, joins),
            NewEvents(report_id, 0, tuple(report)),
        ]
        order = command(actor, "pupil enrol", [str(pupil_id), class_code], acting=right)
        answer = desk.append(new, order, personal=personal)
        return _listed(report_id, pupil_id, found, number, answer.last_position if answer else None)

    return attempt(desk.ledger, once)


def _join(
    desk: Desk,
    actor: str,
    report_id: UUID,
    class_code: str,
    since: date | None,
    document: str,
    kind: Callable[..., c.MovePupil | c.RejoinSchool],
) -> Listed:
    def once() -> Listed:
        year, context, report = desk.year(), desk.context(actor), desk.report(report_id)
        found, pupil_id = year.school_class(class_code), report.started.pupil_id
        number = next_number(desk, year, found)
        values = {"class_id": found.class_id, "number": number, "document": document}
        asked = kind(since=since or context.today, **values)
        events = tuple(decide(report, asked, year, context))
        new = [
            _number(year, found, number, pupil_id, report_id, context),
            NewEvents(report_id, report.version, events),
        ]
        content = [str(report_id), asked.model_dump(mode="json")]
        order = command(actor, type(asked).__name__, content, acting=acting(asked, year, context, report))
        answer = desk.append(new, order)
        return _listed(report_id, pupil_id, found, number, answer.last_position if answer else None)

    return attempt(desk.ledger, once)


def _number(
    year: SchoolYear, found: SchoolClass, number: int, pupil_id: UUID, report_id: UUID, context: Context
) -> NewEvents:
    asked = y.ListPupil(class_id=found.class_id, number=number, pupil_id=pupil_id, report_id=report_id)
    return NewEvents(year.school_year_id, year.version, tuple(decide_year(year, asked, context)))


def _listed(report_id: UUID, pupil_id: UUID, found: SchoolClass, number: int, position: int | None) -> Listed:
    return Listed(report_id=report_id, pupil_id=pupil_id, class_code=found.code, number=number, position=position)
