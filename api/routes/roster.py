"""``/api/v1/roster`` and the lists of classes: who comes, moves, leaves and comes back (docs/api.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from api.flows import rosters
from api.flows.desk import Desk, made
from api.flows.rosters import Listed, ListLine
from api.flows.school_model import PupilRow
from api.routes.classes import YearName
from api.routes.deps import TheReader
from api.routes.writing import AfterToken, TheWriter, Writer, Written
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.report import commands as c
from domain.report.events import LeavingReason
from domain.school_year.events import Role
from domain.values import Text

router = APIRouter(tags=["roster"], route_class=AfterToken)

ClassCode = Annotated[str, Field(max_length=8)]


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
        state, actor = desk.year(), str(reader.staff_id)
        heads = state.homeroom_teacher(state.school_class(code).class_id, desk.today)
        if heads != state.actor(actor):
            state.require_role(actor, Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER)
        return rosters.class_list(desk, code)


@router.post("/roster/enrolments")
def enrol(given: PupilRow, writer: TheWriter) -> Written:
    """A new pupil, under the next number of his class."""
    return _listed(writer, "pupil enrol", given, lambda desk: rosters.enrol(desk, writer.actor, given))


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


def _listed(writer: Writer, kind: str, content: Value, act: Callable[[Desk], Listed]) -> Written:
    return writer.once(kind, content.model_dump(mode="json"), act)
