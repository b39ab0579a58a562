"""A timestamp counts for the bytes it is over, by a service that is trusted for timestamps, and for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta
from hashlib import sha256

import pytest
from asn1crypto import cms, tsp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anchors.errors import AnchorError, Malformed, ProofInvalid, Unavailable
from anchors.signing.trust import TrustRoots
from anchors.timestamp import (
    TIMESTAMP_BYTES_MAX,
    Answer,
    note_digest,
    request,
    token_of,
    verify_timestamp,
    verify_token,
)
from tests.kit.timestamps import NOW, maker

DIGEST = sha256(b"a checkpoint's note\n").digest()
ANSWER = maker().stamp(DIGEST)


def code(action: Callable[[], object]) -> str:
    with pytest.raises(AnchorError) as caught:
        action()
    return caught.value.code


def test_a_timestamp_over_these_bytes_by_a_trusted_service() -> None:
    found = verify_timestamp(ANSWER, DIGEST, maker().roots)
    assert (found.at, found.service, found.root) == (NOW, "CN=service A", "CN=root A")
    assert found.at.tzinfo is UTC
    assert verify_timestamp(ANSWER, DIGEST).root is None
    assert verify_token(token_of(ANSWER), DIGEST, maker().roots) == found
    assert note_digest("a checkpoint's note\n") == note_digest(b"a checkpoint's note\n") == DIGEST


@pytest.mark.parametrize(
    "made",
    [maker(intermediate=True), maker(curve=ec.SECP384R1, digest="sha384"), maker(curve=ec.SECP521R1, digest="sha512")],
)
def test_services_choose_their_own_algorithms_and_chain(made: object) -> None:
    found = verify_timestamp(made.stamp(DIGEST), DIGEST, made.roots)
    assert found.root == "CN=root A"


def test_over_other_bytes() -> None:
    for other in (sha256(b"").digest(), DIGEST[::-1]):
        assert code(lambda other=other: verify_timestamp(ANSWER, other, maker().roots)) == "timestamp.other_content"


def test_an_answer_to_another_request() -> None:
    answer = maker().answer(request(DIGEST, 7))
    assert verify_timestamp(answer, DIGEST, nonce=7)
    assert code(lambda: verify_timestamp(answer, DIGEST, nonce=8)) == "timestamp.other_request"


def test_an_untrusted_service_and_one_with_the_name_of_a_trusted_one() -> None:
    assert code(lambda: verify_timestamp(ANSWER, DIGEST, maker("B").roots)) == "signing.certificate_untrusted"
    assert code(lambda: verify_timestamp(ANSWER, DIGEST, TrustRoots(()))) == "signing.certificate_untrusted"


@pytest.mark.parametrize(
    ("purposes", "critical"),
    [
        ((), True),
        ((ExtendedKeyUsageOID.CODE_SIGNING,), True),
        ((ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING), True),
        ((ExtendedKeyUsageOID.TIME_STAMPING,), False),
    ],
)
def test_a_certificate_that_is_not_for_timestamps_alone(purposes: tuple, critical: bool) -> None:
    wrong = maker(purposes=purposes, critical=critical)
    assert code(lambda: verify_timestamp(wrong.stamp(DIGEST), DIGEST, wrong.roots)) == "signing.certificate_invalid"


def test_a_service_whose_certificate_had_expired_when_it_spoke() -> None:
    late = maker(until=NOW - timedelta(days=1))
    answer = late.stamp(DIGEST)
    assert code(lambda: verify_timestamp(answer, DIGEST, late.roots)) == "signing.certificate_not_valid_then"


def test_a_service_that_refuses() -> None:
    status = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["out of quota"]})
    for refusal in (Answer({"status": status}), Answer({"status": tsp.PKIStatusInfo({"status": "waiting"})})):
        with pytest.raises(Unavailable, match=r"out of quota|waiting"):
            verify_timestamp(refusal.dump(), DIGEST)
    assert code(lambda: verify_timestamp(Answer({"status": {"status": "granted"}}).dump(), DIGEST)) == (
        "timestamp.unreadable"
    )


@pytest.mark.parametrize(
    "answer", [b"", b"\x30\x00", b"<html>", ANSWER[:-1], ANSWER + b"\0", bytes(TIMESTAMP_BYTES_MAX + 1)]
)
def test_what_is_no_answer(answer: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        verify_timestamp(answer, DIGEST)
    assert caught.value.code == "timestamp.unreadable"


def test_a_signature_over_something_that_is_no_timestamp() -> None:
    """The service's key under plain data: content type and attribute must both say TSTInfo."""
    message = cms.ContentInfo.load(token_of(ANSWER))
    message["content"]["encap_content_info"]["content_type"] = "data"
    assert code(lambda: verify_token(message.dump(), DIGEST)) == "timestamp.unreadable"


@given(st.integers(0, len(ANSWER) - 1), st.integers(0, 7))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_any_flipped_bit_is_found_or_changes_nothing(place: int, bit: int) -> None:
    """What stays valid must say the same: bits outside token and signature, such as the status of the answer."""
    changed = bytearray(ANSWER)
    changed[place] ^= 1 << bit
    true = verify_timestamp(ANSWER, DIGEST, maker().roots)
    try:
        found = verify_timestamp(bytes(changed), DIGEST, maker().roots)
    except (Malformed, ProofInvalid, Unavailable):
        return
    assert found == true
