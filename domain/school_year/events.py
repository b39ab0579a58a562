"""Events of the ``SchoolYear`` stream: staff, classes, assignments, calendar, delegations, certificates."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StrictBool, StrictInt

from domain.event import Event, Value
from domain.formats.hoc_ba import Chain
from domain.report.document import SchoolIdentity
from domain.school_year.policies import SchoolPolicies
from domain.school_year.roster_events import PupilListed as PupilListed
from domain.school_year.roster_events import RosterCarriedOver as RosterCarriedOver
from domain.school_year.roster_events import ToPlace as ToPlace
from domain.school_year.roster_events import Waiting as Waiting
from domain.school_year.roster_events import YearClosed as YearClosed
from domain.school_year.roster_events import YearContinued as YearContinued
from domain.values import Commitments, Digest, SchoolYearName, Term, Text

StaffCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{2,16}$")]
ClassCode = Annotated[str, Field(pattern=r"^[0-9]{1,2}[A-Z0-9.]{1,6}$")]


class Role(StrEnum):
    """
    What a member of staff is: hiệu trưởng, phó hiệu trưởng, văn thư, cán bộ phụ trách CNTT, giáo viên.

    SUPERVISOR is no member of the school: an official of the ward or the Department, who reads and records nothing.
    """

    PRINCIPAL = "PRINCIPAL"
    DEPUTY = "DEPUTY"
    CLERK = "CLERK"
    IT_OFFICER = "IT_OFFICER"
    SUPERVISOR = "SUPERVISOR"
    TEACHER = "TEACHER"


class DelegationKind(StrEnum):
    """Two rights that plan 003 keeps apart: to sign reports is not to approve corrections."""

    SIGN_REPORTS = "SIGN_REPORTS"
    APPROVE_CORRECTIONS = "APPROVE_CORRECTIONS"


class Step(StrEnum):
    """
    What has a last day (thời hạn; domain.md §5.6): recording by term, the four signing stages, what follows.

    SUPPLEMENTARY is the last day of everything that comes of a re-assessment, or of conduct, in the summer.
    """

    RECORD_TERM_1 = "RECORD_TERM_1"
    RECORD_TERM_2 = "RECORD_TERM_2"
    SUBJECT_TEACHERS = "SUBJECT_TEACHERS"
    HOMEROOM = "HOMEROOM"
    HEAD = "HEAD"
    SEAL = "SEAL"
    SUPPLEMENTARY = "SUPPLEMENTARY"
    SUBMIT = "SUBMIT"


class Deadlines(Value):
    """Last days with which the school opens its year, for all grades; a missing one is that of the plans."""

    subject_teachers: date | None = None
    homeroom_teachers: date | None = None
    principal: date | None = None
    seal: date | None = None


class Calendar(Value):
    """First day, first day of term 2 and last day of the school year, with its deadlines."""

    starts: date
    term_2_starts: date
    ends: date
    deadlines: Deadlines = Deadlines()


class SchoolYearOpened(Event):
    """A school year (năm học) begins with these policies and last days."""

    TOPIC: ClassVar[str] = "hocba.school_year.opened.v1"
    name: SchoolYearName
    school: SchoolIdentity
    place_of_issue: Text
    policies: SchoolPolicies
    calendar: Calendar


class StaffJoined(Event):
    """A member of staff; ``identity`` commits to full_name and personal_number."""

    TOPIC: ClassVar[str] = "hocba.school_year.staff_joined.v1"
    staff_id: UUID
    code: StaffCode
    roles: tuple[Role, ...]
    identity: Commitments


class ClassOpened(Event):
    """A class (lớp) of this year."""

    TOPIC: ClassVar[str] = "hocba.school_year.class_opened.v1"
    class_id: UUID
    code: ClassCode
    grade: int


class HomeroomAssigned(Event):
    """A homeroom teacher (GVCN) from ``since``; ends the assignment of the one before."""

    TOPIC: ClassVar[str] = "hocba.school_year.homeroom_assigned.v1"
    class_id: UUID
    staff_id: UUID
    since: date


class Duty(StrEnum):
    """
    What a teacher does for a subject of a class.

    RESPONSIBLE signs for it (người chịu trách nhiệm ký), one at a time; PART teaches a part of it, records and confirms
    that part; SUBSTITUTE stands in for a short time (dạy thay): records, and signs nothing.
    """

    RESPONSIBLE = "RESPONSIBLE"
    PART = "PART"
    SUBSTITUTE = "SUBSTITUTE"


class TeachingAssigned(Event):
    """A subject teacher (GVBM) of a class from ``since``. ``part`` is None for the whole subject."""

    TOPIC: ClassVar[str] = "hocba.school_year.teaching_assigned.v2"
    class_id: UUID
    subject: str
    part: str | None
    staff_id: UUID
    since: date
    duty: Duty


class TeachingEnded(Event):
    """An assignment ends with ``last_day`` (its last day of validity)."""

    TOPIC: ClassVar[str] = "hocba.school_year.teaching_ended.v1"
    class_id: UUID
    subject: str
    part: str | None
    staff_id: UUID
    last_day: date


class DelegationGranted(Event):
    """The principal's delegation (ủy quyền) by a numbered document, for days ``since`` to ``until``."""

    TOPIC: ClassVar[str] = "hocba.school_year.delegation_granted.v1"
    delegation_id: UUID
    staff_id: UUID
    kind: DelegationKind
    since: date
    until: date
    document: Text


