"""
Certificates as this program reads them: one loader, one check of a signature value, and the facts for people.

Two kinds of key only, those that the signing rules name and every judge knows: RSA of 2048 bits and more with
PKCS#1 v1.5, and ECDSA on P-256; both with SHA-256. Timestamp services are not ours to choose: there the longer curves
count as well.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import NameOID

from anchors.errors import Malformed, ProofInvalid, excerpt

RSA_BITS_MIN = 2048
"""Shorter RSA is not allowed for electronic signatures in Vietnam (list of standards of the signing rules)."""
LONGER_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
CERTIFICATE_BYTES_MAX = 64 * 1024
"""A certificate has 1 to 3 kB; a bigger thing is no certificate."""
KNOWN_MAX = 1024
"""Certificates kept parsed, by their bytes: the 50 people of a school sign each of its 1,234 reports."""

PERSONAL_NUMBER = re.compile(r"(?:CCCD:)?(?P<number>[0-9]{12})")
TAX_NUMBER = re.compile(r"MST:(?P<number>[0-9]{10}(?:-[0-9]{3})?)")
IDENTITY_ATTRIBUTES = (NameOID.SERIAL_NUMBER, NameOID.USER_ID, NameOID.ORGANIZATION_IDENTIFIER)
"""Where a subject's number stands: serialNumber in our certificates, UID in many Vietnamese ones."""


@dataclass(frozen=True)
class CertificateFacts:
    """
    What a certificate says of its owner; whether to believe it is ``trust.judge``'s question.

    ``personal_number`` (số định danh cá nhân, SO_CCCD): 12 digits from the subject's serialNumber or UID, or None.
    ``tax_number`` (mã số thuế, MST), from the same places. ``organisation``: there is one and nothing beside it; a
    member of staff's certificate names the employer's MST too, beside his own CCCD, older CMND or passport.
    ``serial`` in lower-case hex, ``sha256`` of the DER bytes in hex, times in UTC.
    """

    subject: str
    common_name: str
    issuer: str
    personal_number: str | None
    tax_number: str | None
    organisation: bool
    serial: str
    not_before: datetime
    not_after: datetime
    sha256: str


@lru_cache(KNOWN_MAX)
def load(certificate: bytes) -> x509.Certificate:
    """The parsed certificate (DER). Raises Malformed for anything else."""
    if len(certificate) > CERTIFICATE_BYTES_MAX:
        raise Malformed("signing.certificate_unreadable", detail=f"{len(certificate)} bytes")
    try:
        loaded = x509.load_der_x509_certificate(certificate)
        # Read only when asked for, and then ValueError: ask for all that is used here.
        for name in (loaded.subject, loaded.issuer):
            name.rfc4514_string()
        _ = loaded.not_valid_before_utc, loaded.not_valid_after_utc
        if loaded.serial_number <= 0:
            raise ValueError("the serial number is not positive (RFC 5280 §4.1.2.2)")
        return loaded
    except (ValueError, TypeError, x509.InvalidVersion, CryptographyDeprecationWarning) as error:
        raise Malformed("signing.certificate_unreadable", detail=excerpt(str(error))) from error


def public_key(
    certificate: x509.Certificate, curves: tuple[type[ec.EllipticCurve], ...] = (ec.SECP256R1,)
) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """The key of a certificate, if it is one of the two kinds. Raises ProofInvalid for others, Malformed for none."""
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm as error:
        raise ProofInvalid("signing.key_unsuitable", subject=subject_of(certificate), kind="unknown") from error
    except (ValueError, TypeError) as error:
        raise Malformed("signing.certificate_unreadable", detail=excerpt(str(error))) from error
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= RSA_BITS_MIN:
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, curves):
        return key
    raise ProofInvalid("signing.key_unsuitable", subject=subject_of(certificate), kind=type(key).__name__)


def is_genuine(certificate: x509.Certificate, signature: bytes, data: bytes) -> bool:
    """Whether ``signature`` (in the port's form) over ``data`` was made with this certificate's key."""
    key = public_key(certificate)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def subject_of(certificate: x509.Certificate) -> str:
    """The owner's name as RFC 4514 writes it, last attribute first."""
    return certificate.subject.rfc4514_string()


@lru_cache(KNOWN_MAX)
def describe(certificate: bytes) -> CertificateFacts:
    """What the certificate (DER) says. Raises Malformed where it cannot be read."""
    loaded = load(certificate)
    numbers = [str(a.value) for oid in IDENTITY_ATTRIBUTES for a in loaded.subject.get_attributes_for_oid(oid)]
    common = loaded.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    personal = next((match["number"] for text in numbers if (match := PERSONAL_NUMBER.fullmatch(text))), None)
    taxes = [match["number"] for text in numbers if (match := TAX_NUMBER.fullmatch(text))]
    return CertificateFacts(
        subject=subject_of(loaded),
        common_name=str(common[0].value) if common else "",
        issuer=loaded.issuer.rfc4514_string(),
        personal_number=personal,
        tax_number=taxes[0] if taxes else None,
        organisation=bool(taxes) and len(taxes) == len(numbers),
        serial=f"{loaded.serial_number:x}",
        not_before=loaded.not_valid_before_utc,
        not_after=loaded.not_valid_after_utc,
        sha256=hashlib.sha256(certificate).hexdigest(),
    )
