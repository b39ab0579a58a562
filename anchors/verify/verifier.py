"""
The offline verifier: the steps (0) to (7) of ``docs/formats/verify.md``, in their order; (8) is ``not_shown``.

Every step is made where it can be, so that a person sees all that is wrong, not the first fault only. Nothing is taken
from the network, a database or the clock; roots and verifier key come from the caller, the rest from the file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import partial

from anchors.checkpoint import Checkpoint, VerifierKey
from anchors.errors import AnchorError, Malformed, Misused, ProofInvalid, excerpt
from anchors.receipt import Receipt, verify_receipt
from anchors.report_values import PaperValues, Values
from anchors.signing import pdf_pages, trust
from anchors.signing.pdf import PDF_BYTES_MAX, PdfSeal
from anchors.signing.trust import TrustRoots
from anchors.timestamp import Timestamp, verify_token
from anchors.verify import entry as entries
from anchors.verify import pdf_file, times, xml_form, xml_signatures
from anchors.verify.entry import IssuedEntry
from anchors.verify.findings import (
    Findings,
    SignatureFound,
    Status,
    Step,
    TimestampFound,
    Verification,
    Word,
    as_broken,
    unexpected,
)
from anchors.verify.identity import check_kind
from anchors.verify.not_shown import not_shown

FILE_BYTES_MAX = PDF_BYTES_MAX
XML_NAME = "hoc-ba.xml"
RECEIPT_NAME = "receipt.tlog-proof"
TIMESTAMP_NAME = "checkpoint.tsr"
SCAN_NAME = "ban-giay.pdf"
NAMES = (XML_NAME, RECEIPT_NAME, TIMESTAMP_NAME)
"""All that an issued report ever has attached (design §6); a digitised paper report has the scan besides."""
GIVEN_RECEIPT = "--receipt"
UTF8_MARK = b"\xef\xbb\xbf"
BEGIN_BYTES = 16
"""Of a file of unknown kind, shown to the person who gave it."""

_RESTS_ON: dict[str, tuple[Word, ...]] = {
    "file": (Word.MATHEMATICS,),
    "pdf_seal": (Word.MATHEMATICS, Word.ROOTS, Word.SCHOOL_SEAL, Word.SIGNERS),
    "xml": (Word.FORMAT,),
    "signatures": (Word.MATHEMATICS, Word.FORMAT, Word.ROOTS, Word.SIGNERS, Word.SCHOOL_SEAL),
    "receipt": (Word.MATHEMATICS, Word.LOG_KEY),
    "entry": (Word.MATHEMATICS, Word.LOG_KEY),
    "agreement": (Word.MATHEMATICS, Word.LOG_KEY, Word.SCHOOL_SEAL),
    "timestamp": (Word.MATHEMATICS, Word.ROOTS, Word.TIMESTAMPS),
}
_STEPS = {"pdf": tuple(_RESTS_ON), "xml": ("file", "xml", "signatures", "receipt", "entry"), "unknown": ("file",)}
_NUMBERS = {code: number for number, code in enumerate(_RESTS_ON)}


@dataclass
class _Evidence:
    """What the steps hand on to each other."""

    content: bytes
    kind: str
    key: VerifierKey | None
    roots: TrustRoots | None
    pdf: bytes = b""
    unreadable: AnchorError | None = None
    xml: bytes | None = None
    receipts: dict[str, bytes] = field(default_factory=dict)
    timestamp: bytes | None = None
    scan: bytes | None = None
    seal: PdfSeal | None = None
    sealed: Timestamp | None = None
    stamped: Timestamp | None = None
    values: Values | None = None
    signatures: tuple[SignatureFound, ...] = ()
    xml_seal: SignatureFound | None = None
    read: dict[str, Receipt] = field(default_factory=dict)
    proven: dict[str, Checkpoint] = field(default_factory=dict)
    entry: IssuedEntry | None = None
    proof: tuple[Receipt, Checkpoint] | None = None


def verify_file(
    content: bytes, receipt: bytes | None, key: VerifierKey | None, roots: TrustRoots | None
) -> Verification:
    """
    Verify an issued report, PDF or XML.

    Args:
        content: the file, at most ``FILE_BYTES_MAX`` bytes.
        receipt: a receipt beside it, needed with an XML; with a PDF it is checked as well as the attached one.
        key: of the school's ledger, from somewhere else than the file; without it the verdict cannot be ``valid``.
        roots: certificate roots; without them the verdict cannot be ``valid``.

    Raises nothing: whatever the bytes are, the answer is a ``Verification``.

    """
    given = {} if receipt is None else {GIVEN_RECEIPT: receipt}
    evidence = _Evidence(content, kind_of(content), key, roots, receipts=given)
    steps = []
    for code in _STEPS[evidence.kind]:
        if code == "timestamp" and evidence.timestamp is None:
            continue  # Without one the verdict rests on what it rested on before there were any.
        findings = Findings()
        try:
            _DO[code](evidence, findings)
        except AnchorError as error:  # From a part that no check of its own stands for.
            findings.bad(_MAIN[code], as_broken(error))
        except Exception as error:  # Parsers of hostile bytes fail in any way they like; no finding is lost by it.
            findings.bad(_MAIN[code], unexpected(error))
        steps.append(Step(_NUMBERS[code], code, tuple(findings.checks), _rests_on(code, evidence)))
    proven, checkpoint = evidence.proof or (None, None)
    return Verification(
        kind=evidence.kind,
        sha256=hashlib.sha256(content).hexdigest(),
        steps=tuple(steps),
        values=evidence.values,
        signatures=evidence.signatures,
        entry=evidence.entry if proven else None,
        position=proven.index + 1 if proven else None,
        checkpoint=checkpoint,
        timestamps=_timestamps(evidence),
        not_shown=not_shown(
            evidence.kind, evidence.values, evidence.entry, checkpoint, evidence.stamped, evidence.sealed
        ),
        receipt=proven,
    )


def kind_of(content: bytes) -> str:
    """``pdf``, ``xml`` or ``unknown``."""
    if len(content) > FILE_BYTES_MAX:
        return "unknown"
    if content.startswith(pdf_file.START):
        return "pdf"
    return "xml" if content.removeprefix(UTF8_MARK).lstrip().startswith(b"<") else "unknown"


# (0) ── The file and its attachments ────────────────────────────────────────────────────────────────────────────────


def _file(evidence: _Evidence, findings: Findings) -> None:
    content = evidence.content
    if len(content) > FILE_BYTES_MAX:
        findings.bad("file.type", Malformed("verify.length", found=len(content), expected=FILE_BYTES_MAX))
    elif evidence.kind == "unknown":
        findings.bad("file.type", Malformed("verify.type", found=excerpt(content[:BEGIN_BYTES])))
    else:
        findings.ok("file.type", f"{evidence.kind.upper()}, {len(content)} byte")
    if evidence.kind == "xml":
        evidence.xml = content
        if not evidence.receipts:
            findings.bad("file.receipt", Misused("verify.no_receipt"))
    elif evidence.kind == "pdf":
        _attached(evidence, findings)


def _attached(evidence: _Evidence, findings: Findings) -> None:
    found = findings.attempt("file.attachments", lambda: _attachments(evidence), lambda files: str(len(files)))
    if found is None:
        return
    evidence.scan = found.pop(SCAN_NAME, None)
    if foreign := sorted(found.keys() - NAMES):
        listed = ", ".join(map(excerpt, foreign))
        findings.bad("file.none_other", ProofInvalid("verify.attachments", found=listed, expected=", ".join(NAMES)))
    for name, missing in ((XML_NAME, "verify.no_xml"), (RECEIPT_NAME, "verify.no_receipt")):
        if name not in found:
            findings.bad("file.attachment", Misused(missing if found else "verify.no_evidence"), name)
        else:
            digest = hashlib.sha256(found[name]).hexdigest()
            findings.ok("file.attachment", f"{len(found[name])} byte, SHA-256 {digest}", name)
    evidence.xml = found.get(XML_NAME)
    evidence.timestamp = found.get(TIMESTAMP_NAME)
    if RECEIPT_NAME in found:
        evidence.receipts[RECEIPT_NAME] = found[RECEIPT_NAME]


def _attachments(evidence: _Evidence) -> dict[str, bytes]:
    try:
        evidence.pdf, found = pdf_file.attachments(evidence.content)
    except Malformed as error:
        evidence.unreadable = error
        raise
    return found


# (1) ── The school's seal on the PDF ────────────────────────────────────────────────────────────────────────────────


def _pdf_seal(evidence: _Evidence, findings: Findings) -> None:
    if evidence.unreadable:
        findings.bad("pdf_seal.intact", evidence.unreadable)
        return
    seal = findings.attempt(
        "pdf_seal.intact",
        partial(pdf_file.seal, evidence.content, evidence.pdf),
        lambda found: trust.describe(found.certificate).subject,
    )
    if seal is None:
        return
    evidence.seal = seal
    facts = trust.describe(seal.certificate)
    check_kind(findings, "pdf_seal.organisation", facts, organisation=True)
    proven_at = None
    if token := seal.timestamp:
        verify = partial(verify_token, token, seal.value_sha256)
        stamped = times.judge(findings, "pdf_seal.timestamp_", verify, evidence.roots)
        if stamped and times.not_before(findings, "pdf_seal.timestamp_time", stamped.at, seal.signed_at):
            evidence.sealed, proven_at = stamped, stamped.at
    root = xml_signatures.judge(
        findings, "pdf_seal.certificate", seal.certificate, seal.chain, evidence.roots, proven_at or seal.signed_at
    )
    found = xml_signatures.described(facts, seal.certificate, seal.signed_at, root, None)
    evidence.signatures = (replace(found, proven_at=proven_at if root else None),)


# (2) ── The form of the XML ─────────────────────────────────────────────────────────────────────────────────────────


def _xml(evidence: _Evidence, findings: Findings) -> None:
    if evidence.xml is None:
        findings.bad("xml.form", Misused("verify.no_xml"))
        return
    xml = evidence.xml
    evidence.values = findings.attempt("xml.form", lambda: xml_form.values(xml), lambda found: found.version)


# (3) ── The signatures in the XML ───────────────────────────────────────────────────────────────────────────────────


def _signatures(evidence: _Evidence, findings: Findings) -> None:
    if evidence.xml is None:
        findings.bad("signature.present", Misused("verify.no_xml"))
        return
    try:
        signed = xml_signatures.check(findings, evidence.xml, evidence.values, evidence.roots)
    except Malformed:
        findings.bad("signature.present", Misused("verify.before"))  # Step 2 has said why.
        return
    evidence.signatures += signed.signatures
    evidence.xml_seal = signed.seal


# (4) ── The receipt ─────────────────────────────────────────────────────────────────────────────────────────────────


def _receipt(evidence: _Evidence, findings: Findings) -> None:
    if not evidence.receipts:
        findings.bad("receipt.form", Misused("verify.no_receipt"))
    for name, text in evidence.receipts.items():
        receipt = findings.attempt(
            "receipt.form", partial(Receipt.parse, text), lambda read: f"index {read.index}", name
        )
        if receipt is None:
            continue
        evidence.read[name] = receipt
        if evidence.key is None:
            findings.bad("receipt.proof", Misused("verify.no_key"), name)
            continue
        checkpoint = findings.attempt(
            "receipt.proof",
            partial(verify_receipt, receipt, evidence.key),
            lambda proven: f"{proven.origin}, {proven.size}, {proven.root.hex()}",
            name,
        )
        if checkpoint is not None:
            evidence.proven[name] = checkpoint


# (5) ── The entry is this report's issue ────────────────────────────────────────────────────────────────────────────


def _entry(evidence: _Evidence, findings: Findings) -> None:
    if not evidence.read:
        findings.bad("entry.form", Misused("verify.before"))
    for name, receipt in evidence.read.items():
        entry = findings.attempt(
            "entry.form", partial(entries.parse, receipt.entry), lambda read: str(read.event_id), name
        )
        if entry is None:
            continue
        _compare(evidence, findings, name, entry)
        same = all(check.status is Status.OK for check in findings.checks if check.of == name)
        checkpoint = evidence.proven.get(name)
        if same and checkpoint and (evidence.proof is None or checkpoint.size > evidence.proof[1].size):
            evidence.entry, evidence.proof = entry, (receipt, checkpoint)


def _compare(evidence: _Evidence, findings: Findings, name: str, entry: IssuedEntry) -> None:
    if checkpoint := evidence.proven.get(name):
        findings.equal("entry.school", checkpoint.origin.rpartition("/")[2], str(entry.school), name)
    if evidence.xml is not None:
        found = hashlib.sha256(evidence.xml).hexdigest()
        findings.equal("entry.xml_sha256", entry.xml_sha256, found, name)
    values = evidence.values
    if values is None:
        findings.bad("entry.lookup_id", Misused("verify.before"), name)
        return
    findings.equal("entry.lookup_id", str(entry.lookup_id), str(values.lookup_id), name)
    findings.equal("entry.edition", entry.edition, values.edition, name)
    if isinstance(values, PaperValues):
        findings.equal("entry.scan_sha256", entry.scan_sha256, values.scan_sha256, name)
    findings.equal("entry.effective_date", entry.effective_date, values.effective_date, name)
    if evidence.xml_seal:
        times.not_before(findings, "entry.at", entry.at, evidence.xml_seal.signed_at, name)


# (6) ── PDF and XML agree ───────────────────────────────────────────────────────────────────────────────────────────


def _agreement(evidence: _Evidence, findings: Findings) -> None:
    entry = evidence.entry
    _scan(evidence, findings)
    if entry is None or not evidence.pdf:
        findings.bad("agreement.pages", Misused("verify.before"))
    else:
        findings.attempt(
            "agreement.pages",
            partial(pdf_pages.check, evidence.pdf, entry.page_sha256),
            lambda length: f"{length} byte, SHA-256 {entry.page_sha256}",
        )
    seal, xml_seal = evidence.seal, evidence.xml_seal
    if seal is None or xml_seal is None:
        findings.bad("agreement.certificate", Misused("verify.before"))
        return
    expected, found = (trust.describe(each.certificate) for each in (xml_seal, seal))
    findings.equal("agreement.certificate", f"{expected.subject} {expected.sha256}", f"{found.subject} {found.sha256}")
    times.not_before(findings, "agreement.time", seal.signed_at, xml_seal.signed_at)


def _scan(evidence: _Evidence, findings: Findings) -> None:
    """The scanned paper is the one that head and school have signed to; a report of the school's own has none."""
    values, scan = evidence.values, evidence.scan
    if isinstance(values, PaperValues):
        if scan is None:
            findings.bad("agreement.scan", ProofInvalid("verify.no_scan", expected=values.scan_sha256))
        else:
            findings.equal("agreement.scan", values.scan_sha256, hashlib.sha256(scan).hexdigest())
    elif scan is not None:
        fault = ProofInvalid("verify.attachments", found=SCAN_NAME, expected=", ".join(NAMES))
        findings.bad("file.none_other", fault)


