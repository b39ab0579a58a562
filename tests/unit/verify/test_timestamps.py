"""Timestamps in an issued report: on whose word each time rests, and what a false one is taken for."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from io import BytesIO

import pytest
from asn1crypto import cms
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils.reader import PdfFileReader

from anchors.receipt import Receipt
from anchors.signing import pdf
from anchors.signing.trust import TrustRoots
from anchors.timestamp import TIMESTAMP_BYTES_MAX, note_digest, token_of
from anchors.verify import Status, Verdict, Verification, as_json
from anchors.verify.findings import Word
from domain.formats.hoc_ba import Stage
from tests.kit.issued import (
    ISSUED_AT,
    PDF_AT,
    failed,
    key_of,
    reasons,
    roots,
    sample,
    school_key,
    sealed_pdf,
    signatory,
    signed_xml,
    verified,
)
from tests.kit.issued import issue as issued_with
from tests.kit.timestamps import NOW, Maker, maker

DOCUMENT = sample().document
NOTE = note_digest(Receipt.parse(sample().receipt).checkpoint)
STAMP = "checkpoint.tsr"
YEARS_3 = timedelta(days=1096)


def with_roots(*makers: Maker) -> TrustRoots:
    return TrustRoots((*roots().certificates, *(each for one in makers for each in one.roots.certificates)))


def files(stamp: bytes | None) -> dict[str, bytes]:
    attached = {"hoc-ba.xml": sample().xml, "receipt.tlog-proof": sample().receipt}
    return attached if stamp is None else {**attached, STAMP: stamp}


@cache
def stamped_pdf() -> bytes:
    """As ``report issue`` makes it with a service."""
    return sealed_pdf(DOCUMENT, files(maker().stamp(NOTE)), timestamps=maker())


def checked(content: bytes, *trusted: Maker, **changes: object) -> Verification:
    return verified(sample(), **{"content": content, "roots": with_roots(*(trusted or (maker(),))), **changes})


def stamp_failing(stamp: bytes, *trusted: Maker) -> set[tuple[str, str]]:
    found = checked(sealed_pdf(DOCUMENT, files(stamp)), *trusted)
    assert found.verdict is Verdict.INVALID
    assert found.timestamps == ()
    assert {each.proven_at for each in found.signatures} == {None}
    return failed(found)


def test_every_time_is_proven_by_the_service() -> None:
    found = checked(stamped_pdf())
    assert found.verdict is Verdict.VALID
    assert [(each.over, each.at, each.service, each.root) for each in found.timestamps] == [
        ("pdf_seal", NOW, "CN=service A", "CN=root A"), ("checkpoint", NOW, "CN=service A", "CN=root A"),
    ]  # fmt: skip
    assert {each.proven_at for each in found.signatures} == {NOW}
    steps = {step.code: step for step in found.steps}
    assert steps["timestamp"].number == 7
    assert Word.TIMESTAMPS in steps["timestamp"].rests_on
    assert Word.TIMESTAMPS in steps["pdf_seal"].rests_on
    assert Word.SIGNERS not in steps["pdf_seal"].rests_on
    assert [each.code for each in found.not_shown] == [
        "recall", "log_key_stamped", "times_stamped", "revocation", "pages",
    ]  # fmt: skip
    for language in ("vi", "en"):
        answer = as_json(found, language)
        assert {each["time_rests_on"] for each in answer["signatures"]} == {"timestamps"}
        assert {each["proven_at"] for each in answer["signatures"]} == {NOW.isoformat()}
        assert [each["over"] for each in answer["timestamps"]] == ["pdf_seal", "checkpoint"]
        assert "CN=service A" in " ".join(each["text"] for each in answer["not_shown"])


def test_without_timestamps_every_time_is_the_signers_word() -> None:
    found = verified(sample())
    assert found.verdict is Verdict.VALID
    assert [step.code for step in found.steps][-1] == "agreement"
    assert found.timestamps == ()
    assert Word.TIMESTAMPS not in found.rests_on
    answer = as_json(found, "en")
    assert {each["time_rests_on"] for each in answer["signatures"]} == {"signers"}


def test_a_service_without_a_root_proves_nothing_and_is_no_forgery() -> None:
    found = checked(stamped_pdf(), maker("B"))
    assert found.verdict is Verdict.CANNOT_TELL
    assert failed(found, Status.NOT_CHECKED) == {("pdf_seal.timestamp_service", ""), ("timestamp.service", "")}
    assert reasons(found) == {"verify.timestamp_unknown"}
    assert found.timestamps == ()
    none = checked(stamped_pdf(), roots=None)
    assert {("pdf_seal.timestamp_service", ""), ("timestamp.service", "")} <= failed(none, Status.NOT_CHECKED)


@pytest.mark.parametrize(
    ("stamp", "check"),
    [
        (maker().stamp(note_digest(b"another note\n")), "timestamp.genuine"),
        (maker().stamp(NOTE)[:-1] + b"\0", "timestamp.genuine"),
        (b"\x30\x03\x02\x01\x00", "timestamp.genuine"),
        (b"", "timestamp.genuine"),
        (bytes(TIMESTAMP_BYTES_MAX + 1), "timestamp.genuine"),
        (maker(at=ISSUED_AT - timedelta(hours=1)).stamp(NOTE), "timestamp.time"),
    ],
)
def test_a_stamp_that_contradicts(stamp: bytes, check: str) -> None:
    assert stamp_failing(stamp) == {(check, "")}


def test_a_stamp_of_a_key_that_is_not_for_it() -> None:
    wrong = maker(purposes=(ExtendedKeyUsageOID.CODE_SIGNING,))
    assert stamp_failing(wrong.stamp(NOTE), wrong) == {("timestamp.service", "")}
    expired = maker(until=NOW - timedelta(days=1))
    assert stamp_failing(expired.stamp(NOTE), expired) == {("timestamp.service", "")}


def test_a_stamp_without_a_receipt_says_nothing() -> None:
    content = sealed_pdf(DOCUMENT, {"hoc-ba.xml": sample().xml, STAMP: maker().stamp(NOTE)})
    found = checked(content, receipt=sample().receipt)
    assert ("timestamp.genuine", "") in failed(found, Status.NOT_CHECKED)
    assert found.timestamps == ()


def test_the_seal_is_judged_at_the_proven_time() -> None:
    """A key whose certificate had expired, with an old date: the claimed time alone would let it pass."""
    soon = school_key(DOCUMENT.school.name, at=PDF_AT - YEARS_3 + timedelta(minutes=30))
    case = issued_with(DOCUMENT, signed_xml(DOCUMENT, signing_keys={(Stage.SEAL, None): soon}))
    for service, verdict in ((None, Verdict.VALID), (maker(at=PDF_AT), Verdict.VALID), (maker(), Verdict.INVALID)):
        content = sealed_pdf(
            DOCUMENT, {"hoc-ba.xml": case.xml, "receipt.tlog-proof": case.receipt}, key=soon, timestamps=service
        )
        found = verified(case, content=content, roots=with_roots(maker()))
        assert found.verdict is verdict, service
        if service:
            assert [each.over for each in found.timestamps] == ["pdf_seal"]
    assert failed(found) == {("pdf_seal.certificate", "")}
    assert found.signatures[0].proven_at is None


def test_a_seal_that_claims_to_be_later_than_its_timestamp() -> None:
    early = maker(at=PDF_AT - timedelta(hours=1))
    found = checked(sealed_pdf(DOCUMENT, files(None), timestamps=early), early)
    assert failed(found) == {("pdf_seal.timestamp_time", "")}


def test_a_signer_whose_certificate_had_expired_is_taken_at_his_word() -> None:
    """The stamp came after his certificate's end: that he signed before it is what he says."""
    place = (Stage.HOMEROOM, None)
    person = signatory(DOCUMENT, place)
    assert person is not None
    old = key_of(person.full_name, person.personal_number, at=NOW - YEARS_3 - timedelta(hours=1))
    case = issued_with(DOCUMENT, signed_xml(DOCUMENT, signing_keys={place: old}))
    stamp = maker().stamp(note_digest(Receipt.parse(case.receipt).checkpoint))
    content = sealed_pdf(
        DOCUMENT, {"hoc-ba.xml": case.xml, "receipt.tlog-proof": case.receipt, STAMP: stamp}, timestamps=maker()
    )
    found = verified(case, content=content, roots=with_roots(maker()))
    assert found.verdict is Verdict.VALID
    assert {each.stage for each in found.signatures if each.proven_at is None} == {Stage.HOMEROOM}


