"""``/api/v1/roster`` and the lists of classes: who comes, moves, leaves and comes back (docs/api.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from api.flows import next_year, rosters
from api.flows.attesting import attest_results
from api.flows.desk import Desk, made
from api.flows.next_year import Opened, Waiting
from api.flows.rosters import Listed, ListLine
from api.flows.school_model import PupilRow
from api.flows.year_decisions import decide_for_year
from api.flows.year_state import YearShown, year_shown
from api.routes.classes import YearName
from api.routes.deps import TheReader
from api.routes.writing import AfterToken, TheWriter, Writer, Written
from api.routes.year import CLASSES_MAX, ClassCode, StaffCode
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.report import commands as c
from domain.report.events import LeavingReason
from domain.school_year import commands as y
from domain.school_year.events import Calendar, Role
from domain.school_year.next_year import a_year_later
from domain.values import Text

router = APIRouter(tags=["roster"], route_class=AfterToken)

_OFFICE = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER)


class Joining(Value):
    """A report's pupil into a class, from when (default today), by which document."""

    report_id: UUID
    class_code: ClassCode
    since: date | None = None
    document: Text


class Leaving(Value):
    """A report's pupil out of the school, with which last day (default today), why, where to, by which document."""

    report_id: UUID
    last_day: date | None = None
    reason: LeavingReason
    destination: Text | None = None
    document: Text


class Attesting(Value):
    """Whose results to date."""

    report_id: UUID


class Placing(Value):
    """A pupil whom the school knows into a class of this year, from when (default today)."""

    pupil_id: UUID
    class_code: ClassCode
    since: date | None = None


@router.get("/classes/{code}/list")
def class_list(code: str, reader: TheReader, year: YearName = None) -> list[ListLine]:
    """The class list with its struck-through rows: for the homeroom teacher, the leadership, clerk and IT officer."""
    with wrapped():
        desk = reader.desk(year)
        current, actor = desk.year(), str(reader.staff_id)
        heads = current.homeroom_teacher(current.school_class(code).class_id, desk.today)
        if heads != current.actor(actor):
            current.require_role(actor, *_OFFICE)
        return rosters.class_list(desk, code)


@router.post("/roster/enrolments")
def enrol(given: PupilRow, writer: TheWriter) -> Written:
    """A new pupil, under the next number of his class."""
    place = {"class_code": given.class_code, "number": given.number}  # the rest is personal (``writing.said``)
    return writer.once("pupil enrol", place, lambda desk: rosters.enrol(desk, writer.actor, given))


@router.post("/roster/placements")
def place(given: Placing, writer: TheWriter) -> Written:
    """A pupil of an earlier year, under the next number of a class."""
    return _listed(writer, "year place", given, lambda desk: rosters.place(desk, writer.actor, **dict(given)))


@router.post("/roster/moves")
def move(given: Joining, writer: TheWriter) -> Written:
    """Into another class of the grade; the marks go along."""
    return _listed(writer, "pupil move", given, lambda desk: rosters.move(desk, writer.actor, **dict(given)))


@router.post("/roster/departures")
def leave(given: Leaving, writer: TheWriter) -> Written:
    """Out of the school; the row stays, struck through."""
    with wrapped():
        last_day = given.last_day or writer.desk.today
    values = given.model_dump(exclude={"report_id", "last_day"})
    asked = made(c.LeaveSchool, last_day=last_day, **values)
    return _listed(writer, "pupil leave", given, lambda desk: rosters.leave(desk, writer.actor, given.report_id, asked))


@router.post("/roster/returns")
def rejoin(given: Joining, writer: TheWriter) -> Written:
    """Back in the same year, under the next number of a class."""
    return _listed(writer, "pupil rejoin", given, lambda desk: rosters.rejoin(desk, writer.actor, **dict(given)))


class NextYear(Value):
    """The next year: its days (default: last year's, a year later), homeroom teachers, classes that are given up."""

    calendar: Calendar | None = None
    homerooms: Annotated[dict[ClassCode, StaffCode], Field(max_length=CLASSES_MAX, default_factory=dict)]
    without: Annotated[tuple[ClassCode, ...], Field(max_length=CLASSES_MAX)] = ()


class Closing(Value):
    """By which document the year ends."""

    document: Text


@router.get("/roster/waiting")
def waiting(reader: TheReader, year: YearName = None) -> list[Waiting]:
    """Last year's pupils who have no class yet."""
    with wrapped():
        desk = reader.desk(year)
        desk.year().require_role(str(reader.staff_id), *_OFFICE)
        return next_year.waiting(desk)


@router.get("/year/state")
def state(reader: TheReader, year: YearName = None) -> YearShown:
    """Running or closed, the classes with their homeroom teachers, and how many pupils each has."""
    with wrapped():
        desk = reader.desk(year)
        desk.year().actor(str(reader.staff_id))
        return year_shown(desk)


@router.post("/year/closing")
def close(given: Closing, writer: TheWriter) -> Written:
    """The principal closes the year: only corrections from now on."""
    asked = y.CloseYear(document=given.document)
    return writer.once(
        "year close", given.model_dump(mode="json"), lambda desk: decide_for_year(desk, writer.actor, asked)
    )


@router.post("/year/next")
def open_next(given: NextYear, writer: TheWriter) -> Written:
    """The next year from last year's results; in the answer every entry that was recorded."""
    with wrapped():
        last = writer.desk.year()
        calendar = given.calendar or a_year_later(last.calendar)
        homerooms = {code: last.member(staff).staff_id for code, staff in given.homerooms.items()}

    def act(desk: Desk) -> Opened:
        return next_year.open_next(desk, writer.actor, calendar, homerooms, given.without)

    return writer.once("year open", given.model_dump(mode="json"), act)


@router.post("/roster/attestations")
def attest(given: Attesting, writer: TheWriter) -> Written:
    """The leadership signs the results to date of who was transferred, with the person's key."""
    with wrapped():
        key = writer.key()
    return writer.once(
        "pupil attest",
        given.model_dump(mode="json"),
        lambda desk: attest_results(desk, writer.actor, given.report_id, key),
    )


def _listed(writer: Writer, kind: str, content: Value, act: Callable[[Desk], Listed]) -> Written:
    return writer.once(kind, content.model_dump(mode="json"), act)
