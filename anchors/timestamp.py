"""
The timestamp (dấu thời gian): somebody outside states that he saw a digest at a time (RFC 3161, RFC 5816).

Format: ``docs/formats/timestamp.md``. Asking over the network is ``timestamp_client``'s; here is what needs none:
the request, and verifying an answer from its bytes alone. Rules:

- What is stamped is a SHA-256: of a checkpoint's signed note (``checkpoint.tsr``), or of a seal's value (PAdES B-T).
- A time is believed only with the roots of the service; without them only imprint and signature are checked.
- A timestamp says "not later than": what it is over existed then. It says nothing of how long before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from asn1crypto import algos, cms, core, tsp

from anchors.errors import MESSAGES, AnchorError, Malformed, ProofInvalid, Unavailable, excerpt

if TYPE_CHECKING:
    from anchors.signing.trust import TrustRoots

TIMESTAMP_BYTES_MAX = 32 * 1024
"""Of an answer. Services of the world send 2 to 8 kB, their chain included."""
GRANTED = frozenset({"granted", "granted_with_mods"})

MESSAGES.update(
    {
        "timestamp.unreadable": (
            "Không đọc được dấu thời gian: {detail}. Hãy dùng tệp gốc (.tsr, DER).",
            "The timestamp cannot be read: {detail}. Use the original file (.tsr, DER).",
        ),
        "timestamp.refused": (
            "Dịch vụ cấp dấu thời gian từ chối yêu cầu ({found}). Hãy thử lại sau, hoặc hỏi nhà cung cấp dịch vụ.",
            "The timestamp service refused the request ({found}). Try again later, or ask its provider.",
        ),
        "timestamp.other_content": (
            "Dấu thời gian cấp cho nội dung khác: mã băm trong dấu là {found}, của nội dung này là {expected}.",
            "The timestamp is over something else: it states the digest {found}, this content has {expected}.",
        ),
        "timestamp.other_request": (
            "Dịch vụ trả lời một yêu cầu khác (nonce {found}, đã gửi {expected}). Có thể là câu trả lời cũ gửi lại.",
            "The service answered another request (nonce {found}, sent {expected}). An old answer may be replayed.",
        ),
    }
)


class Answer(core.Sequence):  # type: ignore[misc]  # asn1crypto ships no types
    """``TimeStampResp``; asn1crypto's own asks for a token even in an answer that refuses one (RFC 3161 §2.4.2)."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]  # noqa: RUF012  # asn1crypto's way


@dataclass(frozen=True)
class Timestamp:
    """
    A genuine timestamp. ``at`` in UTC; ``service`` is the subject of the certificate that signed it (DER).

    ``root`` is the trusted root that the certificate leads to, made for timestamps and valid at ``at``; None where no
    roots were given: then anybody may have signed it.
    """

    at: datetime
    service: str
    serial: str
    policy: str
    certificate: bytes
    chain: tuple[bytes, ...]
    root: str | None


def note_digest(note: str | bytes) -> bytes:
    """What the timestamp of a checkpoint is over: SHA-256 of the signed note, its last newline included."""
    return sha256(note.encode() if isinstance(note, str) else note).digest()


def request(digest: bytes, nonce: int) -> bytes:
    """A ``TimeStampReq`` in DER for a SHA-256; the service is asked to send its certificates along."""
    asked = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": _imprint(digest),
            "nonce": core.Integer(nonce),
            "cert_req": True,
        }
    )
    return bytes(asked.dump())


def verify_timestamp(
    answer: bytes, digest: bytes, roots: TrustRoots | None = None, *, nonce: int | None = None
) -> Timestamp:
    """
    Verify a service's answer (``TimeStampResp`` in DER, a file ``.tsr``) over a SHA-256.

    Args:
        answer: as it was received, at most ``TIMESTAMP_BYTES_MAX`` bytes.
        digest: SHA-256 of what it should be over.
        roots: of services that are trusted; without them ``Timestamp.root`` is None.
        nonce: what the request had, where it is known.

    Raises:
        Malformed: no answer in this format, or one that is too long.
        Unavailable: a readable answer that refuses.
        ProofInvalid: over something else, to another request, a signature that does not fit, or a certificate that
            leads to no root (``signing.certificate_untrusted``), was not valid then or is not for timestamps.

    """
    return verify_token(token_of(answer), digest, roots, nonce=nonce)


