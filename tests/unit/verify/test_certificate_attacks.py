"""
Certificates that a trusted authority did issue, used for what they are not for; and hostile input that took hours.

The attacker holds the ledger's key too, so that only the certificates and the form of the report can tell.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose
from cryptography.x509.oid import NameOID

from anchors.errors import AnchorError, Malformed
from anchors.report_values import values
from anchors.signing import certificates
from anchors.signing.software import SoftwareKey, create_key
from anchors.signing.trust import CHAIN_MAX, judge
from anchors.verify import Status, Verdict
from domain.formats.hoc_ba import Stage
from tests.kit import issued, keys
from tests.kit.documents import staff
from tests.kit.issued import Place, failed, reasons, sample, signed_xml, verified_xml

SCHOOL = sample().document.school.name
MST = (NameOID.USER_ID, "MST:0400123456")
CN, ORG, OU = NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME
TEACHER = (CN, "Nguyễn Văn Giáo")
SEAL: Place = (Stage.SEAL, None)
HEAD: Place = (Stage.HEAD, None)
DAY = timedelta(days=1)

Names = list[tuple[x509.ObjectIdentifier, str]]
#: Of processor time, so that a busy machine is not taken for a slow judge.
SLOW_S = 5.0


def issued_key(names: Names, *purposes: x509.ObjectIdentifier, authority: bool = False) -> SoftwareKey:
    """A key whose certificate the trusted authority of the kit issued."""
    private, issuer = create_key("ecdsa-p256"), keys.authority()
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(oid, value) for oid, value in names]))
        .issuer_name(certificates.load(issuer.certificate).subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(keys.ISSUED_AT)
        .not_valid_after(keys.ISSUED_AT + 1000 * DAY)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    made = builder.sign(issuer.private, hashes.SHA256())
    return SoftwareKey(made.public_bytes(Encoding.DER), (), private)


def sealed_by(key: SoftwareKey) -> set[tuple[str, str]]:
    found = verified_xml(sample(), signed_xml(sample().document, signing_keys={SEAL: key}))
    assert (found.verdict is Verdict.VALID) == (not failed(found))
    return failed(found)


@pytest.mark.parametrize(
    "names", [[(ORG, SCHOOL), (CN, SCHOOL), MST], [(ORG, SCHOOL), MST], [(CN, SCHOOL), (NameOID.SERIAL_NUMBER, MST[1])]]
)
def test_a_schools_certificate_counts(names: Names) -> None:
    assert sealed_by(issued_key(names)) == set()
    assert sealed_by(issued_key(names, Purpose.CLIENT_AUTH)) == set()
    assert sealed_by(issued_key(names, Purpose.CLIENT_AUTH, Purpose.EMAIL_PROTECTION)) == set()


@pytest.mark.parametrize(
    ("names", "failing"),
    [
        (
            [(ORG, SCHOOL), TEACHER, (NameOID.USER_ID, "CMND:123456789"), (NameOID.SERIAL_NUMBER, MST[1])],
            "signature.kind",
        ),
        ([(ORG, SCHOOL), TEACHER, (NameOID.USER_ID, "HC:B1234567"), (OU, MST[1])], "signature.kind"),
        ([(ORG, SCHOOL), TEACHER, MST, (NameOID.SERIAL_NUMBER, "CCCD:048080000001")], "signature.kind"),
        ([(ORG, SCHOOL), TEACHER, MST], "signature.name"),
        ([(CN, SCHOOL), (OU, "phòng MST:0400123456")], "signature.kind"),
    ],
)
def test_a_member_of_staff_cannot_seal_with_a_certificate_that_names_his_employer(names: Names, failing: str) -> None:
    assert sealed_by(issued_key(names)) == {(failing, "KY_PHAT_HANH")}


@pytest.mark.parametrize(
    "purposes",
    [
        (Purpose.SERVER_AUTH, Purpose.CLIENT_AUTH),
        (Purpose.CODE_SIGNING,),
        (Purpose.TIME_STAMPING,),
        (Purpose.OCSP_SIGNING,),
    ],
)
def test_the_key_of_a_machine_cannot_seal(purposes: tuple[x509.ObjectIdentifier, ...]) -> None:
    key = issued_key([(ORG, SCHOOL), (CN, SCHOOL), MST], *purposes)
    assert sealed_by(key) == {("signature.certificate", "KY_PHAT_HANH")}


def test_an_authoritys_key_cannot_seal() -> None:
    key = issued_key([(CN, SCHOOL), MST], authority=True)
    assert sealed_by(key) == {("signature.certificate", "KY_PHAT_HANH")}


def test_a_head_of_another_name_is_found_though_his_number_is_right() -> None:
    person, other = sample().document.head, staff(31, "Đinh Công Khoa")
    signed = signed_xml(
        sample().document,
        signing_keys={HEAD: issued.key_of(other.full_name, person.personal_number)},
        claimed={HEAD: {"name": other.full_name}},
    )
    assert failed(verified_xml(sample(), signed)) == {("signature.head", "CBQL")}


@pytest.mark.parametrize(
    ("code", "name", "shown"),
    [
        ("GDTC", "Giáo dục thể chất", "Toán"),
        ("TOAN", "Toán", "Tоán"),
        ("TOAN", "Toán", "Toán "),
        ("TOAN", "Toán", "toán"),
    ],
)
def test_a_row_cannot_show_another_subject_than_its_teacher_signed(code: str, name: str, shown: str) -> None:
    pair = "<MA_MON_HOC>{}</MA_MON_HOC><TEN_MON_HOC>{}</TEN_MON_HOC>"
    changed = sample().xml.replace(pair.format(code, name).encode(), pair.format(code, shown).encode())
    assert changed != sample().xml
    found = verified_xml(sample(), changed)
    assert ("xml.form", "") in failed(found)
    assert "report.subject" in reasons(found)


def test_a_subject_that_the_format_does_not_know_is_refused() -> None:
    changed = sample().xml.replace(b"TOAN", b"TOAN_CAO_CAP")
    with pytest.raises(Malformed) as caught:
        values(changed)
    assert caught.value.code == "report.subject"


@pytest.mark.parametrize(
    ("old", "new"), [(b"T08:03:03+07:00", b"T24:00:00+07:00"), (b"<NGAY_SINH>20", b"<NGAY_SINH>00")]
)
def test_a_time_that_only_the_schema_allows_is_a_fault_of_the_form(old: bytes, new: bytes) -> None:
    changed = sample().xml.replace(old, new)
    if b"<NGAY_SINH>00" in new:
        start = changed.index(b"<NGAY_SINH>") + len(b"<NGAY_SINH>")
        changed = changed[:start] + b"0000" + changed[start + 4 :]
    assert changed != sample().xml
    found = verified_xml(sample(), changed)
    assert ("xml.form", "") in failed(found)
    assert "verify.unexpected" not in reasons(found)


# ── Time ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_million_equal_ids_do_not_take_hours() -> None:
    for count in (150_000, 2_000_000):
        began = time.process_time()
        found = verified_xml(sample(), b"<HOC_BA>" + count * b'<a Id="x"/>' + b"</HOC_BA>")
        assert found.verdict is not Verdict.VALID
        assert time.process_time() - began < SLOW_S


def test_references_within_references_do_not_take_minutes() -> None:
    depth, algorithm = 240, "http://www.w3.org/2001/10/xml-exc-c14n#"
    reference = (
        f'<Transforms><Transform Algorithm="{algorithm}"/></Transforms><DigestMethod Algorithm='
        '"http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>AAAA</DigestValue></Reference>'
    )
    references = "".join(f'<Reference URI="#i{number}">{reference}' for number in range(depth))
    signature = (
        f'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="s"><SignedInfo><CanonicalizationMethod '
        f'Algorithm="{algorithm}"/><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f"{references}</SignedInfo><SignatureValue>AAAA</SignatureValue><KeyInfo><X509Data><X509SubjectName>x"
        "</X509SubjectName><X509Certificate>AAAA</X509Certificate></X509Data></KeyInfo><Object><SignatureProperties>"
        '<SigningTime xmlns="urn:hocba:signature:1">2026-05-25T09:30:00+07:00</SigningTime></SignatureProperties>'
        "</Object></Signature>"
    )
    opened = "".join(f'<a Id="i{number}">' for number in range(depth))
    hostile = f"<HOC_BA>{opened}{200_000 * '<b/>'}{depth * '</a>'}{signature}</HOC_BA>".encode()
    began = time.process_time()
    found = verified_xml(sample(), hostile)
    assert time.process_time() - began < SLOW_S
    assert found.verdict is Verdict.INVALID
    assert "signing.xml_structure" in reasons(found)


def test_certificates_that_certify_each_other_do_not_take_minutes() -> None:
    """Every order of them is a path to try."""
    private = create_key("ecdsa-p256")
    name = x509.Name([x509.NameAttribute(CN, "A")])

    def made(serial: int, authority: bool) -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name if authority else x509.Name([x509.NameAttribute(CN, "leaf")]))
            .issuer_name(name)
            .public_key(private.public_key())
            .serial_number(serial)
            .not_valid_before(keys.ISSUED_AT)
            .not_valid_after(keys.ISSUED_AT + 1000 * DAY)
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
        )
        return builder.sign(private, hashes.SHA256()).public_bytes(Encoding.DER)

    at: datetime = keys.SIGNED_AT
    for count in (CHAIN_MAX, CHAIN_MAX + 4):
        chain = tuple(made(100 + number, True) for number in range(count))
        began = time.process_time()
        with pytest.raises(AnchorError):
            judge(made(1, False), chain, issued.roots(), at)
        assert time.process_time() - began < 1.0


def test_what_the_attacks_start_from_is_valid() -> None:
    """What it attacks from is valid, or nothing here would mean anything."""
    found = verified_xml(sample(), sample().xml)
    assert found.verdict is Verdict.VALID
    assert not failed(found, Status.NOT_CHECKED)
