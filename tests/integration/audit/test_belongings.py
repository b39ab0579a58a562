"""Attacks on what belongs to entries: documents, identity values, commands."""

from __future__ import annotations

import hashlib
import uuid

import pytest

from domain.ledger import Blob, NewEvents
from domain.report.events import (
    CorrectionApproved,
    CorrectionRefused,
    CorrectionRequested,
    HomeroomCommentChange,
    Paper,
    ReasonCode,
)
from domain.values import Personal
from tests.integration.audit.ledgers import CERTIFICATE, Audited
from tests.kit import database
from tests.kit.check_ledger import check_ledger

ALL = "WHERE school_id = {school}"
#: The command that brought entries 44 to 83.
AT_44 = f"{ALL} AND first_position = 44"


def test_a_document_changed(case: Audited) -> None:
    case.attacker.change(
        "ALTER TABLE ledger.blobs DROP CONSTRAINT blobs_sha256",
        f"UPDATE ledger.blobs SET content = content || '!' {ALL}",
        "ALTER TABLE ledger.blobs ADD CONSTRAINT blobs_sha256 CHECK (sha256 = pg_catalog.sha256(content)) NOT VALID",
    )
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.position) == ("audit.document_differs", 2)
    assert report.first.what == CERTIFICATE.sha256
    assert report.counts["audit.protection"] == 1  # the constraint that was not checked again


def test_a_document_exchanged_with_its_digest(case: Audited) -> None:
    case.attacker.change(f"UPDATE ledger.blobs SET content = 'other', sha256 = sha256('other') {ALL}")
    report = case.audit()
    assert case.codes() == {"document_missing": 2}
    assert report.counts["audit.document_unnamed"] == 1


def test_a_document_deleted(case: Audited) -> None:
    case.attacker.change(f"DELETE FROM ledger.blobs {ALL}")
    assert case.codes() == {"document_missing": 2}


def test_an_identity_value_changed(case: Audited) -> None:
    case.attacker.change(
        "ALTER TABLE ledger.personal DROP CONSTRAINT personal_commitment",
        f"UPDATE ledger.personal SET value = 'Nguyễn Thị Hóa' {ALL} AND field = 'full_name'",
    )
    report = case.audit()
    assert report.first is not None
    assert (report.first.code, report.first.position, report.first.what) == ("audit.value_differs", 1, "full_name")
    assert "Nguyễn" not in str(report.to_json("vi"))


def test_an_identity_value_deleted_without_a_decision(case: Audited) -> None:
    case.attacker.change(f"DELETE FROM ledger.personal {ALL} AND field = 'full_name'")
    assert case.codes() == {"value_missing": 1}


def test_an_identity_value_deleted_under_a_forged_erasure(case: Audited) -> None:
    case.attacker.change(
        f"INSERT INTO ledger.erasures SELECT school_id, commitment, 5 FROM ledger.personal {ALL}",
        f"DELETE FROM ledger.personal {ALL}",
    )
    assert case.codes() == {"value_missing": 1, "erasure_differs": 5}


def test_a_lawful_erasure_is_no_fault(case: Audited) -> None:
    commitment = _erase(case)
    report = check_ledger(case.ledger, case.key.verifier_key)
    assert (report.counts["audit.erased"], report.values) == (1, 1)
    assert commitment not in case.ledger.personal_values([commitment])


def test_an_erased_value_brought_back(case: Audited) -> None:
    with case.attacker.owner() as connection:
        row = connection.execute("SELECT field, salt, value FROM ledger.personal ORDER BY field").fetchone()
    assert row is not None
    commitment = _erase(case)
    value = Personal(field=row[0], salt=row[1], value=row[2])
    assert value.commitment == commitment
    with case.attacker.owner() as connection:
        connection.execute(
            "INSERT INTO ledger.personal VALUES (%s, %s, %s, %s, %s)",
            [case.ledger.school_id, bytes.fromhex(commitment), value.field, value.salt, value.value],
        )
    assert case.codes() == {"value_back": 621}


def test_an_erasure_struck_from_the_table(case: Audited) -> None:
    _erase(case)
    case.attacker.change(f"DELETE FROM ledger.erasures {ALL}")
    assert case.codes() == {"erasure_differs": 621}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (f"DELETE FROM ledger.commands {AT_44}", {"command_missing": 44}),
        (f"UPDATE ledger.commands SET command_id = gen_random_uuid() {AT_44}", {"command_differs": 44}),
        (f"UPDATE ledger.commands SET first_position = 50 {AT_44}", {"command_missing": 44}),
        (f"UPDATE ledger.commands SET last_position = 70 {AT_44}", {"command_missing": 71}),
        (f"UPDATE ledger.commands SET last_position = 90 {AT_44}", {"command_overlaps": 84, "command_differs": 84}),
        (
            "INSERT INTO ledger.commands VALUES ({school}, gen_random_uuid(), sha256(''), 621, 630)",
            {"command_empty": 621},
        ),
    ],
)  # fmt: skip
def test_a_command(case: Audited, change: str, expected: dict[str, int]) -> None:
    case.attacker.change(change)
    assert case.codes() == expected


@pytest.mark.parametrize("agreed", [True, False])
def test_a_decision_on_another_request(case: Audited, agreed: bool) -> None:
    """The principal's signature is over the bytes of the request; its digest stands in the decision."""
    stream, request_id, paper = uuid.uuid4(), uuid.uuid4(), Blob(b"%PDF-1.4 paper", "application/pdf")
    change = HomeroomCommentChange(before="chăm", after="chăm ngoan")
    request = CorrectionRequested(
        request_id=request_id, changes=(change,), reason_code=ReasonCode.TYPING_ERROR, reason="gõ thiếu",
        paper=Paper(number="12/BC", dated="2026-05-20", sha256=paper.sha256, media_type=paper.media_type),
    )  # fmt: skip
    first = case.ledger.append([NewEvents(stream, 0, (request,))], command=database.command(), blobs=[paper])
    entry = case.ledger.entry(first.first_position)
    signature = Blob(b"a CMS signature", "application/pkcs7-signature")
    facts = {
        "request_id": request_id, "request_sha256": hashlib.sha256(entry).hexdigest(), "signature": signature.sha256,
        "certificate": CERTIFICATE.sha256, "delegation_id": None,
    }  # fmt: skip
    decision = CorrectionApproved(**facts) if agreed else CorrectionRefused(**facts, remark="không")
    case.ledger.append([NewEvents(stream, 1, (decision,))], command=database.command(), blobs=[signature])
    check_ledger(case.ledger, case.key.verifier_key)
    case.attacker.write(first.first_position, entry.replace("gõ thiếu".encode(), "gõ nhầm".encode()))
    assert case.codes() == {"request_differs": first.first_position + 1}


def _erase(case: Audited) -> str:
    """Erase one value lawfully; its commitment."""
    (first,) = case.ledger.raw_entries(0, 1)
    with case.attacker.owner() as connection:
        row = connection.execute("SELECT commitment FROM ledger.personal ORDER BY field").fetchone()
    assert row is not None
    commitment = row[0].hex()
    case.ledger.erase(
        first.stream_id, 1, [commitment], database.command(), decision="01/QĐ-UBND 22/11/2026", reason="theo yêu cầu"
    )
    return str(commitment)
