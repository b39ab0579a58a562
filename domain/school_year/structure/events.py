"""Events of the ``SchoolYear`` stream about its structure: teams, roles, documents, bodies, names, media, archives."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.event import Event
from domain.report.document import SchoolIdentity
from domain.school_year.events import Role
from domain.values import Digest, Text

#: ``TOAN_TIN``, ``BAN_CHI_DAO``: what a command names a team by.
TeamCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_.]{1,15}$")]


class TeamKind(StrEnum):
    """Tổ chuyên môn (nobody is in two of them at once), tổ công tác and ban chỉ đạo of the digital report."""

    SUBJECTS = "SUBJECTS"
    TASK_FORCE = "TASK_FORCE"
    STEERING = "STEERING"


class TeamFormed(Event):
    """A team of this year."""

    TOPIC: ClassVar[str] = "hocba.school_year.team_formed.v1"
    team_id: UUID
    code: TeamCode
    name: Text
    kind: TeamKind


class TeamJoined(Event):
    """
    A member of a team from ``since`` on; ``head``: its head (tổ trưởng, trưởng ban), in the place of the one before.

    Of a member it says that he is head from then on, or head no more.
    """

    TOPIC: ClassVar[str] = "hocba.school_year.team_joined.v1"
    team_id: UUID
    staff_id: UUID
    since: date
    head: bool


class TeamLeft(Event):
    """A member leaves a team after ``last_day``."""

    TOPIC: ClassVar[str] = "hocba.school_year.team_left.v1"
    team_id: UUID
    staff_id: UUID
    last_day: date


class RoleGiven(Event):
    """A role, from ``since`` to the end of ``until`` (None: until it is ended), by a document (bổ nhiệm, điều động)."""

    TOPIC: ClassVar[str] = "hocba.school_year.role_given.v1"
    staff_id: UUID
    role: Role
    since: date
    until: date | None
    document: Text


class RoleEnded(Event):
    """A role ends with ``last_day``, by a document."""

    TOPIC: ClassVar[str] = "hocba.school_year.role_ended.v1"
    staff_id: UUID
    role: Role
    last_day: date
    document: Text


class DocumentKind(StrEnum):
    """Kế hoạch, quy chế, quyết định, công văn, văn bản khác."""

    PLAN = "PLAN"
    REGULATION = "REGULATION"
    DECISION = "DECISION"
    LETTER = "LETTER"
    OTHER = "OTHER"


class DocumentRegistered(Event):
    """
    A document that governs this year, which policies, roles and delegations cite by its number.

    An electronic document gets number and day at its signature, not in its text; ``sha256`` is the digest of its file.
    """

    TOPIC: ClassVar[str] = "hocba.school_year.document_registered.v1"
    document_id: UUID
    kind: DocumentKind
    number: Text
    dated: date
    title: Text
    issuer: Text
    sha256: Digest | None


class BodyLevel(StrEnum):
    """Where the body stands: UBND of the ward (xã, phường), the Department (Sở GDĐT), the Ministry."""

    WARD = "WARD"
    DEPARTMENT = "DEPARTMENT"
    MINISTRY = "MINISTRY"


class SupervisingBodySet(Event):
    """The body that supervises the school at this level (cơ quan quản lý) from ``since`` on."""

    TOPIC: ClassVar[str] = "hocba.school_year.supervising_body_set.v1"
    name: Text
    level: BodyLevel
    since: date
    document: Text


class SchoolRenamed(Event):
    """
    The school bears this identity from ``since`` on, and not before it is recorded: renamed, merged, another province.

    ``place_of_issue`` stands before the date of its reports from then on.
    """

    TOPIC: ClassVar[str] = "hocba.school_year.school_renamed.v1"
    school: SchoolIdentity
    place_of_issue: Text
    since: date
    document: Text


class MediumSet(Event):
    """Whether the reports of a grade are digital this year, or paper (học bạ giấy)."""

    TOPIC: ClassVar[str] = "hocba.school_year.medium_set.v1"
    grade: int
    digital: bool
    document: Text


class ArchiveHandedOver(Event):
    """
    The year's archive (hồ sơ lưu trữ) was handed over to a body that keeps it, by the record that both sides signed.

    ``document`` is the number of that record (biên bản giao nhận), ``dated`` its day. ``index_sha256`` is the digest of
    the archive's index, which names the digest of each report; the index holds names and stays out of the ledger.
    """

    TOPIC: ClassVar[str] = "hocba.school_year.archive_handed_over.v1"
    recipient: Text
    document: Text
    dated: date
    index_sha256: Digest


EVENTS: tuple[type[Event], ...] = (
    TeamFormed,
    TeamJoined,
    TeamLeft,
    RoleGiven,
    RoleEnded,
    DocumentRegistered,
    SupervisingBodySet,
    SchoolRenamed,
    MediumSet,
    ArchiveHandedOver,
)
