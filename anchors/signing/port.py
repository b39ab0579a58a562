"""
The narrow ports to whatever holds a private key: a signer's, or a timestamp service's.

Adapters, one file each: ``software`` (demo), ``anchors.timestamp_client`` (RFC 3161 over HTTP). A token or a remote
service needs no adapter where the two steps are taken apart: ``prepare`` here, sign there, ``finish`` here.
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


class TimestampService(Protocol):
    """Somebody outside who states at which time he saw a digest (RFC 3161)."""

    @property
    def answer_bytes(self) -> int:
        """Of the longest answer so far, 0 before the first; one service's answers differ by a few bytes."""

    def stamp(self, digest: bytes) -> bytes:
        """
        The answer (``TimeStampResp`` in DER) over a SHA-256, read and found to be over just this digest.

        Raises Unavailable: no answer, or none that can be used, now. ProofInvalid: an answer over something else, or
        whose signature does not fit.
        """
