"""
Signing XML in two steps: ``prepare`` (the bytes to sign), the key signs elsewhere, ``finish`` (verify, then keep).

The signature element stands outside what it references, the claimed signing time inside it and covered by it
(``docs/formats/signatures.md``; deployed national verifiers refuse a signature inside its own data). It comes back
as bytes with all its namespaces declared, so it can be put anywhere outside the referenced elements, byte for byte.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from anchors.errors import Malformed, excerpt
from anchors.signing import certificates
from anchors.signing.port import SigningKey
from anchors.signing.xml_document import (
    DS,
    ECDSA_SHA256,
    EXCLUSIVE_C14N,
    OURS,
    P256_BYTES,
    SHA256,
    FoundSignature,
    SignedDocument,
    algorithm_of,
    canonical,
    open_document,
    parse,
)

__all__ = [
    "FoundSignature",
    "Prepared",
    "Request",
    "SignedDocument",
    "finish",
    "open_document",
    "prepare",
    "sign",
    "signatures",
    "verify_signature",
]

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,127}", re.ASCII)
"""An xs:ID; a UUID needs a letter in front. Ids carry the report's UUID, or two reports in one list collide."""


@dataclass(frozen=True)
class Request:
    """
    What one person is about to sign.

    ``signature_id`` is new in the document, ``references`` are Ids in it (without #), ``certificate`` and ``chain``
    DER, ``signed_at`` has a zone and is kept to the second.
    """

    signature_id: str
    references: tuple[str, ...]
    certificate: bytes
    chain: tuple[bytes, ...]
    signed_at: datetime


@dataclass(frozen=True)
class Prepared:
    """
    A signature that lacks only its value. ``to_sign`` goes to the key, as bytes to hash and sign.

    ``prepare`` is deterministic: where days pass before the value comes back, keep document and request and prepare
    again.
    """

    document: SignedDocument = field(repr=False)
    request: Request
    unsigned: bytes = field(repr=False)
    to_sign: bytes


def prepare(document: bytes | SignedDocument, request: Request) -> Prepared:
    """
    Build the signature over ``document`` as it is before it. ``to_sign`` is the canonical SignedInfo.

    A document opened once serves several signatures that do not cover each other. Raises Malformed: a document that
    is not plain XML, a bad request (Ids, time without a zone, the root as reference), an unsuitable certificate;
    ProofInvalid where a referenced Id is missing or stands twice.
    """
    opened = open_document(document) if isinstance(document, bytes) else document
    if request.signed_at.tzinfo is None:
        raise Malformed("signing.request", detail="signed_at without a zone")
    for identifier in (request.signature_id, *request.references):
        if not IDENTIFIER.fullmatch(identifier):
            raise Malformed("signing.request", detail=f"{identifier!r} is no XML Id")
    if not request.references or len(set(request.references)) != len(request.references):
        raise Malformed("signing.request", detail="references are empty or repeated")
    targets = [opened.element(identifier) for identifier in request.references]
    if opened.root in targets:
        raise Malformed("signing.request", detail="the root is referenced: the signature could not stand outside it")
    signature = _unsigned(request, list(zip(request.references, map(opened.digest, targets), strict=True)))
    return Prepared(
        document=opened,
        request=request,
        unsigned=etree.tostring(signature, encoding="UTF-8", xml_declaration=False),
        to_sign=canonical(signature[0]),
    )


def finish(prepared: Prepared, signature_value: bytes) -> bytes:
    """
    The whole ``Signature`` element as bytes (UTF-8), after verifying it in the document it was prepared for.

    Args:
        prepared: from ``prepare``.
        signature_value: over ``prepared.to_sign``, as ``port.SigningKey.sign`` gives it.

    Raises ProofInvalid where the value is not this certificate's over these bytes.

    """
    signature = parse(prepared.unsigned)
    if algorithm_of(certificates.load(prepared.request.certificate)) == ECDSA_SHA256:
        signature_value = _joined(signature_value)
    signature[1].text = b64encode(signature_value).decode()
    finished = etree.tostring(signature, encoding="UTF-8", xml_declaration=False)
    prepared.document.verify_added(signature)
    return finished