def token_of(answer: bytes) -> bytes:
    """The token in an answer (``ContentInfo`` in DER), as it stands in a seal. Raises Malformed, Unavailable."""
    read = _load(Answer, answer)
    try:
        status = read["status"]["status"].native
        if status not in GRANTED:
            said = [status, *(read["status"]["status_string"].native or [])]
            raise Unavailable("timestamp.refused", found=excerpt(", ".join(said)))
        return bytes(read["time_stamp_token"].dump())
    except AnchorError:
        raise
    except Exception as error:  # A parser of hostile bytes fails in any way it likes.
        raise _unreadable(error) from error


def verify_token(
    token: bytes, digest: bytes, roots: TrustRoots | None = None, *, nonce: int | None = None
) -> Timestamp:
    """As ``verify_timestamp``, for the token alone (``ContentInfo`` in DER)."""
    # They load pyHanko, half a second that a command which stamps nothing need not wait.
    from anchors.signing.certificates import describe
    from anchors.signing.cms import verify_tst_info

    read = _load(cms.ContentInfo, token)
    try:
        signed_data = read["content"]
        encapsulated = signed_data["encap_content_info"]
        if encapsulated["content_type"].native != "tst_info":
            raise ValueError(f"content type {encapsulated['content_type'].native}")
        content = bytes(encapsulated["content"])
        info = tsp.TSTInfo.load(content, strict=True)
        at, serial, policy = info["gen_time"].native, info["serial_number"].native, info["policy"].native
        imprint, answered = info["message_imprint"], info["nonce"].native
        found = (imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native)
        if not isinstance(at, datetime) or at.tzinfo is None:
            raise ValueError(f"time {at}")
    except Exception as error:
        raise _unreadable(error) from error
    if found != ("sha256", digest):
        name, value = found
        raise ProofInvalid("timestamp.other_content", expected=digest.hex(), found=f"{name} {value.hex()}")
    if nonce is not None and answered != nonce:
        raise ProofInvalid("timestamp.other_request", expected=nonce, found=answered)
    signer = verify_tst_info(signed_data, content)
    service = describe(signer.certificate).subject
    stamped = Timestamp(at.astimezone(UTC), service, f"{serial:x}", policy, signer.certificate, signer.chain, None)
    return stamped if roots is None else trusted(stamped, roots)


def trusted(timestamp: Timestamp, roots: TrustRoots) -> Timestamp:
    """
    A genuine timestamp with the root that its service leads to.

    Raises ProofInvalid: no root (``signing.certificate_untrusted``), not valid then, not for timestamps.
    """
    from anchors.signing.trust import judge_timestamper

    return replace(timestamp, root=judge_timestamper(timestamp.certificate, timestamp.chain, roots, timestamp.at))


def _imprint(digest: bytes) -> tsp.MessageImprint:
    if len(digest) != sha256().digest_size:
        raise Malformed("timestamp.unreadable", detail=f"{len(digest)} bytes, expected a SHA-256")
    algorithm = algos.DigestAlgorithm({"algorithm": "sha256"})
    return tsp.MessageImprint({"hash_algorithm": algorithm, "hashed_message": digest})


def _load(kind: Any, data: bytes) -> Any:
    if len(data) > TIMESTAMP_BYTES_MAX:
        raise Malformed("timestamp.unreadable", detail=f"{len(data)} bytes, limit {TIMESTAMP_BYTES_MAX}")
    try:
        return kind.load(data, strict=True)
    except Exception as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> Malformed:
    return Malformed("timestamp.unreadable", detail=excerpt(str(error)))
