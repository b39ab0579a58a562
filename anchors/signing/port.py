"""
The narrow port to whatever holds a private key, and nothing else.

Adapters, one file each: ``software`` (demo). A token or a remote service needs no adapter where the two steps are
taken apart: ``prepare`` here, sign there, ``finish`` here.
"""

from __future__ import annotations

from typing import Protocol


class SigningKey(Protocol):
    """A private key with its certificate, held open: one ``sign`` is one signature, nothing is loaded again."""

    @property
    def certificate(self) -> bytes:
        """The signer's certificate, X.509 in DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Intermediate certificates in DER, the signer's issuer first; the root may be left out."""

    def sign(self, data: bytes) -> bytes:
        """
        The signature over SHA-256 of ``data``, in the form that CMS and tokens use.

        RSA: PKCS#1 v1.5 (RFC 8017 §8.2), as long as the modulus. ECDSA on P-256: DER ``Ecdsa-Sig-Value``
        (RFC 3279 §2.2.3); ``xml.finish`` turns it into the ``r || s`` of XML Signature itself.
        """
