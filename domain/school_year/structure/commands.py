"""Commands to the structure of a running school year."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.event import Value
from domain.report.document import SchoolIdentity
from domain.school_year.events import Role, StaffCode
from domain.school_year.structure.events import BodyLevel, DocumentKind, TeamCode, TeamKind
from domain.values import Commitments, Digest, Text


class FormTeam(Value):
    """Form a team (tổ chuyên môn, tổ công tác, ban chỉ đạo)."""

    team_id: UUID
    code: TeamCode
    name: Text
    kind: TeamKind


class JoinTeam(Value):
    """Put somebody into a team from a day on, or make a member its head, or head no more."""

    team_id: UUID
    staff_id: UUID
    since: date
    head: bool = False


class LeaveTeam(Value):
    """Take somebody out of a team after his last day."""

    team_id: UUID
    staff_id: UUID
    last_day: date


class JoinStaff(Value):
    """Take somebody onto the staff of a running year; ``identity`` commits to full_name and personal_number."""

    staff_id: UUID
    code: StaffCode
    identity: Commitments
    roles: tuple[Role, ...]
    since: date
    document: Text


class GiveRole(Value):
    """Give somebody a role by a document."""

    staff_id: UUID
    role: Role
    since: date
    until: date | None = None
    document: Text


class EndRole(Value):
    """End a role with its last day, by a document."""

    staff_id: UUID
    role: Role
    last_day: date
    document: Text


class RegisterDocument(Value):
    """Enter a document that governs the year."""

    document_id: UUID
    kind: DocumentKind
    number: Text
    dated: date
    title: Text
    issuer: Text
    sha256: Digest | None = None


class SetSupervisingBody(Value):
    """Name the body that supervises the school from a day on."""

    name: Text
    level: BodyLevel
    since: date
    document: Text


class RenameSchool(Value):
    """Give the school another identity from a day on."""

    school: SchoolIdentity
    place_of_issue: Text
    since: date
    document: Text


class SetMedium(Value):
    """Let a grade's reports be digital, or paper."""

    grade: int
    digital: bool
    document: Text


class HandOverArchive(Value):
    """Record that the year's archive was handed over, to whom and by which record."""

    recipient: Text
    document: Text
    dated: date
    index_sha256: Digest


Command = (
    FormTeam
    | JoinTeam
    | LeaveTeam
    | JoinStaff
    | GiveRole
    | EndRole
    | RegisterDocument
    | SetSupervisingBody
    | RenameSchool
    | SetMedium
    | HandOverArchive
)
