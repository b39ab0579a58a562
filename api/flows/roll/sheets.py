"""What stands of a roll: a half-day of a class, the year of a class, the half-days of one pupil."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from api.flows.desk import Desk
from api.flows.roll.calling import on_list, roll_of
from domain.event import Value
from domain.report.attendance import absence_totals, attendance, missing_at, noted
from domain.report.events import Attendance, Half, Session
from domain.report.state import Report
from domain.roll.state import fold, roll_id
from domain.school_year.state import SchoolClass, SchoolYear


class YearTotal(Value):
    """
    The absences of a pupil in the year so far; up to ``limit`` of them he may move up (Điều 12.1c).

    ``by_day``: counted from the roll; else a total from elsewhere (nhập tổng).
    """

    permitted: int
    unpermitted: int
    total: int
    limit: int
    by_day: bool


class Line(Value):
    """A pupil on the sheet of a half-day; ``attendance`` is None where nobody calls his roll, ``year`` too."""

    number: int
    report_id: UUID
    full_name: str
    attendance: Attendance | None
    note: str | None
    year: YearTotal | None


class Sheet(Value):
    """A half-day of a class; ``called_by`` (staff code) and ``called_at`` are None where its roll was not called."""

    class_code: str
    day: date
    half: Half
    called_by: str | None
    called_at: datetime | None
    position: int | None
    absent: int
    lines: tuple[Line, ...]


class Missed(Value):
    """A half-day that a pupil missed, and the entry of the ledger that says so."""

    day: date
    half: Half
    attendance: Attendance
    note: str | None
    position: int


class PupilRoll(Value):
    """The absences of one pupil with the half-days behind them."""

    report_id: UUID
    class_code: str
    number: int
    full_name: str
    year: YearTotal | None
    missed: tuple[Missed, ...]


def sheet(desk: Desk, found: SchoolClass, session: Session) -> Sheet:
    """A half-day of a class, in order of its list."""
    year, known = desk.year(), roll_of(desk, found).calls.get(session)
    members = on_list(desk, found, session.day)
    reports = desk.reports([member.report_id for member in members])
    return Sheet(
        class_code=found.code,
        day=session.day,
        half=session.half,
        called_by=year.actor(known.actor).code if known else None,
        called_at=known.at if known else None,
        position=known.position if known else None,
        absent=sum(missing_at(report, session) is not None for report in reports.values()),
        lines=tuple(
            _line(member.number, member.full_name, reports[member.report_id], session, year) for member in members
        ),
    )


def _line(number: int, full_name: str, report: Report, session: Session, year: SchoolYear) -> Line:
    missed = missing_at(report, session)
    return Line(
        number=number,
        report_id=report.report_id,
        full_name=full_name,
        attendance=attendance(report, session),
        note=missed.value.note if missed else None,
        year=year_total(report, year),
    )


def year_total(report: Report, year: SchoolYear) -> YearTotal | None:
    """None where nobody has counted anything yet."""
    counted = absence_totals(report, year)
    if counted is None:
        return None
    limit = year.policies.assessment.absence_limit
    return YearTotal(total=counted.total, limit=limit, by_day=counted.by_day, **counted.absences.model_dump())


def of_pupil(desk: Desk, report_id: UUID) -> PupilRoll:
    """The absences of one pupil."""
    year, report = desk.year(), desk.report(report_id)
    pupil_id = report.started.pupil_id
    return PupilRoll(
        report_id=report_id,
        class_code=year.classes[report.class_id].code,
        number=report.number,
        full_name=desk.identities([pupil_id])[pupil_id]["full_name"],
        year=year_total(report, year),
        missed=tuple(
            Missed(
                day=session.day,
                half=session.half,
                attendance=standing.value.attendance,
                note=standing.value.note,
                position=standing.position,
            )
            for session, standing in noted(report)
        ),
    )


class Uncalled(Value):
    """Half-days that other classes of the school called, and this one did not: it may have been forgotten."""

    class_code: str
    sessions: tuple[str, ...]


def uncalled(desk: Desk, classes: Iterable[SchoolClass]) -> list[Uncalled]:
    """Of each class what it lacks; those that lack nothing are left out, and a class that never called lacks all."""
    ids = {class_id: roll_id(class_id) for class_id in desk.year().classes}
    streams = desk.ledger.streams(ids.values())
    rolls = {class_id: fold(class_id, streams[stream]).calls.keys() for class_id, stream in ids.items()}
    held = set().union(*rolls.values())
    lacking = [(found, sorted(held - rolls[found.class_id], key=lambda each: each.order)) for found in classes]
    return [Uncalled(class_code=found.code, sessions=tuple(map(str, lacks))) for found, lacks in lacking if lacks]
