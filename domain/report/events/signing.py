"""From the frozen edition over the signatures to issue and sealed PDF."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.report.document import Result
from domain.values import Digest, Text


class EditionOpened(Event):
    """
    Khởi tạo: what will be signed is fixed before the first signature.

    ``data_sha256`` is the digest of the XML data region, kept in ``ledger.blobs``, so that signatures outlive every
    later version of this program. ``pupil_version`` and ``school_year_version`` pin what it was made from.
    ``replaces`` is the lookup UUID of the edition before, which was cancelled, recalled or amended.
    """

    TOPIC: ClassVar[str] = "hocba.report.edition_opened.v3"
    edition: int
    lookup_id: UUID
    result: Result
    head: UUID
    head_capacity: Text
    created_on: date
    planned_issue_date: date
    pupil_version: int
    school_year_version: int
    data_sha256: Digest
    replaces: UUID | None = None


class EditionRefrozen(Event):
    """A correction before the first signature changed what will be signed: same lookup id, values frozen anew."""

    TOPIC: ClassVar[str] = "hocba.report.edition_refrozen.v2"
    edition: int
    request_id: UUID
    result: Result
    pupil_version: int
    school_year_version: int
    data_sha256: Digest


class ReportSigned(Event):
    """
    One signature of the chain. ``signer`` is the digest of the signer's XML element (his facts and the XML
    signature), in ``ledger.blobs``; ``signed_at`` is the time inside the signed bytes.
    """

    TOPIC: ClassVar[str] = "hocba.report.signed.v1"
    stage: Stage
    subject: str | None
    signed_at: datetime
    certificate: Digest
    signer: Digest
    delegation_id: UUID | None = None


class ReportSealed(Event):
    """The clerk (văn thư) put the school's organisation signature (KY_PHAT_HANH) on: the XML is complete."""

    TOPIC: ClassVar[str] = "hocba.report.sealed.v1"
    signed_at: datetime
    certificate: Digest
    signer: Digest
    effective_date: date
    xml_sha256: Digest


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
