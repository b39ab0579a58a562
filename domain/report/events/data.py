"""What other sources show of the pupil's identity, and what was decided where they differ (đối soát hồ sơ)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.event import Event, Value
from domain.values import Commitments, Digest, Text

#: Name of a field of ``domain.report.document.PupilIdentity``.
IdentityField = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]

#: Fields without a value, in the order of the identity: an identity has sixteen.
BlankFields = Annotated[tuple[IdentityField, ...], Field(max_length=16)]


class Source(StrEnum):
    """With what the record is compared: the paper file, the sector database, the population database (VNeID)."""

    PAPER = "PAPER"
    SECTOR = "SECTOR"
    POPULATION = "POPULATION"


class Comparison(StrEnum):
    """Khớp, lệch, trống: the source shows the value of our record, shows another, or shows none."""

    MATCH = "MATCH"
    DIFFERS = "DIFFERS"
    BLANK = "BLANK"


class Evidence(Value):
    """What was looked at (giấy khai sinh): kind, number, its day, and by whose eyes if not by who records it."""

    kind: Text
    number: Text
    dated: date
    seen_by: UUID | None = None


class Reconciled(Event):
    """
    A source was looked at, field by field.

    ``found`` commits to what the source shows where it differs; the values lie in the ledger aside.
    """

    TOPIC: ClassVar[str] = "hocba.report.reconciled.v1"
    source: Source
    results: Annotated[dict[IdentityField, Comparison], Field(min_length=1, max_length=16)]
    found: Commitments
    evidence: Evidence


class DifferenceKept(Event):
    """The principal decided that our record stands where a source differs from it."""

    TOPIC: ClassVar[str] = "hocba.report.difference_kept.v1"
    source: Source
    field: IdentityField
    reason: Text
    document: Text


class SlipReturned(Event):
    """
    The parents' confirmation slip (Phiếu xác nhận thông tin) came back signed on this day.

    Its file lies in ``ledger.blobs``; ``pupil_version`` is that of the identity which the slip showed. What the parents
    marked as wrong is looked up in the paper file, and recorded as ``Reconciled``.
    """

    TOPIC: ClassVar[str] = "hocba.report.slip_returned.v1"
    dated: date
    sha256: Digest
    media_type: str
    pupil_version: int


EVENTS: tuple[type[Event], ...] = (Reconciled, DifferenceKept, SlipReturned)