class DelegationRevoked(Event):
    """The delegation ends with ``last_day``."""

    TOPIC: ClassVar[str] = "hocba.school_year.delegation_revoked.v1"
    delegation_id: UUID
    last_day: date


class CertificateRegistered(Event):
    """
    A certificate (chứng thư số) may sign from now on: of a person, or of the school where ``staff_id`` is None.

    The school's waits for ``CertificateApproved`` before it seals anything.

    ``sha256`` is the digest of the DER certificate, which lies in ``ledger.blobs``. ``software`` marks a demo key.
    """

    TOPIC: ClassVar[str] = "hocba.school_year.certificate_registered.v1"
    staff_id: UUID | None
    sha256: Digest
    software: bool


class CertificateApproved(Event):
    """The Department approved a certificate of the school's seal (S-2088 §III.2, step 6) by its ``document``."""

    TOPIC: ClassVar[str] = "hocba.school_year.certificate_approved.v1"
    sha256: Digest
    document: Text
    dated: date


class TermLocked(Event):
    """A term is locked (khóa sổ) for every class: from now on only corrections."""

    TOPIC: ClassVar[str] = "hocba.school_year.term_locked.v1"
    term: Term


class TermReopened(Event):
    """The lock is lifted by the principal's decision."""

    TOPIC: ClassVar[str] = "hocba.school_year.term_reopened.v1"
    term: Term
    reason: Text


class DeadlineSet(Event):
    """The school sets the last day of a step, for one grade or (None) for all of them, by a document (its plan)."""

    TOPIC: ClassVar[str] = "hocba.school_year.deadline_set.v1"
    step: Step
    grade: int | None
    until: date
    document: Text


class DeadlineExtended(Event):
    """
    The principal gives more time, to the end of ``until``: some classes, or one grade, or everybody.

    Nobody's last day comes earlier by it.
    """

    TOPIC: ClassVar[str] = "hocba.school_year.deadline_extended.v1"
    step: Step
    grade: int | None
    class_ids: tuple[UUID, ...]
    until: date
    reason: Text


class PolicySet(Event):
    """
    A policy (quy chế) has this value from ``since`` on, and not before it is recorded.

    ``policy`` is a name of ``in_force.names``; ``clause`` of the school's ``document`` is what allows or demands it.
    """

    TOPIC: ClassVar[str] = "hocba.school_year.policy_set.v1"
    policy: str
    value: StrictBool | StrictInt | Text | None
    clause: Text
    document: Text
    since: date


class ChainFixed(Event):
    """The first signature of the year fixed in which order its reports are signed, for each level (MA_CAP_HOC)."""

    TOPIC: ClassVar[str] = "hocba.school_year.chain_fixed.v1"
    chains: dict[str, Chain]


EVENTS: tuple[type[Event], ...] = (
    SchoolYearOpened,
    StaffJoined,
    ClassOpened,
    HomeroomAssigned,
    TeachingAssigned,
    TeachingEnded,
    DelegationGranted,
    DelegationRevoked,
    CertificateRegistered,
    CertificateApproved,
    TermLocked,
    TermReopened,
    DeadlineSet,
    DeadlineExtended,
    PolicySet,
    ChainFixed,
    PupilListed,
    RosterCarriedOver,
    YearClosed,
    YearContinued,
)
