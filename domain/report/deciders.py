"""
Who decides on a correction.

- The principal; a deputy only where a policy names the clause that allows it and his delegation is of the kind
  APPROVE_CORRECTIONS and covers the day (delegation to sign reports is another kind: plan 003 keeps them apart).
- Never who asked, never who teaches or ever taught what it is about (S-003, domain.md §2.11, §9; design §4).
- Where that leaves nobody in the school, the supervising body (cơ quan quản lý trực tiếp): clerk or IT officer enter
  its decision. While somebody in the school may decide, nobody else's decision is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.context import Context
from domain.errors import Rejected
from domain.report import events as e
from domain.report.places import of_homeroom
from domain.report.state import Report, Request
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import SchoolYear, Staff

#: Where a request goes that nobody in the school may decide.
SUPERVISING_BODY = "cơ quan quản lý trực tiếp"


def subject_named(change: e.Change) -> str | None:
    """The subject a change belongs to; None where it is the homeroom teacher's."""
    match change:
        case e.MarkChange(cell=cell):
            return None if of_homeroom(cell.subject) else cell.subject
        case e.CommentChange(subject=subject):
            return None if of_homeroom(subject) else subject
        case _:
            return None


def require_decider(
    state: Report, request: Request, year: SchoolYear, context: Context, body: e.BodyDecision | None = None
) -> tuple[Staff, UUID | None]:
    """
    Who decides, or enters the decision of the supervising ``body``, and the delegation he acts under.

    Raises Rejected naming what is missing.
    """
    if body:
        return _require_nobody_else(state, request, year, context), None
    staff = year.actor(context.actor)
    if _barred(state, request, year, staff):
        go_to = next(deciders(state, request, year, context.today), None)
        raise Rejected("correction.self", staff=staff.code, go_to=go_to.code if go_to else SUPERVISING_BODY)
    return staff, require_approver(staff, year, context.today)


def require_approver(staff: Staff, year: SchoolYear, day: date) -> UUID | None:
    """
    Who may decide about what stands in a report: the principal, or where the school lets them a deputy so delegated.

    Returns the delegation. Raises Rejected naming what is missing.
    """
    if Role.PRINCIPAL in staff.roles:
        return None
    if Role.DEPUTY not in staff.roles or year.policies.deputies_approve_corrections is None:
        raise Rejected("correction.principal_only", staff=staff.code)
    return year.require_delegation(staff, DelegationKind.APPROVE_CORRECTIONS, day).delegation_id


def deciders(state: Report, request: Request, year: SchoolYear, day: date) -> Iterator[Staff]:
    """Everybody in the school who may decide on the request on this day, the principal first."""
    return (each for each in approvers(year, day) if not _barred(state, request, year, each))


def approvers(year: SchoolYear, day: date) -> Iterator[Staff]:
    """Everybody who may decide on this day about what stands in reports, the principal first."""
    yield from (each for each in year.staff.values() if Role.PRINCIPAL in each.roles)
    if year.policies.deputies_approve_corrections:
        for each in year.staff.values():
            so_delegated = year.delegation(each.staff_id, DelegationKind.APPROVE_CORRECTIONS, day)
            if Role.DEPUTY in each.roles and so_delegated:
                yield each


def _require_nobody_else(state: Report, request: Request, year: SchoolYear, context: Context) -> Staff:
    """The clerk or IT officer who enters what the supervising body decided."""
    staff = year.require_role(context.actor, Role.CLERK, Role.IT_OFFICER)
    if go_to := next(deciders(state, request, year, context.today), None):
        raise Rejected("correction.decided_in_school", go_to=go_to.code)
    if request.requested_by == context.actor:
        raise Rejected("correction.self", staff=staff.code, go_to=SUPERVISING_BODY)
    return staff


def _barred(state: Report, request: Request, year: SchoolYear, staff: Staff) -> bool:
    """Whether he asked for it, or teaches or ever taught what it is about."""
    if request.requested_by == str(staff.staff_id):
        return True
    subjects = {subject_named(change) for change in request.asked.changes}
    return any(staff.staff_id in teaches_or_taught(state, year, subject) for subject in subjects)


def teaches_or_taught(state: Report, year: SchoolYear, subject: str | None) -> set[UUID]:
    """
    Who teaches or ever taught a subject (None: leads or led) in a class that the pupil is or was in.

    Who recorded a value taught it on that day, and the school year forgets no assignment.
    """
    classes = {place.class_id for place in state.places}
    rights = (year.teachers(each, subject) if subject else year.homerooms.get(each, []) for each in classes)
    return {right.staff_id for of_class in rights for right in of_class}
