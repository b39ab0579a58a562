"""
Step (3): every signature of the chain is there, fits, covers what the signing plan demands, and is its signer's.

The plan is ``domain.formats.hoc_ba``: the program that signs reads the same one. Which subjects must have been signed
follows from the rows of the data region, never from the list of signers, or a removed teacher would not be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from anchors.errors import Malformed, Misused, ProofInvalid
from anchors.report_values import XML_BYTES_MAX, SignerValues, Values
from anchors.signing import trust
from anchors.signing.certificates import CertificateFacts
from anchors.signing.trust import TrustRoots
from anchors.signing.xml import FoundSignature, SignedDocument, open_document
from anchors.verify.findings import Findings, SignatureFound
from anchors.verify.identity import check_person, check_school, is_demo
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage

CLOCKS_DIFFER = timedelta(minutes=20)
"""
Each signer's device may be ten minutes off the ledger's time, so two may differ by twenty. The order of signing itself
is proven by what the signatures cover; times only have to be possible.
"""

Place = tuple[Stage, str | None]
_COMMON = "DU_LIEU_HOC_BA/THONG_TIN_CHUNG"


class Signed(NamedTuple):
    """What step 3 hands on: signatures that hold, in order of stages, and the certificate of KY_PHAT_HANH (DER)."""

    signatures: tuple[SignatureFound, ...]
    seal: SignatureFound | None


def check(findings: Findings, xml: bytes, values: Values | None, roots: TrustRoots | None) -> Signed:
    """All of step 3; without values (another form than the schema's) only whether each signature fits."""
    if len(xml) > XML_BYTES_MAX:  # Before it is parsed a second time: step 2 has said so.
        raise Malformed("report.length", found=len(xml), expected=XML_BYTES_MAX)
    document = open_document(xml)
    if values is None:
        for signature_id in document.signature_ids():
            findings.attempt(
                "signature.genuine", partial(document.verify, signature_id), _owner, signature_id, broken=True
            )
        return Signed((), None)
    claimed = {(signer.stage, signer.subject): signer for signer in values.signers}
    found: list[SignatureFound] = []
    for place in places(values):
        signer = claimed.get(place)
        if signer is None:
            findings.bad("signature.present", ProofInvalid("verify.signature_missing", signer=name(place)), name(place))
        elif signature := _one(findings, document, values, signer, roots):
            found.append(signature)
    _none_other(findings, document, values)
    _named_in_data(findings, document, claimed)
    _times(findings, values)
    seal = next((each for each in found if each.stage is Stage.SEAL), None)
    return Signed(tuple(found), seal)


def places(values: Values) -> Iterator[Place]:
    """Who must have signed: in secondary schools one teacher per row, then homeroom teacher, head, school."""
    yield from ((Stage.SUBJECT, subject) for subject in values.subjects_to_sign)
    yield from ((stage, None) for stage in values.stages if stage is not Stage.SUBJECT)


def name(place: Place) -> str:
    """As a person would say it: ``GVBM TOAN``, ``GVCN``, ``CBQL``, ``KY_PHAT_HANH``."""
    stage, subject = place
    return f"{hoc_ba.SIGNER_TAGS[stage]} {subject}" if subject else hoc_ba.SIGNER_TAGS[stage]


def _owner(found: FoundSignature) -> str:
    return trust.describe(found.certificate).subject


def _one(
    findings: Findings, document: SignedDocument, values: Values, signer: SignerValues, roots: TrustRoots | None
) -> SignatureFound | None:
    """One signer: genuine, covering, timed, certified, his own. None where it is not genuine."""
    place = (signer.stage, signer.subject)
    of = name(place)
    found = findings.attempt("signature.genuine", lambda: _genuine(document, values, place), _owner, of, broken=True)
    if found is None:
        return None
    _coverage(findings, values, place, found)
    findings.equal("signature.time", signer.signed_at.isoformat(), _at_zone_of(signer, found.signed_at), of)
    facts = trust.describe(found.certificate)
    root = judge(findings, "signature.certificate", found.certificate, found.chain, roots, found.signed_at, of)
    if signer.stage is Stage.SEAL:
        check_school(findings, signer, found.certificate, facts, of)
    else:
        check_person(findings, signer, facts, of)
    return described(facts, found.certificate, found.signed_at, root, signer)


def described(
    facts: CertificateFacts, certificate: bytes, signed_at: datetime, root: str | None, signer: SignerValues | None
) -> SignatureFound:
    """For the report of what was found."""
    return SignatureFound(
        stage=signer.stage if signer else None,
        subject=signer.subject if signer else None,
        name=signer.name if signer else facts.common_name,
        capacity=signer.capacity if signer else None,
        signed_at=signed_at,
        certificate=certificate,
        certificate_subject=facts.subject,
        not_before=facts.not_before,
        not_after=facts.not_after,
        root=root,
        demo=is_demo(facts),
        in_place_of=signer.in_place_of if signer else None,
    )


def judge(
    findings: Findings,
    code: str,
    certificate: bytes,
    chain: tuple[bytes, ...],
    roots: TrustRoots | None,
    at: datetime,
    of: str = "",
) -> str | None:
    """The root that the certificate leads to at its signing time; None noted as failed, or unchecked without roots."""
    if roots is None:
        findings.bad(code, Misused("verify.no_roots"), of)
        return None
    verdict = findings.attempt(
        code, lambda: trust.judge(certificate, chain, roots, at), lambda judged: judged.root, of, broken=True
    )
    return verdict.root if verdict else None


def _genuine(document: SignedDocument, values: Values, place: Place) -> FoundSignature:
    """The signature with this signer's Id, in this signer's element, verified."""
    signature_id = hoc_ba.signature_id(values.lookup_id, *place)
    parent = document.element(signature_id).getparent()
    holder, expected = parent.get("Id") if parent is not None else None, hoc_ba.signer_id(values.lookup_id, *place)
    if holder != expected:
        raise ProofInvalid("verify.signature_place", signature=signature_id, expected=expected, found=holder)
    return document.verify(signature_id)


def _coverage(findings: Findings, values: Values, place: Place, found: FoundSignature) -> None:
    planned = hoc_ba.references(values.lookup_id, *place, values.subjects_to_sign, values.stages)
    missing, extra = set(planned) - set(found.references), set(found.references) - set(planned)
    if missing or extra:
        fault = ProofInvalid(
            "verify.coverage",
            signer=name(place),
            missing=", ".join(sorted(missing)) or "-",
            extra=", ".join(sorted(extra)) or "-",
            expected=" ".join(planned),
            found=" ".join(found.references),
        )
        findings.bad("signature.coverage", fault, name(place))
    else:
        findings.ok("signature.coverage", " ".join(planned), name(place))


def _none_other(findings: Findings, document: SignedDocument, values: Values) -> None:
    """A signature that nobody asked for could make a reader believe what the plan does not know."""
    planned = {hoc_ba.signature_id(values.lookup_id, *place) for place in places(values)}

    def others() -> tuple[str, ...]:
        found = tuple(each for each in document.signature_ids() if each not in planned)
        if found:
            raise ProofInvalid("verify.signatures_other", found=", ".join(found))
        return found

    findings.attempt("signatures.none_other", others, lambda _: str(len(planned)), broken=True)


def _named_in_data(findings: Findings, document: SignedDocument, claimed: dict[Place, SignerValues]) -> None:
    """The head and the school that signed are those that everybody else signed to in the data region."""

    def data(tag: str) -> str | None:
        return document.root.findtext(f"{_COMMON}/{tag}")

    if head := claimed.get((Stage.HEAD, None)):
        named = [data(f"{field}_GIAM_HIEU_KY_HOC_BA") for field in ("TEN", "SO_CCCD", "CHUC_VU")]
        findings.equal(
            "signature.head", _listed(named), _listed((head.name, head.personal_number, head.capacity)), "CBQL"
        )
    if seal := claimed.get((Stage.SEAL, None)):
        findings.equal("signature.school", data("TEN_TRUONG"), seal.name, "KY_PHAT_HANH")


def _listed(values: Iterable[str | None]) -> str:
    return ", ".join(value or "-" for value in values)


def _times(findings: Findings, values: Values) -> None:
    """Later stages are not earlier than earlier ones, and the seal not before the planned day."""
    latest: SignerValues | None = None
    fault = None
    for signer in sorted(values.signers, key=lambda each: list(Stage).index(each.stage)):
        if latest and signer.stage is not latest.stage and signer.signed_at < latest.signed_at - CLOCKS_DIFFER:
            fault = ProofInvalid(
                "verify.order",
                later=name((signer.stage, signer.subject)),
                later_at=signer.signed_at.isoformat(),
                earlier=name((latest.stage, latest.subject)),
                earlier_at=latest.signed_at.isoformat(),
            )
        if latest is None or signer.signed_at > latest.signed_at:
            latest = signer
    if fault:
        findings.bad("signatures.order", fault)
    elif latest:
        findings.ok("signatures.order", latest.signed_at.isoformat())
    seal = next((signer for signer in values.signers if signer.stage is Stage.SEAL), None)
    if seal is None:
        return
    day, planned = seal.signed_at.date(), values.planned_issue_date
    if day < planned:
        findings.bad("signatures.planned_day", ProofInvalid("verify.too_early", expected=planned, found=day))
    else:
        findings.ok("signatures.planned_day", f"{day} ≥ {planned}")


def _at_zone_of(signer: SignerValues, moment: datetime) -> str:
    return moment.astimezone(signer.signed_at.tzinfo).isoformat()