def sign(
    document: bytes | SignedDocument,
    key: SigningKey,
    *,
    signature_id: str,
    references: tuple[str, ...],
    signed_at: datetime,
) -> bytes:
    """Both steps with a key at hand: the ``Signature`` element as bytes. Raises as ``prepare`` and ``finish``."""
    prepared = prepare(document, Request(signature_id, references, key.certificate, key.chain, signed_at))
    return finish(prepared, key.sign(prepared.to_sign))


def signatures(document: bytes) -> tuple[FoundSignature, ...]:
    """What each signature of a document claims, in document order, unverified."""
    return open_document(document).signatures()


def verify_signature(document: bytes, signature_id: str) -> FoundSignature:
    """Check one signature by its Id (``SignedDocument.verify``); for several, open the document once."""
    return open_document(document).verify(signature_id)


def _unsigned(request: Request, digests: list[tuple[str, bytes]]) -> etree._Element:
    """The Signature element with an empty value."""
    owner = certificates.load(request.certificate)
    signature = etree.Element(f"{{{DS}}}Signature", {"Id": request.signature_id}, nsmap=_default(DS))
    info = _add(signature, "SignedInfo")
    _add(signature, "SignatureValue")
    x509_data = _add(_add(signature, "KeyInfo"), "X509Data")
    try:
        _add(x509_data, "X509SubjectName").text = certificates.subject_of(owner)
    except ValueError as error:  # A control character in a name: no XML can hold it.
        raise Malformed("signing.certificate_unreadable", detail=excerpt(str(error))) from error
    for der in (request.certificate, *request.chain):
        _add(x509_data, "X509Certificate").text = b64encode(der).decode()
    properties = _add(_add(signature, "Object"), "SignatureProperties", Id=f"{request.signature_id}-properties")
    _property(properties, request, "SigningTime").text = request.signed_at.isoformat(timespec="seconds")
    meant = hashlib.sha256(request.certificate).digest()
    _property(properties, request, "CertificateDigest").text = b64encode(meant).decode()
    _add(info, "CanonicalizationMethod", Algorithm=EXCLUSIVE_C14N)
    _add(info, "SignatureMethod", Algorithm=algorithm_of(owner))
    own = (f"{request.signature_id}-properties", hashlib.sha256(canonical(properties)).digest())
    for identifier, digest in [*digests, own]:
        reference = _add(info, "Reference", URI=f"#{identifier}")
        _add(_add(reference, "Transforms"), "Transform", Algorithm=EXCLUSIVE_C14N)
        _add(reference, "DigestMethod", Algorithm=SHA256)
        _add(reference, "DigestValue").text = b64encode(digest).decode()
    return signature


def _default(namespace: str) -> Any:
    return {None: namespace}  # The stubs of lxml know no default namespace.


def _add(parent: etree._Element, name: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{DS}}}{name}", attributes)


def _property(properties: etree._Element, request: Request, name: str) -> etree._Element:
    holder = _add(properties, "SignatureProperty", Target=f"#{request.signature_id}")
    return etree.SubElement(holder, f"{{{OURS}}}{name}", nsmap=_default(OURS))


def _joined(value: bytes) -> bytes:
    """ECDSA from DER to ``r || s``, 32 bytes each (xmldsig-core1 §6.4.3). Raises Malformed where it is not DER."""
    try:
        r, s = decode_dss_signature(value)
        return r.to_bytes(P256_BYTES, "big") + s.to_bytes(P256_BYTES, "big")
    except (ValueError, OverflowError) as error:
        raise Malformed("signing.request", detail="the ECDSA value is not DER of two numbers") from error
