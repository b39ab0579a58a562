"""
The signing chain: subject teachers side by side (if the edition's chain has them), homeroom teacher, head, seal, issue.

Each later stage covers all earlier ones (docs/formats/hoc-ba.md), so it waits for them. A signer's certificate
must be registered for him; a subject is signed by the one who answers for it (``SchoolYear.teacher``), after the others
have confirmed their parts; in the place of one who left, and whom nobody follows, the leadership signs. Nothing is
signed while a correction waits for its decision: who signs should know what stands; nor, behind the subject teachers,
while the pupil's identity is incomplete or differs from another source without a decision (``identity``); nor after the
last day where the school blocks that, and else it is called late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.context import Context, local_day
from domain.errors import Misused, Rejected
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.identity import lacking
from domain.report.in_place import capacity_of, delegation_of, require_in_place
from domain.report.in_time import check_in_time
from domain.report.parts import unconfirmed
from domain.report.state import Report
from domain.report.turns import awaited, signed_subjects
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear, Staff

#: A signing time may lie this far from the ledger's time: a device signs before the record, and clocks differ.
SIGNING_TIME_TOLERANCE = timedelta(minutes=10)


def signer(
    state: Report,
    stage: Stage,
    subject: str | None,
    year: SchoolYear,
    context: Context,
    in_place_of: UUID | None = None,
) -> Staff:
    """
    Who signs at this stage: the actor, if it is his right and his turn.

    Raises Rejected with the first thing that stands in the way; Misused unless a subject is given at the subject stage
    and only there.
    """
    if (stage is Stage.SUBJECT) != (subject is not None):
        raise Misused("sign.stage", stage=stage.value, subject=subject)
    for obstacle in in_the_way(state, (stage, subject), year, context, in_place_of):
        raise obstacle
    return _whose(state, (stage, subject), year, context, in_place_of)


def in_the_way(
    state: Report, place: e.Place, year: SchoolYear, context: Context, in_place_of: UUID | None = None
) -> Iterator[Rejected]:
    """Everything that keeps the actor from signing there, one after the other; nothing where he may sign."""
    stage, subject = place
    if state.edition is None:
        yield Rejected("edition.none", number=state.number)
    for request in state.open_requests:
        yield Rejected("edition.request_open", request=request.asked.request_id)
    if state.edition is not None:
        yield from _refused(lambda: _whose(state, place, year, context, in_place_of))
        if subject is not None and subject not in signed_subjects(state):
            yield Rejected("sign.no_row", number=state.number, subject=subject)
        if place in state.signatures or (stage is Stage.SEAL and state.sealed):
            yield Rejected("sign.already", number=state.number)
        if waiting := awaited(state, stage):
            yield Rejected("sign.not_your_turn", number=state.number, waiting=", ".join(waiting))
        for (code, part), holder in unconfirmed(state, year, context.today, subject).items():
            facts = {"subject": code, "part": part, "staff": holder.code}
            yield Rejected("sign.part_awaited", number=state.number, **facts)
    if identity := lacking(state, stage):
        yield Rejected("sign.incomplete", number=state.number, missing=identity)
    yield from _refused(lambda: check_in_time(state, stage, year, context))


def _refused(check: Callable[[], object]) -> Iterator[Rejected]:
    try:
        check()
    except Rejected as error:
        yield error


def _whose(state: Report, place: e.Place, year: SchoolYear, context: Context, in_place_of: UUID | None) -> Staff:
    """The actor, whose place in the chain this is, his own or that of one who left. Raises Rejected."""
    if in_place_of is None:
        return _own(state, place[0], place[1], year, context)
    return require_in_place(state, place, in_place_of, year, context)


def _own(state: Report, stage: Stage, subject: str | None, year: SchoolYear, context: Context) -> Staff:
    """The actor, whose own place in the chain this is."""
    class_id = state.class_on(context.today)
    match stage:
        case Stage.SUBJECT:
            staff = year.require_teacher(context.actor, class_id, subject or "", context.today)
            answers = year.teacher(class_id, subject or "", context.today)
            if answers is None:  # who stands in for a time has the right to record
                raise Rejected("sign.substitute", subject=subject, staff=staff.code)
            if answers != staff:
                raise Rejected("sign.other_teacher", subject=subject, staff=staff.code, teacher=answers.code)
        case Stage.HOMEROOM:
            staff = year.require_homeroom(context.actor, class_id, context.today)
        case Stage.HEAD:
            assert state.edition is not None
            staff = year.actor(context.actor)
            if staff.staff_id != state.edition.opened.head:
                raise Rejected("sign.other_head", staff=staff.code, head=year.staff[state.edition.opened.head].code)
            delegation_of(staff, year, context)  # it may have ended since the edition was opened
        case Stage.SEAL:
            staff = year.require_role(context.actor, Role.CLERK)
    return staff


def sign_report(state: Report, command: c.SignReport, year: SchoolYear, context: Context) -> list[Event]:
    """One event for one signature of a person. Raises Misused for the seal, which is the school's (``seal_report``)."""
    if command.stage is Stage.SEAL:
        raise Misused("sign.stage", stage=command.stage.value, subject=command.subject)
    if (command.in_place_of is None) != (command.reason is None):
        raise Misused("sign.reason")
    staff = signer(state, command.stage, command.subject, year, context, command.in_place_of)
    year.require_certificate(command.certificate, staff)
    check_time(command.signed_at, context)
    leads = command.stage is Stage.HEAD or command.in_place_of is not None
    return [
        e.ReportSigned(
            stage=command.stage,
            subject=command.subject,
            signed_at=command.signed_at,
            certificate=command.certificate,
            signer=command.signer,
            delegation_id=delegation_of(staff, year, context) if leads else None,
            capacity=capacity_of(state, command.stage, staff, in_place=command.in_place_of is not None),
            in_place_of=command.in_place_of,
            reason=command.reason,
            late=check_in_time(state, command.stage, year, context),
        )
    ]


