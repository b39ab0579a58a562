"""Decisions on a report: ``decide(state, command, year, context) → events``. The table of contents of its rules."""

from __future__ import annotations

from domain.context import OPERATOR, Context
from domain.errors import Rejected
from domain.event import Event
from domain.report import commands as c
from domain.report import events as e
from domain.report.choices import decide_for_pupil
from domain.report.corrections import approve_correction, refuse_correction, request_correction
from domain.report.editions import open_edition
from domain.report.recording import record_homeroom, record_subject
from domain.report.signing import issue_report, seal_document, seal_report, sign_report
from domain.report.state import Report
from domain.school_year.state import SchoolYear


def start(command: c.StartReport, year: SchoolYear, context: Context) -> list[Event]:
    """The first event of a report. Raises Rejected for a class or grade that this year does not have."""
    found = year.classes.get(command.class_id)
    if context.actor != OPERATOR:
        raise Rejected("right.operator")
    if command.school_year_id != year.school_year_id or found is None or found.grade != command.grade:
        raise Rejected("assignment.unknown")
    return [e.ReportStarted(**command.model_dump())]


def decide(state: Report, command: c.Command, year: SchoolYear, context: Context) -> list[Event]:
    """The events that follow from a command. Raises Rejected; changes nothing."""
    match command:
        case c.RecordSubject():
            return record_subject(state, command, year, context)
        case c.RecordHomeroom():
            return record_homeroom(state, command, year, context)
        case c.ChooseProgramme() | c.Exempt() | c.RecordSummerConduct() | c.RecordDecision():
            return decide_for_pupil(state, command, year, context)
        case c.RequestCorrection():
            return request_correction(state, command, year, context)
        case c.ApproveCorrection():
            return approve_correction(state, command, year, context)
        case c.RefuseCorrection():
            return refuse_correction(state, command, year, context)
        case c.OpenEdition():
            return open_edition(state, command, year, context)
        case c.SignReport():
            return sign_report(state, command, year, context)
        case c.SealReport():
            return seal_report(state, command, year, context)
        case c.IssueReport():
            return issue_report(state, command, year, context)
        case c.SealDocument():
            return seal_document(state, command, year, context)
        case c.StartReport():
            raise Rejected("report.started", report=state.report_id)
