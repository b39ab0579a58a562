"""
Whose a certificate is, and whether it counts: path to a trusted root, valid **at signing time**, made for signing.

A certificate that has expired since is fine; otherwise every report would die with its teachers' certificates
(domain.md §5.3). Without a timestamp "signing time" is what the signer claims, and the verdict says so. A timestamp
service's own certificate is judged at the time that it states (``judge_timestamper``). Whether a certificate had been
revoked is not judged here: no network, and no revocation data is stored yet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    ExpiredError,
    NotYetValidError,
    PathBuildingError,
    ValidationError,
)

from anchors.errors import Malformed, ProofInvalid, excerpt
from anchors.signing import certificates
from anchors.signing.certificates import CertificateFacts, describe

__all__ = [
    "CertificateFacts", "CertificateVerdict", "TimeRestsOn", "TrustRoots", "describe", "judge", "judge_timestamper",
]  # fmt: skip

ROOTS_BYTES_MAX = 4 * 1024 * 1024
"""All public roots of the world fit in 0.5 MB."""
CHAIN_MAX = 4
"""
One or two intermediates are real. Each one more multiplies the paths to try: eight of one name took 9 s a signature.
"""
PATHS_MAX = 4096
"""Paths kept in memory, about 0.5 kB each; then all are forgotten."""
SIGNING_USES = frozenset({"digital_signature", "non_repudiation"})
MACHINE_PURPOSES = frozenset({"server_auth", "code_signing", "time_stamping", "ocsp_signing"})
"""
Extended uses (RFC 5280 §4.2.1.12) of keys that lie on machines: whoever runs the school's web server has such a key
under the school's name, and must not seal with it. A certificate with no other purpose than these is not for documents.
"""
WEB_PURPOSES = frozenset({"server_auth", "client_auth"})
"""Together those of a web server's certificate; client_auth alone stands in many people's."""


TimeRestsOn = Literal["the signer's word", "a timestamp"]


@dataclass(frozen=True)
class TrustRoots:
    """The roots that a verifier trusts (``--trust roots.pem``), DER each."""

    certificates: tuple[bytes, ...]

    @classmethod
    def from_pem(cls, content: bytes) -> TrustRoots:
        """One or more PEM certificates. Raises Malformed for anything else."""
        try:
            if len(content) > ROOTS_BYTES_MAX:
                raise ValueError(f"{len(content)} bytes")
            loaded = x509.load_pem_x509_certificates(content)
        except ValueError as error:
            raise Malformed("signing.roots_unreadable", detail=excerpt(str(error))) from error
        return cls(tuple(certificate.public_bytes(Encoding.DER) for certificate in loaded))


@dataclass(frozen=True)
class CertificateVerdict:
    """
    A certificate that counts at ``judged_at``; there is no verdict object for one that does not.

    ``time_rests_on``: who vouches for ``judged_at``. ``revocation`` is always ``not checked`` here.
    """

    subject: str
    personal_number: str | None
    organisation: bool
    serial: str
    not_before: datetime
    not_after: datetime
    root: str
    judged_at: datetime
    time_rests_on: TimeRestsOn = "the signer's word"
    revocation: Literal["not checked"] = "not checked"


def judge(
    certificate: bytes,
    chain: tuple[bytes, ...],
    roots: TrustRoots,
    at: datetime,
    *,
    time_rests_on: TimeRestsOn = "the signer's word",
) -> CertificateVerdict:
    """
    Judge a signer's certificate (DER) with its intermediates at ``at`` (with zone), against ``roots`` only.

    Raises ProofInvalid: no path to a root, expired or not yet valid at that time, not made for signing, unsuitable
    key; Malformed for bytes that are no certificate.
    """
    root = _root(certificate, chain, roots, at, _require_documents, (ec.SECP256R1,))
    facts = describe(certificate)
    return CertificateVerdict(
        subject=facts.subject,
        personal_number=facts.personal_number,
        organisation=facts.organisation,
        serial=facts.serial,
        not_before=facts.not_before,
        not_after=facts.not_after,
        root=root,
        judged_at=at,
        time_rests_on=time_rests_on,
    )


def judge_timestamper(certificate: bytes, chain: tuple[bytes, ...], roots: TrustRoots, at: datetime) -> str:
    """
    The root that a timestamp service's certificate (DER) leads to, at the time that it states. Raises as ``judge``.

    It must be made for timestamps and for nothing else, and say so as critical (RFC 3161 §2.3).
    """
    return _root(certificate, chain, roots, at, _require_timestamps, certificates.LONGER_CURVES)


def _root(
    certificate: bytes,
    chain: tuple[bytes, ...],
    roots: TrustRoots,
    at: datetime,
    require: Callable[[asn1.Certificate], None],
    curves: tuple[type[ec.EllipticCurve], ...],
) -> str:
    if at.tzinfo is None:
        raise Malformed("signing.request", detail="a time without a zone")
    if len(chain) > CHAIN_MAX:
        raise Malformed("signing.request", detail=f"{len(chain)} intermediate certificates, limit {CHAIN_MAX}")
    facts = describe(certificate)
    certificates.public_key(certificates.load(certificate), curves)
    try:
        evidence = _Evidence(certificate, chain, roots, require)
        return (_known_path(evidence, at) or _found_path(evidence, at)).root
    except (ExpiredError, NotYetValidError) as error:
        raise ProofInvalid(
            "signing.certificate_not_valid_then",
            subject=facts.subject,
            at=at.isoformat(),
            not_before=facts.not_before.isoformat(),
            not_after=facts.not_after.isoformat(),
        ) from error
    except PathBuildingError as error:
        raise ProofInvalid("signing.certificate_untrusted", subject=facts.subject, issuer=facts.issuer) from error
    except Exception as error:  # A path that does not hold; and parsers of hostile bytes fail in any way they like.
        raise ProofInvalid("signing.certificate_invalid", subject=facts.subject, detail=excerpt(str(error))) from error


@dataclass(frozen=True)
class _Evidence:
    """All that a path is built from, but the moment."""

    certificate: bytes
    chain: tuple[bytes, ...]
    roots: TrustRoots
    require: Callable[[asn1.Certificate], None]

    def key(self) -> bytes:
        """Its digest: what is for timestamps must not be taken for a document's signer, nor the other way round."""
        purpose = (self.require.__name__.encode(),)
        parts = purpose, (self.certificate, *self.chain), self.roots.certificates
        return sha256(b"".join(sha256(each).digest() for part in parts for each in (b"", *part))).digest()


