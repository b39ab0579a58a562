"""``/api/v1/reports``: a report as it stands now, with what the rules make of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from api.flows.derived import Derived, DerivedPrimary, derived
from api.flows.desk import Desk
from api.routes.classes import YearName
from api.routes.deps import TheReader
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.report.attendance import Counted, absence_totals
from domain.report.editions import missing
from domain.report.events import Absences
from domain.report.state import PastEdition, Report
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from projections.record import place

router = APIRouter(prefix="/reports", tags=["reports"])


class StandingValue(Value):
    """A recorded value with the ledger entry that it stands on."""

    value: Any
    position: int


class PastEditionAnswer(Value):
    """
    An edition that has ended: ``status`` CANCELLED, RECALLED or AMENDED ``at`` (UTC), why, by which document.

    ``replaced_by``: the code of the next edition, None until one is opened.
    """

    edition: int
    lookup_id: UUID
    status: str
    at: datetime
    reason: str
    document: str
    document_date: date
    replaced_by: UUID | None

    @classmethod
    def of(cls, past: PastEdition) -> PastEditionAnswer:
        """From the state."""
        issued, paper = past.issued.value, past.paper
        return cls(
            edition=issued.edition,
            lookup_id=issued.lookup_id,
            status=past.status.value,
            at=past.life[-1].at,
            reason=past.reason,
            document=paper.number,
            document_date=paper.dated,
            replaced_by=past.replaced_by,
        )


class CountedAbsences(Value):
    """
    The year's absences with the entries that they rest on.

    ``by_day``: counted from the roll (``/api/v1/roll/pupils/{report}``); else a total from elsewhere (nhập tổng).
    """

    value: Absences
    positions: tuple[int, ...]
    by_day: bool


class ReportAnswer(Value):
    """
    A report with its recorded and its derived values; ``missing`` in a teacher's words.

    ``status`` and ``lookup_id`` are those of the edition that is open or stands, ``past`` the ones that have ended.
    """

    report_id: UUID
    school_year: str
    class_code: str
    number: int
    full_name: str
    status: str
    version: int
    lookup_id: UUID | None
    past: tuple[PastEditionAnswer, ...]
    marks: dict[str, StandingValue]
    comments: dict[str, StandingValue]
    conduct: dict[str, StandingValue]
    absences: CountedAbsences | None
    homeroom_comment: StandingValue | None
    open_requests: int
    corrections: int
    derived: Derived | DerivedPrimary
    missing: tuple[str, ...]


@router.get("/{report}")
def current_report(report: str, reader: TheReader, year: YearName = None) -> ReportAnswer:
    """By stream id or lookup code; for the homeroom teacher, the leadership and the clerk."""
    with wrapped():
        desk = reader.desk(year)
        state = desk.year()
        found = desk.report(desk.find_report(report))
        require_reader(desk, state, str(reader.staff_id), found)
        return _answer(desk, state, found)


def require_reader(desk: Desk, year: SchoolYear, actor: str, report: Report) -> None:
    """Who may read a whole report: its homeroom teacher and some roles. Raises Rejected ``right.role`` for others."""
    today = desk.context(actor).today
    if year.homeroom_teacher(report.class_on(today), today) != year.actor(actor):
        year.require_role(actor, Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.SUPERVISOR)


def _absences(counted: Counted | None) -> CountedAbsences | None:
    if counted is None:
        return None
    return CountedAbsences(value=counted.absences, positions=counted.positions, by_day=counted.by_day)


def _answer(desk: Desk, year: SchoolYear, report: Report) -> ReportAnswer:
    pupil_id = report.started.pupil_id
    return ReportAnswer(
        report_id=report.report_id,
        school_year=year.name,
        class_code=year.classes[report.class_id].code,
        number=report.number,
        full_name=desk.identities([pupil_id])[pupil_id]["full_name"],
        status=report.status.value,
        version=report.version,
        lookup_id=report.edition.opened.lookup_id if report.edition else None,
        past=tuple(map(PastEditionAnswer.of, report.past)),
        marks={place(cell): StandingValue(value=str(s.value), position=s.position) for cell, s in report.marks.items()},
        comments={code: StandingValue(value=s.value, position=s.position) for code, s in report.comments.items()},
        conduct={
            str(term.value): StandingValue(value=s.value.name, position=s.position)
            for term, s in report.conduct.items()
        },
        absences=_absences(absence_totals(report, year)),
        homeroom_comment=StandingValue(value=report.homeroom_comment.value, position=report.homeroom_comment.position)
        if report.homeroom_comment
        else None,
        open_requests=len(report.open_requests),
        corrections=len(report.corrections),
        derived=derived(report, year),
        missing=tuple(missing(report, year)),
    )
