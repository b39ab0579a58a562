"""
``/api/v1/audit`` and ``/api/v1/reports/{report}/history``: what an auditor asks, for the leadership and the IT officer.

Answers have pages: ``cursor`` of the next one stands in the answer as ``next_cursor``, None on the last. A page of the
timeline ends after ``limit`` lines or ``SCANNED_MAX`` entries, whichever comes first: it may be empty and not the last.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.flows.auditing.diff import ReportDiff, YearChange, chosen, diff, year_changes
from api.flows.auditing.history import History, history
from api.flows.auditing.moments import moment, span
from api.flows.auditing.replay import Replayed, replay
from api.flows.auditing.timeline import Line, Wanted, lines_after
from api.flows.desk import Desk
from api.routes.classes import YearName
from api.routes.deps import TheReader
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.school_year.events import Role
from domain.words import Language

router = APIRouter(tags=["audit"])

#: Who reads the whole trail: the leadership, the IT officer, an official who supervises the school.
READERS = (Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER, Role.SUPERVISOR)
#: Lines or reports of a page.
LINES_MAX, REPORTS_MAX = 500, 50

Code = Annotated[str, Query(max_length=36, description="Stream id or lookup code")]
Which = Annotated[str | None, Query(max_length=36)]
Named = Annotated[str | None, Query(max_length=40)]
From = Annotated[str | None, Query(alias="from", max_length=40, description="Position, day (its end), day and time")]
To = Annotated[str | None, Query(alias="to", max_length=40, description="The same; default now")]
Cursor = Annotated[int, Query(ge=0, description="next_cursor of the page before")]


class TimelinePage(Value):
    """Lines in the order of the ledger; the next page begins after entry ``next_cursor``."""

    lines: tuple[Line, ...]
    size: int
    next_cursor: int | None


class DiffPage(Value):
    """
    What changed after entry ``from_position`` up to ``to_position``; ``year`` is on the first page of a whole school.

    ``next_cursor`` counts the reports gone through so far.
    """

    from_position: int
    to_position: int
    year: tuple[YearChange, ...]
    reports: tuple[ReportDiff, ...]
    next_cursor: int | None


class Auditor:
    """Somebody who may see everything of his school, its desk, and his language."""

    def __init__(self, reader: TheReader, year: YearName = None) -> None:
        with wrapped():
            self.desk: Desk = reader.desk(year)
            actor = str(reader.staff_id)
            self.desk.year().require_role(actor, *READERS)
        self.reader = reader
        self.language: Language = reader.program.settings.lang


TheAuditor = Annotated[Auditor, Depends(Auditor)]


@router.get("/audit/replay")
def replayed(auditor: TheAuditor, report: Code, at: Annotated[str | None, Query(max_length=40)] = None) -> Replayed:
    """A report exactly as it stood at a position or time; default now."""
    with wrapped():
        desk = auditor.desk
        return replay(desk.ledger, desk.find_report(report), moment(desk.ledger, at), auditor.language)


@router.get("/audit/timeline")
def timeline_page(
    auditor: TheAuditor,
    person: Named = None,
    role: Named = None,
    class_code: Annotated[str | None, Query(alias="class", max_length=10)] = None,
    subject: Named = None,
    report: Which = None,
    pupil: UUID | None = None,
    kind: Named = None,
    text: Annotated[
        str | None, Query(max_length=100, description="Looked for without regard to case and accents")
    ] = None,
    first: From = None,
    last: To = None,
    cursor: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=LINES_MAX)] = 100,
) -> TimelinePage:
    """Who did what, when, why, approved by whom."""
    with wrapped():
        desk = auditor.desk
        beginning, end = span(desk.ledger, first, last)
        found = desk.find_report(report) if report else None
        wanted = Wanted(person, role, class_code, subject, found, pupil, kind, text)
        after = max(beginning.position, cursor)
        lines, following = lines_after(desk.ledger, wanted, after, end.position, limit, auditor.language)
        return TimelinePage(lines=lines, size=desk.ledger.size(), next_cursor=following)


@router.get("/audit/diff")
def diff_page(
    auditor: TheAuditor,
    first: From = None,
    last: To = None,
    report: Which = None,
    class_code: Annotated[str | None, Query(alias="class", max_length=10)] = None,
    cursor: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=REPORTS_MAX)] = REPORTS_MAX,
) -> DiffPage:
    """What really changed between two moments: of a report, a class, or else the whole school."""
    with wrapped():
        desk, language = auditor.desk, auditor.language
        beginning, end = span(desk.ledger, first, last)
        ids = chosen(desk, report, class_code)
        whole = not (report or class_code or cursor)
        year = year_changes(desk.ledger, desk.school_year_id, beginning, end, language) if whole else ()
        page = ids[cursor : cursor + limit]
        return DiffPage(
            from_position=beginning.position,
            to_position=end.position,
            year=tuple(year),
            reports=tuple(diff(desk.ledger, page, beginning, end, language)),
            next_cursor=cursor + limit if cursor + limit < len(ids) else None,
        )


@router.get("/reports/{report}/history")
def history_of(report: str, auditor: TheAuditor) -> History:
    """The whole story of a report in words."""
    with wrapped():
        return history(auditor.desk.ledger, auditor.desk.find_report(report), auditor.language)
