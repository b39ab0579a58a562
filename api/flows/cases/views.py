"""Reading cases: the register, one case for who works on it, and what a family reads of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from uuid import UUID

from api.flows.cases.acting import case_of, said_of
from api.flows.cases.waiting import Owed, all_owed
from api.flows.correction_words import identity_values, official, worded
from api.flows.desk import ERASED, Desk
from api.flows.places import written
from domain.case import events as e
from domain.case import state as cases
from domain.case.decide import advising, answering, corrections
from domain.case.kinds import KINDS
from domain.case.state import Case, CaseStatus
from domain.case.telling import disputed_told
from domain.event import Value
from domain.ledger import Ledger, Pool
from domain.messages import Language
from domain.report import state as reports
from domain.report.events.corrections import Attachment
from domain.report.state import Report, Request
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff
from projections import cases as rows
from projections.cases import CaseRow
from projections.runner import school_transaction

#: Who reads the whole register; anybody else what he has to say something about.
READERS = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER, Role.SUPERVISOR)


class CaseLine(Value):
    """
    A line of the register. ``about`` in words, None but for a review; ``late``: not over, and its day is.

    ``class_code`` and ``pupil`` are the report's; ``place`` is the mark that is meant (``TOAN/2/GK``), if one is.
    """

    case_id: UUID
    number: int
    kind: e.CaseKind
    report_id: UUID
    class_code: str | None
    pupil: str
    about: str | None
    place: str | None
    channel: e.Channel
    opened_on: date
    due: date
    days_left: int
    late: bool
    status: CaseStatus
    advised: e.Opinion | None


class CorrectionMade(Value):
    """A correction that followed: what, before and after in words, why, and when it was approved."""

    request_id: UUID
    what: str
    before: str
    after: str
    reason: str
    approved_at: datetime


class Opined(Value):
    """The teacher's opinion: staff code and name."""

    opinion: e.Opinion
    reason: str
    by: str
    at: datetime


class Answered(Value):
    """The school's answer; ``by`` is None where a family reads it: the school answers, not a person."""

    answer: e.Answer
    reason: str
    complain_to: str
    document: str | None
    body: str | None
    by: str | None
    at: datetime


class CaseShown(Value):
    """
    One case. ``applicant``, ``request``, ``wanted`` and ``shown`` lie aside: None was not said, erased ones say so.

    ``lookup_id`` is the code of the edition that stands now, if one does; ``edition`` the one that the case is about.
    """

    line: CaseLine
    capacity: e.Capacity
    edition: int
    disputed: e.Disputed | None
    applicant: str | None
    request: str | None
    wanted: str | None
    shown: str | None
    attachments: tuple[Attachment, ...]
    rests_on: str | None
    opened_by: str | None
    opened_at: datetime
    advice: Opined | None
    answer: Answered | None
    corrections: tuple[CorrectionMade, ...]
    lookup_id: UUID | None
    result: str | None
    closed_at: datetime | None
    withdrawn: str | None
    advises: str | None
    answers: tuple[str, ...]


def register(desk: Desk, language: Language) -> list[CaseLine]:
    """The register of the year: what waits first, by its last day; then what is over, the newest first."""
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = rows.of_year(connection, desk.ledger.school_id, desk.school_year_id)
    waiting = sorted((row for row in found if not row.status.over), key=lambda row: (row.due, row.number))
    return lines(desk, [*waiting, *(row for row in found if row.status.over)], language)


def mine(desk: Desk, staff: Staff, language: Language) -> list[CaseLine]:
    """The cases that wait for a person's opinion or answer, by their last days."""
    desk.runner.catch_up(desk.ledger)
    found = [each.row for each in all_owed(desk, desk.year()) if each.staff == staff and each.owed is not Owed.DEED]
    return lines(desk, sorted(found, key=lambda row: row.due), language)


