"""
A digitised paper report is confirmed by the head and sealed by the clerk.

Sealing is as issuing a report: the seal is recorded, a checkpoint covers it, the receipt goes into the PDF; a run that
is killed in between is finished by the next, with the pages that were sealed, whatever has changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from anchors.publisher import LedgerTiles, publish, stamp
from anchors.signing.certificates import describe
from anchors.signing.port import SigningKey
from anchors.signing.xml import open_document, sign
from api.flows.desk import Desk, attempt
from api.flows.documents import XML_TYPE
from api.flows.issuing import SCAN_NAME, XML_NAME, IssueKeys, Where, sealed_pdf
from api.flows.paper_reports import PDF_TYPE, append, document_of, lookup_address, paper_of
from api.flows.signers import Facts
from domain.context import Context, local_day
from domain.errors import Misused, Rejected
from domain.formats import hoc_ba, paper
from domain.formats.hoc_ba import Stage
from domain.ledger import Blob, Guard
from domain.paper_report import commands as c
from domain.paper_report.decide import check_confirming, check_sealing
from domain.paper_report.state import PaperReport, PaperStatus
from domain.school_year.events import Role
from domain.school_year.state import SchoolYear
from projections.documents import xml
from projections.documents.paper_pages import paper_pdf
from projections.documents.paper_xml import data_region
from projections.documents.pdf import SignerLine
from projections.documents.xml import Responsibility, Signer


def confirm_paper(desk: Desk, paper_id: UUID, actor: str, held: Callable[[], SigningKey]) -> None:
    """The head signs with the key that he holds that the copy is consistent with the paper. Raises Rejected."""

    def once() -> None:
        year, context, state = desk.year(), desk.context(actor), paper_of(desk, paper_id)
        capacity = check_confirming(state, year, context)
        document, guards = document_of(desk, year, state, actor, capacity)
        key = held()
        data = Blob(data_region(document), XML_TYPE)
        said = Responsibility(paper.DECLARATION)
        facts = Facts(document.head.full_name, document.head.personal_number, capacity, said)
        element = Blob(_signed(state, (data.content, {}), key, Stage.HEAD, facts, context), XML_TYPE)
        asked = c.ConfirmPaper(
            signed_at=context.at.replace(microsecond=0),
            certificate=sha256(key.certificate).hexdigest(),
            data_sha256=data.sha256,
            signer=element.sha256,
        )
        append(desk, state, asked, year, context, [data, element], guards)

    attempt(desk.ledger, once)


def seal_paper(desk: Desk, paper_id: UUID, actor: str, keys: IssueKeys, public_url: str) -> None:
    """The school's seal, its checkpoint, the finished PDF; what was begun is gone on with. Raises Rejected."""

    def seal() -> None:
        year, context, state = desk.year(), desk.context(actor), paper_of(desk, paper_id)
        year.require_role(actor, Role.CLERK)
        if state.status is PaperStatus.SEALED and not state.document:
            return
        check_sealing(state, year, context)
        facts = describe(keys.organisation.certificate)
        certificate, last_day = sha256(keys.organisation.certificate).hexdigest(), local_day(facts.not_after)
        year.require_seal(certificate, facts.serial, last_day)
        data, signers = _so_far(desk, state)
        named = Facts(_school_of(data))
        element = _signed(state, (data, signers), keys.organisation, Stage.SEAL, named, context)
        signers[Stage.SEAL, None] = element
        complete = xml.assemble(state.digitised.lookup_id, data, signers)
        xml.validate(complete)
        pages, guards = _pages(desk, year, state, signers, context.at, public_url)
        # The pages are kept until they are finished: pupil, class and school may be others by then.
        blobs = [Blob(element, XML_TYPE), Blob(complete, XML_TYPE), Blob(pages, PDF_TYPE)]
        asked = c.SealPaper(
            signed_at=context.at.replace(microsecond=0),
            certificate=certificate,
            serial=facts.serial,
            last_day=last_day,
            signer=blobs[0].sha256,
            xml_sha256=blobs[1].sha256,
            page_sha256=blobs[2].sha256,
        )
        append(desk, state, asked, year, context, blobs, guards)

    def finish() -> None:
        year, context, state = desk.year(), desk.context(actor), paper_of(desk, paper_id)
        if state.document or state.sealed is None:
            return
        pages = desk.ledger.blob(state.sealed.value.page_sha256)
        files = {
            XML_NAME: desk.ledger.blob(state.sealed.value.xml_sha256),
            SCAN_NAME: desk.ledger.blob(state.digitised.scan.sha256),
        }
        where = Where(year.place_of_issue, paper.MARK, context)
        sealed, covered = sealed_pdf(
            desk, keys, LedgerTiles(desk.ledger), state.sealed.position, pages, files, where
        )  # fmt: skip
        asked = c.SealPaperDocument(pdf_sha256=sealed.sha256, checkpoint_size=covered)
        append(desk, state, asked, year, context, [sealed])

    attempt(desk.ledger, seal)
    if desk.dry_run is not None:
        return
    attempt(desk.ledger, lambda: publish(desk.ledger, keys.log))
    if keys.timestamps:
        stamp(desk.ledger, keys.timestamps)
    attempt(desk.ledger, finish)


