"""Whole XML documents with empty signatures in their places, for tests of structure; nothing here is signed."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.formats import hoc_ba
from domain.formats.hoc_ba import SIGNATURE_NAMESPACE, Stage
from domain.report.document import ReportDocument
from projections.documents import xml
from projections.documents.xml import Signer

EMPTY_SIGNATURE = f'<Signature xmlns="{SIGNATURE_NAMESPACE}"/>'.encode()
SIGNED_AT = datetime(2026, 5, 31, 1, 2, 3, tzinfo=UTC)


def signer(document: ReportDocument, stage: Stage, subject: str | None = None, at: datetime = SIGNED_AT) -> bytes:
    """The element of one signer of ``document``, its signature empty."""
    person = {
        Stage.SUBJECT: document.subject_teachers.get(subject or ""),
        Stage.HOMEROOM: document.homeroom_teacher,
        Stage.HEAD: document.head,
    }.get(stage)
    info = xml.signer_info(
        document.lookup_id,
        stage,
        subject,
        person.full_name if person else document.school.name,
        person.personal_number if person else None,
        document.head_capacity if stage is Stage.HEAD else None,
        at,
    )
    return xml.signer_element(document.lookup_id, stage, subject, info, EMPTY_SIGNATURE)


def whole(document: ReportDocument, sealed_at: datetime = SIGNED_AT) -> bytes:
    """All signers in their places."""
    signing = hoc_ba.of_grade(document.grade).chain.signed(row.subject for row in document.result.subjects)
    signers: dict[Signer, bytes] = {(Stage.SUBJECT, code): signer(document, Stage.SUBJECT, code) for code in signing}
    signers |= {(stage, None): signer(document, stage) for stage in (Stage.HOMEROOM, Stage.HEAD)}
    signers[Stage.SEAL, None] = signer(document, Stage.SEAL, at=sealed_at)
    return xml.assemble(document.lookup_id, xml.data_region(document), signers)
