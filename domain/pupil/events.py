"""Events of the ``Pupil`` stream: identity and enrolments."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from domain.event import Event
from domain.values import Commitments, Text


class PupilRegistered(Event):
    """A pupil (học sinh); ``identity`` commits to the fields of ``domain.report.document.PupilIdentity``."""

    TOPIC: ClassVar[str] = "hocba.pupil.registered.v1"
    identity: Commitments


class PupilEnrolled(Event):
    """Enrolled in a class of a school year from ``since``; ``number`` is the list number (STT), which never shifts."""

    TOPIC: ClassVar[str] = "hocba.pupil.enrolled.v1"
    school_year_id: UUID
    class_id: UUID
    report_id: UUID
    number: int
    since: date


class IdentityCorrected(Event):
    """Fields of the identity were corrected by an approved request; ``identity`` commits to their new values."""

    TOPIC: ClassVar[str] = "hocba.pupil.identity_corrected.v1"
    identity: Commitments
    request_id: UUID


class IdentityCompleted(Event):
    """Fields that were blank have a value now, by a document; one that has a value changes by a correction only."""

    TOPIC: ClassVar[str] = "hocba.pupil.identity_completed.v1"
    identity: Commitments
    document: Text


EVENTS: tuple[type[Event], ...] = (PupilRegistered, PupilEnrolled, IdentityCorrected, IdentityCompleted)
