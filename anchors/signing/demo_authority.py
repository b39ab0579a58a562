"""
The demo's own certificate authority. Every name it writes says DEMO; nothing it certifies has legal force.

Real signers get their certificates from a licensed provider under NEAC's root (NĐ 23/2025) or from Ban Cơ yếu.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from anchors.errors import Malformed
from anchors.signing import certificates
from anchors.signing.software import KeyKind, PrivateKey, create_key, load_pkcs12, to_pkcs12

DEMO = "DEMO"
ROOT_VALID = timedelta(days=3652)
CERTIFICATE_VALID = timedelta(days=1096)
"""Three years, the usual length of a signer's certificate."""
NAME_BYTES_MAX = 64


@dataclass(frozen=True)
class Issued:
    """A new certificate (DER) and its key as encrypted PKCS#12, the chain in both."""

    certificate: bytes
    chain: tuple[bytes, ...]
    pkcs12: bytes


@dataclass(frozen=True)
class DemoAuthority:
    """A root that certifies signers directly."""

    certificate: bytes
    private: PrivateKey = field(repr=False)

    @classmethod
    def create(cls, name: str, at: datetime) -> DemoAuthority:
        """A new root, valid from ``at`` (with zone) for ten years; "DEMO" stands in front of its name."""
        private = create_key()
        subject = _name(f"{DEMO} {name}", organisation=f"{DEMO} - không có giá trị pháp lý")
        builder = _builder(subject, subject, private, at, ROOT_VALID)
        certificate = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).add_extension(
            _usage(certificates_only=True), critical=True
        )
        return cls(certificate.sign(private, hashes.SHA256()).public_bytes(Encoding.DER), private)

    @classmethod
    def load(cls, content: bytes, passphrase: str) -> DemoAuthority:
        """The authority as ``save`` wrote it; warns like any software key. Raises Malformed."""
        key = load_pkcs12(content, passphrase)
        if DEMO not in certificates.describe(key.certificate).common_name:
            raise Malformed("signing.key_unreadable", detail="not the authority of a demo")
        return cls(key.certificate, key.private)

    def save(self, passphrase: str) -> bytes:
        """Root and key as encrypted PKCS#12."""
        return to_pkcs12(self.private, self.certificate, (), passphrase)

    @property
    def roots_pem(self) -> bytes:
        """What a verifier takes as ``--trust roots.pem``."""
        return certificates.load(self.certificate).public_bytes(Encoding.PEM)

    def issue_person(
        self, full_name: str, personal_number: str, *, passphrase: str, at: datetime, kind: KeyKind = "rsa-2048"
    ) -> Issued:
        """
        A person's certificate, valid from ``at`` for three years.

        ``personal_number`` (số định danh cá nhân, 12 digits) goes into the subject's serialNumber. Raises Malformed
        for anything else.
        """
        if not certificates.PERSONAL_NUMBER.fullmatch(personal_number):
            raise Malformed("signing.request", detail=f"personal number {personal_number!r}, expected 12 digits")
        number = personal_number.removeprefix("CCCD:")
        return self._issue(_name(f"{DEMO} {full_name}", number=number), passphrase, at, kind)

    def issue_organisation(
        self, name: str, tax_number: str, *, passphrase: str, at: datetime, kind: KeyKind = "rsa-2048"
    ) -> Issued:
        """
        A school's certificate (the function of its seal), recognised by ``MST:`` and its tax number in the subject.

        Raises Malformed for a tax number that has not 10 digits (or 10 and 3, after a hyphen).
        """
        if not certificates.TAX_NUMBER.fullmatch(f"MST:{tax_number}"):
            raise Malformed("signing.request", detail=f"tax number {tax_number!r}, expected 10 digits")
        subject = _name(f"{DEMO} {name}", organisation=name, number=f"MST:{tax_number}")
        return self._issue(subject, passphrase, at, kind)

    def _issue(self, subject: x509.Name, passphrase: str, at: datetime, kind: KeyKind) -> Issued:
        private = create_key(kind)
        root = certificates.load(self.certificate)
        builder = _builder(subject, root.subject, private, at, CERTIFICATE_VALID)
        certificate = (
            builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(certificates_only=False), critical=True)
            .add_extension(_authority_key(root), critical=False)
            .sign(self.private, hashes.SHA256())
            .public_bytes(Encoding.DER)
        )
        return Issued(certificate, (), to_pkcs12(private, certificate, (), passphrase))


def _name(common_name: str, *, organisation: str | None = None, number: str | None = None) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organisation:
        attributes.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organisation)))
    attributes.append(x509.NameAttribute(NameOID.COMMON_NAME, _cut(common_name)))
    if number:
        # Vietnamese providers write an organisation's number into UID as "MST:...".
        oid = NameOID.USER_ID if number.startswith("MST:") else NameOID.SERIAL_NUMBER
        attributes.append(x509.NameAttribute(oid, number))
    return x509.Name(attributes)


def _cut(name: str) -> str:
    """At most 64 bytes of UTF-8, as ``cryptography`` counts the limit of RFC 5280; a letter is never split."""
    return name.encode()[:NAME_BYTES_MAX].decode(errors="ignore").rstrip()


def _builder(
    subject: x509.Name, issuer: x509.Name, private: PrivateKey, at: datetime, valid: timedelta
) -> x509.CertificateBuilder:
    if at.tzinfo is None:
        raise Malformed("signing.request", detail="a time without a zone")
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + valid)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    )


def _authority_key(root: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _usage(*, certificates_only: bool) -> x509.KeyUsage:
    """A signer's key signs documents (digitalSignature, nonRepudiation), a root's only certificates and lists."""
    return x509.KeyUsage(
        digital_signature=not certificates_only,
        content_commitment=not certificates_only,
        key_cert_sign=certificates_only,
        crl_sign=certificates_only,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