def disputed(desk: Desk, report_ids: Collection[UUID], subject: str, language: Language) -> list[CaseLine]:
    """The reviews of a subject that wait, of some reports, by their last days."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = rows.of_reports(connection, desk.ledger.school_id, [*report_ids])
    meant = [row for row in found if row.waits and row.disputed and row.disputed.subject == subject]
    return lines(desk, sorted(meant, key=lambda row: row.due), language)


def of_report(desk: Desk, report_id: UUID, language: Language) -> list[CaseLine]:
    """Every case about a report, the newest first."""
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = rows.of_reports(connection, desk.ledger.school_id, [report_id])
    return lines(desk, found, language)


def lines(desk: Desk, found: list[CaseRow], language: Language) -> list[CaseLine]:
    """Rows with the pupils and classes that they are about, read in one query of each kind."""
    year, today = desk.year(), desk.today
    pupils = {member.report_id: member for member in desk.members_of({row.report_id for row in found})}
    return [
        CaseLine(
            case_id=row.case_id,
            number=row.number,
            kind=row.kind,
            report_id=row.report_id,
            class_code=_class_code(year, pupils[row.report_id].report.class_id),
            pupil=pupils[row.report_id].full_name,
            about=disputed_told(row.disputed).said(language) or None,
            place=written(row.disputed.cell) if row.disputed and row.disputed.cell else None,
            channel=row.channel,
            opened_on=row.opened_on,
            due=row.due,
            days_left=(row.due - today).days,
            late=not row.status.over and row.due < today,
            status=row.status,
            advised=row.advised,
        )
        for row in found
    ]


def _class_code(year: SchoolYear, class_id: UUID) -> str | None:
    """None of a report of an earlier year."""
    return year.classes[class_id].code if class_id in year.classes else None


def show(desk: Desk, case_id: UUID, language: Language, reader: Staff | None = None) -> CaseShown | None:
    """One case; None where ``reader`` has nothing to do with it. Raises Misused ``case.unknown``."""
    case, year = case_of(desk, case_id), desk.year()
    report = desk.report(case.opened.report_id)
    owner = advising(case.opened.disputed, report.class_id, year, desk.today)
    if reader and not reader.roles & set(READERS) and reader != owner:
        return None
    desk.runner.catch_up(desk.ledger)
    with school_transaction(desk.pool, desk.ledger.school_id) as connection:
        found = rows.of_reports(connection, desk.ledger.school_id, [report.report_id])
    (line,) = lines(desk, [row for row in found if row.case_id == case_id], language)
    said = said_of(desk, case.opened)
    names = _Names(desk, year)
    waits = case.status is CaseStatus.OPEN and KINDS[case.opened.kind].decided
    return CaseShown(
        line=line,
        capacity=case.opened.capacity,
        edition=case.opened.edition,
        disputed=case.opened.disputed,
        **{name: said.get(name, ERASED) if name in case.opened.asked else None for name in _ASIDE},
        attachments=case.opened.attachments,
        rests_on=case.opened.rests_on,
        opened_by=names.of(case.opened_by),
        opened_at=case.opened_at,
        advice=_opined(case, names),
        answer=answered(case, names.of(case.answer.actor) if case.answer else None),
        corrections=tuple(corrections_made(desk.ledger, case, report, language)),
        lookup_id=report.issued.value.lookup_id if report.issued else None,
        result=case.closed.value.result if case.closed else None,
        closed_at=case.closed.at if case.closed else None,
        withdrawn=case.withdrawn.value.reason if case.withdrawn else None,
        advises=owner.code if owner and waits else None,
        answers=tuple(each.code for each in answering(case.opened.disputed, year, desk.today, report)) if waits else (),
    )


#: What ``CaseShown`` reads from where the values lie.
_ASIDE = ("applicant", "request", "wanted", "shown")


class _Names:
    """Names of staff by their ids as actors; None of who is nobody of the staff."""

    def __init__(self, desk: Desk, year: SchoolYear) -> None:
        self._people = desk.signatories(year.staff.values())
        self._codes = {str(staff.staff_id): staff for staff in year.staff.values()}

    def of(self, actor: str) -> str | None:
        """``Trịnh Thành Long``."""
        staff = self._codes.get(actor)
        return self._people[staff.staff_id].full_name if staff else None


def _opined(case: Case, names: _Names) -> Opined | None:
    if case.advice is None:
        return None
    said, by = case.advice.value, names.of(case.advice.actor)
    return Opined(opinion=said.opinion, reason=said.reason, by=by or case.advice.actor, at=case.advice.at)


def answered(case: Case, by: str | None = None) -> Answered | None:
    """The answer of a case, if it has one."""
    return Answered(**dict(case.answer.value), by=by, at=case.answer.at) if case.answer else None


def corrections_made(ledger: Ledger, case: Case, report: Report, language: Language) -> Iterator[CorrectionMade]:
    """What was corrected of what the case is about, since it was agreed."""
    found = corrections(case, report) if case.answer and case.answer.value.answer is e.Answer.AGREED else []
    values = identity_values(ledger, [change for request in found for change in request.asked.changes])
    for request in found:
        yield from _made(request, values, language)


def _made(request: Request, values: dict[str, str], language: Language) -> Iterator[CorrectionMade]:
    assert request.decided_at, "an approved correction was decided"
    for change in request.asked.changes:
        yield CorrectionMade(
            request_id=request.asked.request_id,
            **(official(change, values) if language == "vi" else worded(change, language, values))._asdict(),
            reason=request.asked.reason,
            approved_at=request.decided_at,
        )


class FamilyCase(Value):
    """
    A case as the family reads it, beside its report: no name stands in it, whoever asked.

    ``answer.complain_to``: to whom one may turn next. ``lookup_id``: the code that took the old one's place.
    """

    number: int
    kind: e.CaseKind
    about: str | None
    opened_on: date
    due: date
    status: CaseStatus
    answer: Answered | None
    corrections: tuple[CorrectionMade, ...]
    lookup_id: UUID | None


#: What is shown beside a report; who was given a copy or a new access is told to nobody who opens it.
_OF_THE_REPORT = (e.CaseKind.REVIEW, e.CaseKind.CIVIL_STATUS)


def of_family(pool: Pool, ledger: Ledger, report_id: UUID, language: Language) -> Iterator[FamilyCase]:
    """What a family reads of the cases about its report, the newest first; as far as the read model has come."""
    with school_transaction(pool, ledger.school_id) as connection:
        found = rows.of_reports(connection, ledger.school_id, [report_id])
    shown = [row for row in found if row.kind in _OF_THE_REPORT]
    if not shown:
        return
    streams = ledger.streams([report_id, *(row.case_id for row in shown)])
    report = reports.fold(report_id, streams[report_id])
    for row in shown:
        case = cases.fold(row.case_id, streams[row.case_id])
        yield FamilyCase(
            number=row.number,
            kind=row.kind,
            about=disputed_told(row.disputed).said(language) or None,
            opened_on=row.opened_on,
            due=row.due,
            status=case.status,
            answer=answered(case),
            corrections=tuple(corrections_made(ledger, case, report, language)),
            lookup_id=case.closed.value.lookup_id if case.closed else None,
        )