@dataclass(frozen=True)
class _Path:
    """A path that holds from ``since`` to ``until``, as long as all its certificates, the root's own included."""

    root: str
    since: datetime
    until: datetime


_paths: dict[bytes, _Path] = {}
"""
Paths found by this process. A path holds by its certificates and the moment alone (nothing is fetched, no revocation is
looked at), so what was found once holds again at every moment within the validity of all its certificates; outside of
it, and for everything that was refused, the whole path is built anew. 1,234 reports have 16 signatures of 50 people.
"""


def _known_path(evidence: _Evidence, at: datetime) -> _Path | None:
    known = _paths.get(evidence.key())
    return known if known and known.since <= at <= known.until else None


def _found_path(evidence: _Evidence, at: datetime) -> _Path:
    path = asyncio.run(_path(evidence, at))
    root = path.trust_anchor.certificate
    facts = [describe(each.dump()) for each in (*path.iter_certs(include_root=True),)]
    found = _Path(describe(root.dump()).subject, max(f.not_before for f in facts), min(f.not_after for f in facts))
    if len(_paths) >= PATHS_MAX:
        _paths.clear()
    _paths[evidence.key()] = found
    return found


async def _path(evidence: _Evidence, at: datetime) -> Any:
    """The valid path (RFC 5280 §6.1), or what pyhanko_certvalidator raises."""
    signer = asn1.Certificate.load(evidence.certificate)
    if signer["signature_value"].contents[:1] != b"\0":  # The one byte that neither parser looks at.
        raise ValidationError("the issuer's signature is not a whole number of bytes")
    evidence.require(signer)
    context = ValidationContext(
        trust_roots=[asn1.Certificate.load(root) for root in evidence.roots.certificates],
        other_certs=[asn1.Certificate.load(intermediate) for intermediate in evidence.chain],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    return await CertificateValidator(signer, validation_context=context).async_validate_path()


def _require_documents(signer: asn1.Certificate) -> None:
    """A key for signing documents. Raises ValidationError."""
    if signer.ca:
        raise ValidationError("the key is not for signing documents: an authority's")
    uses = signer.key_usage_value
    if uses is not None and not SIGNING_USES & uses.native:
        raise ValidationError("the key is not for signing documents: " + ", ".join(sorted(uses.native)))
    extended = signer.extended_key_usage_value
    if extended is not None:
        purposes = frozenset(extended.native)
        foreign = MACHINE_PURPOSES | (WEB_PURPOSES if "server_auth" in purposes else frozenset())
        if purposes <= foreign:
            raise ValidationError("the key is not for signing documents: " + ", ".join(sorted(purposes)))


def _require_timestamps(signer: asn1.Certificate) -> None:
    """A key for timestamps only. Raises ValidationError."""
    uses, extended = signer.key_usage_value, signer.extended_key_usage_value
    purposes = extended.native if extended is not None else []
    if signer.ca or purposes != ["time_stamping"] or "extended_key_usage" not in signer.critical_extensions:
        raise ValidationError("the key is not for timestamps alone: " + ", ".join(purposes))
    if uses is not None and not SIGNING_USES & uses.native:
        raise ValidationError("the key is not for timestamps: " + ", ".join(sorted(uses.native)))
