"""Decisions on a report: ``decide(state, command, year, context) → events``. The table of contents of its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.context import Context
from domain.errors import Rejected
from domain.event import Event, Value
from domain.report import commands as c
from domain.report import events as e
from domain.report.after_issue import after_issue
from domain.report.attesting import attest_results
from domain.report.choices import decide_for_pupil
from domain.report.corrections import (
    approve_correction,
    refuse_correction,
    request_correction,
    withdraw_correction,
)
from domain.report.editions import open_edition
from domain.report.identity import complete_identity, keep_difference, reconcile, return_slip
from domain.report.moving import leave, move, rejoin
from domain.report.parts import confirm_part
from domain.report.recording import record_homeroom, record_subject
from domain.report.returning import return_report
from domain.report.signing import issue_report, seal_document, seal_report, sign_report
from domain.report.state import Report
from domain.rights import acting
from domain.school_year.closing import require_running
from domain.school_year.state import SchoolYear

#: What a closed year does not take any more: its reports change by correction, and are signed.
_ENDED = (
    c.StartReport, c.RecordSubject, c.RecordHomeroom, c.ChooseProgramme, c.Exempt, c.RecordSummerConduct,
    c.RecordDecision, c.MovePupil, c.LeaveSchool, c.RejoinSchool,
)  # fmt: skip


def start(command: c.StartReport, year: SchoolYear, context: Context) -> list[Event]:
    """The first event of a report. Raises Rejected for a class or grade that this year does not have."""
    found = year.classes.get(command.class_id)
    acting(command, year, context)
    require_running(year)
    if command.school_year_id != year.school_year_id or found is None or found.grade != command.grade:
        raise Rejected("assignment.unknown")
    return [e.ReportStarted(**command.model_dump())]


Decision = Callable[[Report, Any, SchoolYear, Context], list[Event]]

#: Command → the rule that decides on it. A report that has begun is not started again, so ``StartReport`` has none.
DECISIONS: Mapping[type[Value], Decision] = {
    c.RecordSubject: record_subject,
    c.RecordHomeroom: record_homeroom,
    c.ChooseProgramme: decide_for_pupil,
    c.Exempt: decide_for_pupil,
    c.RecordSummerConduct: decide_for_pupil,
    c.RecordDecision: decide_for_pupil,
    c.MovePupil: move,
    c.LeaveSchool: leave,
    c.RejoinSchool: rejoin,
    c.AttestResults: attest_results,
    c.RequestCorrection: request_correction,
    c.ApproveCorrection: approve_correction,
    c.RefuseCorrection: refuse_correction,
    c.WithdrawCorrection: withdraw_correction,
    c.Reconcile: reconcile,
    c.KeepDifference: keep_difference,
    c.ReturnSlip: return_slip,
    c.CompleteIdentity: complete_identity,
    c.OpenEdition: open_edition,
    c.ConfirmPart: confirm_part,
    c.ReturnReport: return_report,
    c.SignReport: sign_report,
    c.SealReport: seal_report,
    c.IssueReport: issue_report,
    c.SealDocument: seal_document,
    c.CancelEdition: after_issue,
    c.SubmitReport: after_issue,
    c.AcceptSubmission: after_issue,
    c.RejectSubmission: after_issue,
    c.RequestRecall: after_issue,
    c.GrantRecall: after_issue,
    c.RefuseRecall: after_issue,
    c.CloseReport: after_issue,
    c.RequestAmendment: after_issue,
    c.GrantAmendment: after_issue,
    c.RefuseAmendment: after_issue,
}


def decide(state: Report, command: c.Command, year: SchoolYear, context: Context) -> list[Event]:
    """The events that follow from a command. Raises Rejected; changes nothing."""
    decision = DECISIONS.get(type(command))
    if decision is None:
        raise Rejected("report.started", report=state.report_id)
    if isinstance(command, _ENDED):
        require_running(year)
    year = year.on(context.today)
    events = decision(state, command, year, context)
    if events:
        acting(command, year, context, state)
    return events
