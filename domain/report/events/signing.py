"""From the frozen edition over signatures, returns and voided signatures to issue and sealed PDF."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.event import Event
from domain.formats.hoc_ba import Chain, Stage
from domain.report.document import Result
from domain.report.events.data import BlankFields
from domain.values import Digest, Text


class EditionOpened(Event):
    """
    Khởi tạo: what will be signed is fixed before the first signature.

    ``data_sha256`` is the digest of the XML data region, kept in ``ledger.blobs``, so that signatures outlive every
    later version of this program. ``pupil_version`` and ``school_year_version`` pin what it was made from, ``release``
    the version of the format that it is written in ("1.1"), ``chain`` in which order it is signed. ``replaces`` is the
    lookup id of the edition before, which was cancelled, recalled or amended. ``blank`` are the fields of the pupil's
    identity that the format requires and that have no value yet.
    """

    TOPIC: ClassVar[str] = "hocba.report.edition_opened.v4"
    edition: int
    lookup_id: UUID
    chain: Chain
    release: str
    result: Result
    head: UUID
    head_capacity: Text
    created_on: date
    planned_issue_date: date
    pupil_version: int
    school_year_version: int
    data_sha256: Digest
    blank: BlankFields
    replaces: UUID | None = None


class EditionRefrozen(Event):
    """
    A correction before issue changed what is to be signed: same lookup id, values frozen anew.

    ``request_id`` is None where it was no correction: what was blank in the pupil's identity was completed.
    """

    TOPIC: ClassVar[str] = "hocba.report.edition_refrozen.v3"
    edition: int
    request_id: UUID | None
    result: Result
    pupil_version: int
    school_year_version: int
    data_sha256: Digest
    blank: BlankFields


class ReportSigned(Event):
    """
    One signature of the chain. ``signer`` is the digest of the signer's XML element (his facts and the XML
    signature), in ``ledger.blobs``; ``signed_at`` is the time inside the signed bytes.

    ``capacity`` is in what he signs (chức vụ), ``in_place_of`` the teacher who left and for whom the leadership signs,
    with its ``reason``; ``late``: after the last day that the school had set.
    """

    TOPIC: ClassVar[str] = "hocba.report.signed.v2"
    stage: Stage
    subject: str | None
    signed_at: datetime
    certificate: Digest
    signer: Digest
    delegation_id: UUID | None = None
    capacity: Text
    in_place_of: UUID | None = None
    reason: Text | None = None
    late: bool = False


class PartConfirmed(Event):
    """Who teaches a part of a subject, and does not sign for it, confirms what stands in his part."""

    TOPIC: ClassVar[str] = "hocba.report.part_confirmed.v1"
    subject: str
    part: str


class ReportReturned(Event):
    """Trả lại: a later signer sends the report back to an earlier one, with a note on what to look at."""

    TOPIC: ClassVar[str] = "hocba.report.returned.v1"
    return_id: UUID
    stage: Stage
    subject: str | None
    note: Text


class VoidedBecause(StrEnum):
    """What took the force from signatures: an approved correction, or a return."""

    CORRECTION = "CORRECTION"
    RETURN = "RETURN"


#: A signature's place in the chain: the stage, and the subject at SUBJECT.
Place = tuple[Stage, str | None]


class SignaturesVoided(Event):
    """
    These signatures hold no more; ``reference`` is the request, or the return, that they fell with.

    The seal's stage may be among them: a sealed report that was not issued is sealed again.
    """

    TOPIC: ClassVar[str] = "hocba.report.signatures_voided.v1"
    because: VoidedBecause
    reference: UUID
    signatures: Annotated[tuple[Place, ...], Field(min_length=1)]


class ReportSealed(Event):
    """
    The clerk (văn thư) put the school's organisation signature (KY_PHAT_HANH) on: the XML is complete.

    ``late``: after the last day that the school had set.
    """

    TOPIC: ClassVar[str] = "hocba.report.sealed.v2"
    signed_at: datetime
    certificate: Digest
    signer: Digest
    effective_date: date
    xml_sha256: Digest
    late: bool = False


class ReportIssued(Event):
    """
    Phát hành. Its entry stands in the public receipt, so it holds digests and the lookup id only.

    ``page_sha256`` is the digest of the rendered pages without attachments.
    """

    TOPIC: ClassVar[str] = "hocba.report.issued.v1"
    edition: int
    lookup_id: UUID
    effective_date: date
    xml_sha256: Digest
    page_sha256: Digest


class DocumentSealed(Event):
    """The PDF with its attachments was sealed (PAdES) and can be handed out."""

    TOPIC: ClassVar[str] = "hocba.report.document_sealed.v1"
    edition: int
    pdf_sha256: Digest
    checkpoint_size: int
