"""
Reading and checking XML signatures (XMLDSig, W3C xmldsig-core1), one strict profile of it.

``docs/formats/signatures.md`` states the profile; the steps of ``SignedDocument.verify`` carry its numbers. Whatever
the profile does not name is refused, not ignored: an unknown transform or a second Object changes what was signed.
Canonical forms come from libxml2 (lxml), signature values from ``cryptography``; what is ours is the profile.

A document is read once; each element's digest is computed once, however many signatures cover it.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from anchors.errors import AnchorError, Malformed, ProofInvalid, excerpt
from anchors.signing import certificates

DOCUMENT_BYTES_MAX = 32 * 1024 * 1024
"""A signed report has about 100 kB; a list of a grade's 300 reports as it is submitted about 30 MB."""
REFERENCES_MAX = 256
"""A head who covers each teacher's element of a report needs 20."""

DIGESTED_TIMES_MAX = 4
"""
How often all elements of a document are canonicalised at most. A report needs two: rows stand in the data region. A
small file of 250 elements in each other, all referenced, took minutes.
"""
DIGESTED_ALWAYS = 1000
"""Elements that may be canonicalised besides: a signature that is added to a small document is larger than it."""

DS = "http://www.w3.org/2000/09/xmldsig#"
OURS = "urn:hocba:signature:1"
"""Namespace of SigningTime and CertificateDigest: the XMLDSig schema wants another one than its own there."""
EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
P256_BYTES = 32

IDENTIFIERS = etree.XPath(
    "descendant-or-self::*/@Id | descendant-or-self::*/@ID | descendant-or-self::*/@id | descendant-or-self::*/@xml:id"
)
"""Every spelling in which some verifier finds an Id: a second element under any of them is refused."""
_COUNT = etree.XPath("count(descendant-or-self::*)")
NOT_DATA = etree.XPath("//comment() | //processing-instruction()")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True)
class FoundSignature:
    """
    One ``ds:Signature`` as it stands in a document; genuine only if ``verify`` returned it.

    ``references`` are the Ids it covers in the document, without its own signing time; ``certificate`` and ``chain``
    DER; ``signed_at`` the time the signer claims, with its zone: nobody else vouches for it.
    """

    signature_id: str
    references: tuple[str, ...]
    certificate: bytes
    chain: tuple[bytes, ...]
    signed_at: datetime


@dataclass(frozen=True)
class _Parts:
    """A signature taken apart under the profile; ``digests`` as (Id, SHA-256) in order."""

    element: etree._Element
    signed_info: etree._Element
    algorithm: str
    value: bytes
    digests: tuple[tuple[str, bytes], ...]
    certificates: tuple[bytes, ...]
    subject: str
    properties: etree._Element
    signed_at: datetime
    certificate_digest: bytes | None


def open_document(document: bytes) -> SignedDocument:
    """Parse once, verify many. Raises Malformed for XML that is unreadable, too large or not plain."""
    return SignedDocument(parse(document))


def parse(document: bytes) -> etree._Element:
    """
    The root of an XML document from outside, hardened: size, no DTD, no entities, no network, UTF-8.

    Comments and processing instructions are refused too: canonical XML leaves comments out, so one inside a name
    would split the text that a reader sees without breaking the signature.
    """
    if len(document) > DOCUMENT_BYTES_MAX:
        raise Malformed("signing.xml_too_large", found=len(document), limit=DOCUMENT_BYTES_MAX)
    if b"<!DOCTYPE" in document:  # Before the parser sees it; the check after parsing finds it in other encodings.
        raise Malformed("signing.xml_forbidden", what="DOCTYPE")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, dtd_validation=False
    )
    try:
        root = etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("signing.xml_unreadable", detail=excerpt(str(error))) from error
    info: Any = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None or info.externalDTD is not None:
        raise Malformed("signing.xml_forbidden", what="DOCTYPE")
    if (info.encoding or "UTF-8").upper() not in {"UTF-8", "UTF8", "ASCII", "US-ASCII"}:
        raise Malformed("signing.xml_forbidden", what=f"encoding {info.encoding}")
    for node in cast("list[etree._Element]", NOT_DATA(root)):
        raise Malformed("signing.xml_forbidden", what=excerpt(etree.tostring(node, with_tail=False).decode()))
    return root


def _size(element: etree._Element) -> int:
    return int(cast("float", _COUNT(element)))


def canonical(element: etree._Element) -> bytes:
    """
    Exclusive canonical XML 1.0 without comments, of the element where it stands.

    Raises Malformed for what has no canonical form, such as a relative namespace URI.
    """
    try:
        return etree.tostring(element, method="c14n", exclusive=True, with_comments=False, with_tail=False)
    except etree.C14NError as error:
        raise Malformed("signing.xml_unreadable", detail=excerpt(str(error))) from error