# (7) ── The timestamp of the checkpoint ──────────────────────────────────────────────────────────────────────────────


def _timestamp(evidence: _Evidence, findings: Findings) -> None:
    receipt = evidence.read.get(RECEIPT_NAME)
    proven = receipt is not None and evidence.proof is not None and evidence.proof[0].entry == receipt.entry
    entry_at = evidence.entry.at if proven and evidence.entry else None
    note = receipt.checkpoint if receipt else None
    evidence.stamped = times.check_checkpoint(findings, evidence.timestamp or b"", note, entry_at, evidence.roots)
    if evidence.stamped:
        evidence.signatures = times.proven(evidence.signatures, evidence.stamped.at)


def _timestamps(evidence: _Evidence) -> tuple[TimestampFound, ...]:
    found = (("pdf_seal", evidence.sealed), ("checkpoint", evidence.stamped))
    return tuple(TimestampFound(over, each.at, each.service, each.root or "") for over, each in found if each)


def _rests_on(code: str, evidence: _Evidence) -> tuple[Word, ...]:
    """The seal's time rests on the service where its timestamp counts."""
    words = _RESTS_ON[code]
    if code == "pdf_seal" and evidence.sealed:
        return tuple(Word.TIMESTAMPS if word is Word.SIGNERS else word for word in words)
    return words


_DO = {
    "file": _file,
    "pdf_seal": _pdf_seal,
    "xml": _xml,
    "signatures": _signatures,
    "receipt": _receipt,
    "entry": _entry,
    "agreement": _agreement,
    "timestamp": _timestamp,
}
_MAIN = {
    "file": "file.type",
    "pdf_seal": "pdf_seal.intact",
    "xml": "xml.form",
    "signatures": "signature.present",
    "receipt": "receipt.form",
    "entry": "entry.form",
    "agreement": "agreement.certificate",
    "timestamp": "timestamp.genuine",
}
