"""Detached CMS: requests and approvals."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import pytest
from asn1crypto import cms as asn1

from anchors.errors import Malformed, ProofInvalid
from anchors.signing import cms
from tests.kit import keys
from tests.kit.keys import HEAD, SIGNED_AT, TEACHER, person

CONTENT = "Đề nghị sửa điểm: 7.5 → 8.0".encode()


@pytest.mark.parametrize("kind", ["rsa-2048", "ecdsa-p256"])
def test_a_signature_says_who_and_when(kind: Literal["rsa-2048", "ecdsa-p256"]) -> None:
    key = person(HEAD, kind)
    found = cms.verify_detached(CONTENT, cms.sign_detached(CONTENT, key, SIGNED_AT))
    assert found == cms.CmsSigner(key.certificate, (), SIGNED_AT)


def test_two_steps_with_the_key_elsewhere() -> None:
    key = person()
    prepared = cms.prepare(CONTENT, key.certificate, key.chain, SIGNED_AT)
    assert cms.verify_detached(CONTENT, cms.finish(prepared, key.sign(prepared.to_sign))).signed_at == SIGNED_AT
    with pytest.raises(ProofInvalid, match="not made with the key"):
        cms.finish(prepared, person(TEACHER).sign(prepared.to_sign))


def test_other_content_is_refused() -> None:
    signature = cms.sign_detached(CONTENT, person(), SIGNED_AT)
    for other in (b"", CONTENT + b" ", CONTENT.replace(b"8.0", b"9.0")):
        with pytest.raises(ProofInvalid) as caught:
            cms.verify_detached(other, signature)
        assert caught.value.code == "signing.cms_content_differs"


def test_a_changed_byte_anywhere_is_refused() -> None:
    signature = cms.sign_detached(CONTENT, person(), SIGNED_AT)
    for position in range(0, len(signature), 7):
        changed = signature[:position] + bytes([signature[position] ^ 1]) + signature[position + 1 :]
        try:
            found = cms.verify_detached(CONTENT, changed)
        except (Malformed, ProofInvalid):
            continue
        # Bytes outside every signed part (such as a NULL parameter) may change; what is found must not.
        assert found.signed_at == SIGNED_AT, position
        assert found.certificate == person().certificate, position


def test_another_certificate_and_a_second_signer_are_refused() -> None:
    message = asn1.ContentInfo.load(cms.sign_detached(CONTENT, person(), SIGNED_AT))
    other = asn1.ContentInfo.load(cms.sign_detached(CONTENT, person(TEACHER), SIGNED_AT))
    swapped = message.copy()
    swapped["content"]["certificates"] = other["content"]["certificates"]
    with pytest.raises(ProofInvalid):
        cms.verify_detached(CONTENT, swapped.dump())
    two = message.copy()
    two["content"]["signer_infos"].append(other["content"]["signer_infos"][0])
    with pytest.raises(ProofInvalid):
        cms.verify_detached(CONTENT, two.dump())


def test_what_is_no_cms_is_refused() -> None:
    whole = cms.sign_detached(CONTENT, person(), SIGNED_AT)
    for content in (b"", b"\x30\x00", whole[:-1], whole + b"\0", person().certificate, b"\x30" * 300_000):
        with pytest.raises(Malformed):
            cms.verify_detached(CONTENT, content)
    with pytest.raises(Malformed, match="zone"):
        cms.sign_detached(CONTENT, keys.school(), datetime(2026, 1, 1))  # noqa: DTZ001