class SignedDocument:
    """A parsed document with its signatures. ``root`` is for reading; altering it voids what was verified."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._digests: dict[etree._Element, bytes] = {}
        self._to_digest = DIGESTED_TIMES_MAX * _size(root) + DIGESTED_ALWAYS
        self._by_id: dict[str, list[etree._Element]] = {}
        self._index(root)

    def signature_ids(self) -> tuple[str, ...]:
        """Ids of all signatures in document order. Raises ProofInvalid for one without an Id."""
        elements = list(self.root.iter(f"{{{DS}}}Signature"))
        if any(not element.get("Id") for element in elements):
            raise ProofInvalid("signing.xml_structure", signature="?", detail="a Signature without an Id")
        return tuple(str(element.get("Id")) for element in elements)

    def signatures(self) -> tuple[FoundSignature, ...]:
        """What each signature claims, unverified. Raises ProofInvalid for one outside the profile."""
        return tuple(
            _found(_take_apart(self._signature(identifier), identifier)) for identifier in self.signature_ids()
        )

    def element(self, identifier: str) -> etree._Element:
        """The one element with this Id. Raises ProofInvalid for none or several."""
        elements = self._by_id.get(identifier, [])
        if len(elements) != 1:
            raise ProofInvalid("signing.xml_id_not_unique", id=excerpt(identifier), found=len(elements))
        return elements[0]

    def digest(self, element: etree._Element) -> bytes:
        """SHA-256 of the element's canonical form, computed once. Raises ProofInvalid beyond ``DIGESTED_TIMES_MAX``."""
        if element not in self._digests:
            self._to_digest -= _size(element)
            if self._to_digest < 0:
                raise ProofInvalid("signing.xml_structure", signature="*", detail="references within references")
            self._digests[element] = hashlib.sha256(canonical(element)).digest()
        return self._digests[element]

    def verify(self, signature_id: str) -> FoundSignature:
        """
        Check exactly this signature: what it covers is unchanged, and its certificate's key made it.

        Whose certificate it is, and whether to trust it, is for the caller (``trust.judge``), as is which elements
        this signer had to cover. Raises ProofInvalid naming the step's fault.
        """
        parts = _take_apart(self._signature(signature_id), signature_id)  # (1) the profile
        changed = []
        for identifier, expected in parts.digests:  # (2) each reference
            target = self.element(identifier)
            if parts.element is target or target in parts.element.iterancestors():
                raise ProofInvalid("signing.xml_covers_itself", signature=signature_id, reference=identifier)
            if self.digest(target) != expected:
                changed.append(identifier)
        if changed:
            raise ProofInvalid("signing.xml_reference_differs", signature=signature_id, reference=", ".join(changed))
        found = _found(parts)
        covered = {self.element(identifier) for identifier, _ in parts.digests}
        if parts.properties not in covered:  # (3) its signing time is covered, and something of the document
            raise ProofInvalid("signing.xml_time_not_covered", signature=signature_id)
        if not found.references:
            raise ProofInvalid(
                "signing.xml_structure", signature=signature_id, detail="nothing of the document covered"
            )
        self._check_value(parts, signature_id)  # (4) and (5)
        return found

    def verify_added(self, signature: etree._Element) -> FoundSignature:
        """
        Check a new signature as if it stood last in the document, which stays as it is.

        What the document's other elements weigh does not change: nothing below the root contains the new one.
        """
        before = {identifier: list(elements) for identifier, elements in self._by_id.items()}
        self.root.append(signature)
        try:
            self._index(signature)
            return self.verify(signature.get("Id") or "")
        finally:
            self.root.remove(signature)
            self._by_id = before

    def _index(self, part: etree._Element) -> None:
        """Note every Id at and below ``part``."""
        for value in cast("list[Any]", IDENTIFIERS(part)):
            element, known = value.getparent(), self._by_id.setdefault(str(value), [])
            # Attributes of one element follow each other; to search the list would take hours for a million equal Ids.
            if not known or known[-1] is not element:
                known.append(element)

    def _check_value(self, parts: _Parts, signature_id: str) -> None:
        """(4) the certificate is the one meant, (5) its key made the value over the canonical SignedInfo."""
        der = parts.certificates[0]
        owner = certificates.load(der)
        if parts.subject != certificates.subject_of(owner):
            raise ProofInvalid("signing.xml_certificate_differs", signature=signature_id, what="X509SubjectName")
        if parts.certificate_digest not in (None, hashlib.sha256(der).digest()):
            raise ProofInvalid("signing.xml_certificate_differs", signature=signature_id, what="CertificateDigest")
        if parts.algorithm != algorithm_of(owner) or not certificates.is_genuine(
            owner, _port_form(parts), canonical(parts.signed_info)
        ):
            raise ProofInvalid("signing.value_wrong", signature=signature_id, subject=certificates.subject_of(owner))

    def _signature(self, signature_id: str) -> etree._Element:
        element = self.element(signature_id)
        if element.tag != f"{{{DS}}}Signature":
            raise ProofInvalid("signing.xml_structure", signature=signature_id, detail="the Id is not a Signature's")
        return element


