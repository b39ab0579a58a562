"""
The signing chain: subject teachers side by side (not in primary), homeroom teacher, head, the school's seal, issue.

Each later stage covers all earlier ones (docs/formats/hoc-ba.md), so it waits for them. A signer's certificate
must be registered for him; a divided subject is signed by the one who answers for it (``SchoolYear.teacher``). Nothing
is signed while a correction waits for its decision: a signature would end the time in which it can be approved.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from domain.context import Context, local_day
from domain.errors import Misused, Rejected
from domain.event import Event
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.editions import PRINCIPAL_CAPACITY
from domain.report.state import Report
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import SchoolYear, Staff

#: A signing time may lie this far from the ledger's time: a device signs before the record, and clocks differ.
SIGNING_TIME_TOLERANCE = timedelta(minutes=10)


def signer(state: Report, stage: Stage, subject: str | None, year: SchoolYear, context: Context) -> Staff:
    """
    Who signs at this stage: the actor, if it is his right and his turn.

    Raises Rejected naming what is missing; Misused unless a subject is given at the subject stage and only there.
    """
    if (stage is Stage.SUBJECT) != (subject is not None):
        raise Misused("sign.stage", stage=stage.value, subject=subject)
    if state.edition is None:
        raise Rejected("edition.none", number=state.started.number)
    if state.open_requests:
        raise Rejected("edition.request_open", request=state.open_requests[0].asked.request_id)
    class_id = state.started.class_id
    match stage:
        case Stage.SUBJECT:
            staff = year.require_teacher(context.actor, class_id, subject or "", context.today)
            answers = year.teacher(class_id, subject or "", context.today)
            if answers and answers != staff:
                raise Rejected("sign.other_teacher", subject=subject, staff=staff.code, teacher=answers.code)
            if subject not in signed_subjects(state):
                raise Rejected("sign.no_row", number=state.started.number, subject=subject)
        case Stage.HOMEROOM:
            staff = year.require_homeroom(context.actor, class_id, context.today)
        case Stage.HEAD:
            staff = year.actor(context.actor)
            if staff.staff_id != state.edition.opened.head:
                raise Rejected("sign.other_head", staff=staff.code, head=year.staff[state.edition.opened.head].code)
        case Stage.SEAL:
            staff = year.require_role(context.actor, Role.CLERK)
    if (stage, subject) in state.signatures or (stage is Stage.SEAL and state.sealed):
        raise Rejected("sign.already", number=state.started.number)
    waiting = awaited(state, stage)
    if waiting:
        raise Rejected("sign.not_your_turn", number=state.started.number, waiting=", ".join(waiting))
    return staff


def signed_subjects(state: Report) -> tuple[str, ...]:
    """The subjects of the open edition whose teachers sign: the rows of a secondary report, none of a primary one."""
    if state.edition is None:
        return ()
    return hoc_ba.of_grade(state.started.grade).signed(row.subject for row in state.edition.result.subjects)


def awaited(state: Report, stage: Stage) -> list[str]:
    """The signatures of earlier stages that are still missing, as subject codes or stage names."""
    before: list[str] = []
    if stage is Stage.SUBJECT:
        return before
    before = [subject for subject in signed_subjects(state) if (Stage.SUBJECT, subject) not in state.signatures]
    if stage in (Stage.HEAD, Stage.SEAL) and (Stage.HOMEROOM, None) not in state.signatures:
        before.append(Stage.HOMEROOM.value)
    if stage is Stage.SEAL and (Stage.HEAD, None) not in state.signatures:
        before.append(Stage.HEAD.value)
    return before


def sign_report(state: Report, command: c.SignReport, year: SchoolYear, context: Context) -> list[Event]:
    """One event for one signature of a person. Raises Misused for the seal, which is the school's (``seal_report``)."""
    if command.stage is Stage.SEAL:
        raise Misused("sign.stage", stage=command.stage.value, subject=command.subject)
    staff = signer(state, command.stage, command.subject, year, context)
    year.require_certificate(command.certificate, staff)
    _check_time(command.signed_at, context)
    return [
        e.ReportSigned(
            stage=command.stage,
            subject=command.subject,
            signed_at=command.signed_at,
            certificate=command.certificate,
            signer=command.signer,
            delegation_id=_delegation(state, staff, year, context) if command.stage is Stage.HEAD else None,
        )
    ]


def _delegation(state: Report, staff: Staff, year: SchoolYear, context: Context) -> UUID | None:
    if state.edition and state.edition.opened.head_capacity == PRINCIPAL_CAPACITY:
        year.require_role(context.actor, Role.PRINCIPAL)
        return None
    delegation = year.delegation(staff.staff_id, DelegationKind.SIGN_REPORTS, context.today)
    if delegation is None:
        raise Rejected("delegation.missing", staff=staff.code, kind=DelegationKind.SIGN_REPORTS.value)
    return delegation.delegation_id


def seal_report(state: Report, command: c.SealReport, year: SchoolYear, context: Context) -> list[Event]:
    """One event for the school's seal; the effective date (ngày có hiệu lực) follows from the day of sealing."""
    signer(state, Stage.SEAL, None, year, context)
    year.require_certificate(command.certificate, None)
    _check_time(command.signed_at, context)
    check_seal_day(state, context.at)  # a signer's clock may be ahead of the ledger's
    return [
        e.ReportSealed(
            signed_at=command.signed_at,
            certificate=command.certificate,
            signer=command.signer,
            effective_date=check_seal_day(state, command.signed_at),
            xml_sha256=command.xml_sha256,
        )
    ]


def check_seal_day(state: Report, signed_at: datetime) -> date:
    """The effective date: the later of the planned day and the day of sealing. Raises before the planned day."""
    if state.edition is None:
        raise Rejected("edition.none", number=state.started.number)
    planned, day = state.edition.opened.planned_issue_date, local_day(signed_at)
    if day < planned:
        raise Rejected("seal.too_early", planned=f"{planned:%d/%m/%Y}", today=f"{day:%d/%m/%Y}")
    return max(planned, day)


def issue_report(state: Report, command: c.IssueReport, year: SchoolYear, context: Context) -> list[Event]:
    """Phát hành: one event, whose entry the public receipt will show."""
    year.require_role(context.actor, Role.CLERK)
    if state.issued:
        raise Rejected("issue.already", lookup_id=state.issued.value.lookup_id)
    if state.sealed is None or state.edition is None:
        raise Rejected("issue.not_sealed", number=state.started.number)
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
        raise Rejected("issue.not_sealed", number=state.started.number)
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


def _check_time(signed_at: datetime, context: Context) -> None:
    if signed_at.tzinfo is None or abs(signed_at - context.at) > SIGNING_TIME_TOLERANCE:
        raise Rejected("sign.clock", signed_at=signed_at.isoformat(), at=context.at.isoformat())
