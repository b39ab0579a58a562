"""
A complete issued report made offline, step by step as the real flow does it, each step open to an attacker's hand.

``issue()`` gives a valid one; a test changes one argument, or one step's result, and puts the rest on top of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID, uuid5

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from anchors.checkpoint import Checkpoint, LogKey, VerifierKey
from anchors.receipt import Receipt
from anchors.signing import pdf
from anchors.signing.demo_authority import DemoAuthority
from anchors.signing.pdf_attach import Attachment, attach
from anchors.signing.port import TimestampService
from anchors.signing.software import KeyKind, SoftwareKey
from anchors.signing.trust import TrustRoots
from anchors.signing.xml import open_document, sign
from anchors.tree import leaf_hash
from anchors.verify import Status, Verification, verify_file
from api.flows.issuing import ATTACHED
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from domain.ledger.codec import encode
from domain.ledger.records import Recorded
from domain.report.document import ReportDocument, Signatory
from domain.report.events import ReportIssued
from projections.documents import xml
from projections.documents.pdf import render
from tests.kit import keys
from tests.kit.documents import sample_document
from tests.kit.merkle import leaf_hashes, mth, path
from tests.kit.rendered import extras_of
from tests.kit.signed_documents import capacity_at, taken_at

SCHOOL_ID = UUID("0f8c2f1e-7d1b-4c7e-9a55-3b8f0f6f2a10")
ORIGIN = f"so-cai.example.vn/{SCHOOL_ID}"
VIETNAM = timezone(timedelta(hours=7))
TEACHERS_AT = datetime(2026, 5, 25, 8, 0, tzinfo=VIETNAM)
HOMEROOM_AT = datetime(2026, 5, 27, 9, 0, tzinfo=VIETNAM)
HEAD_AT = datetime(2026, 5, 29, 10, 0, tzinfo=VIETNAM)
SEAL_AT = datetime(2026, 5, 31, 8, 3, 3, tzinfo=VIETNAM)
ISSUED_AT = datetime(2026, 5, 31, 1, 4, 5, 678901, tzinfo=UTC)
PDF_AT = datetime(2026, 5, 31, 1, 5, tzinfo=UTC)
EFFECTIVE = date(2026, 5, 31)
SIZE, INDEX = 300, 261

Place = tuple[Stage, str | None]
References = Callable[[Place, tuple[str, ...]], tuple[str, ...]]


@cache
def key_of(
    name: str, number: str, kind: KeyKind = "ecdsa-p256", at: datetime = keys.ISSUED_AT, authority: str | None = None
) -> SoftwareKey:
    """A person's key, made once; another authority's name gives one under a foreign root."""
    issuer = keys.authority() if authority is None else keys.authority(authority)
    return keys.quietly(issuer.issue_person(name, number, passphrase=keys.PASSPHRASE, at=at, kind=kind))


@cache
def school_key(name: str, kind: KeyKind = "rsa-2048", at: datetime = keys.ISSUED_AT) -> SoftwareKey:
    """The organisation key of a school of this name, made once."""
    return keys.quietly(
        keys.authority().issue_organisation(name, keys.SCHOOL_TAX_NUMBER, passphrase=keys.PASSPHRASE, at=at, kind=kind)
    )


@cache
def log_key(origin: str = ORIGIN, number: int = 0) -> LogKey:
    """The key of a ledger, made once; another number gives another key of the same name."""
    return LogKey.generate(origin)


def roots(authority: DemoAuthority | None = None) -> TrustRoots:
    return TrustRoots.from_pem((authority or keys.authority()).roots_pem)


def place_time(place: Place) -> datetime:
    return {
        Stage.SUBJECT: TEACHERS_AT,
        Stage.HOMEROOM: HOMEROOM_AT,
        Stage.HEAD: HEAD_AT,
        Stage.SEAL: SEAL_AT,
    }[place[0]]


def places(document: ReportDocument) -> list[Place]:
    """Everybody who signs, in order."""
    signing = document.chain.signed(row.subject for row in document.result.subjects)
    rows: list[Place] = [(Stage.SUBJECT, code) for code in signing]
    return [*rows, (Stage.HOMEROOM, None), (Stage.HEAD, None), (Stage.SEAL, None)]


def signatory(document: ReportDocument, place: Place) -> Signatory | None:
    stage, subject = place
    if stage is Stage.SUBJECT:
        return document.subject_teachers[subject or ""]
    return {Stage.HOMEROOM: document.homeroom_teacher, Stage.HEAD: document.head}.get(stage)


def key_at(document: ReportDocument, place: Place, kind: KeyKind | None = None) -> SoftwareKey:
    """The right key for a place."""
    person = signatory(document, place)
    if person is None:
        return school_key(document.school.name)
    return key_of(person.full_name, person.personal_number, kind or "ecdsa-p256")


def signed_xml(
    document: ReportDocument,
    *,
    signing_keys: Mapping[Place, SoftwareKey] | None = None,
    times: Mapping[Place, datetime] | None = None,
    claimed: Mapping[Place, Mapping[str, Any]] | None = None,
    references: References = lambda _, planned: planned,
    without: frozenset[Place] = frozenset(),
    kind: KeyKind | None = None,
) -> bytes:
    """
    The XML signed in all stages.

    ``claimed`` changes what a signer's info says (name, personal_number, capacity, signed_at), ``references`` what he
    covers; ``without`` leaves a signer out, and out of what later stages cover.
    """
    data, done = xml.data_region(document), dict[Place, bytes]()
    subjects = document.chain.signed(row.subject for row in document.result.subjects)
    gone = {hoc_ba.signer_id(document.lookup_id, *place) for place in without}
    for place in places(document):
        if place in without:
            continue
        person, at = signatory(document, place), (times or {}).get(place, place_time(place))
        facts: dict[str, Any] = {
            "name": person.full_name if person else document.school.name,
            "personal_number": person.personal_number if person else None,
            "capacity": capacity_at(document, place[0]),
            "taken": taken_at(document, place[0]),
            "signed_at": at,
            **(claimed or {}).get(place, {}),
        }
        info = xml.signer_info(document.lookup_id, *place, **facts)
        holder = xml.signer_element(document.lookup_id, *place, info, b"<Signature/>")
        opened = open_document(xml.assemble(document.lookup_id, data, {**done, place: holder}))
        planned = hoc_ba.references(document.lookup_id, *place, subjects)
        signature = sign(
            opened,
            (signing_keys or {}).get(place) or key_at(document, place, kind),
            signature_id=hoc_ba.signature_id(document.lookup_id, *place),
            references=references(place, tuple(each for each in planned if each not in gone)),
            signed_at=at,
        )
        done[place] = xml.signer_element(document.lookup_id, *place, info, signature)
    return xml.assemble(document.lookup_id, data, done)


def entry_of(document: ReportDocument, signed: bytes, page: bytes = b"pages", **changes: Any) -> bytes:
    """The entry of the issue as the ledger writes it."""
    data = {
        "edition": document.edition,
        "lookup_id": document.lookup_id,
        "effective_date": EFFECTIVE,
        "xml_sha256": sha256(signed).hexdigest(),
        "page_sha256": sha256(page).hexdigest(),
    }
    recorded = Recorded(
        school_id=SCHOOL_ID,
        position=0,
        stream_id=uuid5(document.lookup_id, "report"),
        stream_version=40,
        topic=ReportIssued.TOPIC,
        event_id=uuid5(document.lookup_id, "event"),
        at=ISSUED_AT,
        actor=str(uuid5(SCHOOL_ID, "clerk")),
        on_behalf_of=None,
        command_id=uuid5(document.lookup_id, "command"),
        salt=bytes(range(16)),
        data=ReportIssued(**{**data, **{name: changes.pop(name) for name in data if name in changes}}),
    )
    return encode(recorded._replace(**changes))


def receipt_of(entry: bytes, key: LogKey | None = None, index: int = INDEX, size: int = SIZE) -> Receipt:
    """Its receipt in a ledger of ``size`` entries, the others being fillers."""
    key = key or log_key()
    leaves = leaf_hashes(size)
    leaves[index] = leaf_hash(entry)
    note = key.sign(Checkpoint(key.name, size, mth(leaves)))
    return Receipt(entry, index, tuple(path(index, leaves)), note)


def sealed_pdf(
    document: ReportDocument,
    files: Mapping[str, bytes],
    key: SoftwareKey | None = None,
    at: datetime = PDF_AT,
    timestamps: TimestampService | None = None,
) -> bytes:
    """The pages with these attachments, sealed by the school; with a service PAdES B-T."""
    return pdf.seal(
        render(document, extras_of(document)),
        key or key_at(document, (Stage.SEAL, None)),
        timestamps=timestamps,
        signed_at=at,
        reason="Phát hành học bạ số",
        location=document.place_of_issue,
        files=attached(files),
    )


def attached(files: Mapping[str, bytes]) -> list[Attachment]:
    """The files as issuing attaches them, foreign ones too."""
    other = ("Supplement", "application/octet-stream", "")
    return [Attachment(name, content, *ATTACHED.get(name, other)) for name, content in files.items()]


def unsealed_pdf(document: ReportDocument, files: Mapping[str, bytes]) -> bytes:
    """The pages with these attachments and no seal."""
    writer, out = IncrementalPdfFileWriter(BytesIO(render(document, extras_of(document)))), BytesIO()
    attach(writer, attached(files), PDF_AT)
    writer.write(out)
    return out.getvalue()


@dataclass(frozen=True)
class Issued:
    """An issued report with everything that a verifier needs."""

    document: ReportDocument
    xml: bytes
    entry: bytes
    receipt: bytes
    pdf: bytes
    key: VerifierKey
    roots: TrustRoots


def issue(document: ReportDocument | None = None, signed: bytes | None = None, kind: KeyKind | None = None) -> Issued:
    """A whole issued report; ``signed`` takes the place of the XML that would be made."""
    document = document or sample_document()
    signed = signed or signed_xml(document, kind=kind)
    entry = entry_of(document, signed, render(document, extras_of(document)))
    receipt = receipt_of(entry).to_text().encode()
    sealed = sealed_pdf(document, {"hoc-ba.xml": signed, "receipt.tlog-proof": receipt})
    return Issued(document, signed, entry, receipt, sealed, log_key().verifier_key, roots())


@cache
def sample(name: str = "A") -> Issued:
    """Report A or B, made once per test process."""
    return issue(sample_document(lookup_id=uuid5(SCHOOL_ID, name)))


def verified(issued: Issued, **changes: Any) -> Verification:
    """The PDF's verification, with any argument of ``verify_file`` changed."""
    given = {"content": issued.pdf, "receipt": None, "key": issued.key, "roots": issued.roots, **changes}
    return verify_file(**given)


def verified_xml(issued: Issued, signed: bytes, receipt: bytes | None = None, **changes: Any) -> Verification:
    """A changed XML with a receipt that was made for it: only the signatures can tell."""
    given = receipt or receipt_of(entry_of(issued.document, signed)).to_text().encode()
    return verified(issued, **{"content": signed, "receipt": given, **changes})


def failed(verification: Verification, status: Status = Status.FAILED) -> set[tuple[str, str]]:
    """(check, of) of every check with this status."""
    return {(check.code, check.of) for step in verification.steps for check in step.checks if check.status is status}


def reasons(verification: Verification) -> set[str]:
    """Codes of all faults found."""
    return {check.fault.code for step in verification.steps for check in step.checks if check.fault}
