"""Whole XML documents with empty signatures in their places, for tests of structure; nothing here is signed."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.formats import hoc_ba
from domain.formats.hoc_ba import OLDER, SIGNATURE_NAMESPACE, Stage
from domain.report.document import ReportDocument
from domain.report.in_place import CAPACITIES
from projections.documents import xml
from projections.documents.xml import Responsibility, Signer

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
        capacity_at(document, stage),
        at,
        taken_at(document, stage),
    )
    return xml.signer_element(document.lookup_id, stage, subject, info, EMPTY_SIGNATURE)


def capacity_at(document: ReportDocument, stage: Stage) -> str | None:
    """The capacity line of who signs at a stage; in release 1.0 the head alone has one."""
    own = {} if document.release == OLDER else CAPACITIES
    return {**own, Stage.HEAD: document.head_capacity}.get(stage)


def taken_at(document: ReportDocument, stage: Stage) -> Responsibility | None:
    """What who signs at a stage declares."""
    declaration = hoc_ba.of_grade(document.grade, document.release).declaration(stage)
    return Responsibility(declaration) if declaration else None


def whole(document: ReportDocument, sealed_at: datetime = SIGNED_AT) -> bytes:
    """All signers in their places."""
    signing = document.chain.signed(row.subject for row in document.result.subjects)
    signers: dict[Signer, bytes] = {(Stage.SUBJECT, code): signer(document, Stage.SUBJECT, code) for code in signing}
    signers |= {(stage, None): signer(document, stage) for stage in (Stage.HOMEROOM, Stage.HEAD)}
    signers[Stage.SEAL, None] = signer(document, Stage.SEAL, at=sealed_at)
    return xml.assemble(document.lookup_id, xml.data_region(document), signers)
