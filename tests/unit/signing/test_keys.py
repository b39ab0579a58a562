"""Software keys, the demo's authority, and which certificates count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from anchors.errors import Malformed, ProofInvalid
from anchors.signing import certificates, trust
from anchors.signing.demo_authority import CERTIFICATE_VALID, DemoAuthority
from anchors.signing.software import (
    DevelopmentModeWarning,
    SoftwareKeyWarning,
    create_key,
    load_pkcs12,
    to_pkcs12,
)
from anchors.signing.trust import TrustRoots, describe, judge
from tests.kit import keys
from tests.kit.keys import HEAD, ISSUED_AT, PASSPHRASE, SCHOOL_TAX_NUMBER, SIGNED_AT, person


def roots() -> TrustRoots:
    return TrustRoots.from_pem(keys.authority().roots_pem)


def test_loading_a_software_key_is_loud_and_never_shows_the_key(tmp_path: Path) -> None:
    file = tmp_path / "key.p12"
    file.write_bytes(keys.issued_person().pkcs12)
    with pytest.warns(SoftwareKeyWarning, match="FOR DEMONSTRATION ONLY.*DEMO Trần Thị Hiệu Trưởng"):
        key = load_pkcs12(file, PASSPHRASE)
    assert issubclass(SoftwareKeyWarning, DevelopmentModeWarning)
    assert "private" not in repr(key)
    assert certificates.is_genuine(certificates.load(key.certificate), key.sign(b"x"), b"x")
    assert not certificates.is_genuine(certificates.load(key.certificate), key.sign(b"x"), b"y")


def test_a_key_file_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    whole = keys.issued_person().pkcs12
    unusable: list[tuple[Path | bytes, str]] = [
        (whole, "wrong"),
        (whole[:-9], PASSPHRASE),
        (b"", PASSPHRASE),
        (tmp_path / "absent.p12", PASSPHRASE),
        (b"\0" * 2_000_000, PASSPHRASE),
    ]
    for source, passphrase in unusable:
        with pytest.raises(Malformed, match="key file"):
            load_pkcs12(source, passphrase)
    with pytest.raises(Malformed, match="do not match"):
        to_pkcs12(create_key("ecdsa-p256"), keys.issued_person().certificate, (), PASSPHRASE)
    with pytest.raises(Malformed, match="passphrase is empty"):
        to_pkcs12(create_key("ecdsa-p256"), keys.issued_person().certificate, (), "")


def test_a_person_is_known_by_the_personal_number_in_the_certificate() -> None:
    verdict = judge(person(HEAD).certificate, (), roots(), SIGNED_AT)
    assert (verdict.personal_number, verdict.organisation) == (HEAD, False)
    assert "DEMO Trần Thị Hiệu Trưởng" in verdict.subject
    assert "DEMO" in verdict.root
    assert verdict.time_rests_on == "the signer's word"
    assert verdict.judged_at == SIGNED_AT


def test_a_school_is_known_by_its_tax_number() -> None:
    facts = describe(keys.school().certificate)
    assert (facts.personal_number, facts.tax_number, facts.organisation) == (None, SCHOOL_TAX_NUMBER, True)
    assert judge(keys.school().certificate, (), roots(), SIGNED_AT).organisation


@pytest.mark.parametrize("number", ["", "12345678901", "0480800000012", "04808000000a", "０４８０８０００００01"])
def test_a_personal_number_has_twelve_digits(number: str) -> None:
    with pytest.raises(Malformed, match="12 digits"):
        keys.authority().issue_person("Ai", number, passphrase=PASSPHRASE, at=ISSUED_AT)
    with pytest.raises(Malformed, match="10 digits"):
        keys.authority().issue_organisation("Trường", number + "x", passphrase=PASSPHRASE, at=ISSUED_AT)


def test_a_long_name_is_cut_between_letters() -> None:
    name = "Trường Trung học cơ sở và Trung học phổ thông Nguyễn Thị Minh Khai số 2"
    issued = keys.authority().issue_organisation(name, "0400123456", passphrase=PASSPHRASE, at=ISSUED_AT)
    assert f"DEMO {name}".startswith(describe(issued.certificate).common_name)


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (ISSUED_AT - timedelta(minutes=1), False),
        (ISSUED_AT, True),
        (ISSUED_AT + CERTIFICATE_VALID, True),
        (ISSUED_AT + CERTIFICATE_VALID + timedelta(minutes=1), False),
        (datetime(2040, 1, 1, tzinfo=UTC), False),
    ],
)
def test_a_certificate_counts_if_it_was_valid_at_signing_time(at: datetime, counts: bool) -> None:
    if counts:
        assert judge(person().certificate, (), roots(), at).not_after == ISSUED_AT + CERTIFICATE_VALID
        return
    with pytest.raises(ProofInvalid) as caught:
        judge(person().certificate, (), roots(), at)
    assert caught.value.code == "signing.certificate_not_valid_then"


def test_a_path_that_was_found_is_believed_at_no_moment_and_for_no_root_at_which_it_would_not_be_found() -> None:
    """A path found once is kept: what a process answers must not depend on what it was asked before."""
    foreign = TrustRoots.from_pem(keys.authority("Cơ quan khác").roots_pem)
    ends = ISSUED_AT + CERTIFICATE_VALID
    moments = [at + timedelta(seconds=each) for at in (ISSUED_AT, SIGNED_AT, ends) for each in (-2, -1, 0, 1, 2)]

    def answer(trusted: TrustRoots, at: datetime) -> str:
        try:
            return judge(person().certificate, (), trusted, at).root
        except ProofInvalid as error:
            return error.code

    def answers(*, anew: bool) -> list[str]:
        found = []
        for trusted in (roots(), foreign):
            for at in moments:
                if anew:
                    trust._paths.clear()
                found.append(answer(trusted, at))
        return found

    fresh = answers(anew=True)
    assert len(set(fresh)) == 3, "found, untrusted, not valid then"
    judge(person().certificate, (), roots(), SIGNED_AT)
    assert trust._paths
    assert answers(anew=False) == fresh


def test_a_foreign_root_of_the_same_name_is_not_trusted() -> None:
    foreign = DemoAuthority.create("Cơ quan chứng thực thử nghiệm", ISSUED_AT - timedelta(days=1))
    assert describe(foreign.certificate).subject == describe(keys.authority().certificate).subject
    other = TrustRoots.from_pem(keys.authority("Cơ quan khác").roots_pem)
    for trusted in (TrustRoots.from_pem(foreign.roots_pem), other, TrustRoots(())):
        with pytest.raises(ProofInvalid):
            judge(person().certificate, (foreign.certificate,), trusted, SIGNED_AT)
    both = TrustRoots.from_pem(keys.authority("Cơ quan khác").roots_pem + keys.authority().roots_pem)
    assert judge(person().certificate, (), both, SIGNED_AT).personal_number == HEAD


def made(usage: x509.KeyUsage | None, bits: int = 2048, issuer: DemoAuthority | None = None) -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    root = issuer or keys.authority()
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "Ai đó")])
    builder = x509.CertificateBuilder(
        certificates.load(root.certificate).subject, name, key.public_key(), x509.random_serial_number()
    )
    builder = builder.not_valid_before(ISSUED_AT).not_valid_after(ISSUED_AT + timedelta(days=365))
    if usage:
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(root.private, hashes.SHA256()).public_bytes(Encoding.DER)


def test_a_certificate_for_something_else_does_not_count() -> None:
    encipherment = x509.KeyUsage(False, False, True, False, False, False, False, False, False)
    with pytest.raises(ProofInvalid, match="not for signing"):
        judge(made(encipherment), (), roots(), SIGNED_AT)
    with pytest.raises(ProofInvalid, match="not for signing"):
        judge(keys.authority().certificate, (), roots(), SIGNED_AT)
    with pytest.raises(ProofInvalid, match="2048"):
        judge(made(None, bits=1024), (), roots(), SIGNED_AT)


def test_a_signer_cannot_certify_another() -> None:
    """The path must not run through an end certificate (RFC 5280 §6.1.4 k)."""
    forger = person(HEAD)
    pretended = DemoAuthority(forger.certificate, forger.private)
    with pytest.raises(ProofInvalid):
        judge(made(None, issuer=pretended), (forger.certificate,), roots(), SIGNED_AT)


def test_unreadable_input_is_refused() -> None:
    for content in (b"", b"no certificate", b"\x30\x82\x00\x00", b"x" * 70_000):
        with pytest.raises(Malformed):
            describe(content)
        with pytest.raises(Malformed):
            judge(content, (), roots(), SIGNED_AT)
    for content in (b"", b"no pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(Malformed):
            TrustRoots.from_pem(content)
    with pytest.raises(Malformed, match="zone"):
        judge(person().certificate, (), roots(), datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(Malformed, match="limit"):
        judge(person().certificate, (person().certificate,) * 9, roots(), SIGNED_AT)


def test_the_authority_is_kept_encrypted_and_goes_on() -> None:
    kept = keys.authority().save("bí mật")
    with pytest.warns(SoftwareKeyWarning):
        again = DemoAuthority.load(kept, "bí mật")
    issued = again.issue_person("Người Mới", "001099000001", passphrase=PASSPHRASE, at=ISSUED_AT)
    assert judge(issued.certificate, issued.chain, roots(), SIGNED_AT).personal_number == "001099000001"
    with pytest.raises(Malformed):
        DemoAuthority.load(kept, "sai")


def test_a_changed_byte_anywhere_in_a_certificate_is_refused() -> None:
    whole = person().certificate
    for position in range(len(whole)):
        changed = whole[:position] + bytes([whole[position] ^ (1 << position % 8)]) + whole[position + 1 :]
        with pytest.raises((Malformed, ProofInvalid)):
            judge(changed, (), roots(), SIGNED_AT)
