"""
Corrections of recorded values (điều chỉnh), until the report's first signature.

- Asked for by who may record the value today, with reason and written report; the value before must be the one that
  stands; one open request for each value.
- Approved by the principal, with a signature over the request; by a deputy only where the school's policy names the
  clause and his delegation is of the kind APPROVE_CORRECTIONS and covers the day. Never by who asked, never by who
  teaches, or recorded, the value (S-003, domain.md §2.11, §9; design §4).
- An approval after the edition was opened freezes it anew in the same transaction, to what follows from the values
  after it.
- After the first signature a correction has to void signatures; until that is built it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.context import VIETNAM, Context
from domain.errors import Rejected
from domain.event import Event
from domain.regulations.curriculum import assessed
from domain.regulations.marks import check_mark
from domain.report import commands as c
from domain.report import events as e
from domain.report.after_issue import refuse_after_issue
from domain.report.choices import own_subject
from domain.report.editions import freeze
from domain.report.governing import assessment
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place, of_homeroom
from domain.report.state import Report, Request, apply_change
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import SchoolYear, Staff
from domain.values import Cell


def target(change: e.Change) -> Cell | Place:
    """The place that a change is about; equal for two changes of the same value."""
    match change:
        case e.MarkChange(cell=cell):
            return cell
        case e.CommentChange(subject=subject):
            return Place("comment", subject)
        case e.ConductChange(term=term):
            return Place("conduct", term=term)
        case e.AbsencesChange():
            return ABSENCES
        case e.HomeroomCommentChange():
            return HOMEROOM_COMMENT


def subject_named(change: e.Change) -> str | None:
    """The subject a change belongs to; None where it is the homeroom teacher's."""
    match change:
        case e.MarkChange(cell=cell):
            return None if of_homeroom(cell.subject) else cell.subject
        case e.CommentChange(subject=subject):
            return None if of_homeroom(subject) else subject
        case _:
            return None


def standing_value(state: Report, change: e.Change) -> object:
    """The recorded value that a change is about, or None."""
    match change:
        case e.MarkChange(cell=cell):
            standing: object = state.marks.get(cell)
        case e.CommentChange(subject=subject):
            standing = state.comments.get(subject)
        case e.ConductChange(term=term):
            standing = state.conduct.get(term)
        case e.AbsencesChange():
            standing = state.absences
        case e.HomeroomCommentChange():
            standing = state.homeroom_comment
    return getattr(standing, "value", None)


def request_correction(state: Report, command: c.RequestCorrection, year: SchoolYear, context: Context) -> list[Event]:
    """One event; raises Rejected for a missing right, a stale value, a second request, a signed report."""
    _refuse_after_signature(state)
    if command.request_id in state.requests:
        raise Rejected("correction.id_used")
    pending = {target(change): request for request in state.open_requests for change in request.asked.changes}
    for change in command.changes:
        _check_change(state, change, year, context)
        if target(change) in pending:
            raise Rejected("correction.exists", request=pending[target(change)].asked.request_id)
    if len({target(change) for change in command.changes}) != len(command.changes):
        raise Rejected("correction.twice")
    return [
        e.CorrectionRequested(
            request_id=command.request_id,
            changes=command.changes,
            reason_code=command.reason_code,
            reason=command.reason,
            paper=command.paper,
        )
    ]


def _check_change(state: Report, change: e.Change, year: SchoolYear, context: Context) -> None:
    started, subject = state.started, subject_named(change)
    if subject is None:
        year.require_homeroom(context.actor, started.class_id, context.today)
    else:
        part = change.cell.part if isinstance(change, e.MarkChange) else None
        year.require_teacher(context.actor, started.class_id, subject, context.today, part)
    if isinstance(change, e.MarkChange):
        code = change.cell.subject
        place = own_subject(state, year, code) if subject else assessed(code, started.grade, year.name)
        check_mark(place, change.cell, change.after, assessment(state, year))
    standing = standing_value(state, change)
    if standing is None:
        raise Rejected("correction.nothing_recorded", what=target(change))
    if standing != change.before:
        raise Rejected("correction.stale", what=target(change), expected=standing, found=change.before)
    if change.before == change.after:
        raise Rejected("correction.same", what=target(change), value=standing)


