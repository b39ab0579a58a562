"""``/api/v1/year``: last days, locks, delegations and policies of a school year, and who is late."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from api.flows import year_decisions as years
from api.flows.board import reminders as flow
from api.flows.board.reach import seen_by
from api.flows.board.reminders import Reminder
from api.flows.delegations import DelegationLine, delegations
from api.flows.desk import made
from api.flows.office import SealCertificate, seal_certificates
from api.flows.year_decisions import DeadlineLine, PolicyLine
from api.routes.classes import YearName
from api.routes.correction_views import READERS
from api.routes.deciding import decided
from api.routes.deps import TheReader
from api.routes.writing import AfterToken, TheWriter, Written
from domain.event import Value
from domain.ledger.failures import wrapped
from domain.school_year import commands as c
from domain.school_year.events import DelegationKind, Duty, Role, Step
from domain.school_year.state import SchoolYear
from domain.values import Digest, Term, Text

router = APIRouter(prefix="/year", tags=["year"], route_class=AfterToken)

#: A school has fewer classes.
CLASSES_MAX = 100

#: Who reads whom the principal delegated to: whoever acts on it.
DELEGATIONS_READERS = (Role.PRINCIPAL, Role.DEPUTY, Role.CLERK, Role.IT_OFFICER)

ClassCode = Annotated[str, Field(max_length=8)]
StaffCode = Annotated[str, Field(max_length=16)]
At = Annotated[date | None, Query(description="Count the days from here; default today")]


class NewDeadline(Value):
    """The last day of a step, of one grade or of all, and the plan that says so."""

    step: Step
    grade: int | None = None
    until: date
    document: Text


class Extension(Value):
    """More time for some classes, a grade, or everybody, with the reason."""

    step: Step
    grade: int | None = None
    class_codes: Annotated[tuple[ClassCode, ...], Field(max_length=CLASSES_MAX)] = ()
    until: date
    reason: Text


class Lock(Value):
    """A term."""

    term: Term


class Reopening(Lock):
    """A term, and why its lock is lifted."""

    reason: Text


class Delegation(Value):
    """To which deputy, what for, from when (default today) to the end of which day, by which document."""

    staff: StaffCode
    kind: DelegationKind
    since: date | None = None
    until: date
    document: Text


class Revocation(Value):
    """Whose delegation of which kind ends with which day (default today)."""

    staff: StaffCode
    kind: DelegationKind
    last_day: date | None = None


class NewPolicy(Value):
    """A policy's value, and the clause of the document that it is set by; in force ``since`` (default today)."""

    policy: Annotated[str, Field(max_length=100)]
    value: bool | int | Text | None
    clause: Text
    document: Text
    since: date | None = None


class SealApproval(Value):
    """Which certificate of the school (SHA-256 of its DER), and the Department's document."""

    sha256: Digest
    document: Text
    dated: date


class Assigned(Value):
    """Who teaches a subject of a class, or a part of it."""

    class_code: ClassCode
    subject: Annotated[str, Field(max_length=16)]
    part: Annotated[str | None, Field(max_length=16)] = None
    teacher: StaffCode

    def place(self, year: SchoolYear) -> dict[str, Any]:
        """As a command names it. Raises Misused for a class or person that is not there."""
        class_id, staff_id = year.school_class(self.class_code).class_id, year.member(self.teacher).staff_id
        return {"class_id": class_id, "staff_id": staff_id, "subject": self.subject, "part": self.part}


class NewAssignment(Assigned):
    """With which duty (default: RESPONSIBLE, of a part PART), from when (default today)."""

    duty: Duty | None = None
    since: date | None = None


class EndOfAssignment(Assigned):
    """With which day it ends (default today)."""

    last_day: date | None = None


@router.get("/deadlines")
def deadlines(reader: TheReader, year: YearName = None) -> list[DeadlineLine]:
    """Every last day that holds, by step and grade; then of the classes for which another one does."""
    with wrapped():
        return years.deadlines(reader.desk(year).year())


@router.get("/delegations")
def delegations_of_the_year(reader: TheReader, year: YearName = None) -> list[DelegationLine]:
    """Whom the principal delegated to, what for and until when: for who acts on it."""
    with wrapped():
        desk = reader.desk(year)
        desk.year().require_role(str(reader.staff_id), *DELEGATIONS_READERS)
        return delegations(desk)


