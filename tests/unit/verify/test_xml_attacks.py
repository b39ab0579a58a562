"""
Attacks on the signed XML. Each changed XML comes with a receipt made for it, as a dishonest holder of the ledger's key
could: the signatures alone must tell.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from anchors.verify import Status, Verdict
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from tests.kit import issued, keys
from tests.kit.documents import sample_document, staff
from tests.kit.issued import Place, failed, places, reasons, sample, signed_xml, verified, verified_xml

TOAN: Place = (Stage.SUBJECT, "TOAN")
HOMEROOM: Place = (Stage.HOMEROOM, None)
HEAD: Place = (Stage.HEAD, None)
SEAL: Place = (Stage.SEAL, None)
LATER = {("signature.genuine", each) for each in ("GVCN", "CBQL", "KY_PHAT_HANH")}


def test_an_edited_mark_fails_its_teacher_and_everybody_after_him_and_nobody_else() -> None:
    edited = sample().xml.replace(b"<DIEM_CA_NAM>9.2<", b"<DIEM_CA_NAM>9.9<")
    found = verified_xml(sample(), edited)
    assert found.verdict is Verdict.INVALID
    assert failed(found) == {("signature.genuine", "GVBM TOAN"), *LATER}
    assert "signing.xml_reference_differs" in reasons(found)
    honest = verified(sample(), content=edited, receipt=sample().receipt)
    assert ("entry.xml_sha256", "--receipt") in failed(honest)


def test_an_edited_comment_of_a_teacher_fails_in_the_same_way() -> None:
    edited = sample().xml.replace("cẩn thận hơn".encode(), "cẩn thận".encode())
    assert failed(verified_xml(sample(), edited)) == {("signature.genuine", "GVBM TOAN"), *LATER}


def test_an_edited_name_fails_those_who_signed_the_whole() -> None:
    edited = sample().xml.replace("Bảo Ngọc".encode(), "Bảo Ngân".encode())
    assert failed(verified_xml(sample(), edited)) == LATER


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"<DIEM_CA_NAM>9.2<", b"<DIEM_CA_NAM>9.<!-- -->2<", "report.foreign_part"),
        (b"<DIEM_CA_NAM>9.2<", b"<DIEM_CA_NAM>9,2<", "report.structure"),
        (b"</TONG_KET>", b"<THEM/></TONG_KET>", "report.structure"),
        (b"<HOC_BA>", b"<!DOCTYPE HOC_BA []><HOC_BA>", "report.foreign_part"),
        (b"<MA_MON_HOC>TOAN</MA_MON_HOC>", b'<MA_MON_HOC x="1">TOAN</MA_MON_HOC>', "report.structure"),
    ],
)
def test_what_a_report_must_not_hold_is_invalid(old: bytes, new: bytes, reason: str) -> None:
    found = verified_xml(sample(), sample().xml.replace(old, new, 1))
    assert found.verdict is Verdict.INVALID
    assert ("xml.form", "") in failed(found)
    assert reason in reasons(found)


def test_a_second_element_with_a_signed_id_hidden_in_a_signature_is_found() -> None:
    row = hoc_ba.row_id(sample().document.lookup_id, "TOAN").encode()
    hidden = sample().xml.replace(
        b"</SignatureProperties>", b'<x xmlns="urn:x" Id="' + row + b'"/></SignatureProperties>'
    )
    found = verified_xml(sample(), hidden)
    assert found.verdict is Verdict.INVALID
    assert "report.id" in reasons(found)


@pytest.mark.parametrize("content", [b"<HOC_BA>", b"<a/>", b"<HOC_BA><PHIEN_BAN>HOCBA-TH-2.0</PHIEN_BAN></HOC_BA>"])
def test_another_xml_is_not_called_a_forgery(content: bytes) -> None:
    found = verified(sample(), content=content)
    assert found.verdict is Verdict.CANNOT_TELL
    assert not failed(found)


@pytest.mark.parametrize("place", [TOAN, HOMEROOM, HEAD, SEAL])
def test_a_signature_that_was_never_made_is_missed(place: Place) -> None:
    document = sample().document
    signed = signed_xml(document, without=frozenset({place}))
    found = verified_xml(sample(), signed)
    assert found.verdict is Verdict.INVALID
    name = {TOAN: "GVBM TOAN", HOMEROOM: "GVCN", HEAD: "CBQL", SEAL: "KY_PHAT_HANH"}[place]
    assert ("signature.present", name) in failed(found)
    later = places(document)[max(12, places(document).index(place) + 1) :]
    assert {of for code, of in failed(found) if code == "signature.coverage"} == {
        hoc_ba.SIGNER_TAGS[stage] for stage, _ in later
    }


def test_a_signature_that_was_taken_out_is_missed_and_breaks_those_who_covered_it() -> None:
    xml, lookup_id = sample().xml, sample().document.lookup_id
    start = xml.index(f'<GVBM Id="{hoc_ba.signer_id(lookup_id, *TOAN)}"'.encode())
    end = xml.index(b"</GVBM>", start) + len(b"</GVBM>")
    found = verified_xml(sample(), xml[:start] + xml[end:])
    assert ("signature.present", "GVBM TOAN") in failed(found)
    assert failed(found) >= LATER


def less(place: Place, gone: Callable[[str], bool]) -> bytes:
    def references(each: Place, planned: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in planned if not gone(one)) if each == place else planned

    return signed_xml(sample().document, references=references)


@pytest.mark.parametrize(
    ("place", "start", "of"),
    [
        (TOAN, "mon-", "GVBM TOAN"),
        (TOAN, "ttk-", "GVBM TOAN"),
        (HOMEROOM, "data-", "GVCN"),
        (HOMEROOM, "gvbm-TOAN-", "GVCN"),
        (HEAD, "gvcn-", "CBQL"),
        (SEAL, "cbql-", "KY_PHAT_HANH"),
    ],
)
def test_a_signature_that_leaves_something_out_is_named_with_what_it_leaves_out(
    place: Place, start: str, of: str
) -> None:
    found = verified_xml(sample(), less(place, lambda reference: reference.startswith(start)))
    assert found.verdict is Verdict.INVALID
    assert failed(found) == {("signature.coverage", of)}
    (fault,) = [check.fault for step in found.steps for check in step.checks if check.status is Status.FAILED]
    assert fault
    assert str(fault.facts["missing"]).startswith(start)


def test_a_signature_over_another_teachers_row_too_is_named() -> None:
    other = hoc_ba.row_id(sample().document.lookup_id, "NGU_VAN")
    signed = signed_xml(
        sample().document, references=lambda place, planned: (*planned, other) if place == TOAN else planned
    )
    assert failed(verified_xml(sample(), signed)) == {("signature.coverage", "GVBM TOAN")}


def test_a_signature_in_another_signers_element_is_found() -> None:
    xml, lookup_id = sample().xml, sample().document.lookup_id
    first, second = (
        f'Signature Id="{hoc_ba.signature_id(lookup_id, Stage.SUBJECT, each)}"'.encode() for each in ("TOAN", "KHTN")
    )
    # The default namespace declaration may stand before or after the Id, so only the Ids are exchanged.
    a, b = (each.removeprefix(b"Signature ") for each in (first, second))
    swapped = xml.replace(a, b"@@").replace(b, a).replace(b"@@", b)
    assert {("signature.genuine", "GVBM TOAN"), ("signature.genuine", "GVBM KHTN")} <= failed(
        verified_xml(sample(), swapped)
    )


def test_a_colleagues_certificate_is_not_the_teachers() -> None:
    document = sample().document
    signed = signed_xml(document, signing_keys={TOAN: issued.key_at(document, (Stage.SUBJECT, "NGU_VAN"))})
    found = verified_xml(sample(), signed)
    assert failed(found) == {("signature.number", "GVBM TOAN"), ("signature.name", "GVBM TOAN")}


def test_the_schools_certificate_cannot_sign_for_a_person_nor_a_persons_for_the_school() -> None:
    document = sample().document
    school, person = issued.key_at(document, SEAL), issued.key_at(document, HEAD)
    found = verified_xml(sample(), signed_xml(document, signing_keys={HEAD: school, SEAL: person}))
    assert failed(found) == {("signature.kind", "CBQL"), ("signature.kind", "KY_PHAT_HANH")}


def test_another_schools_certificate_is_not_this_schools() -> None:
    other = issued.school_key("Trường THCS Lê Lợi")
    found = verified_xml(sample(), signed_xml(sample().document, signing_keys={SEAL: other}))
    assert failed(found) == {("signature.name", "KY_PHAT_HANH")}
    claimed = {SEAL: {"name": "Trường THCS Lê Lợi"}}
    found = verified_xml(sample(), signed_xml(sample().document, signing_keys={SEAL: other}, claimed=claimed))
    assert failed(found) == {("signature.school", "KY_PHAT_HANH")}


def test_a_certificate_put_in_the_place_of_the_signers_breaks_the_signature() -> None:
    document = sample().document
    mine, other = (issued.key_at(document, (Stage.SUBJECT, each)).certificate for each in ("TOAN", "KHTN"))
    swapped = sample().xml.replace(b64encode(mine), b64encode(other))
    assert ("signature.genuine", "GVBM TOAN") in failed(verified_xml(sample(), swapped))
    garbage = sample().xml.replace(b64encode(mine), b64encode(b"no certificate"))
    found = verified_xml(sample(), garbage)
    assert ("signature.genuine", "GVBM TOAN") in failed(found)
    assert len(found.signatures) == 14 - 3, "the teachers that are fine are still judged"


def test_a_head_whom_the_report_does_not_name_is_found() -> None:
    document = sample().document
    deputy = staff(31, "Đinh Công Khoa")
    signed = signed_xml(
        document,
        signing_keys={HEAD: issued.key_of(deputy.full_name, deputy.personal_number)},
        claimed={HEAD: {"name": deputy.full_name, "personal_number": deputy.personal_number}},
    )
    assert failed(verified_xml(sample(), signed)) == {("signature.head", "CBQL")}


def test_no_number_to_compare_is_not_a_forgery_but_not_proven_either() -> None:
    signed = signed_xml(sample().document, claimed={TOAN: {"personal_number": None}})
    found = verified_xml(sample(), signed)
    assert found.verdict is Verdict.CANNOT_TELL
    assert failed(found, Status.NOT_CHECKED) == {("signature.number", "GVBM TOAN")}


def test_certificates_under_a_foreign_root_do_not_count() -> None:
    foreign = issued.roots(keys.authority("Cơ quan chứng thực lạ"))
    found = verified(sample(), roots=foreign)
    assert found.verdict is Verdict.INVALID
    assert reasons(found) == {"signing.certificate_untrusted"}
    assert len(failed(found)) == 16
    document = sample().document
    teacher = document.subject_teachers["TOAN"]
    key = issued.key_of(teacher.full_name, teacher.personal_number, authority="Cơ quan chứng thực lạ")
    found = verified_xml(sample(), signed_xml(document, signing_keys={TOAN: key}))
    assert failed(found) == {("signature.certificate", "GVBM TOAN")}


@pytest.mark.parametrize("begins", [datetime(2022, 6, 1, tzinfo=UTC), datetime(2026, 5, 26, tzinfo=UTC)])
def test_a_certificate_that_was_not_valid_when_it_signed_does_not_count(begins: datetime) -> None:
    document = sample().document
    teacher = document.subject_teachers["TOAN"]
    key = issued.key_of(teacher.full_name, teacher.personal_number, at=begins)
    found = verified_xml(sample(), signed_xml(document, signing_keys={TOAN: key}))
    assert failed(found) == {("signature.certificate", "GVBM TOAN")}
    assert reasons(found) == {"signing.certificate_not_valid_then"}


def test_a_date_on_the_page_that_is_not_the_signatures_is_found() -> None:
    signed = signed_xml(sample().document, claimed={TOAN: {"signed_at": issued.TEACHERS_AT - timedelta(days=1)}})
    assert failed(verified_xml(sample(), signed)) == {("signature.time", "GVBM TOAN")}


def test_stages_out_of_order_are_found_and_clocks_may_differ() -> None:
    document = sample().document
    early = signed_xml(document, times={HEAD: issued.HOMEROOM_AT - timedelta(hours=1)})
    found = verified_xml(sample(), early)
    assert failed(found) == {("signatures.order", "")}
    assert reasons(found) == {"verify.order"}
    late = signed_xml(document, times={TOAN: issued.HEAD_AT})
    assert failed(verified_xml(sample(), late)) == {("signatures.order", "")}
    skewed = signed_xml(document, times={HEAD: issued.HOMEROOM_AT - timedelta(minutes=15)})
    assert verified_xml(sample(), skewed).verdict is Verdict.VALID


def test_a_seal_before_the_planned_day_is_found() -> None:
    planned = date(2026, 6, 5)
    document = sample_document(lookup_id=sample().document.lookup_id, planned_issue_date=planned)
    signed = signed_xml(document)
    receipt = issued.receipt_of(issued.entry_of(document, signed, effective_date=planned)).to_text().encode()
    found = verified_xml(sample(), signed, receipt)
    assert failed(found) == {("signatures.planned_day", "")}


def test_the_mark_of_the_demonstration_cannot_be_taken_out() -> None:
    mark = "<BAN_TRINH_DIEN>BẢN TRÌNH DIỄN – KHÔNG CÓ GIÁ TRỊ</BAN_TRINH_DIEN>".encode()
    assert mark in sample().xml
    found = verified_xml(sample(), sample().xml.replace(mark, b""))
    assert failed(found) == LATER
    assert found.demo, "the certificates still say it"


def test_a_signature_beyond_the_plan_is_found() -> None:
    lookup_id = sample().document.lookup_id
    extra = b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="extra"/></SignatureProperties>'
    start = sample().xml.index(f'Id="{hoc_ba.signature_id(lookup_id, *SEAL)}"'.encode())
    tail = sample().xml[start:].replace(b"</SignatureProperties>", extra, 1)
    found = verified_xml(sample(), sample().xml[:start] + tail)
    assert ("signatures.none_other", "") in failed(found)
