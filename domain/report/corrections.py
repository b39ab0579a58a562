"""
Corrections of recorded values (điều chỉnh), until the report's first signature.

- Asked for by who may record the value today, with reason and written report; the value before must be the one that
  stands; one open request for each value.
- Approved by the principal, with a signature over the request; by a deputy only where the school's policy names the
  clause and his delegation is of the kind APPROVE_CORRECTIONS and covers the day. Never by who asked, never by who
  teaches, or recorded, the value (S-003, domain.md §2.11, §9; design §4).
- An approval after the edition was opened freezes it anew in the same transaction.
- After the first signature a correction has to void signatures; until that is built it is refused.
"""

from __future__ import annotations

from uuid import UUID

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.regulations.circular_22 import check_mark
from domain.regulations.curriculum import subject as subject_of
from domain.report import commands as c
from domain.report import events as e
from domain.report.state import Report, Request, RequestStatus
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import SchoolYear, Staff
from domain.values import Cell, Term


def target(change: e.Change) -> Cell | str | tuple[str, Term]:
    """What a change is about; two changes with the same target collide."""
    match change:
        case e.MarkChange(cell=cell):
            return cell
        case e.CommentChange(subject=subject):
            return f"comment/{subject}"
        case e.ConductChange(term=term):
            return ("conduct", term)
        case e.AbsencesChange():
            return "absences"
        case e.HomeroomCommentChange():
            return "homeroom_comment"


def subject_named(change: e.Change) -> str | None:
    """The subject a change belongs to; None where it is the homeroom teacher's."""
    match change:
        case e.MarkChange(cell=cell):
            return cell.subject
        case e.CommentChange(subject=subject):
            return subject
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
        year.require_teacher(context.actor, started.class_id, subject, context.today)
    if isinstance(change, e.MarkChange):
        check_mark(subject_of(change.cell.subject, started.grade, year.name), change.cell, change.after)
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
    request = _open_request(state, command.request_id)
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


def refuse_correction(state: Report, command: c.RefuseCorrection, year: SchoolYear, context: Context) -> list[Event]:
    """The refusal with its reason; the recorded value stands."""
    request = _open_request(state, command.request_id)
    _, delegation = require_approver(state, request, year, context)
    return [e.CorrectionRefused(request_id=command.request_id, delegation_id=delegation, remark=command.remark)]


def require_approver(state: Report, request: Request, year: SchoolYear, context: Context) -> tuple[Staff, UUID | None]:
    """Who decides, and the delegation he acts under. Raises Rejected naming what is missing."""
    staff = year.actor(context.actor)
    if request.requested_by == context.actor or _teaches(state, request, year, staff):
        raise Rejected("correction.self", staff=staff.code, go_to=_who_else(year, staff, context))
    if Role.PRINCIPAL in staff.roles:
        return staff, None
    clause = year.policies.deputies_approve_corrections
    if Role.DEPUTY not in staff.roles or clause is None:
        raise Rejected("correction.principal_only", staff=staff.code)
    delegation = year.delegation(staff.staff_id, DelegationKind.APPROVE_CORRECTIONS, context.today)
    if delegation is None:
        raise Rejected("delegation.missing", staff=staff.code, kind=DelegationKind.APPROVE_CORRECTIONS.value)
    return staff, delegation.delegation_id


def _teaches(state: Report, request: Request, year: SchoolYear, staff: Staff) -> bool:
    class_id = state.started.class_id
    for change in request.asked.changes:
        subject = subject_named(change)
        rights = year.teachers(class_id, subject) if subject else year.homerooms.get(class_id, [])
        if any(right.staff_id == staff.staff_id for right in rights):
            return True
        if isinstance(change, e.MarkChange) and state.marks[change.cell].actor == str(staff.staff_id):
            return True
    return False


def _who_else(year: SchoolYear, staff: Staff, context: Context) -> str:
    """To whom the request goes: the principal, else a deputy so delegated, else the supervising body."""
    others = [other for other in year.staff.values() if other.staff_id != staff.staff_id]
    for other in others:
        if Role.PRINCIPAL in other.roles:
            return other.code
    if year.policies.deputies_approve_corrections:
        for other in others:
            if year.delegation(other.staff_id, DelegationKind.APPROVE_CORRECTIONS, context.today):
                return other.code
    return "cơ quan quản lý trực tiếp"


def _open_request(state: Report, request_id: UUID) -> Request:
    request = state.requests.get(request_id)
    if request is None:
        raise Rejected("correction.unknown", request=request_id)
    if request.status is not RequestStatus.OPEN:
        raise Rejected("correction.decided", request=request_id, status=request.status.value)
    return request


def _refuse_after_signature(state: Report) -> None:
    if state.signatures:
        raise Rejected("correction.after_signature", status=state.status.value)
