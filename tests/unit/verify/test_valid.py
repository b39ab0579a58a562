"""What holds: a report as issued, and what is said when something needed to judge it is not given."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from anchors.errors import MESSAGES, Language
from anchors.verify import Status, Verdict, Verification, as_json, verify_file
from anchors.verify.findings import Word
from anchors.verify.texts import CHECKS, STATEMENTS, STEPS
from domain.formats.hoc_ba import Stage
from tests.kit import issued
from tests.kit.documents import sample_document
from tests.kit.issued import failed, reasons, sample, verified


def test_a_report_as_issued_is_valid_and_says_who_signed_when_and_where_it_stands() -> None:
    found = verified(sample())
    assert found.verdict is Verdict.VALID
    assert [step.number for step in found.steps] == list(range(7))
    assert (found.position, found.checkpoint and found.checkpoint.size) == (262, 300)
    assert found.checkpoint
    assert found.checkpoint.origin == issued.ORIGIN
    seal, *others = found.signatures
    assert seal.stage is None
    assert [each.stage for each in others[-3:]] == [Stage.HOMEROOM, Stage.HEAD, Stage.SEAL]
    assert len(others) == 15
    assert others[1].name == "Trần Văn Long"
    assert all(each.root and "DEMO" in each.root for each in found.signatures)
    assert found.values
    assert found.values.pupil_name == "Nguyễn Hoàng Bảo Ngọc"
    assert found.entry
    assert str(found.entry.lookup_id) == str(found.values.lookup_id)


def test_what_is_not_shown_offline_is_said() -> None:
    found = verified(sample())
    said = {each.code: each.text("vi") for each in found.not_shown}
    assert said.keys() == {"recall", "log_key", "times", "revocation", "pages"}
    assert "300" in said["recall"]
    assert found.entry
    assert found.entry.page_sha256 in said["pages"]


def test_the_xml_with_its_receipt_is_valid_too() -> None:
    report = sample()
    found = verified(report, content=report.xml, receipt=report.receipt)
    assert found.verdict is Verdict.VALID
    assert [step.code for step in found.steps] == ["file", "xml", "signatures", "receipt", "entry"]
    assert "pages" not in {each.code for each in found.not_shown}


def test_the_xml_alone_proves_who_signed_but_not_that_it_was_issued() -> None:
    report = sample()
    found = verified(report, content=report.xml)
    assert found.verdict is Verdict.CANNOT_TELL
    assert reasons(found) == {"verify.no_receipt", "verify.before"}
    assert {step.code for step in found.steps if step.status is Status.OK} == {"xml", "signatures"}
    assert found.position is None


@pytest.mark.parametrize(("missing", "reason"), [("key", "verify.no_key"), ("roots", "verify.no_roots")])
def test_without_key_or_roots_nobody_can_tell_and_is_told_what_to_give(missing: str, reason: str) -> None:
    found = verified(sample(), **{missing: None})
    assert found.verdict is Verdict.CANNOT_TELL
    # Without the key nothing is proven of the pages either; that is said of them, not held against them.
    assert reasons(found) == {reason} | ({"verify.before"} if missing == "key" else set())
    assert not failed(found)
    assert "--" in MESSAGES[reason][0]


def test_without_anything_a_changed_file_is_still_invalid() -> None:
    report = sample()
    found = verified(report, content=report.pdf.replace(b"%PDF-1.7", b"%PDF-1.6"), key=None, roots=None)
    assert found.verdict is Verdict.INVALID


def test_a_later_receipt_beside_the_pdf_is_checked_as_well_and_gives_the_later_checkpoint() -> None:
    report = sample()
    later = issued.receipt_of(report.entry, size=400).to_text().encode()
    found = verified(report, receipt=later)
    assert found.verdict is Verdict.VALID
    assert found.checkpoint
    assert found.checkpoint.size == 400
    assert verified(report, receipt=b"garbage").verdict is Verdict.CANNOT_TELL
    assert verified(report, receipt=sample("B").receipt).verdict is Verdict.INVALID


def test_a_certificate_that_expired_after_it_signed_still_counts() -> None:
    document = sample().document
    place = (Stage.SUBJECT, "TOAN")
    person = document.subject_teachers["TOAN"]
    key = issued.key_of(person.full_name, person.personal_number, at=datetime(2023, 6, 1, tzinfo=UTC))
    signed = issued.signed_xml(document, signing_keys={place: key})
    found = issued.verified_xml(sample(), signed)
    (teacher,) = [each for each in found.signatures if (each.stage, each.subject) == place]
    assert teacher.signed_at < teacher.not_after < datetime(2026, 6, 2, tzinfo=UTC)
    assert found.verdict is Verdict.VALID


def test_the_demonstration_is_named_in_both_languages_and_by_report_and_certificates() -> None:
    found = verified(sample())
    assert found.demo
    report, certificates = found.demo_marks("vi")
    assert "TRÌNH DIỄN" in report
    assert "16 trên 16" in certificates
    earnest = issued.signed_xml(sample_document(demo=False))
    (only,) = issued.verified_xml(sample(), earnest).demo_marks("en")
    assert only.startswith("15 of 15 signatures")


@pytest.mark.parametrize("language", get_args(Language))
def test_the_json_has_the_promised_keys_and_survives_json(language: Language) -> None:
    for found in (verified(sample()), verify_file(b"", None, None, None)):
        content = as_json(found, language)
        assert list(content) == [
            "verdict", "text", "file", "demonstration", "steps", "report", "signatures", "issue", "checkpoint",
            "timestamps", "rests_on", "live", "not_shown",
        ]  # fmt: skip
        assert json.loads(json.dumps(content)) == content


def test_the_document_names_every_step_check_word_and_statement() -> None:
    text = (Path(__file__).parents[3] / "docs" / "formats" / "verify.md").read_text(encoding="utf-8")
    codes = [*CHECKS, *STEPS, *STATEMENTS, *Verdict, *Status, *Word, *as_json(verified(sample()), "en")]
    assert [code for code in codes if f"`{code}`" not in text] == []
    steps = [line for line in text.splitlines() if line.startswith("### (")]
    assert steps == [f"### ({number}) {STEPS[code][1]}" for number, code in enumerate(STEPS)] + [
        "### (8) What is not shown"
    ]


def test_every_step_check_and_statement_has_words_and_a_verdict_never_comes_from_nothing() -> None:
    for table in (CHECKS, STEPS, STATEMENTS):
        assert all(len(pair) == 2 and all(pair) and pair[0] != pair[1] for pair in table.values())
    nothing = Verification("xml", "", (), None, (), None, None, None, (), ())
    assert nothing.verdict is Verdict.CANNOT_TELL
