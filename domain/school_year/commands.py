"""Commands to a running school year; opening one is ``school load``, which writes the whole first day at once."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import StrictBool, StrictInt

from domain.event import Value
from domain.school_year.events import ClassCode, DelegationKind, Duty, Step
from domain.school_year.structure import commands as structure
from domain.values import Digest, Term, Text


class AssignTeaching(Value):
    """Give a subject of a class to a teacher from a day on; without ``duty`` a part is PART, the whole RESPONSIBLE."""

    class_id: UUID
    subject: str
    part: str | None = None
    staff_id: UUID
    since: date
    duty: Duty | None = None


class EndTeaching(Value):
    """End an assignment with its last day."""

    class_id: UUID
    subject: str
    part: str | None = None
    staff_id: UUID
    last_day: date


class GrantDelegation(Value):
    """Delegate signing reports, or approving corrections, to a deputy."""

    delegation_id: UUID
    staff_id: UUID
    kind: DelegationKind
    since: date
    until: date
    document: Text


class RevokeDelegation(Value):
    """End a delegation early."""

    delegation_id: UUID
    last_day: date


class RegisterCertificate(Value):
    """Let a certificate sign: of a person, or of the school where ``staff_id`` is None."""

    staff_id: UUID | None
    sha256: Digest
    software: bool


class ApproveCertificate(Value):
    """Enter by which document of the Department a certificate of the school may seal."""

    sha256: Digest
    document: Text
    dated: date


class LockTerm(Value):
    """Lock a term for every class (khóa sổ)."""

    term: Term


class ReopenTerm(Value):
    """Lift the lock."""

    term: Term
    reason: Text


class SetDeadline(Value):
    """Set the last day of a step, for a grade or for all."""

    step: Step
    grade: int | None = None
    until: date
    document: Text


class ExtendDeadline(Value):
    """Give some classes, a grade, or everybody more time."""

    step: Step
    grade: int | None = None
    class_ids: tuple[UUID, ...] = ()
    until: date
    reason: Text


class SetPolicy(Value):
    """Let a policy have another value from a day on."""

    policy: str
    value: StrictBool | StrictInt | Text | None
    clause: Text
    document: Text
    since: date


class ListPupil(Value):
    """Give a pupil who comes later the next number of a class list."""

    class_id: UUID
    number: int
    pupil_id: UUID
    report_id: UUID


class OpenClass(Value):
    """Open a class after the first day of the year."""

    class_id: UUID
    code: ClassCode
    grade: int


class AssignHomeroom(Value):
    """Give a class its homeroom teacher from a day on."""

    class_id: UUID
    staff_id: UUID
    since: date


class CloseYear(Value):
    """Close the year by a document: only corrections from now on."""

    document: Text


class ContinueYear(Value):
    """Open the next year from this one."""

    next_year: UUID


class FixChain(Value):
    """Let the order of signing stand for the rest of the year: what the first signature brings with it."""


Command = (
    AssignTeaching
    | EndTeaching
    | GrantDelegation
    | RevokeDelegation
    | RegisterCertificate
    | ApproveCertificate
    | LockTerm
    | ReopenTerm
    | SetDeadline
    | ExtendDeadline
    | SetPolicy
    | FixChain
    | structure.Command
    | ListPupil
    | OpenClass
    | AssignHomeroom
    | CloseYear
    | ContinueYear
)
