"""
Whose word a time is: step (7), the timestamp of the checkpoint, and what step (1) asks of the seal's.

A service that no given root vouches for is not a forgery: it proves nothing, and the verdict says which root is wanted.
What contradicts (other bytes, a time that cannot be, a certificate that is not for it) has failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from anchors.errors import AnchorError, Misused, ProofInvalid
from anchors.signing.trust import TrustRoots
from anchors.timestamp import Timestamp, note_digest, trusted, verify_timestamp
from anchors.verify.findings import Findings, SignatureFound, as_broken
from anchors.verify.xml_signatures import CLOCKS_DIFFER


def judge(
    findings: Findings, prefix: str, verify: Callable[[], Timestamp], roots: TrustRoots | None
) -> Timestamp | None:
    """The timestamp if it counts: over the right bytes (``{prefix}genuine``), of a trusted service (``…service``)."""
    found = findings.attempt(f"{prefix}genuine", verify, _said, broken=True)
    if found is None:
        return None
    code = f"{prefix}service"
    if roots is None:
        findings.bad(code, Misused("verify.no_roots"))
        return None
    try:
        counting = trusted(found, roots)
    except AnchorError as error:
        unknown = error.code == "signing.certificate_untrusted"
        findings.bad(code, Misused("verify.timestamp_unknown", service=found.service) if unknown else as_broken(error))
        return None
    findings.ok(code, counting.root or "")
    return counting


def check_checkpoint(
    findings: Findings, answer: bytes, note: str | None, entry_at: datetime | None, roots: TrustRoots | None
) -> Timestamp | None:
    """All of step (7): ``checkpoint.tsr`` is over the note of the attached receipt, and not before its entry."""
    if note is None:
        findings.bad("timestamp.genuine", Misused("verify.before"))
        return None
    found = judge(findings, "timestamp.", lambda: verify_timestamp(answer, note_digest(note)), roots)
    if found is None:
        return None
    if entry_at is None:
        findings.bad("timestamp.time", Misused("verify.before"))
        return None
    return found if not_before(findings, "timestamp.time", found.at, entry_at) else None


def not_before(findings: Findings, code: str, at: datetime, other: datetime, of: str = "") -> bool:
    """Whether ``at`` can lie behind ``other``, by clocks that may differ."""
    earliest = other - CLOCKS_DIFFER
    if at < earliest:
        findings.bad(code, ProofInvalid("verify.too_early", expected=earliest.isoformat(), found=at.isoformat()), of)
        return False
    findings.ok(code, at.isoformat(), of)
    return True


def proven(signatures: Iterable[SignatureFound], at: datetime) -> tuple[SignatureFound, ...]:
    """
    The XML's signatures, which the checkpoint's entry names by the digest of the whole: they existed at its timestamp.

    That bounds a signer's word only where his certificate was valid then: later, anybody who got hold of an expired
    key could have signed with an old date.
    """
    return tuple(
        replace(each, proven_at=at) if each.stage and each.root and each.not_before <= at <= each.not_after else each
        for each in signatures
    )


def _said(found: Timestamp) -> str:
    return f"{found.at.isoformat()}, {found.service}"
