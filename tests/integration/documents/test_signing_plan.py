"""
The signing plan with real signatures, judged by xmlsec1: every stage holds, and a change voids exactly those that
cover it and every later stage.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from anchors.signing import xml as xml_signing
from domain.formats import hoc_ba
from domain.formats.hoc_ba import Stage
from domain.report.document import ReportDocument
from projections.documents import xml
from projections.documents.xml import Signer
from tests.kit import keys
from tests.kit.documents import LOOKUP_ID, sample_document, sample_result, sample_subjects
from tests.kit.level_documents import primary_document, upper_document
from tests.kit.signed_documents import EMPTY_SIGNATURE, capacity_at, taken_at
from tests.kit.xmlsec import accepted

pytestmark = pytest.mark.one_server

COMMENTS = {"NGU_VAN": "Diễn đạt mạch lạc.", "TOAN": "Tính toán nhanh.", "GDTC": "Cố gắng."}
SUBJECTS = tuple(COMMENTS)
LATER: tuple[Signer, ...] = ((Stage.HOMEROOM, None), (Stage.HEAD, None), (Stage.SEAL, None))


def signing(document: ReportDocument) -> tuple[str, ...]:
    """The subjects whose teachers sign it."""
    return document.chain.signed(row.subject for row in document.result.subjects)


def signed(document: ReportDocument) -> bytes:
    """All stages, one after the other, each over the bytes as they were then."""
    data = xml.data_region(document)
    signers: dict[Signer, bytes] = {}
    subjects = signing(document)
    for stage, subject in (*((Stage.SUBJECT, each) for each in subjects), *LATER):
        seal = stage is Stage.SEAL
        key = keys.school() if seal else keys.person()
        number = None if seal else keys.HEAD
        said = ("Người ký", number, capacity_at(document, stage), keys.SIGNED_AT, taken_at(document, stage))
        info = xml.signer_info(LOOKUP_ID, stage, subject, *said)
        element = xml.signer_element(LOOKUP_ID, stage, subject, info, EMPTY_SIGNATURE)
        so_far = xml.assemble(LOOKUP_ID, data, {**signers, (stage, subject): element})
        signature = xml_signing.sign(
            so_far,
            key,
            signature_id=hoc_ba.signature_id(LOOKUP_ID, stage, subject),
            references=hoc_ba.references(LOOKUP_ID, stage, subject, subjects),
            signed_at=keys.SIGNED_AT,
        )
        signers[stage, subject] = xml.signer_element(LOOKUP_ID, stage, subject, info, signature)
    return xml.assemble(LOOKUP_ID, data, signers)


@pytest.fixture(scope="module")
def report() -> bytes:
    rows = tuple(row for row in sample_subjects(COMMENTS) if row.subject in COMMENTS)
    return signed(sample_document(result=sample_result(subjects=rows)))


def standing(document: bytes, folder: Path, subjects: tuple[str, ...] = SUBJECTS) -> list[str]:
    """The signers whose signatures xmlsec1 accepts, one after the other."""
    places = [*((Stage.SUBJECT, each) for each in subjects), *LATER]
    roots_pem, at = keys.authority().roots_pem, datetime(2026, 5, 25, 9, 30, tzinfo=UTC)
    return [subject or stage.value for stage, subject in accepted(document, roots_pem, LOOKUP_ID, places, at, folder)]


def test_every_signature_of_the_plan_holds(report: bytes, tmp_path: Path) -> None:
    xml.validate(report)
    assert standing(report, tmp_path) == [*SUBJECTS, "HOMEROOM", "HEAD", "SEAL"]


def test_every_signature_of_an_upper_report_holds_and_a_row_voids_its_own(tmp_path: Path) -> None:
    document = upper_document()
    report, subjects = signed(document), signing(document)
    xml.validate(report)
    assert standing(report, tmp_path, subjects) == [*subjects, "HOMEROOM", "HEAD", "SEAL"]
    changed = report.replace(b"<DIEM_CA_NAM>9.1<", b"<DIEM_CA_NAM>9.9<")
    assert standing(changed, tmp_path, subjects) == [each for each in subjects if each != "VAT_LI"]


@pytest.mark.parametrize(
    ("old", "new", "still_standing"),
    [
        ("", "", ["HOMEROOM", "HEAD", "SEAL"]),
        ("<DIEM_KIEM_TRA_DINH_KY>10<", "<DIEM_KIEM_TRA_DINH_KY>9<", []),
        ("<PHAM_CHAT_NHAN_AI>Tốt<", "<PHAM_CHAT_NHAN_AI>Đạt<", []),
        ("<CHUC_VU>HIỆU TRƯỞNG<", "<CHUC_VU>PHÓ HIỆU TRƯỞNG<", ["HOMEROOM"]),
        ("<TEN_DON_VI>Người ký<", "<TEN_DON_VI>Trường khác<", ["HOMEROOM", "HEAD"]),
    ],
)
def test_a_primary_report_is_signed_without_subject_teachers(
    old: str, new: str, still_standing: list[str], tmp_path: Path
) -> None:
    report = signed(primary_document()).decode()
    xml.validate(report.encode())
    assert old in report
    assert standing(report.replace(old, new, 1).encode(), tmp_path, ()) == still_standing


@pytest.mark.parametrize(
    ("old", "new", "still_standing"),
    [
        ("<DIEM_CA_NAM>9.2<", "<DIEM_CA_NAM>9.9<", ["NGU_VAN", "GDTC"]),  # Toán's row
        ("<DUOC_LEN_LOP>Được lên lớp<", "<DUOC_LEN_LOP>Không được lên lớp<", list(SUBJECTS)),
        ("Bảo Ngọc</HO_VA_TEN>", "Bảo Ngân</HO_VA_TEN>", list(SUBJECTS)),
        (
            "<MA_MON_HOC>TOAN</MA_MON_HOC><HO_VA_TEN>Người ký",
            "<MA_MON_HOC>TOAN</MA_MON_HOC><HO_VA_TEN>Người khác",
            ["NGU_VAN", "GDTC"],
        ),
        ("<CHUC_VU>HIỆU TRƯỞNG<", "<CHUC_VU>PHÓ HIỆU TRƯỞNG<", [*SUBJECTS, "HOMEROOM"]),
        ("<TEN_DON_VI>Người ký<", "<TEN_DON_VI>Trường khác<", [*SUBJECTS, "HOMEROOM", "HEAD"]),
    ],
)
def test_a_change_voids_exactly_what_covers_it(
    report: bytes, old: str, new: str, still_standing: list[str], tmp_path: Path
) -> None:
    text = report.decode()
    assert text.count(old) == 1
    assert standing(text.replace(old, new).encode(), tmp_path) == still_standing