def seal_report(state: Report, command: c.SealReport, year: SchoolYear, context: Context) -> list[Event]:
    """One event for the school's seal; the effective date (ngày có hiệu lực) follows from the day of sealing."""
    signer(state, Stage.SEAL, None, year, context)
    year.require_seal(command.certificate, command.serial, command.last_day)
    check_time(command.signed_at, context)
    check_seal_day(state, context.at)  # a signer's clock may be ahead of the ledger's
    return [
        e.ReportSealed(
            signed_at=command.signed_at,
            certificate=command.certificate,
            signer=command.signer,
            effective_date=check_seal_day(state, command.signed_at),
            xml_sha256=command.xml_sha256,
            late=check_in_time(state, Stage.SEAL, year, context),
        )
    ]


def check_seal_day(state: Report, signed_at: datetime) -> date:
    """The effective date: the later of the planned day and the day of sealing. Raises before the planned day."""
    if state.edition is None:
        raise Rejected("edition.none", number=state.number)
    planned, day = state.edition.opened.planned_issue_date, local_day(signed_at)
    if day < planned:
        raise Rejected("seal.too_early", planned=f"{planned:%d/%m/%Y}", today=f"{day:%d/%m/%Y}")
    return max(planned, day)


def issue_report(state: Report, command: c.IssueReport, year: SchoolYear, context: Context) -> list[Event]:
    """Phát hành: one event, whose entry the public receipt will show. A request that waits could not be met after."""
    year.require_role(context.actor, Role.CLERK)
    if state.issued:
        raise Rejected("issue.already", lookup_id=state.issued.value.lookup_id)
    if state.sealed is None or state.edition is None:
        raise Rejected("issue.not_sealed", number=state.number)
    if state.open_requests:
        raise Rejected("edition.request_open", request=state.open_requests[0].asked.request_id)
    return [
        e.ReportIssued(
            edition=state.edition.opened.edition,
            lookup_id=state.edition.opened.lookup_id,
            effective_date=state.sealed.effective_date,
            xml_sha256=state.sealed.xml_sha256,
            page_sha256=command.page_sha256,
        )
    ]


def seal_document(state: Report, command: c.SealDocument, year: SchoolYear, context: Context) -> list[Event]:
    """One event for the finished PDF; the checkpoint in it must cover the issue."""
    year.require_role(context.actor, Role.CLERK)
    if state.issued is None:
        raise Rejected("issue.not_sealed", number=state.number)
    if state.document:
        raise Rejected("document.already", lookup_id=state.issued.value.lookup_id)
    if command.checkpoint_size < state.issued.position:
        raise Rejected("document.not_covered", position=state.issued.position, size=command.checkpoint_size)
    return [
        e.DocumentSealed(
            edition=state.issued.value.edition,
            pdf_sha256=command.pdf_sha256,
            checkpoint_size=command.checkpoint_size,
        )
    ]


def check_time(signed_at: datetime, context: Context) -> None:
    """Raises Rejected ``sign.clock`` where a signer's clock is too far from the ledger's."""
    if signed_at.tzinfo is None or abs(signed_at - context.at) > SIGNING_TIME_TOLERANCE:
        raise Rejected("sign.clock", signed_at=signed_at.isoformat(), at=context.at.isoformat())
