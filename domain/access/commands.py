"""Commands on who may open reports."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.case.events import Capacity
from domain.event import Value
from domain.school_year.events import ClassCode
from domain.values import Commitments, Digest, Text


class RestrictAccess(Value):
    """Let the pupil's reports open by a personal access code only; ``about`` as in ``AccessRestricted``."""

    about: Commitments
    dated: date


class RestoreAccess(Value):
    """Let the birth date open them again."""

    about: Commitments
    dated: date


class IssueAccessCode(Value):
    """Give a personal access code to one of those who act for the pupil."""

    code_id: UUID
    sha256: Digest
    capacity: Capacity
    case_id: UUID


class RevokeAccessCode(Value):
    """Let a code open nothing any more."""

    code_id: UUID


class GiveGrant(Value):
    """Let an organisation open reports; as in ``GrantGiven``, of the current school year."""

    grant_id: UUID
    organisation: Text
    purpose: Text
    document: Text
    grades: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(max_length=12)] = ()
    classes: Annotated[tuple[ClassCode, ...], Field(max_length=100)] = ()
    starts: date
    ends: date
    sha256: Digest


class RevokeGrant(Value):
    """Let an organisation open nothing any more."""

    grant_id: UUID
    reason: Text


OfPupil = RestrictAccess | RestoreAccess | IssueAccessCode | RevokeAccessCode
OfGrant = GiveGrant | RevokeGrant
Command = OfPupil | OfGrant
