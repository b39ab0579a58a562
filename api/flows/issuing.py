"""
Issuing (phát hành): issued → one checkpoint for the batch → receipts → PDF with attachments → PAdES seal → recorded.

Each step leaves a state from which the run goes on: sealed reports are issued in one transaction; issued ones without
a document get theirs, each in a transaction of its own together with the PDF's bytes. A run that is killed has issued
a report or not, and has its PDF or not; run again, it finishes what is missing and nothing twice.

Where a timestamp service is configured, no PDF is sealed without its word, for a sealed PDF stays as it is: a service
that does not answer stops the run behind the checkpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from anchors.checkpoint import LogKey, open_note
from anchors.publisher import LedgerTiles, publish, receipt, stamp
from anchors.signing import pdf as pdf_seal
from anchors.signing.port import SigningKey, TimestampService
from api.flows import documents
from api.flows.desk import Desk, Member, attempt, command
from api.flows.documents import PDF_TYPE
from api.flows.signing import Outcome, Progress, over
from domain.context import Context
from domain.errors import Rejected
from domain.event import Event
from domain.formats.thcs import Stage
from domain.ledger import Blob, NewEvents
from domain.report import commands as c
from domain.report.decide import decide
from domain.report.document import ReportDocument
from domain.report.state import Report
from domain.school_year.state import SchoolYear
from projections.documents.pdf import PdfExtras, SignerLine, render

#: Names of the files attached to a sealed PDF (design §6).
XML_NAME = "hoc-ba.xml"
RECEIPT_NAME = "receipt.tlog-proof"
TIMESTAMP_NAME = "checkpoint.tsr"


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
    """Issue the sealed reports among these, and finish the documents of issued ones."""

    def step(report: Report, year: SchoolYear, context: Context) -> tuple[Sequence[Event], Sequence[Blob]]:
        if report.sealed is None or report.edition is None:
            raise Rejected("issue.not_sealed", number=report.started.number)
        document = documents.of_edition(desk, report, report.edition)
        page = render(document, extras(report, document, public_url))
        return decide(report, c.IssueReport(page_sha256=sha256(page).hexdigest()), year, context), []

    def half(count: int) -> None:
        """Laying out a page to know its digest is half of the work."""
        if progress:
            progress(count // 2)

    outcome = over(desk, members, actor, "report issue", step, skip=lambda report: bool(report.issued), progress=half)
    attempt(desk.ledger, lambda: publish(desk.ledger, keys.log))
    if keys.timestamps:
        stamp(desk.ledger, keys.timestamps)
    tiles = LedgerTiles(desk.ledger)
    refused = {member.report_id for member, _ in outcome.refused}
    for count, member in enumerate(members, 1):
        if member.report_id not in refused:
            _finish(desk, member.report_id, actor, keys, public_url, tiles)
        if progress:
            progress((len(members) + count) // 2)
    return outcome


def extras(report: Report, document: ReportDocument, public_url: str) -> PdfExtras:
    """What the pages show beside the signed data: lookup address, effective date, who signed when."""
    assert report.sealed is not None
    lines = [
        SignerLine(
            stage=stage,
            subject=code,
            name=_signer_name(document, stage, code),
            capacity=document.head_capacity if stage is Stage.HEAD else None,
            signed_at=event.signed_at,
        )
        for (stage, code), event in report.signatures.items()
    ]
    lines.append(SignerLine(Stage.SEAL, None, document.school.name, None, report.sealed.signed_at))
    return PdfExtras(
        lookup_url=f"{public_url.rstrip('/')}/t/{document.lookup_id}",
        effective_date=report.sealed.effective_date,
        signers=tuple(lines),
        issued_position=None,
    )


def _signer_name(document: ReportDocument, stage: Stage, code: str | None) -> str:
    if stage is Stage.SUBJECT and code:
        return document.subject_teachers[code].full_name
    return (document.homeroom_teacher if stage is Stage.HOMEROOM else document.head).full_name


def _finish(desk: Desk, report_id: UUID, actor: str, keys: IssueKeys, public_url: str, tiles: LedgerTiles) -> None:
    """Make, seal and record the PDF of an issued report that has none yet."""

    def once() -> None:
        report = desk.report(report_id)
        if report.document or report.issued is None or report.edition is None or report.sealed is None:
            return
        year, context = desk.year(), desk.context(actor)
        proof = receipt(desk.ledger, report.issued.position, tiles)
        document = documents.of_edition(desk, report, report.edition)
        covered = open_note(proof.checkpoint, keys.log.verifier_key).size
        attachments = {
            XML_NAME: desk.ledger.blob(report.sealed.xml_sha256),
            RECEIPT_NAME: proof.to_text().encode(),
        }
        if timestamp := _timestamp(desk, covered, keys.timestamps):
            attachments[TIMESTAMP_NAME] = timestamp
        pages = render(document, extras(report, document, public_url), attachments)
        sealed = Blob(_seal(pages, keys, document, context), PDF_TYPE)
        asked = c.SealDocument(pdf_sha256=sealed.sha256, checkpoint_size=covered)
        events = decide(report, asked, year, context)
        desk.append(
            [NewEvents(report_id, report.version, tuple(events))],
            command(actor, "document seal", [str(report_id)]),
            guards=[desk.guard(year)],
            blobs=[sealed],
        )

    attempt(desk.ledger, once)


def _timestamp(desk: Desk, size: int, service: TimestampService | None) -> bytes | None:
    """The timestamp of the receipt's checkpoint; asked for here where another publisher was in between."""
    found = desk.ledger.timestamp(size)
    if found is None and service is not None:
        stamp(desk.ledger, service)
        found = desk.ledger.timestamp(size)
    return found


def _seal(pages: bytes, keys: IssueKeys, document: ReportDocument, context: Context) -> bytes:
    return pdf_seal.seal(
        pages,
        keys.organisation,
        timestamps=keys.timestamps,
        signed_at=context.at,
        reason="Phát hành học bạ số",
        location=document.place_of_issue,
    )
