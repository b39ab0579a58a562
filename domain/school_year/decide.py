"""
Decisions on a running school year: ``decide(state, command, context) → events``.

- The principal delegates, locks and reopens; nobody delegates to himself. Revoking never prolongs.
- The principal sets and extends last days and policies (``calendar``).
- The principal, a deputy or the IT officer assigns teaching; the operator (owner of the database) may, too. A subject,
  or a part of one, has one teacher at a time, and one who answers for it; others may stand in for a time.
- Who belongs where, and by which paper, is decided in ``structure``.
- The operator registers certificates, because a certificate decides who can sign. That the Department approved one of
  the school's seal is entered by the principal or the IT officer, from its document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.context import OPERATOR, Context
from domain.errors import Rejected
from domain.event import Event, Value
from domain.regulations.curriculum import parts_taught
from domain.regulations.curriculum import subject as subject_of
from domain.rights import acting
from domain.school_year import commands as c
from domain.school_year import events as e
from domain.school_year.calendar import extend_deadline, set_deadline, set_policy
from domain.school_year.class_lists import assign_homeroom, list_pupil, open_class, require_own
from domain.school_year.closing import ENDED, close_year, continue_year, require_running
from domain.school_year.state import Assignment, SchoolYear
from domain.school_year.structure.decide import decide as decide_structure


def _leads(state: SchoolYear, context: Context) -> None:
    if context.actor != OPERATOR:
        state.require_role(context.actor, e.Role.PRINCIPAL, e.Role.DEPUTY, e.Role.IT_OFFICER)


def _assign_teaching(state: SchoolYear, command: c.AssignTeaching, context: Context) -> list[Event]:
    _leads(state, context)
    found = state.classes.get(command.class_id)
    if command.staff_id not in state.staff or found is None:
        raise Rejected("assignment.unknown")
    require_own(state, command.staff_id)
    subject = subject_of(command.subject, found.grade, state.name)
    duty = command.duty or (e.Duty.RESPONSIBLE if command.part is None else e.Duty.PART)
    known = command.part is None or command.part in parts_taught(subject)
    if not known or (duty is e.Duty.PART and command.part is None):
        raise Rejected("assignment.unknown")
    for right in state.teachers(command.class_id, command.subject):
        # The new assignment runs without end, so whatever ends later, or begins later, is in its way.
        runs_on = right.last_day is None or right.last_day >= command.since
        if runs_on and _in_the_way(right, command, duty):
            raise Rejected(
                "assignment.double",
                subject=command.subject,
                class_code=found.code,
                staff=state.staff[right.staff_id].code,
            )
    return [e.TeachingAssigned(**command.model_dump(exclude={"duty"}), duty=duty)]


def _in_the_way(right: Assignment, command: c.AssignTeaching, duty: e.Duty) -> bool:
    """Whether two have the same duty for the same. Who stands in for a time is in nobody's way but his own."""
    if e.Duty.SUBSTITUTE in (right.duty, duty):
        return (right.duty, right.staff_id) == (duty, command.staff_id)
    same_part = right.part == command.part or None in (right.part, command.part)
    return same_part or right.duty is duty is e.Duty.RESPONSIBLE


def _end_teaching(state: SchoolYear, command: c.EndTeaching, context: Context) -> list[Event]:
    _leads(state, context)
    for right in state.teachers(command.class_id, command.subject):
        if (right.staff_id, right.part, right.last_day) == (command.staff_id, command.part, None):
            return [e.TeachingEnded(**command.model_dump())]
    raise Rejected("assignment.unknown")


def _grant(state: SchoolYear, command: c.GrantDelegation, context: Context) -> list[Event]:
    state.require_role(context.actor, e.Role.PRINCIPAL)
    deputy = state.staff.get(command.staff_id)
    if deputy is None or e.Role.DEPUTY not in deputy.roles:
        raise Rejected("delegation.not_deputy")
    if command.until < command.since or command.delegation_id in state.delegations:
        raise Rejected("delegation.invalid")
    return [e.DelegationGranted(**command.model_dump())]


def _revoke(state: SchoolYear, command: c.RevokeDelegation, context: Context) -> list[Event]:
    state.require_role(context.actor, e.Role.PRINCIPAL)
    delegation = state.delegations.get(command.delegation_id)
    if delegation is None or delegation.right.last_day is None or command.last_day > delegation.right.last_day:
        raise Rejected("delegation.invalid")
    if command.last_day == delegation.right.last_day:
        return []
    return [e.DelegationRevoked(**command.model_dump())]


def _register(state: SchoolYear, command: c.RegisterCertificate, context: Context) -> list[Event]:
    if context.actor != OPERATOR:
        raise Rejected("right.operator")
    if command.staff_id is not None and command.staff_id not in state.staff:
        raise Rejected("assignment.unknown")
    if command.sha256 in state.certificates:
        if state.certificates[command.sha256] != command.staff_id:
            raise Rejected("cert.other_person", sha256=command.sha256[:16])
        return []
    return [e.CertificateRegistered(**command.model_dump())]


def _approve(state: SchoolYear, command: c.ApproveCertificate, context: Context) -> list[Event]:
    if context.actor != OPERATOR:
        state.require_role(context.actor, e.Role.PRINCIPAL, e.Role.IT_OFFICER)
    state.require_certificate(command.sha256, None)
    if command.dated > context.today:
        raise Rejected("org.approved_later", dated=f"{command.dated:%d/%m/%Y}")
    return [] if command.sha256 in state.approved else [e.CertificateApproved(**command.model_dump())]


def _lock(state: SchoolYear, command: c.LockTerm, context: Context) -> list[Event]:
    state.require_role(context.actor, e.Role.PRINCIPAL)
    return [] if command.term in state.locked else [e.TermLocked(term=command.term)]


def _reopen(state: SchoolYear, command: c.ReopenTerm, context: Context) -> list[Event]:
    state.require_role(context.actor, e.Role.PRINCIPAL)
    return [e.TermReopened(term=command.term, reason=command.reason)] if command.term in state.locked else []


def _fix_chain(state: SchoolYear, _: c.FixChain, context: Context) -> list[Event]:
    state.actor(context.actor)
    return [] if state.chains_fixed else [e.ChainFixed(chains=dict(state.on(context.today).chains))]


Decision = Callable[[SchoolYear, Any, Context], list[Event]]

#: Command → the rule that decides on it; the others are about who belongs where (``structure``).
DECISIONS: Mapping[type[Value], Decision] = {
    c.AssignTeaching: _assign_teaching,
    c.EndTeaching: _end_teaching,
    c.GrantDelegation: _grant,
    c.RevokeDelegation: _revoke,
    c.RegisterCertificate: _register,
    c.ApproveCertificate: _approve,
    c.LockTerm: _lock,
    c.ReopenTerm: _reopen,
    c.SetDeadline: set_deadline,
    c.ExtendDeadline: extend_deadline,
    c.SetPolicy: set_policy,
    c.FixChain: _fix_chain,
    c.ListPupil: list_pupil,
    c.OpenClass: open_class,
    c.AssignHomeroom: assign_homeroom,
    c.CloseYear: close_year,
    c.ContinueYear: continue_year,
}


def decide(state: SchoolYear, command: c.Command, context: Context) -> list[Event]:
    """The events that follow. Raises Rejected naming the missing right or the broken rule."""
    if isinstance(command, ENDED):
        require_running(state)
    events = DECISIONS.get(type(command), decide_structure)(state, command, context)
    acting(command, state, context)
    return events
