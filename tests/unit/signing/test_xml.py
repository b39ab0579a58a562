"""XML signatures: what holds, and each attack that must not."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from anchors.errors import AnchorError, Malformed, ProofInvalid
from anchors.signing import certificates, xml
from anchors.signing.software import KeyKind
from tests.kit import keys
from tests.kit.keys import HEAD, HOMEROOM, SIGNED_AT, TEACHER, person

DS = "{http://www.w3.org/2000/09/xmldsig#}"
BODY = (
    '<HOC_BA xmlns="urn:test:hoc-ba" xmlns:q="urn:test:q"><DU_LIEU Id="data" q:a="1"><HO_VA_TEN>Nguyễn Thị Ánh'
    '</HO_VA_TEN><q:x/><y xmlns=""/><MON Id="toan">7.5</MON><MON Id="van">8.0</MON></DU_LIEU>'
    '<KY Id="ky">%s</KY></HOC_BA>'
)


def document(*signatures: bytes) -> bytes:
    return BODY.encode().replace(b"%s", b"".join(signatures))


def signed(*references: str, number: str = TEACHER, name: str = "s1", before: tuple[bytes, ...] = ()) -> bytes:
    return xml.sign(
        document(*before), person(number), signature_id=name, references=references or ("data",), signed_at=SIGNED_AT
    )


def refused(content: bytes, code: str, name: str = "s1") -> AnchorError:
    with pytest.raises(AnchorError) as caught:
        xml.verify_signature(content, name)
    assert caught.value.code == code, caught.value
    assert caught.value.text("vi") != caught.value.text("en")
    return caught.value


@pytest.mark.parametrize("kind", ["rsa-2048", "ecdsa-p256"])
def test_a_signature_says_what_it_covers_who_made_it_and_when(kind: KeyKind) -> None:
    key = person(TEACHER, kind)
    signature = xml.sign(document(), key, signature_id="s1", references=("toan", "van"), signed_at=SIGNED_AT)
    found = xml.verify_signature(document(signature), "s1")
    assert found == xml.FoundSignature("s1", ("toan", "van"), key.certificate, (), SIGNED_AT)
    assert xml.signatures(document(signature)) == (found,)


def test_two_steps_with_the_key_elsewhere() -> None:
    key = person()
    request = xml.Request("s1", ("data",), key.certificate, key.chain, SIGNED_AT)
    prepared = xml.prepare(document(), request)
    again = xml.prepare(document(), request)
    assert again.to_sign == prepared.to_sign, "prepare is deterministic, so nothing but the request need be kept"
    assert xml.finish(prepared, key.sign(prepared.to_sign)) == xml.finish(again, key.sign(again.to_sign))
    with pytest.raises(ProofInvalid, match="not made with the key"):
        xml.finish(prepared, person(TEACHER).sign(prepared.to_sign))
    with pytest.raises(ProofInvalid, match="not made with the key"):
        xml.finish(prepared, key.sign(b"something else"))
    with pytest.raises(Malformed):
        xml.finish(xml.prepare(document(), replace(request, certificate=person(HEAD, "ecdsa-p256").certificate)), b"x")


def test_an_opened_document_serves_several_and_stays_as_it_was() -> None:
    opened = xml.open_document(document())
    both = [
        xml.sign(opened, person(number), signature_id=f"s{number}", references=("data",), signed_at=SIGNED_AT)
        for number in (TEACHER, HOMEROOM)
    ]
    assert opened.signature_ids() == ()
    together = xml.open_document(document(*both))
    assert [together.verify(name).references for name in together.signature_ids()] == [("data",), ("data",)]


def test_the_bytes_hold_wherever_they_are_put() -> None:
    signature = signed()
    elsewhere = document().replace(b"<KY", b'<q:N xmlns:ds="urn:other" xmlns="urn:deep">' + signature + b"</q:N><KY")
    assert xml.verify_signature(elsewhere, "s1").signed_at == SIGNED_AT


STAGES = [
    *[(f"gvbm{i}", TEACHER, (("toan", "van")[i % 2],)) for i in range(12)],
    ("gvcn", HOMEROOM, ("data", *[f"gvbm{i}" for i in range(12)])),
    ("cbql", HEAD, ("data", "gvcn")),
    ("org", "school", ("data", "cbql")),
]


def fifteen() -> list[bytes]:
    done: list[bytes] = []
    for name, number, references in STAGES:
        key = keys.school() if number == "school" else person(number)
        done.append(xml.sign(document(*done), key, signature_id=name, references=references, signed_at=SIGNED_AT))
    return done


def failing(content: bytes) -> set[str]:
    opened, bad = xml.open_document(content), set()
    for name in opened.signature_ids():
        try:
            opened.verify(name)
        except ProofInvalid:
            bad.add(name)
    return bad


def test_fifteen_signatures_in_stages_and_each_tampering_fails_exactly_the_right_ones() -> None:
    content = document(*fifteen())
    assert failing(content) == set()
    odd = {f"gvbm{i}" for i in range(12) if i % 2}
    assert failing(content.replace(b"8.0", b"9.0")) == odd | {"gvcn", "cbql", "org"}
    assert failing(content.replace("Ánh".encode(), b"Anh")) == {"gvcn", "cbql", "org"}
    root = etree.fromstring(content)
    value = root.find(f".//{DS}Signature[@Id='gvbm3']/{DS}SignatureValue")
    assert value is not None
    assert value.text
    value.text = b64encode(bytes([b64decode(value.text)[0] ^ 1]) + b64decode(value.text)[1:]).decode()
    assert failing(etree.tostring(root)) == {"gvbm3", "gvcn"}
    assert failing(content.replace(b"09:30:00", b"09:30:01", 1)) == {"gvbm0", "gvcn"}
    gone = etree.fromstring(content)
    teacher = gone.find(f".//{DS}Signature[@Id='gvbm0']")
    assert teacher is not None
    teacher.getparent().remove(teacher)
    assert failing(etree.tostring(gone)) == {"gvcn"}


def test_the_reference_that_differs_is_named() -> None:
    content = document(signed("toan", "van"))
    assert refused(content.replace(b"8.0", b"8.1"), "signing.xml_reference_differs").facts["reference"] == "van"
    changed = content.replace(b"+07:00", b"+08:00")
    assert refused(changed, "signing.xml_reference_differs").facts["reference"] == "s1-properties"


def test_a_second_element_with_a_signed_id_is_refused_in_every_spelling() -> None:
    content = document(signed("toan"))
    for spelling in (b"Id", b"ID", b"id", b"xml:id"):
        forged = content.replace(b"<KY", b"<MON " + spelling + b'="toan">10.0</MON><KY', 1)
        assert refused(forged, "signing.xml_id_not_unique").facts["found"] == 2
    assert refused(content.replace(b'Id="toan"', b'Id="toan2"'), "signing.xml_id_not_unique").facts["found"] == 0
    twice = document(signed("toan"), signed("van"))
    refused(twice, "signing.xml_id_not_unique")


def test_wrapping_the_signed_element_away_does_not_change_what_is_read_by_its_id() -> None:
    content = document(signed("toan"))
    signed_part = b'<MON Id="toan">7.5</MON>'
    forged = content.replace(signed_part, b'<MON Id="fake">10.0</MON>').replace(
        b"<KY", b"<HIDDEN>" + signed_part + b"</HIDDEN><KY", 1
    )
    opened = xml.open_document(forged)
    assert opened.verify("s1").references == ("toan",)
    assert opened.element("toan").text == "7.5", "who reads by the Id that was signed cannot be deceived"


def test_a_signature_inside_what_it_signs_is_refused() -> None:
    content = document().replace(b"</DU_LIEU>", signed("data") + b"</DU_LIEU>")
    refused(content, "signing.xml_covers_itself")
    with pytest.raises(Malformed, match="root"):
        xml.sign(b'<A Id="a"/>', person(), signature_id="s1", references=("a",), signed_at=SIGNED_AT)


def resign(content: bytes, number: str = TEACHER) -> bytes:
    """An attacker with a key of his own signs the altered SignedInfo again."""
    root = etree.fromstring(content)
    info = root.find(f".//{DS}SignedInfo")
    value = root.find(f".//{DS}SignatureValue")
    assert info is not None
    assert value is not None
    canonical = etree.tostring(info, method="c14n", exclusive=True)
    value.text = b64encode(person(number).sign(canonical)).decode()
    return etree.tostring(root)


def test_removed_references_are_refused_even_if_signed_again() -> None:
    root = etree.fromstring(document(signed("data")))
    info = root.find(f".//{DS}SignedInfo")
    assert info is not None
    data, time = info.findall(f"{DS}Reference")
    info.remove(time)
    refused(etree.tostring(root), "signing.xml_time_not_covered")
    refused(resign(etree.tostring(root)), "signing.xml_time_not_covered")
    info.remove(data)
    info.append(time)
    refused(resign(etree.tostring(root)), "signing.xml_structure")
    info.remove(time)
    refused(resign(etree.tostring(root)), "signing.xml_structure")


def test_another_certificate_is_refused() -> None:
    mine, other = (b64encode(person(number).certificate) for number in (TEACHER, HEAD))
    refused(document(signed().replace(mine, other)), "signing.xml_certificate_differs")
    named = document(signed()).replace("Nguyễn Văn Toán".encode(), "Trần Văn Khác".encode())
    assert refused(named, "signing.xml_certificate_differs").facts["what"] == "X509SubjectName"


def test_another_certificate_of_the_same_key_is_refused() -> None:
    """Plain XMLDSig does not cover KeyInfo; CertificateDigest inside the signed properties does."""
    owner = certificates.load(person(TEACHER).certificate)
    renewed = (
        x509.CertificateBuilder(owner.issuer, owner.subject, owner.public_key(), 77)
        .not_valid_before(owner.not_valid_before_utc)
        .not_valid_after(owner.not_valid_after_utc)
        .sign(keys.authority().private, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
    forged = document(signed().replace(b64encode(person(TEACHER).certificate), b64encode(renewed)))
    assert refused(forged, "signing.xml_certificate_differs").facts["what"] == "CertificateDigest"
    extra = b'<SignatureProperties><SignatureProperty Target="#s1"><CertificateDigest xmlns="urn:hocba:signature:1">'
    digest = b64encode(hashlib.sha256(renewed).digest())
    hidden = forged.replace(
        b"<Object>", b"<Object>" + extra + digest + b"</CertificateDigest></SignatureProperty></SignatureProperties>"
    )
    refused(hidden, "signing.xml_structure")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"2001/04/xmldsig-more#rsa-sha256", b"2000/09/xmldsig#rsa-sha1"),
        (b"2001/04/xmldsig-more#rsa-sha256", b"2000/09/xmldsig#hmac-sha1"),
        (b"2001/04/xmldsig-more#rsa-sha256", b"2001/04/xmldsig-more#ecdsa-sha256"),
        (b"2001/04/xmlenc#sha256", b"2000/09/xmldsig#sha1"),
        (b'<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
         b'<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#WithComments"'),
        (b'<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
         b'<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"'),
        (b'<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
         b'<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"'),
        (b'<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
         b'<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"'),
        (b'URI="#data"', b'URI=""'),
        (b'URI="#data"', b'URI="http://example.org/x"'),
        (b'URI="#data"', b'URI="#xpointer(/)"'),
        (b"<Transforms>", b'<Transforms><Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'),
        (b"</Object>", b"</Object><Object/>"),
        (b"<X509Data>", b"<KeyValue/><X509Data>"),
        (b"<X509SubjectName>", b"<X509SKI/><X509SubjectName>"),
        (b"<SignatureProperties ", b"<Manifest/><SignatureProperties "),
        (b"2026-05-25T09:30:00+07:00", b"2026-05-25T09:30:00"),
        (b"2026-05-25T09:30:00+07:00", b"2026-13-25T09:30:00Z"),
        (b"<SignatureValue>", b"<SignatureValue>!"),
        (b' Id="s1"', b' Id="s1" x="1"'),
    ],
)  # fmt: skip
def test_what_the_profile_does_not_name_is_refused_even_if_signed_again(old: bytes, new: bytes) -> None:
    content = document(signed())
    assert old in content
    forged = content.replace(old, new)
    if new.startswith(b' Id="s1" x'):  # The one change here that means nothing: it is in no signed part.
        xml.verify_signature(forged, "s1")
        return
    refused(forged, "signing.value_wrong" if b"ecdsa" in new else "signing.xml_structure")
    if b"ecdsa" not in new and b"!" not in new:
        refused(resign(forged), "signing.xml_structure")


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10))


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l9;</a>",
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"),
        b"<a>7.<!-- -->5</a>",
        b"<!-- --><a/>",
        b"<?xml-stylesheet href='x'?><a/>",
        b"<a>&undefined;</a>",
        b"<a><b></a>",
        b"",
        b"\x00",
        b"<a>" * 300 + b"</a>" * 300,
    ],
)
def test_hostile_xml_is_refused_before_it_is_judged(content: bytes) -> None:
    for call in (xml.signatures, lambda c: xml.verify_signature(c, "s1")):
        with pytest.raises(Malformed):
            call(content)


def test_a_comment_inside_a_signed_name_is_refused_though_the_digest_holds() -> None:
    content = document(signed()).replace(b">7.5<", b">7<!-- -->.5<")
    refused(content, "signing.xml_forbidden")


def test_a_document_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = document(signed())
    monkeypatch.setattr("anchors.signing.xml_document.DOCUMENT_BYTES_MAX", len(content) - 1)
    refused(content, "signing.xml_too_large")


def both_steps(request: xml.Request) -> bytes:
    prepared = xml.prepare(document(), request)
    return xml.finish(prepared, person().sign(prepared.to_sign))


@pytest.mark.parametrize(
    "change",
    [
        {"signed_at": datetime(2026, 5, 25)},  # noqa: DTZ001
        {"references": ()},
        {"references": ("data", "data")},
        {"signature_id": "1-begins-with-a-digit"},
        {"signature_id": "data"},
        {"references": ("absent",)},
        {"references": ("da ta",)},
        {"certificate": b"no certificate"},
    ],
)
def test_a_bad_request_is_refused(change: dict[str, object]) -> None:
    key = person()
    request = replace(xml.Request("s1", ("data",), key.certificate, (), SIGNED_AT), **change)
    with pytest.raises((Malformed, ProofInvalid)):
        both_steps(request)


def test_a_changed_byte_anywhere_is_refused_or_changes_nothing_signed() -> None:
    content = document(signed("data"))
    truth = xml.open_document(content)
    for position in range(0, len(content), 5):
        changed = content[:position] + bytes([content[position] ^ (1 << position % 8)]) + content[position + 1 :]
        try:
            opened = xml.open_document(changed)
            found = opened.verify("s1")
        except AnchorError:
            continue
        assert found == truth.verify("s1"), position
        assert opened.digest(opened.element("data")) == truth.digest(truth.element("data")), position