def algorithm_of(certificate: x509.Certificate) -> str:
    """SignatureMethod for the certificate's kind of key."""
    return ECDSA_SHA256 if hasattr(certificates.public_key(certificate), "curve") else RSA_SHA256


def _port_form(parts: _Parts) -> bytes:
    """The signature value as the port gives it: for ECDSA, DER instead of XML's ``r || s`` (RFC 4050 §3.3)."""
    if parts.algorithm == RSA_SHA256:
        return parts.value
    if len(parts.value) != 2 * P256_BYTES:
        return b""
    return encode_dss_signature(
        int.from_bytes(parts.value[:P256_BYTES], "big"), int.from_bytes(parts.value[P256_BYTES:], "big")
    )


def _found(parts: _Parts) -> FoundSignature:
    inside = {str(identifier) for identifier in cast("list[Any]", IDENTIFIERS(parts.element))}
    return FoundSignature(
        str(parts.element.get("Id")),
        tuple(identifier for identifier, _ in parts.digests if identifier not in inside),
        parts.certificates[0],
        parts.certificates[1:],
        parts.signed_at,
    )


def _take_apart(signature: etree._Element, signature_id: str) -> _Parts:
    """(1) Every element where the profile puts it, every algorithm one of the allowed."""
    try:
        info, value, key_info, holder = _children(signature, "SignedInfo", "SignatureValue", "KeyInfo", "Object")
        method_c14n, method_value, *references = list(info)
        _algorithm(method_c14n, "CanonicalizationMethod", EXCLUSIVE_C14N)
        if not 1 <= len(references) <= REFERENCES_MAX:
            raise ValueError(f"{len(references)} references")
        digests = tuple(_reference(reference) for reference in references)
        if len({identifier for identifier, _ in digests}) != len(digests):
            raise ValueError("the same reference twice")
        (x509_data,) = _children(key_info, "X509Data")
        subject, *ders = _children(x509_data, "X509SubjectName", *["X509Certificate"] * (len(x509_data) - 1))
        if not ders:
            raise ValueError("no X509Certificate")
        # One SignatureProperties and one of each in it: what is read must be what the reference covers.
        (properties,) = _children(holder, "SignatureProperties")
        (time,) = [node for node in properties.iter() if etree.QName(node).localname == "SigningTime"]
        if not DATE_TIME.fullmatch(time.text or ""):
            raise ValueError(f"SigningTime {time.text!r}, expected date, time and zone")
        meant = [_base64(node) for node in properties.iter(f"{{{OURS}}}CertificateDigest")]
        if len(meant) > 1:
            raise ValueError("several CertificateDigest")
        return _Parts(
            element=signature,
            signed_info=info,
            algorithm=_algorithm(method_value, "SignatureMethod", RSA_SHA256, ECDSA_SHA256),
            value=_base64(value),
            digests=digests,
            certificates=tuple(_base64(der) for der in ders),
            subject=subject.text or "",
            properties=properties,
            signed_at=datetime.fromisoformat(time.text or ""),
            certificate_digest=meant[0] if meant else None,
        )
    except AnchorError:
        raise
    except (ValueError, TypeError) as error:
        raise ProofInvalid("signing.xml_structure", signature=signature_id, detail=excerpt(str(error))) from error


def _children(element: etree._Element, *names: str) -> list[etree._Element]:
    """The children of an element, which must be exactly these of the ds namespace, in this order."""
    found = [child.tag for child in element]
    if found != [f"{{{DS}}}{name}" for name in names]:
        tags = ", ".join(str(tag) for tag in found)
        raise ValueError(f"{etree.QName(element).localname} holds ({tags}), expected ({', '.join(names)})")
    return list(element)


def _algorithm(element: etree._Element, name: str, *allowed: str) -> str:
    algorithm = element.get("Algorithm") or ""
    if element.tag != f"{{{DS}}}{name}" or algorithm not in allowed or len(element):
        raise ValueError(f"{etree.QName(element).localname} {algorithm!r}, expected {name} of {' or '.join(allowed)}")
    return algorithm


def _reference(reference: etree._Element) -> tuple[str, bytes]:
    uri = reference.get("URI") or ""
    if reference.tag != f"{{{DS}}}Reference" or not uri.startswith("#") or "(" in uri or len(uri) == 1:
        raise ValueError(f"reference {uri!r}, expected #Id")
    transforms, method, digest = _children(reference, "Transforms", "DigestMethod", "DigestValue")
    (transform,) = _children(transforms, "Transform")
    _algorithm(transform, "Transform", EXCLUSIVE_C14N)
    _algorithm(method, "DigestMethod", SHA256)
    return uri[1:], _base64(digest)


def _base64(element: etree._Element) -> bytes:
    if len(element):
        raise ValueError(f"{etree.QName(element).localname} holds elements, expected base64")
    return b64decode("".join((element.text or "").split()), validate=True)