def approve_correction(state: Report, command: c.ApproveCorrection, year: SchoolYear, context: Context) -> list[Event]:
    """The approval, and the edition frozen anew where one is open."""
    _refuse_after_signature(state)
    request = _open_request(state, command.request_id, year)
    staff, delegation = require_approver(state, request, year, context)
    year.require_certificate(command.certificate, staff)
    for change in request.asked.changes:
        if (standing := standing_value(state, change)) != change.before:
            raise Rejected("correction.stale", what=target(change), expected=standing, found=change.before)
    events: list[Event] = [
        e.CorrectionApproved(
            request_id=command.request_id,
            request_sha256=command.request_sha256,
            signature=command.signature,
            certificate=command.certificate,
            delegation_id=delegation,
            remark=command.remark,
        )
    ]
    if (state.edition is None) != (command.refrozen is None):
        raise Rejected("correction.refreeze")
    if state.edition and command.refrozen:
        frozen = command.refrozen
        if (frozen.result, frozen.school_year_version) != (freeze(corrected(state, request), year), year.version):
            raise Rejected("edition.stale")
        events.append(
            e.EditionRefrozen(
                edition=state.edition.opened.edition,
                request_id=command.request_id,
                result=frozen.result,
                pupil_version=frozen.pupil_version,
                school_year_version=frozen.school_year_version,
                data_sha256=frozen.data_sha256,
            )
        )
    return events


def corrected(state: Report, request: Request) -> Report:
    """The report as it would be after this request's approval; ``state`` stays as it is."""
    after = replace(state, marks=dict(state.marks), comments=dict(state.comments), conduct=dict(state.conduct))
    asked = request.asked
    supposed = _Supposed(asked, request.requested_by, request.requested_at, request.position, asked.request_id)
    for change in asked.changes:
        apply_change(after, change, supposed)
    return after


@dataclass(frozen=True, slots=True)
class _Supposed:
    """Circumstances of an approval that has not happened."""

    data: Event
    actor: str
    at: datetime
    position: int
    event_id: UUID


def refuse_correction(state: Report, command: c.RefuseCorrection, year: SchoolYear, context: Context) -> list[Event]:
    """The refusal with its reason; the recorded value stands."""
    request = _open_request(state, command.request_id, year)
    _, delegation = require_approver(state, request, year, context)
    return [e.CorrectionRefused(request_id=command.request_id, delegation_id=delegation, remark=command.remark)]


def require_approver(state: Report, request: Request, year: SchoolYear, context: Context) -> tuple[Staff, UUID | None]:
    """Who decides, and the delegation he acts under. Raises Rejected naming what is missing."""
    staff = year.actor(context.actor)
    if _barred(state, request, year, staff):
        raise Rejected("correction.self", staff=staff.code, go_to=_who_else(state, request, year, context))
    if Role.PRINCIPAL in staff.roles:
        return staff, None
    clause = year.policies.deputies_approve_corrections
    if Role.DEPUTY not in staff.roles or clause is None:
        raise Rejected("correction.principal_only", staff=staff.code)
    delegation = year.delegation(staff.staff_id, DelegationKind.APPROVE_CORRECTIONS, context.today)
    if delegation is None:
        raise Rejected("delegation.missing", staff=staff.code, kind=DelegationKind.APPROVE_CORRECTIONS.value)
    return staff, delegation.delegation_id


def _barred(state: Report, request: Request, year: SchoolYear, staff: Staff) -> bool:
    """
    Whether he asked for it, or teaches or ever taught what it is about in this class.

    Who recorded a value taught it on that day, and the school year forgets no assignment.
    """
    if request.requested_by == str(staff.staff_id):
        return True
    class_id = state.started.class_id
    for change in request.asked.changes:
        subject = subject_named(change)
        rights = year.teachers(class_id, subject) if subject else year.homerooms.get(class_id, [])
        if any(right.staff_id == staff.staff_id for right in rights):
            return True
    return False


def _who_else(state: Report, request: Request, year: SchoolYear, context: Context) -> str:
    """To whom the request goes: the principal, else a deputy so delegated, else the supervising body."""
    others = [other for other in year.staff.values() if not _barred(state, request, year, other)]
    for other in others:
        if Role.PRINCIPAL in other.roles:
            return other.code
    if year.policies.deputies_approve_corrections:
        for other in others:
            if year.delegation(other.staff_id, DelegationKind.APPROVE_CORRECTIONS, context.today):
                return other.code
    return "cơ quan quản lý trực tiếp"


def _open_request(state: Report, request_id: UUID, year: SchoolYear) -> Request:
    request = state.requests.get(request_id)
    if request is None:
        raise Rejected("correction.unknown", request=request_id)
    if request.decided_by and request.decided_at:
        # Two people may press at once: the slower one reads who decided, and when.
        decided = f"{year.actor(request.decided_by).code}, {request.decided_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        raise Rejected("correction.decided", request=request_id, status=f"{request.status.value} ({decided})")
    return request


def _refuse_after_signature(state: Report) -> None:
    refuse_after_issue(state)
    if state.signatures:
        raise Rejected("correction.after_signature", status=state.status.value)