def _so_far(desk: Desk, state: PaperReport) -> tuple[bytes, dict[Signer, bytes]]:
    """The data region that was confirmed, and the head's element."""
    if state.confirmed is None:
        raise Misused("paper_report.unknown", paper_id=state.paper_id)
    data, head = state.confirmed.value.data_sha256, state.confirmed.value.signer
    blobs = desk.ledger.blobs({data, head})
    return blobs[data], {(Stage.HEAD, None): blobs[head]}


def _signed(
    state: PaperReport,
    before: tuple[bytes, Mapping[Signer, bytes]],
    key: SigningKey,
    stage: Stage,
    facts: Facts,
    context: Context,
) -> bytes:
    """The signer's element with his signature, after checking the signatures that it will cover."""
    certificate, lookup_id = describe(key.certificate), state.digitised.lookup_id
    if certificate.not_after < context.at:
        last_day = f"{local_day(certificate.not_after):%d/%m/%Y}"
        raise Rejected("cert.expired", serial=certificate.serial, last_day=last_day)
    said = (facts.name, facts.personal_number, facts.capacity, context.at, facts.taken)
    info = xml.signer_info(lookup_id, stage, None, *said)
    # The signature's place is held by an empty element: nothing references it before it is there.
    unsigned = xml.signer_element(lookup_id, stage, None, info, b"<Signature/>")
    data, signers = before
    document = open_document(xml.assemble(lookup_id, data, {**signers, (stage, None): unsigned}))
    for signature_id in document.signature_ids():
        document.verify(signature_id)
    signature = sign(
        document,
        key,
        signature_id=hoc_ba.signature_id(lookup_id, stage),
        references=hoc_ba.references(lookup_id, stage, None, (), paper.STAGES),
        signed_at=context.at,
    )
    return xml.signer_element(lookup_id, stage, None, info, signature)


def _pages(
    desk: Desk,
    year: SchoolYear,
    state: PaperReport,
    signers: Mapping[Signer, bytes],
    sealed_at: datetime,
    public_url: str,
) -> tuple[bytes, list[Guard]]:
    """The pages as they are sealed, and of what they are made beside ``year``."""
    assert state.confirmed is not None
    confirmed = state.confirmed
    document, guards = document_of(desk, year, state, confirmed.actor, confirmed.value.capacity)
    if sha256(data_region(document)).hexdigest() != confirmed.value.data_sha256:
        raise Rejected("paper_report.changed", number=state.digitised.number)
    head, seal = (xml.signed_facts(signers[stage, None]) for stage in paper.STAGES)
    lines = (
        SignerLine(Stage.HEAD, None, head.name, head.capacity, confirmed.value.signed_at),
        SignerLine(Stage.SEAL, None, seal.name, None, sealed_at.replace(microsecond=0)),
    )
    return paper_pdf(document, lookup_address(public_url, state), *lines), guards


def _school_of(data: bytes) -> str:
    """The school that digitised it, as the data region names it first."""
    return next(text for tag, text in xml.leaves(data) if tag == "TEN_TRUONG")
