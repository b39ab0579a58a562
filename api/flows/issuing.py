"""
Issuing (phát hành): issued → one checkpoint for the batch → receipts → PDF with attachments → PAdES seal → recorded.

Each step leaves a state from which the run goes on: sealed reports are issued in one transaction; issued ones without
a document get theirs, a few in a transaction together with the bytes of their PDFs. A run that is killed has issued a
report or not, and has its PDF or not; run again, it finishes what is missing and nothing twice.

Where a timestamp service is configured, no PDF is sealed without its word, for a sealed PDF stays as it is: a service
that does not answer stops the run behind the checkpoint.

The pages are laid out once, without attachments: their digest goes into the ``issued`` entry. Receipt and XML come
behind them in the same file, so the first bytes of every issued PDF are the pages that its receipt names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from anchors.checkpoint import LogKey, open_note
from anchors.publisher import LedgerTiles, publish, receipt, stamp
from anchors.signing import pdf as pdf_seal
from anchors.signing.pdf_attach import Attachment
from anchors.signing.port import SigningKey, TimestampService
from api.flows import documents
from api.flows.desk import Desk, Member, attempt
from api.flows.documents import PDF_TYPE, Sources
from api.flows.signing import Outcome, Progress, Sitting, over
from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.formats.hoc_ba import Stage
from domain.ledger import Blob
from domain.messages import MESSAGES
from domain.report import commands as c
from domain.report.document import ReportDocument
from domain.report.state import Report
from projections.documents import xml
from projections.documents.pdf import PdfExtras, SignerLine, render

MESSAGES.update(
    {
        "document.pages_drift": (
            "Học bạ {lookup_id} đã phát hành với các trang khác các trang dựng lại lúc này. Hãy chạy lại với "
            "HOCBA_PUBLIC_URL và phiên bản chương trình như khi phát hành.",
            "Report {lookup_id} was issued with other pages than those laid out now. Run again with HOCBA_PUBLIC_URL "
            "and the version of the program as they were when it was issued.",
        ),
    }
)

#: Names of the files attached to a sealed PDF (design §6).
XML_NAME = "hoc-ba.xml"
RECEIPT_NAME = "receipt.tlog-proof"
TIMESTAMP_NAME = "checkpoint.tsr"
SCAN_NAME = "ban-giay.pdf"
#: Name → relationship, media type, description.
ATTACHED = {
    XML_NAME: ("Source", "application/xml", "Học bạ số có chữ ký số (XML)"),
    SCAN_NAME: ("Source", "application/pdf", "Bản chụp học bạ giấy"),
    RECEIPT_NAME: ("Supplement", "text/plain", "Biên nhận chứng minh (C2SP tlog-proof)"),
    TIMESTAMP_NAME: ("Supplement", "application/timestamp-reply", "Dấu thời gian của mốc niêm phong (RFC 3161)"),
}
#: Documents recorded in one transaction: a commit costs less than a hundredth of them, a kill loses these at most.
SEALED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class IssueKeys:
    """What issuing signs with: the ledger's log key, the school's organisation key, and who vouches for the time."""

    log: LogKey
    organisation: SigningKey
    timestamps: TimestampService | None = None


def issue_reports(
    desk: Desk,
    members: Sequence[Member],
    actor: str,
    keys: IssueKeys,
    public_url: str,
    progress: Progress | None = None,
) -> Outcome:
    """
    Issue the sealed reports among these, and finish the documents of issued ones.

    Dry, it ends before the checkpoint. ``progress`` counts finished documents. Memory: the pages of all members,
    0.1 MB each, so give it a class at a time.
    """
    pages: dict[UUID, bytes] = {}

    def laid_out(report: Report, sitting: Sitting) -> tuple[ReportDocument, bytes]:
        """Document and pages: what was made for the issue serves for the seal; a resumed run makes it again."""
        assert report.edition is not None, "only an open edition has pages"
        document = documents.of_edition(sitting.sources, report, report.edition)
        if report.report_id not in pages:
            pages[report.report_id] = render(document, extras(sitting.sources, report, document, public_url))
        return document, pages[report.report_id]

    def issue(report: Report, sitting: Sitting) -> tuple[Sequence[Event], Sequence[Blob]]:
        if report.sealed is None or report.edition is None:
            raise Rejected("issue.not_sealed", number=report.number)
        _, made = laid_out(report, sitting)
        asked = c.IssueReport(page_sha256=sha256(made).hexdigest())
        return sitting.decide(report, asked), []

    def seal(report: Report, sitting: Sitting) -> tuple[Sequence[Event], Sequence[Blob]]:
        assert report.issued is not None
        assert report.sealed is not None
        document, made = laid_out(report, sitting)
        if sha256(made).hexdigest() != report.issued.value.page_sha256:
            raise Rejected("document.pages_drift", lookup_id=document.lookup_id)
        files = {XML_NAME: sitting.sources.complete(report)}
        where = Where(document.place_of_issue, "Phát hành học bạ số", sitting.context)
        sealed, covered = sealed_pdf(desk, keys, tiles, report.issued.position, made, files, where)
        asked = c.SealDocument(pdf_sha256=sealed.sha256, checkpoint_size=covered)
        return sitting.decide(report, asked), [sealed]

    with desk.keeping():
        outcome = over(desk, members, actor, "report issue", issue, skip=lambda report: bool(report.issued))
        if desk.dry_run is not None:
            return outcome
        attempt(desk.ledger, lambda: publish(desk.ledger, keys.log))
        if keys.timestamps:
            stamp(desk.ledger, keys.timestamps)
        tiles = LedgerTiles(desk.ledger)
        refused = {member.report_id for member, _ in outcome.refused}
        issued = [member for member in members if member.report_id not in refused]
        for start in range(0, len(issued), SEALED_AT_ONCE):
            some = issued[start : start + SEALED_AT_ONCE]
            finished = over(desk, some, actor, "document seal", seal, skip=lambda report: bool(report.document))
            outcome.refused += finished.refused
            for member in some:
                pages.pop(member.report_id, None)
            if progress:
                progress(start + len(some))
    return outcome


def extras(sources: Sources, report: Report, document: ReportDocument, public_url: str) -> PdfExtras:
    """What the pages show beside the signed data: lookup address, effective date, who signed when, as he signed it."""
    assert report.sealed is not None
    times = {place: event.signed_at for place, event in report.signatures.items()}
    times[Stage.SEAL, None] = report.sealed.signed_at
    signed = {place: xml.signed_facts(element) for place, element in sources.signers(report).items()}
    lines = [
        SignerLine(*place, signed[place].name, signed[place].capacity, at, signed[place].in_place_of)
        for place, at in times.items()
    ]
    return PdfExtras(
        lookup_url=f"{public_url.rstrip('/')}/t/{document.lookup_id}",
        effective_date=report.sealed.effective_date,
        signers=tuple(lines),
        issued_position=None,
    )


@dataclass(frozen=True, slots=True)
class Where:
    """What a seal says beside the certificate: the place, why, and when (the context's time)."""

    place: str
    reason: str
    context: Context


def sealed_pdf(
    desk: Desk,
    keys: IssueKeys,
    tiles: LedgerTiles,
    position: int,
    pages: bytes,
    files: Mapping[str, bytes],
    where: Where,
) -> tuple[Blob, int]:
    """
    The pages with their files, the receipt of the entry at ``position`` among them, sealed; and what it covers.

    A checkpoint that covers the entry must have been published; ``tiles`` are read after that.
    """
    proof = receipt(desk.ledger, position, tiles)
    covered = open_note(proof.checkpoint, keys.log.verifier_key).size
    attached = {**files, RECEIPT_NAME: proof.to_text().encode()}
    if timestamp := _timestamp(desk, covered, keys.timestamps):
        attached[TIMESTAMP_NAME] = timestamp
    sealed = pdf_seal.seal(
        pages,
        keys.organisation,
        timestamps=keys.timestamps,
        signed_at=where.context.at,
        reason=where.reason,
        location=where.place,
        files=[Attachment(name, content, *ATTACHED[name]) for name, content in attached.items()],
    )
    return Blob(sealed, PDF_TYPE), covered


def _timestamp(desk: Desk, size: int, service: TimestampService | None) -> bytes | None:
    """The timestamp of the receipt's checkpoint; asked for here where another publisher was in between."""
    found = desk.ledger.timestamp(size)
    if found is None and service is not None:
        stamp(desk.ledger, service)
        found = desk.ledger.timestamp(size)
    return found
