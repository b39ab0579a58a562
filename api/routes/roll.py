"""``/api/v1/roll``: the roll call (điểm danh) of a class, the absences of a pupil, and who misses too much."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from api.flows.desk import Desk
from api.flows.roll import calling, sheets
from api.flows.roll.sheets import PupilRoll, Sheet, Uncalled
from api.flows.roll.warnings import Warned, warnings
from api.routes.classes import YearName
from api.routes.correction_views import READERS
from api.routes.deps import Reader, TheReader
from api.routes.writing import AfterToken, TheWriter, Written
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.report.events import Half, Session
from domain.roll.commands import Absent
from domain.school_year.state import SchoolClass, SchoolYear

router = APIRouter(prefix="/roll", tags=["roll"], route_class=AfterToken)

#: A class has fewer pupils.
ABSENT_MAX = 100

ClassCode = Annotated[str, Query(max_length=8, description="8A")]


class AbsentPupil(Absent):
    """Who is not there, by his report."""

    report_id: UUID


class Call(Value):
    """The roll of a half-day, for the first time or anew: everybody is there who is not named."""

    class_code: Annotated[str, Field(max_length=8)]
    day: date
    half: Half
    absent: Annotated[tuple[AbsentPupil, ...], Field(max_length=ABSENT_MAX)] = ()


@router.post("/calls")
def call(given: Call, writer: TheWriter) -> Written:
    """The homeroom teacher calls the roll."""
    with wrapped():
        found = writer.desk.year().school_class(given.class_code)
    absent = {each.report_id: Absent(permitted=each.permitted, note=each.note) for each in given.absent}

    def act(desk: Desk) -> None:
        calling.call(desk, found, Session(given.day, given.half), absent, writer.actor)

    return writer.once("roll call", given.model_dump(mode="json"), act)


@router.get("/sheets")
def sheet(
    reader: TheReader,
    class_code: ClassCode,
    day: date,
    half: Half,
    year: YearName = None,
) -> Sheet:
    """A half-day of a class, for its homeroom teacher and the leadership."""
    with wrapped():
        desk = reader.desk(year)
        return sheets.sheet(desk, reader.class_of(desk, class_code, *READERS), Session(day, half))


@router.get("/pupils/{report}")
def pupil(report: str, reader: TheReader, year: YearName = None) -> PupilRoll:
    """The absences of one pupil with their half-days, for the same people; by stream id or lookup code."""
    with wrapped():
        desk = reader.desk(year)
        report_id = desk.find_report(report)
        found = desk.year().classes[desk.report(report_id).class_id]
        reader.class_of(desk, found.code, *READERS)
        return sheets.of_pupil(desk, report_id)


@router.get("/uncalled")
def uncalled(reader: TheReader, year: YearName = None) -> list[Uncalled]:
    """Half-days that some class called and another one did not: of all classes, for a homeroom teacher of his own."""
    with wrapped():
        desk = reader.desk(year)
        return sheets.uncalled(desk, _classes(reader, desk, desk.year()))


@router.get("/warnings")
def who_misses_much(reader: TheReader, year: YearName = None) -> list[Warned]:
    """Who has missed 30, 40 or as many half-days as the limit: of all classes, for a homeroom teacher of his own."""
    with wrapped():
        desk = reader.desk(year)
        classes = _classes(reader, desk, desk.year())
        return warnings(desk, reader.program.settings.lang, frozenset(each.class_id for each in classes))


def _classes(reader: Reader, desk: Desk, year: SchoolYear) -> list[SchoolClass]:
    """Those that the reader may read."""
    staff = year.actor(str(reader.staff_id))
    whole = staff.roles.intersection(READERS)
    return [
        found for found in year.classes.values() if whole or year.homeroom_teacher(found.class_id, desk.today) == staff
    ]
