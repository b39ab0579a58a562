"""
Keys in a file (PKCS#12), for the demo and for tests. Loud: whoever can read the file can sign.

Production refuses them (settings); here every load warns.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12

from anchors.errors import Malformed, excerpt
from anchors.signing import certificates

KeyKind = Literal["rsa-2048", "rsa-3072", "ecdsa-p256"]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PKCS12_BYTES_MAX = 1024 * 1024
"""A key with its chain has about 5 kB."""


class DevelopmentModeWarning(UserWarning):
    """Something runs that must never run in production."""


class SoftwareKeyWarning(DevelopmentModeWarning):
    """A private key stands in memory and in a file: its signatures prove nothing about a person's will."""


@dataclass(frozen=True)
class SoftwareKey:
    """A key held in memory, an adapter of ``port.SigningKey``. Never printed, safe to use from several threads."""

    certificate: bytes
    chain: tuple[bytes, ...]
    private: PrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """RSA PKCS#1 v1.5, or ECDSA in DER; SHA-256 (see the port)."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.private.sign(data, ec.ECDSA(hashes.SHA256()))


def create_key(kind: KeyKind = "rsa-2048") -> PrivateKey:
    """A new private key. RSA 2048 is what tokens and remote services in use give; a new one takes about 0.1 s."""
    if kind == "ecdsa-p256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=int(kind.removeprefix("rsa-")))


def to_pkcs12(private: PrivateKey, certificate: bytes, chain: tuple[bytes, ...], passphrase: str) -> bytes:
    """
    Key, certificate and chain (DER) as one encrypted PKCS#12.

    Raises Malformed for an empty passphrase and for a key that is not the certificate's.
    """
    if not passphrase:
        raise Malformed("signing.key_unreadable", detail="the passphrase is empty")
    owner = certificates.load(certificate)
    try:
        return pkcs12.serialize_key_and_certificates(
            certificates.subject_of(owner).encode(),
            private,
            owner,
            [certificates.load(intermediate) for intermediate in chain],
            BestAvailableEncryption(passphrase.encode()),
        )
    except ValueError as error:
        raise Malformed("signing.key_unreadable", detail=excerpt(str(error))) from error


def load_pkcs12(source: Path | bytes, passphrase: str) -> SoftwareKey:
    """
    The key of a PKCS#12 file or of its bytes; warns loudly (``SoftwareKeyWarning``).

    Raises Malformed: unreadable file, wrong passphrase, no key or certificate in it, key of another kind, or a key
    that does not belong to the certificate.
    """
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
        if len(content) > PKCS12_BYTES_MAX:
            raise ValueError(f"{len(content)} bytes")
        private, owner, others = pkcs12.load_key_and_certificates(content, passphrase.encode())
        chain = _issuers(owner, others) if owner else ()
    except (OSError, ValueError) as error:
        raise Malformed("signing.key_unreadable", detail=excerpt(str(error))) from error
    if owner is None or not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise Malformed("signing.key_unreadable", detail="no RSA or ECDSA key with a certificate in it")
    if private.public_key() != certificates.public_key(owner):
        raise Malformed("signing.key_unreadable", detail="the key does not belong to the certificate")
    warnings.warn(
        "SOFTWARE KEY, FOR DEMONSTRATION ONLY: whoever has this file can sign as " + certificates.subject_of(owner),
        SoftwareKeyWarning,
        stacklevel=2,
    )
    return SoftwareKey(owner.public_bytes(Encoding.DER), chain, private)


def _issuers(owner: x509.Certificate, others: list[x509.Certificate]) -> tuple[bytes, ...]:
    """The certificates beside the owner's, its issuer first: a PKCS#12 keeps no order. Roots are left out."""
    rest = {other.subject: other for other in others if other.subject != other.issuer}
    ordered, current = [], owner
    while (issuer := rest.pop(current.issuer, None)) is not None:
        ordered.append(issuer.public_bytes(Encoding.DER))
        current = issuer
    return tuple(ordered)
