"""Reading cross-checks: the list of them, one with its sample and findings, and who may read which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from api.flows.cross_checks.acting import check_of
from api.flows.cross_checks.gate import class_checks
from api.flows.desk import ERASED, Desk, Member
from api.flows.places import written
from domain.cross_check.events import About, FindingKind, FindingNoted, Item, Outcome, Sample
from domain.cross_check.state import CheckStatus, CrossCheck, Finding
from domain.event import Value
from domain.report.places import Place
from domain.report.state import Report
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff
from projections.cross_checks import CheckRow

#: Who reads every check of the school; anybody else his own, and those of what he teaches or heads.
READERS = (Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER, Role.SUPERVISOR)


class CheckLine(Value):
    """A check in a list; ``checkers`` are staff codes, ``late``: open after its last day."""

    check_id: UUID
    about: About
    class_code: str
    subject: str | None
    checkers: tuple[str, ...]
    status: CheckStatus
    due: date | None
    late: bool
    findings: int
    unanswered: int


class ItemView(Value):
    """What the sample drew: the pupil, and the place as ``check find`` takes it, with what is recorded there now."""

    number: int
    full_name: str
    place: str | None
    recorded: str | None


class FindingView(Value):
    """A finding with its answer; ``seen`` of personal data is read from where the values lie, erased ones say so."""

    finding_id: UUID
    number: int
    full_name: str
    place: str
    kind: FindingKind
    seen: str | None
    recorded: str | None
    comment: str
    by: str
    at: datetime
    outcome: Outcome | None
    request_id: UUID | None
    explanation: str | None
    answered_by: str | None


class CheckView(CheckLine):
    """One check whole; ``seed`` and ``n`` of a sample, ``population`` of which it was drawn."""

    document: str
    assigned_by: str
    seed: str | None
    n: int | None
    population: int | None
    items: tuple[ItemView, ...]
    found: tuple[FindingView, ...]
    compared: int | None
    remark: str | None


def list_checks(desk: Desk, reader: Staff | None = None, class_id: UUID | None = None) -> list[CheckLine]:
    """The checks of the year by their last days; ``reader``: only those that he may read."""
    year = desk.year()
    return [
        _line(row, year, desk.today)
        for row in class_checks(desk, class_id)
        if reader is None or may_read(year, reader, row, desk.today)
    ]


def may_read(year: SchoolYear, reader: Staff, row: CheckRow, day: date) -> bool:
    """Leadership, IT officer and supervisors all; else the checkers, and whose own it is."""
    if reader.roles.intersection(READERS) or reader.staff_id in row.checkers:
        return True
    if row.subject is None:
        return Role.CLERK in reader.roles or year.homeroom_teacher(row.class_id, day) == reader
    rights = year.teachers(row.class_id, row.subject)
    return any(right.staff_id == reader.staff_id and right.covers(day) for right in rights)


def _line(row: CheckRow, year: SchoolYear, day: date) -> CheckLine:
    return CheckLine(
        check_id=row.check_id,
        about=row.about,
        class_code=year.classes[row.class_id].code,
        subject=row.subject,
        checkers=tuple(year.staff[staff_id].code for staff_id in row.checkers),
        status=row.status,
        due=row.due,
        late=row.status is CheckStatus.OPEN and row.due is not None and day > row.due,
        findings=row.findings,
        unanswered=row.unanswered,
    )


def show(desk: Desk, check_id: UUID, reader: Staff | None = None) -> CheckView | None:
    """One check; None where ``reader`` may not read it. Raises Misused ``check.unknown``."""
    check, year = check_of(desk, check_id), desk.year()
    given, scope = check.assigned, check.assigned.scope
    row = next(row for row in class_checks(desk, given.class_id) if row.check_id == check_id)
    if reader is not None and not may_read(year, reader, row, desk.today):
        return None
    named = {item.report_id for item in check.drawn.items} if check.drawn else set()
    named |= {finding.noted.report_id for finding in check.findings.values()}
    members = {member.report_id: member for member in desk.members_of(named)}
    reports = desk.reports(named)
    sample = scope if isinstance(scope, Sample) else None
    return CheckView(
        **dict(_line(row, year, desk.today)),
        document=given.document,
        assigned_by=year.staff[UUID(check.assigned_by)].code,
        seed=sample.seed if sample else None,
        n=sample.n if sample else None,
        population=check.drawn.population if check.drawn else None,
        items=tuple(_item(item, members, reports) for item in check.drawn.items) if check.drawn else (),
        found=tuple(_findings(desk, check, year, members)),
        compared=check.closed.compared if check.closed else None,
        remark=check.closed.remark if check.closed else None,
    )


def _item(item: Item, members: dict[UUID, Member], reports: dict[UUID, Report]) -> ItemView:
    member, mark = members[item.report_id], reports[item.report_id].marks.get(item.cell) if item.cell else None
    return ItemView(
        number=member.number,
        full_name=member.full_name,
        place=written(item.cell) if item.cell else None,
        recorded=str(mark.value) if mark else None,
    )


def _findings(desk: Desk, check: CrossCheck, year: SchoolYear, members: dict[UUID, Member]) -> Iterator[FindingView]:
    wanted = {each.noted.seen_identity for each in check.findings.values() if each.noted.seen_identity}
    values = desk.ledger.personal_values(wanted) if wanted else {}
    for finding in check.findings.values():
        noted, answer = finding.noted, finding.answer
        seen = values.get(noted.seen_identity, ERASED) if noted.seen_identity else noted.seen
        yield FindingView(
            finding_id=noted.finding_id,
            number=members[noted.report_id].number,
            full_name=members[noted.report_id].full_name,
            place=_place(noted, check.assigned.subject),
            kind=noted.kind,
            seen=seen,
            recorded=noted.recorded,
            comment=noted.comment,
            by=year.staff[UUID(finding.by)].code,
            at=finding.at,
            outcome=answer.outcome if answer else None,
            request_id=answer.request_id if answer else None,
            explanation=answer.explanation if answer else None,
            answered_by=_answered_by(finding, year),
        )


def _answered_by(finding: Finding, year: SchoolYear) -> str | None:
    return year.staff[UUID(finding.answered_by)].code if finding.answered_by else None


def _place(noted: FindingNoted, subject: str | None) -> str:
    if noted.field:
        return f"identity/{noted.field}"
    return written(noted.cell or Place("comment", subject))
