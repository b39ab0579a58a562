"""
Corrections of recorded values (điều chỉnh), until the report is issued.

- Asked for by who may record the value today, with reason and written report; the value before must be the one that
  stands; one open request for each value.
- Decided by whom ``deciders`` lets, with a signature over the request; withdrawn by who asked, until then.
- The pupil's identity is asked for by homeroom teacher or clerk, with the document that proves it (trích lục).
- An approval after the edition was opened freezes it anew in the same transaction, to what follows from the values
  after it, and takes the force from the signatures over what it changed (``voiding``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from domain.context import VIETNAM, Context
from domain.errors import Rejected
from domain.event import Event, Happened
from domain.pupil.events import IdentityCorrected
from domain.regulations.curriculum import assessed
from domain.regulations.marks import check_mark
from domain.report import commands as c
from domain.report import events as e
from domain.report.after_issue import refuse_after_issue
from domain.report.attendance import attendance, check_day
from domain.report.choices import own_subject
from domain.report.deciders import require_decider
from domain.report.document import PupilIdentity
from domain.report.editions import freeze
from domain.report.governing import assessment
from domain.report.places import ABSENCES, HOMEROOM_COMMENT, Place, subject_of
from domain.report.state import Report, Request, Standing, apply_change
from domain.report.voiding import consequences
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from domain.values import Cell

#: The identity of a pupil of whom none was read.
NOTHING: Mapping[str, str] = MappingProxyType({})


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
        case e.SessionChange(day=day, half=half):
            return Place("session", session=e.Session(day, half))
        case e.HomeroomCommentChange():
            return HOMEROOM_COMMENT
        case e.IdentityChange(field=name):
            return Place("identity", field=name)


def standing(state: Report, change: e.Change) -> Standing[object] | None:
    """What stands where a change points, with who put it there; of the identity only what was corrected here."""
    found: Standing[object] | None
    match change:
        case e.IdentityChange(field=name):
            found = state.identity.get(name)
        case e.MarkChange(cell=cell):
            found = state.marks.get(cell)
        case e.CommentChange(subject=subject):
            found = state.comments.get(subject)
        case e.ConductChange(term=term):
            found = state.conduct.get(term)
        case e.AbsencesChange():
            found = state.absences
        case e.SessionChange(day=day, half=half):
            found = state.sessions.get(e.Session(day, half)) or state.roll
        case e.HomeroomCommentChange():
            found = state.homeroom_comment
    return found


def standing_value(state: Report, change: e.Change, identity: Mapping[str, str] = NOTHING) -> object:
    """The recorded value that a change is about, or None; ``identity`` is the pupil's, by commitment."""
    if isinstance(change, e.IdentityChange):
        return identity.get(change.field)
    if isinstance(change, e.SessionChange):
        return attendance(state, e.Session(change.day, change.half))
    found = standing(state, change)
    return found.value if found else None


def request_correction(state: Report, command: c.RequestCorrection, year: SchoolYear, context: Context) -> list[Event]:
    """One event; raises Rejected for a missing right, a stale value, a second request, an issued report."""
    refuse_after_issue(state)
    if command.request_id in state.requests:
        raise Rejected("correction.id_used")
    pending = {target(change): request for request in state.open_requests for change in request.asked.changes}
    for change in command.changes:
        _check_change(state, change, year, context, command.identity)
        if first := pending.get(target(change)):
            raise Rejected("correction.exists", request=first.asked.request_id, number=first.asked.paper.number)
    if len({target(change) for change in command.changes}) != len(command.changes):
        raise Rejected("correction.twice")
    if any(isinstance(change, e.IdentityChange) for change in command.changes) and not command.attachments:
        raise Rejected("correction.document_required")
    return [
        e.CorrectionRequested(
            request_id=command.request_id,
            changes=command.changes,
            reason_code=command.reason_code,
            reason=command.reason,
            paper=command.paper,
            attachments=command.attachments,
        )
    ]


def require_asker(state: Report, place: Cell | Place, year: SchoolYear, context: Context) -> None:
    """Who may ask for a correction of a place: who records there today; for the identity the clerk, too."""
    class_id, subject = state.class_on(context.today), subject_of(place)
    if isinstance(place, Place) and place.what == "identity" and Role.CLERK in year.actor(context.actor).roles:
        return
    if subject is None:
        year.require_homeroom(context.actor, class_id, context.today)
    else:
        part = place.part if isinstance(place, Cell) else None
        year.require_teacher(context.actor, class_id, subject, context.today, part)


