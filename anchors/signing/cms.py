"""
Detached CMS signatures (RFC 5652, signed attributes of CAdES-B-B): the form for requests and approvals.

Signed are the content's digest, the claimed signing time and the digest of the signer's certificate
(signing-certificate-v2, RFC 5035), so nobody can put another certificate of the same key in. In one step with a key
at hand, or in two: ``prepare``, sign ``to_sign`` elsewhere, ``finish``.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import cms, core, tsp
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_self_reported_ts,
    validate_sig_integrity,
)
from pyhanko_certvalidator.registry import SimpleCertificateStore

from anchors.errors import AnchorError, Malformed, ProofInvalid, excerpt
from anchors.signing import certificates
from anchors.signing.port import SigningKey, TimestampService

CMS_BYTES_MAX = 256 * 1024
"""A signature with its chain has about 3 kB, with a timestamp 10 kB."""
# pyHanko reports oddities of hostile files to its log; where no log is set up they would end on the terminal.
logging.getLogger("pyhanko").addHandler(logging.NullHandler())

ALGORITHMS = frozenset({"rsassa_pkcs1v15", "ecdsa"})
TIMESTAMP_DIGESTS = ("sha256", "sha384", "sha512")


@dataclass(frozen=True)
class CmsSigner:
    """Who made a genuine signature: certificate and chain (DER), and the time claimed in it (None in a PDF's)."""

    certificate: bytes
    chain: tuple[bytes, ...]
    signed_at: datetime | None


@dataclass(frozen=True)
class Prepared:
    """A signature that lacks only its value; ``to_sign`` are the signed attributes in DER."""

    content: bytes = field(repr=False)
    unsigned: bytes = field(repr=False)
    to_sign: bytes


class PortSigner(Signer):
    """The port as pyHanko's signer. The key stays open: pyHanko's SimpleSigner loads it anew for each signature."""

    def __init__(self, key: SigningKey) -> None:
        store: Any = SimpleCertificateStore()
        store.register_multiple([asn1.Certificate.load(der) for der in key.chain])
        super().__init__(signing_cert=asn1.Certificate.load(key.certificate), cert_registry=store, embed_roots=False)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """SHA-256 only; see the port for the form."""
        if digest_algorithm != "sha256":
            raise Malformed("signing.request", detail=f"digest {digest_algorithm}, expected sha256")
        return self._key.sign(data)


class PortTimeStamper(TimeStamper):
    """The port as pyHanko's client. Nonce, answer and its signature are the port's business."""

    def __init__(self, service: TimestampService) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko leaves this constructor untyped
        self._service = service

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """SHA-256 only; see the port for what it raises."""
        if md_algorithm != "sha256":
            raise Malformed("signing.request", detail=f"digest {md_algorithm}, expected sha256")
        return tsp.TimeStampResp.load(self._service.stamp(message_digest))["time_stamp_token"]


def timestamp_token(signed_data: Any) -> bytes | None:
    """The timestamp over a signature's value (RFC 3161 annex A), DER, or None. Raises ValueError: several."""
    attributes = signed_data["signer_infos"][0]["unsigned_attrs"]
    stamps = (each["values"] for each in attributes if each["type"].native == "signature_time_stamp_token")
    found = [value for values in stamps for value in values]
    if len(found) > 1:
        raise ValueError(f"{len(found)} timestamps")
    return found[0].dump() if found else None


@dataclass
class _Recorder:
    """Stands in for the absent key while a signature is prepared, and keeps what it would have signed."""

    certificate: bytes
    chain: tuple[bytes, ...]
    to_sign: bytes = b""

    def sign(self, data: bytes) -> bytes:
        self.to_sign = data
        return b"\0"


def prepare(content: bytes, certificate: bytes, chain: tuple[bytes, ...], signed_at: datetime) -> Prepared:
    """
    Build the signature over ``content`` for a certificate (DER), claimed time ``signed_at`` (with zone, to the second).

    Raises Malformed for a time without a zone or an unreadable certificate, ProofInvalid for an unsuitable key.
    """
    if signed_at.tzinfo is None:
        raise Malformed("signing.request", detail="signed_at without a zone")
    certificates.public_key(certificates.load(certificate))
    recorder = _Recorder(certificate, chain)
    attributes = PdfCMSSignedAttributes(
        signing_time=signed_at.replace(microsecond=0), cades_signed_attrs=CAdESSignedAttrSpec()
    )
    unsigned = asyncio.run(
        PortSigner(recorder).async_sign_general_data(
            content, "sha256", detached=True, use_cades=True, signed_attr_settings=attributes
        )
    )
    return Prepared(content, unsigned.dump(), recorder.to_sign)


def finish(prepared: Prepared, signature_value: bytes) -> bytes:
    """The CMS SignedData in DER, after verifying it. Raises ProofInvalid where the value does not fit."""
    message = cms.ContentInfo.load(prepared.unsigned)
    message["content"]["signer_infos"][0]["signature"] = core.OctetString(signature_value)
    finished: bytes = message.dump()  # With force, asn1crypto re-encodes everything: 100 ms instead of 1.
    verify_detached(prepared.content, finished)
    return finished


def sign_detached(content: bytes, key: SigningKey, signed_at: datetime) -> bytes:
    """Both steps with a key at hand. Raises as ``prepare`` and ``finish``."""
    prepared = prepare(content, key.certificate, key.chain, signed_at)
    return finish(prepared, key.sign(prepared.to_sign))


def verify_detached(content: bytes, signature: bytes) -> CmsSigner:
    """
    Check a detached CMS (DER) over ``content``; whose certificate it is, is for ``trust.judge``.

    Raises Malformed where it is no CMS SignedData, ProofInvalid where it does not fit the content.
    """
    if len(signature) > CMS_BYTES_MAX:
        raise Malformed("signing.cms_unreadable", detail=f"{len(signature)} bytes, limit {CMS_BYTES_MAX}")
    try:
        message = cms.ContentInfo.load(signature, strict=True)
        if message["content_type"].native != "signed_data":
            raise ValueError(f"content type {message['content_type'].native}")
        signed_data = message["content"]
        if signed_data["encap_content_info"]["content"].native is not None:
            raise ValueError("it carries its own content, expected a detached one")
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise Malformed("signing.cms_unreadable", detail=excerpt(str(error))) from error
    found = verify_signed_data(signed_data, hashlib.sha256(content).digest())
    if found.signed_at is None:
        raise ProofInvalid("signing.cms_structure", detail="no signing time")
    return found


def verify_signed_data(signed_data: Any, digest: bytes) -> CmsSigner:
    """
    Check a parsed SignedData (asn1crypto) over content with this SHA-256; serves PDF seals too.

    One signer, SHA-256, RSA PKCS#1 v1.5 or ECDSA, its certificate named in the signed attributes.
    """
    return _verify(signed_data, {"sha256": digest}, "data", _DOCUMENT_ATTRIBUTES, (ec.SECP256R1,))


def verify_tst_info(signed_data: Any, content: bytes) -> CmsSigner:
    """
    Check the SignedData of a timestamp over its TSTInfo (RFC 3161 §2.4.2), by any SHA-2 that the service chose.

    Its certificate may be named by the older attribute, which RFC 5816 lets stand beside the newer one.
    """
    digests = {name: hashlib.new(name, content).digest() for name in TIMESTAMP_DIGESTS}
    return _verify(signed_data, digests, "tst_info", _TIMESTAMP_ATTRIBUTES, certificates.LONGER_CURVES)


_BASIC_ATTRIBUTES = frozenset({"message_digest", "content_type"})
#: One of the sets must be there whole.
_DOCUMENT_ATTRIBUTES = (_BASIC_ATTRIBUTES | {"signing_certificate_v2"},)
_TIMESTAMP_ATTRIBUTES = (*_DOCUMENT_ATTRIBUTES, _BASIC_ATTRIBUTES | {"signing_certificate"})


def _verify(
    signed_data: Any,
    digests: Mapping[str, bytes],
    content_type: str,
    attributes: tuple[frozenset[str], ...],
    curves: tuple[type[ec.EllipticCurve], ...],
) -> CmsSigner:
    try:
        info = extract_signer_info(signed_data)
        algorithm, digest = info["signature_algorithm"].signature_algo, info["digest_algorithm"]["algorithm"].native
        if digest not in digests or algorithm not in ALGORITHMS:
            raise ValueError(f"{digest} with {algorithm}")
        named = {attribute["type"].native for attribute in info["signed_attrs"]}
        if not any(needed <= named for needed in attributes):
            raise ValueError("signed attributes lack one of digest, type, certificate: " + ", ".join(sorted(named)))
        certs = extract_certs_for_validation(signed_data)
        owner: bytes = certs.signer_cert.dump()
        certificates.public_key(certificates.load(owner), curves)
        intact, genuine = validate_sig_integrity(info, certs.signer_cert, content_type, digests[digest])
        signed_at = extract_self_reported_ts(info)
    except AnchorError:
        raise
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise ProofInvalid("signing.cms_structure", detail=excerpt(str(error))) from error
    subject = certificates.describe(owner).subject
    if not intact:
        raise ProofInvalid("signing.cms_content_differs", subject=subject)
    if not genuine:
        raise ProofInvalid("signing.value_wrong", signature="CMS", subject=subject)
    return CmsSigner(owner, tuple(other.dump() for other in certs.other_certs), signed_at)
