"""
Timestamps for tests: the demo's service as a process, and certomancer as a library for what no honest service gives.

``service()`` runs once per test process and ends with it. ``maker()`` states any time with any certificate.
"""

from __future__ import annotations

import atexit
import functools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1
from certomancer.services import TimeStamper
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from anchors.signing.trust import TrustRoots
from anchors.timestamp import request
from api.flows.demo.timestamp_service import RunningService, timestamp_service
from api.settings import Settings

NOW = datetime(2026, 5, 31, 2, 0, tzinfo=UTC)
"""An hour after the reports of ``tests.kit.issued`` were sealed."""
CENTURY = timedelta(days=36525)


@functools.cache
def service() -> RunningService:
    """The demo's service, real and on this machine's clock."""
    scope = timestamp_service(Settings())
    running = scope.__enter__()
    atexit.register(scope.__exit__, None, None, None)
    return running


@dataclass(frozen=True)
class Maker:
    """certomancer stating ``at`` with this key; serves as the port, so that a seal can be made with it."""

    root_pem: bytes
    certificate: bytes
    chain: tuple[bytes, ...]
    private: bytes
    at: datetime
    digest: str = "sha256"
    answer_bytes: int = 0

    @property
    def roots(self) -> TrustRoots:
        return TrustRoots.from_pem(self.root_pem)

    def stamp(self, digest: bytes) -> bytes:
        return self.answer(request(digest, 1 << 62))

    def answer(self, asked: bytes) -> bytes:
        """The answer to a request as it was sent."""
        maker: Any = TimeStamper(
            asn1.Certificate.load(self.certificate),
            asn1_keys.PrivateKeyInfo.load(self.private),
            certs_to_embed=[asn1.Certificate.load(each) for each in self.chain],
            fixed_dt=self.at,
            md_algorithm=self.digest,
        )
        return bytes(maker.request_tsa_response(tsp.TimeStampReq.load(asked)).dump())


@functools.cache
def maker(
    name: str = "A",
    at: datetime = NOW,
    *,
    purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.TIME_STAMPING,),
    critical: bool = True,
    until: datetime = NOW + CENTURY,
    curve: type[ec.EllipticCurve] = ec.SECP256R1,
    digest: str = "sha256",
    intermediate: bool = False,
) -> Maker:
    """A service under a root of its own; each argument is one thing that may be wrong with it."""
    root_key = _root_key(name)
    root = _certificate(f"root {name}", root_key, f"root {name}", root_key, NOW + CENTURY, ca=True)
    issuer, issuer_key, chain = f"root {name}", root_key, list[bytes]()
    if intermediate:
        issuer, issuer_key = f"intermediate {name}", ec.generate_private_key(ec.SECP256R1())
        between = _certificate(issuer, issuer_key, f"root {name}", root_key, NOW + CENTURY, ca=True)
        chain = [between.public_bytes(Encoding.DER)]
    key = ec.generate_private_key(curve())
    usage = (x509.ExtendedKeyUsage(list(purposes)), critical) if purposes else None
    own = _certificate(f"service {name}", key, issuer, issuer_key, until, usage=usage)
    return Maker(
        root.public_bytes(Encoding.PEM),
        own.public_bytes(Encoding.DER),
        tuple(chain),
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        at,
        digest,
    )


@functools.cache
def _root_key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    until: datetime,
    *,
    ca: bool = False,
    usage: tuple[x509.ExtendedKeyUsage, bool] | None = None,
) -> x509.Certificate:
    subject, above = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer))
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - CENTURY / 10)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if usage:
        builder = builder.add_extension(usage[0], critical=usage[1])
    return builder.sign(issuer_key, hashes.SHA256())
