"""
What is decided for one pupil beside marks: what he studies, exemptions, the summer's conduct, decisions of people.

- What a pupil studies is entered with the class list by the operator, and by the principal, a deputy or the IT officer;
  a second choice needs the principal's permission as a document, and drops no subject that has marks already.
- Exemptions, the conduct level after the summer and the other decisions are the principal's; each names its document.
- Nothing of it changes once an edition is open: it would change what is being signed.
"""

from __future__ import annotations

from domain.context import OPERATOR, Context
from domain.errors import Rejected
from domain.event import Event
from domain.regulations.curriculum import NO_CHOICE, PRIMARY_LAST, Subject, studied, subject
from domain.regulations.marks import check_summer_conduct
from domain.regulations.records import Exemption
from domain.regulations.year import conduct_year
from domain.report import commands as c
from domain.report import events as e
from domain.report.governing import assessment
from domain.report.places import SUMMER_CONDUCT, of_homeroom
from domain.report.state import Report
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from domain.values import Column, Term

#: Decisions that Thông tư 27/2020 leaves to people: primary school only.
_PRIMARY_DECISIONS = (e.DecisionKind.OUTSTANDING_RECOGNISED, e.DecisionKind.PROMOTED_BY_PRINCIPAL)


def own_subjects(state: Report, year: SchoolYear) -> tuple[Subject, ...]:
    """The subjects of this pupil, in the order of the report. Raises Rejected where the choice is still to be made."""
    return studied(state.started.grade, year.name, state.programme, assessment(state, year).special_topics)


def own_subject(state: Report, year: SchoolYear, code: str) -> Subject:
    """One of them. Raises Rejected: unknown at this grade, or ``programme.not_studied``."""
    for one in own_subjects(state, year):
        if one.code == code:
            return one
    raise Rejected("programme.not_studied", subject=subject(code, state.started.grade, year.name).code)


def decide_for_pupil(
    state: Report,
    command: c.ChooseProgramme | c.Exempt | c.RecordSummerConduct | c.RecordDecision,
    year: SchoolYear,
    context: Context,
) -> list[Event]:
    """The events that follow. Raises Rejected for a missing right, or what cannot be decided."""
    match command:
        case c.ChooseProgramme():
            return _choose(state, command, year, context)
        case c.Exempt():
            return _exempt(state, command, year, context)
        case c.RecordSummerConduct():
            return _summer_conduct(state, command, year, context)
        case c.RecordDecision():
            return _decision(state, command, year, context)


def _choose(state: Report, command: c.ChooseProgramme, year: SchoolYear, context: Context) -> list[Event]:
    """One event, or none for the same choice. Raises Rejected for a choice that cannot be."""
    if context.actor != OPERATOR:
        year.require_role(context.actor, Role.PRINCIPAL, Role.DEPUTY, Role.IT_OFFICER)
    chosen = studied(state.started.grade, year.name, command.programme, assessment(state, year).special_topics)
    if command.programme == state.programme:
        return []
    _require_no_edition(state)
    if state.programme != NO_CHOICE and command.document is None:
        raise Rejected("programme.document")
    places = {cell for one in chosen for cell in one.cells()}
    for cell in state.marks:
        # A mark that is recorded stays: no choice may take its place away.
        if cell not in places and cell.column is not Column.DGL and not of_homeroom(cell.subject):
            raise Rejected("programme.recorded", cell=cell)
    return [e.ProgrammeChosen(programme=command.programme, document=command.document)]


def _exempt(state: Report, command: c.Exempt, year: SchoolYear, context: Context) -> list[Event]:
    """One event, or none for the same exemption. Raises Rejected for a subject or part that the pupil does not have."""
    year.require_role(context.actor, Role.PRINCIPAL)
    one = own_subject(state, year, command.subject)
    if command.part is not None and command.part not in one.parts:
        raise Rejected("assignment.unknown")
    asked = Exemption(**command.model_dump())
    if asked in state.exemptions:
        return []
    _require_no_edition(state)
    for other in state.exemptions:
        if _overlap(asked, other):
            raise Rejected("exemption.exists", subject=command.subject, decision=other.decision)
    return [e.Exempted(**command.model_dump())]


def _overlap(one: Exemption, other: Exemption) -> bool:
    same = one.subject == other.subject and (None in (one.part, other.part) or one.part == other.part)
    return same and not set(one.scope.terms).isdisjoint(other.scope.terms)


def _summer_conduct(state: Report, command: c.RecordSummerConduct, year: SchoolYear, context: Context) -> list[Event]:
    """One event, or none for the same level."""
    year.require_role(context.actor, Role.PRINCIPAL)
    if state.summer_conduct:
        if state.summer_conduct.value == command.level:
            return []
        raise Rejected("decision.exists", what=SUMMER_CONDUCT, value=state.summer_conduct.value)
    _require_no_edition(state)
    one, two = (state.conduct.get(term) for term in Term)
    check_summer_conduct(conduct_year(one.value if one else None, two.value if two else None))
    return [e.SummerConductRecorded(level=command.level)]


def _decision(state: Report, command: c.RecordDecision, year: SchoolYear, context: Context) -> list[Event]:
    """One event, or none for the same decision."""
    year.require_role(context.actor, Role.PRINCIPAL)
    if command.kind in _PRIMARY_DECISIONS and state.started.grade > PRIMARY_LAST:
        raise Rejected("decision.level", kind=command.kind.value)
    if (command.kind is e.DecisionKind.INDIVIDUAL_PLAN) != bool(command.subjects):
        raise Rejected("decision.subjects")
    for code in command.subjects:
        own_subject(state, year, code)
    taken = e.DecisionRecorded(**command.model_dump())
    standing = state.decisions.get(command.kind)
    if standing:
        if standing.value == taken:
            return []
        raise Rejected("decision.exists", what=command.kind.value, value=standing.value.document)
    _require_no_edition(state)
    return [taken]


def _require_no_edition(state: Report) -> None:
    if state.edition:
        raise Rejected("report.edition_open")
