"""Events of who may open reports: of one pupil, in his stream; of an organisation, in the school's stream of grants."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.case.events import Capacity
from domain.event import Event
from domain.school_year.events import ClassCode
from domain.values import Commitments, Digest, Text


class AccessRestricted(Event):
    """
    From now on the pupil's reports open by a personal access code only; codes given before have ended.

    ``about`` commits to number and kind of the ``document`` (bản án, quyết định…) and to the ``reason``: neither is for
    anybody outside of the school.
    """

    TOPIC: ClassVar[str] = "hocba.access.restricted.v1"
    about: Commitments
    dated: date


class AccessRestored(Event):
    """The birth date opens them again; ``about`` as in ``AccessRestricted``."""

    TOPIC: ClassVar[str] = "hocba.access.restored.v1"
    about: Commitments
    dated: date


class AccessCodeIssued(Event):
    """
    A personal access code (mã truy cập riêng) for one of those who act for the pupil; it opens all of his reports.

    ``sha256`` is that of the code, which nobody keeps. Who it is, and the paper that he showed, stand in the case.
    """

    TOPIC: ClassVar[str] = "hocba.access.code_issued.v1"
    code_id: UUID
    sha256: Digest
    capacity: Capacity
    case_id: UUID


class AccessCodeRevoked(Event):
    """The code opens nothing any more."""

    TOPIC: ClassVar[str] = "hocba.access.code_revoked.v1"
    code_id: UUID


class GrantGiven(Event):
    """
    An organisation may open reports of these grades and classes of a school year, from a day to another, both included.

    ``purpose``: what for; ``document``: by which (công văn). ``sha256`` is that of its code, which nobody keeps.
    """

    TOPIC: ClassVar[str] = "hocba.grant.given.v1"
    grant_id: UUID
    organisation: Text
    purpose: Text
    document: Text
    school_year: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")]
    grades: tuple[Annotated[int, Field(ge=1, le=12)], ...]
    classes: tuple[ClassCode, ...]
    starts: date
    ends: date
    sha256: Digest


class GrantRevoked(Event):
    """The organisation may open nothing any more."""

    TOPIC: ClassVar[str] = "hocba.grant.revoked.v1"
    grant_id: UUID
    reason: Text


EVENTS: tuple[type[Event], ...] = (
    AccessRestricted, AccessRestored, AccessCodeIssued, AccessCodeRevoked, GrantGiven, GrantRevoked,
)  # fmt: skip