def with_token(content: bytes, token: bytes | None) -> bytes:
    """The PDF with another timestamp in its seal, which the seal does not cover: anybody can do it."""
    signature = PdfFileReader(BytesIO(content)).embedded_regular_signatures[0]
    message = cms.ContentInfo.load(signature.pkcs7_content)
    info = message["content"]["signer_infos"][0]
    values = [] if token is None else [{"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token)]}]
    info["unsigned_attrs"] = cms.CMSAttributes(values)
    changed = message.dump()
    _, start, resume, _ = (int(number) for number in signature.byte_range)
    hole = b"<" + changed.hex().encode() + b">"
    room = resume - start
    assert len(hole) <= room
    return content[:start] + hole[:-1].ljust(room - 1, b"0") + b">" + content[resume:]


def test_a_timestamp_taken_out_of_the_seal_leaves_the_signers_word() -> None:
    found = checked(with_token(stamped_pdf(), None))
    assert found.verdict is Verdict.VALID
    assert [each.over for each in found.timestamps] == ["checkpoint"]
    assert found.signatures[0].proven_at is None


def test_a_timestamp_of_another_seal_put_in() -> None:
    other = sealed_pdf(DOCUMENT, files(None), timestamps=maker())
    token = pdf.verify_seal(other).timestamp
    assert token is not None
    found = checked(with_token(stamped_pdf(), token))
    assert failed(found) == {("pdf_seal.timestamp_genuine", "")}
    assert token_of(maker().stamp(NOTE)) != token
