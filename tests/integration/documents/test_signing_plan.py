"""
The signing plan with real signatures, judged by xmlsec1: every stage holds, and a change voids exactly those that
cover it and every later stage.
"""

import subprocess
from pathlib import Path

import pytest

from anchors.signing import xml as xml_signing
from domain.formats import thcs
from domain.formats.thcs import Stage
from domain.report.document import ReportDocument
from projections.documents import xml
from projections.documents.xml import Signer
from tests.kit import keys, require
from tests.kit.documents import LOOKUP_ID, sample_document, sample_result, sample_subjects
from tests.kit.signed_documents import EMPTY_SIGNATURE

COMMENTS = {"NGU_VAN": "Diễn đạt mạch lạc.", "TOAN": "Tính toán nhanh.", "GDTC": "Cố gắng."}
SUBJECTS = tuple(COMMENTS)
STAGES: tuple[Signer, ...] = (
    *((Stage.SUBJECT, subject) for subject in SUBJECTS),
    *((stage, None) for stage in (Stage.HOMEROOM, Stage.HEAD, Stage.SEAL)),
)


def signed(document: ReportDocument) -> bytes:
    """All stages, one after the other, each over the bytes as they were then."""
    data = xml.data_region(document)
    signers: dict[Signer, bytes] = {}
    for stage, subject in STAGES:
        seal = stage is Stage.SEAL
        key = keys.school() if seal else keys.person()
        capacity = "HIỆU TRƯỞNG" if stage is Stage.HEAD else None
        number = None if seal else keys.HEAD
        info = xml.signer_info(LOOKUP_ID, stage, subject, "Người ký", number, capacity, keys.SIGNED_AT)
        element = xml.signer_element(LOOKUP_ID, stage, subject, info, EMPTY_SIGNATURE)
        so_far = xml.assemble(LOOKUP_ID, data, {**signers, (stage, subject): element})
        signature = xml_signing.sign(
            so_far,
            key,
            signature_id=thcs.signature_id(LOOKUP_ID, stage, subject),
            references=thcs.references(LOOKUP_ID, stage, subject, SUBJECTS),
            signed_at=keys.SIGNED_AT,
        )
        signers[stage, subject] = xml.signer_element(LOOKUP_ID, stage, subject, info, signature)
    return xml.assemble(LOOKUP_ID, data, signers)


@pytest.fixture(scope="module")
def report() -> bytes:
    rows = tuple(row for row in sample_subjects(COMMENTS) if row.subject in COMMENTS)
    return signed(sample_document(result=sample_result(subjects=rows)))


def standing(document: bytes, folder: Path) -> list[str]:
    """The signers whose signatures xmlsec1 accepts, one after the other."""
    path, roots = folder / "hoc-ba.xml", folder / "roots.pem"
    path.write_bytes(document)
    roots.write_bytes(keys.authority().roots_pem)
    identifiers = [part for tag in thcs.ID_TAGS for part in ("--id-attr:Id", tag)]
    for tag in ("Signature", "SignatureProperties"):
        identifiers += ["--id-attr:Id", f"{thcs.SIGNATURE_NAMESPACE}:{tag}"]
    accepted = []
    for stage, subject in STAGES:
        where = f"//*[@Id='{thcs.signature_id(LOOKUP_ID, stage, subject)}']"
        command = [require.program("xmlsec1"), "--verify", "--trusted-pem", str(roots), *identifiers]
        command += ["--enabled-key-data", "x509", "--verification-time", "2026-05-25 09:30:00"]
        done = subprocess.run([*command, "--node-xpath", where, str(path)], capture_output=True, check=False)
        if done.returncode == 0:
            accepted.append(subject or stage.value)
    return accepted


def test_every_signature_of_the_plan_holds(report: bytes, tmp_path: Path) -> None:
    xml.validate(report)
    assert standing(report, tmp_path) == [*SUBJECTS, "HOMEROOM", "HEAD", "SEAL"]


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
