"""The chain in the signed data: whose signature may not be missing follows from the document; 1.0 still verifies."""

from __future__ import annotations

import re

import pytest

from anchors.verify import Verdict
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Chain, Stage
from domain.report.document import ReportDocument
from projections.documents.xml import ConfirmedPart, Responsibility
from tests.kit.documents import sample_document
from tests.kit.issued import HEAD_AT, failed, issue, key_of, reasons, signed_xml, verified, verified_xml
from tests.kit.level_documents import primary_document, upper_document

HOMEROOM_FIRST = sample_document(chain=Chain.HOMEROOM_FIRST, subject_teachers={})
TOAN = (Stage.SUBJECT, "TOAN")


def test_a_secondary_report_without_subject_teachers_is_valid_where_its_data_say_so() -> None:
    """Plan 004: homeroom teacher, head, seal; the pages too name no subject teacher's signature."""
    made = issue(HOMEROOM_FIRST)
    found = verified(made)
    assert found.verdict is Verdict.VALID, reasons(found)
    assert [each.stage for each in found.signatures if each.stage] == [Stage.HOMEROOM, Stage.HEAD, Stage.SEAL]


def test_who_takes_the_teachers_out_must_change_what_everybody_signed() -> None:
    teachers_first = sample_document()
    signed = signed_xml(teachers_first)
    words = hoc_ba.LOWER.code_table("chains")
    emptied = re.sub(rb"<DANH_SACH_GVBM>.*</DANH_SACH_GVBM>", b"", signed)
    missing = verified_xml(issue(teachers_first), emptied)
    assert missing.verdict is Verdict.INVALID
    assert ("signature.present", "GVBM TOAN") in failed(missing)
    lied = emptied.replace(words["SUBJECT_TEACHERS_FIRST"].encode(), words["HOMEROOM_FIRST"].encode())
    assert {("signature.genuine", each) for each in ("GVCN", "CBQL", "KY_PHAT_HANH")} <= failed(
        verified_xml(issue(teachers_first), lied)
    )


def test_a_teachers_signature_has_no_place_where_the_homeroom_teacher_is_first() -> None:
    signed = signed_xml(sample_document())
    teachers = re.search(rb"<DANH_SACH_GVBM>.*</DANH_SACH_GVBM>", signed)
    assert teachers
    added = signed_xml(HOMEROOM_FIRST).replace(b"<GVCN ", teachers[0] + b"<GVCN ", 1)
    assert ("signatures.none_other", "") in failed(verified_xml(issue(HOMEROOM_FIRST), added))


@pytest.mark.parametrize("document", [sample_document, upper_document, primary_document])
def test_a_report_of_the_first_release_verifies_for_ever(document: object) -> None:
    made: ReportDocument = document(release=hoc_ba.OLDER)
    found = verified(issue(made))
    assert found.verdict is Verdict.VALID, reasons(found)
    assert found.values
    assert found.values.version.endswith("-1.0")
    if made.subject_teachers:
        gone = signed_xml(made, without=frozenset([TOAN]))
        assert ("signature.present", "GVBM TOAN") in failed(verified_xml(issue(made), gone))


def test_a_declaration_in_other_words_is_no_report() -> None:
    weaker = Responsibility("Tôi đã xem.")
    found = verified_xml(issue(sample_document()), signed_xml(sample_document(), claimed={TOAN: {"taken": weaker}}))
    assert found.verdict is Verdict.INVALID
    assert "report.structure" in reasons(found)


def test_a_signature_in_place_says_for_whom_and_what_was_confirmed() -> None:
    document = sample_document()
    declaration = hoc_ba.LOWER.declaration(Stage.SUBJECT)
    assert declaration
    part = ConfirmedPart("KHTN", "Hoá học", "Đỗ Thị Nga", HEAD_AT)
    head = document.head
    facts = {
        "name": head.full_name,
        "personal_number": head.personal_number,
        "capacity": "HIỆU TRƯỞNG",
        "taken": Responsibility(declaration, "Trần Văn Long", "Giáo viên đã chuyển trường", (part,)),
    }
    signed = signed_xml(
        document, claimed={TOAN: facts}, signing_keys={TOAN: key_of(head.full_name, head.personal_number)}
    )
    found = verified_xml(issue(document), signed)
    assert found.verdict is Verdict.VALID, reasons(found)
    (signature,) = [each for each in found.signatures if (each.stage, each.subject) == TOAN]
    assert (signature.name, signature.in_place_of) == (head.full_name, "Trần Văn Long")
    assert found.values
    (signer,) = [each for each in found.values.signers if each.subject == "TOAN"]
    assert (signer.reason, signer.declaration) == ("Giáo viên đã chuyển trường", declaration)
    assert [(one.subject, one.part, one.name) for one in signer.confirmed] == [("KHTN", "Hoá học", "Đỗ Thị Nga")]