@router.get("/policies")
def policies(reader: TheReader, year: YearName = None) -> list[PolicyLine]:
    """Quy chế đang áp dụng: every policy, its clause and document, since when, and who set it."""
    with wrapped():
        return years.policies_in_force(reader.desk(year).year())


@router.get("/reminders")
def reminders(reader: TheReader, at: At = None, year: YearName = None) -> list[Reminder]:
    """What is open by step and person: of all for who pushes the school, of a team for its head, else one's own."""
    with wrapped():
        desk = reader.desk(year)
        staff = desk.year().actor(str(reader.staff_id))
        seen = seen_by(desk.year(), staff, desk.today)
        return flow.reminders(desk, at, seen)


@router.post("/deadlines")
def set_deadline(given: NewDeadline, writer: TheWriter) -> Written:
    """The principal sets a last day."""
    return decided(writer, "year deadline", given, made(c.SetDeadline, **dict(given)))


@router.post("/extensions")
def extend(given: Extension, writer: TheWriter) -> Written:
    """The principal gives more time."""
    with wrapped():
        year = writer.desk.year()
    classes = tuple(year.school_class(code).class_id for code in given.class_codes)
    values = given.model_dump(exclude={"class_codes"})
    return decided(writer, "year extend", given, made(c.ExtendDeadline, class_ids=classes, **values))


@router.post("/locks")
def lock(given: Lock, writer: TheWriter) -> Written:
    """The principal locks a term (khóa sổ)."""
    return decided(writer, "year lock", given, c.LockTerm(term=given.term))


@router.post("/reopenings")
def reopen(given: Reopening, writer: TheWriter) -> Written:
    """The principal lifts the lock of a term."""
    return decided(writer, "year reopen", given, made(c.ReopenTerm, **dict(given)))


@router.post("/delegations")
def delegate(given: Delegation, writer: TheWriter) -> Written:
    """The principal delegates; the delegation's id is the ``Idempotency-Key``."""
    with wrapped():
        member = writer.desk.year().member(given.staff)
        since = given.since or writer.desk.today
    values = given.model_dump(exclude={"staff", "since"})
    asked = made(c.GrantDelegation, delegation_id=writer.command_id, staff_id=member.staff_id, since=since, **values)
    return decided(writer, "year delegate", given, asked)


@router.post("/revocations")
def revoke(given: Revocation, writer: TheWriter) -> Written:
    """The principal ends the latest delegation of a kind early."""
    with wrapped():
        delegation_id: UUID = years.standing_delegation(writer.desk.year(), given.staff, given.kind)
        last_day = given.last_day or writer.desk.today
    return decided(writer, "year revoke", given, c.RevokeDelegation(delegation_id=delegation_id, last_day=last_day))


@router.post("/policies")
def set_policy(given: NewPolicy, writer: TheWriter) -> Written:
    """The principal sets a policy by a clause of a document."""
    with wrapped():
        since = given.since or writer.desk.today
    values = given.model_dump(exclude={"since"})
    return decided(writer, "year policy", given, made(c.SetPolicy, since=since, **values))


@router.get("/seals")
def seals(reader: TheReader, year: YearName = None) -> list[SealCertificate]:
    """The school's own certificates: until when each may seal, and by which document the Department approved it."""
    with wrapped():
        desk = reader.desk(year)
        desk.year().require_role(str(reader.staff_id), *READERS)
        return seal_certificates(desk)


@router.post("/seals/approvals")
def approve_seal(given: SealApproval, writer: TheWriter) -> Written:
    """The principal or the IT officer enters the Department's approval of a certificate of the school."""
    return decided(writer, "year approve seal", given, c.ApproveCertificate(**dict(given)))


@router.post("/assignments")
def assign(given: NewAssignment, writer: TheWriter) -> Written:
    """The leadership or the IT officer assigns: who signs for a subject, teaches a part, or stands in."""
    with wrapped():
        place, since = given.place(writer.desk.year()), given.since or writer.desk.today
    return decided(writer, "year assign", given, made(c.AssignTeaching, **place, duty=given.duty, since=since))


@router.post("/assignments/end")
def unassign(given: EndOfAssignment, writer: TheWriter) -> Written:
    """The same people end an assignment."""
    with wrapped():
        place, last_day = given.place(writer.desk.year()), given.last_day or writer.desk.today
    return decided(writer, "year unassign", given, made(c.EndTeaching, **place, last_day=last_day))
