"""Attacks on receipt, checkpoint and entry, with a true XML beside them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from anchors.checkpoint import Checkpoint
from anchors.receipt import Receipt
from anchors.verify import Status, Verdict, Verification
from anchors.verify.entry import TOPIC
from domain.report.events import DocumentSealed
from tests.kit import issued
from tests.kit.issued import failed, log_key, reasons, receipt_of, sample, verified
from tests.kit.merkle import leaf_hashes, mth


def with_receipt(receipt: Receipt | bytes, **changes: Any) -> Verification:
    text = receipt if isinstance(receipt, bytes) else receipt.to_text().encode()
    return verified(sample(), **{"content": sample().xml, "receipt": text, **changes})


def true() -> Receipt:
    return receipt_of(sample().entry)


def with_path(receipt: Receipt, path: tuple[bytes, ...]) -> Receipt:
    return replace(receipt, path=path)


FORGERIES: list[tuple[Callable[[Receipt], Receipt], str]] = [
    (lambda true: replace(true, index=true.index - 1), "proof.inclusion"),
    (lambda true: replace(true, index=299), "proof.path_length"),
    (lambda true: replace(true, index=300), "proof.range"),
    (lambda true: with_path(true, true.path[:-1]), "proof.path_length"),
    (lambda true: with_path(true, (*true.path, true.path[0])), "proof.path_length"),
    (lambda true: with_path(true, (true.path[1], true.path[0], *true.path[2:])), "proof.inclusion"),
    (lambda true: replace(true, entry=true.entry.replace(b'"edition":1', b'"edition":2')), "proof.inclusion"),
    (lambda true: replace(true, checkpoint=true.checkpoint.replace("\n300\n", "\n301\n")), "note.signature"),
    (lambda true: replace(true, checkpoint=receipt_of(b"other").checkpoint), "proof.inclusion"),
]


@pytest.mark.parametrize(("change", "reason"), FORGERIES)
def test_a_forged_proof_is_invalid(change: Callable[[Receipt], Receipt], reason: str) -> None:
    found = with_receipt(change(true()))
    assert found.verdict is Verdict.INVALID
    assert ("receipt.proof", "--receipt") in failed(found)
    assert reason in reasons(found)
    assert found.checkpoint is None
    assert found.position is None


def test_a_size_that_the_key_signed_wrongly_is_found_by_the_path() -> None:
    key = log_key()
    note = key.sign(Checkpoint(key.name, 400, mth(leaf_hashes(400))))
    assert "proof.path_length" in reasons(with_receipt(replace(true(), checkpoint=note)))


def test_an_old_checkpoint_that_does_not_cover_the_entry_is_found() -> None:
    key = log_key()
    note = key.sign(Checkpoint(key.name, issued.INDEX, mth(leaf_hashes(issued.INDEX))))
    found = with_receipt(replace(true(), checkpoint=note))
    assert "proof.range" in reasons(found)
    assert found.verdict is Verdict.INVALID


def test_another_schools_ledger_is_named() -> None:
    foreign = log_key("so-cai.example.vn/9d9d9d9d-7d1b-4c7e-9a55-3b8f0f6f2a10")
    found = with_receipt(receipt_of(sample().entry, foreign))
    assert found.verdict is Verdict.INVALID
    (fault,) = [check.fault for step in found.steps for check in step.checks if check.fault]
    assert fault.code == "checkpoint.foreign_origin"
    assert "9d9d9d9d" in fault.text("vi")


def test_another_key_of_the_same_name_is_named() -> None:
    found = with_receipt(receipt_of(sample().entry, log_key(number=1)))
    assert reasons(found) == {"note.unknown_key"}
    assert found.verdict is Verdict.INVALID


def test_an_entry_in_another_schools_ledger_does_not_count_there() -> None:
    foreign = log_key("so-cai.example.vn/9d9d9d9d-7d1b-4c7e-9a55-3b8f0f6f2a10")
    found = with_receipt(receipt_of(sample().entry, foreign), key=foreign.verifier_key)
    assert failed(found) == {("entry.school", "--receipt")}


def test_the_receipt_of_another_report_is_named_by_its_code() -> None:
    found = with_receipt(sample("B").receipt)
    assert found.verdict is Verdict.INVALID
    assert failed(found) == {("entry.xml_sha256", "--receipt"), ("entry.lookup_id", "--receipt")}
    assert found.position is None, "where the other report stands is not where this one does"
    text = " ".join(check.fault.text("vi") for step in found.steps for check in step.checks if check.fault)
    assert str(sample("A").document.lookup_id) in text
    assert str(sample("B").document.lookup_id) in text


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        ({"edition": 2}, "entry.edition"),
        ({"effective_date": "2026-06-01"}, "entry.effective_date"),
        ({"lookup_id": uuid4()}, "entry.lookup_id"),
        ({"xml_sha256": "0" * 64}, "entry.xml_sha256"),
        ({"school_id": UUID(int=7)}, "entry.school"),
        ({"at": issued.TEACHERS_AT}, "entry.at"),
    ],
)
def test_an_entry_that_says_something_else_is_found(change: dict[str, Any], failing: str) -> None:
    entry = issued.entry_of(sample().document, sample().xml, **change)
    assert failed(with_receipt(receipt_of(entry))) == {(failing, "--receipt")}


def test_an_entry_of_another_topic_is_not_an_issue() -> None:
    other = DocumentSealed(edition=1, pdf_sha256="0" * 64, checkpoint_size=300)
    entry = issued.entry_of(sample().document, sample().xml, topic=DocumentSealed.TOPIC, data=other)
    found = with_receipt(receipt_of(entry))
    assert found.verdict is Verdict.INVALID
    assert reasons(found) == {"verify.entry_topic"}


def test_an_issue_of_a_later_version_is_unknown_not_wrong() -> None:
    entry = sample().entry.replace(TOPIC.encode(), b"hocba.report.issued.v2")
    found = with_receipt(receipt_of(entry))
    assert found.verdict is Verdict.CANNOT_TELL
    assert reasons(found) == {"verify.entry_newer"}


def changed(**fields: Any) -> bytes:
    whole = json.loads(sample().entry)
    for name, value in fields.items():
        target = whole["data"] if name in whole["data"] else whole
        target[name] = value
    return json.dumps({name: value for name, value in whole.items() if value != "GONE"}).encode()


@pytest.mark.parametrize(
    "entry",
    [
        b"\xff",
        b"[]",
        b"{}",
        b"[" * 60_000,
        b'{"topic":NaN}',
        changed(more=1),
        changed(salt="GONE"),
        changed(actor=""),
        changed(acting=None),
        changed(acting={}),
        changed(acting={"role": "clerk"}),
        changed(acting={"role": "CLERK", "since": "2026"}),
        changed(acting={"role": "CLERK", "delegation_id": None}),
        changed(version=True),
        changed(version=0),
        changed(edition="1"),
        changed(data=[]),
        changed(school=str(issued.SCHOOL_ID).upper()),
        changed(at="2026-05-31T01:04:05+07:00"),
        changed(at="2026-05-32T01:04:05Z"),
        changed(effective_date="31/05/2026"),
        changed(xml_sha256="A" * 64),
        sample().entry.replace(b'"edition":1', b'"edition":1,"edition":1'),
        sample().entry.replace(b'"version":40', b'"version":40,"version":40'),
    ],
)
def test_an_entry_in_any_other_form_is_refused_though_it_stands_in_the_ledger(entry: bytes) -> None:
    found = with_receipt(receipt_of(entry))
    assert failed(found) == {("entry.form", "--receipt")}
    assert found.checkpoint is None, "no issue was proven, so nothing is as of a checkpoint"


@pytest.mark.parametrize("delegation", [{}, {"delegation_id": str(issued.SCHOOL_ID)}])
def test_an_entry_may_tell_as_what_it_was_done(delegation: dict[str, str]) -> None:
    found = with_receipt(receipt_of(changed(acting={"role": "CLERK", **delegation})))
    assert failed(found) == set()
    assert found.checkpoint is not None


@pytest.mark.parametrize("receipt", [b"", b"\xff", b"c2sp.org/tlog-proof@v1\n", b"x" * 500_000, sample().receipt[:-40]])
def test_what_is_no_receipt_proves_nothing_either_way(receipt: bytes) -> None:
    found = with_receipt(receipt)
    assert found.verdict is Verdict.CANNOT_TELL
    assert not failed(found)
    assert failed(found, Status.NOT_CHECKED)