def _check_change(
    state: Report, change: e.Change, year: SchoolYear, context: Context, identity: Mapping[str, str]
) -> None:
    require_asker(state, target(change), year, context)
    if isinstance(change, e.MarkChange):
        code = change.cell.subject
        taught = subject_of(change.cell)
        place = own_subject(state, year, code) if taught else assessed(code, state.started.grade, year.name)
        check_mark(place, change.cell, change.after, assessment(state, year))
    if isinstance(change, e.SessionChange):
        check_day(change.day, year, context)
    if isinstance(change, e.IdentityChange) and change.field not in PupilIdentity.model_fields:
        raise Rejected("correction.field_unknown", field=change.field)
    standing = standing_value(state, change, identity)
    if standing is None:
        raise Rejected("correction.nothing_recorded", what=target(change))
    if standing != change.before:
        raise Rejected("correction.stale", what=target(change), expected=standing, found=change.before)
    if change.before == change.after:
        raise Rejected("correction.same", what=target(change), value=standing)


def approve_correction(state: Report, command: c.ApproveCorrection, year: SchoolYear, context: Context) -> list[Event]:
    """The approval, and what it does to an open edition."""
    refuse_after_issue(state)
    request = open_request(state, command.request_id, year)
    staff, delegation = require_decider(state, request, year, context, command.body)
    year.require_certificate(command.certificate, staff)
    for change in request.asked.changes:
        if (standing := standing_value(state, change, command.identity)) != change.before:
            raise Rejected("correction.stale", what=target(change), expected=standing, found=change.before)
    frozen = command.refrozen
    made_from = (frozen.result, frozen.school_year_version) if frozen else None
    if state.edition and frozen and made_from != (freeze(corrected(state, request), year), year.version):
        raise Rejected("edition.stale")
    return [approval(command, delegation), *consequences(state, request, frozen)]


def approval(command: c.ApproveCorrection, delegation: UUID | None) -> e.CorrectionApproved:
    """The event of an approval."""
    return e.CorrectionApproved(
        request_id=command.request_id,
        request_sha256=command.request_sha256,
        signature=command.signature,
        certificate=command.certificate,
        delegation_id=delegation,
        remark=command.remark,
        body=command.body,
        answer=command.answer,
    )


def corrected(state: Report, request: Request) -> Report:
    """The report as it would be after this request's approval; ``state`` stays as it is."""
    asked = request.asked
    supposed = Supposed(asked, request.requested_by, request.requested_at, request.position, asked.request_id)
    return changed(state, asked.changes, supposed)


def changed(state: Report, changes: tuple[e.Change, ...], supposed: Happened) -> Report:
    """The report as it would be after these changes; ``state`` stays as it is."""
    after = replace(
        state,
        marks=dict(state.marks),
        comments=dict(state.comments),
        conduct=dict(state.conduct),
        identity=dict(state.identity),
        sessions=dict(state.sessions),
    )
    for change in changes:
        apply_change(after, change, supposed)
    return after


@dataclass(frozen=True, slots=True)
class Supposed:
    """Something that has not happened, with its circumstances: to look ahead."""

    data: Event
    actor: str
    at: datetime
    position: int
    event_id: UUID


def refuse_correction(state: Report, command: c.RefuseCorrection, year: SchoolYear, context: Context) -> list[Event]:
    """The refusal with its reason; the recorded value stands."""
    request = open_request(state, command.request_id, year)
    staff, delegation = require_decider(state, request, year, context, command.body)
    year.require_certificate(command.certificate, staff)
    return [e.CorrectionRefused(**dict(command), delegation_id=delegation)]


def withdraw_correction(
    state: Report, command: c.WithdrawCorrection, year: SchoolYear, context: Context
) -> list[Event]:
    """The withdrawal; the recorded value stands. Raises Rejected for anybody but who asked."""
    request = open_request(state, command.request_id, year)
    staff = year.actor(context.actor)
    if request.requested_by != context.actor:
        asked_by = year.actor(request.requested_by).code
        raise Rejected("correction.not_yours", staff=staff.code, asked_by=asked_by)
    return [e.CorrectionWithdrawn(**dict(command))]


def identity_corrected(request: Request) -> list[Event]:
    """What an approval of this request appends to the pupil's stream: one event where it is about his identity."""
    changes = [change for change in request.asked.changes if isinstance(change, e.IdentityChange)]
    if not changes:
        return []
    return [IdentityCorrected(identity={one.field: one.after for one in changes}, request_id=request.asked.request_id)]


def open_request(state: Report, request_id: UUID, year: SchoolYear) -> Request:
    """A request that waits. Raises Rejected for an unknown one, and one decided or withdrawn: by whom and when."""
    request = state.requests.get(request_id)
    if request is None:
        raise Rejected("correction.unknown", request=request_id)
    if request.decided_by and request.decided_at:
        # Two people may press at once: the slower one reads who decided, and when.
        decided = f"{year.actor(request.decided_by).code}, {request.decided_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"
        raise Rejected("correction.decided", request=request_id, status=f"{request.status.value} ({decided})")
    return request
