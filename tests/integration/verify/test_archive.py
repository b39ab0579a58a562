"""People.md C4.7: the year's archive on a stick; its lists count and agree, and one flipped byte is named by file."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from api.flows import archive, packages
from api.flows.archive import INDEX, RECORD, ROOTS, VERIFIER_KEY
from api.sums import SUMS
from tests.integration.verify.test_command import run
from tests.kit.small_school import PUPILS, SmallSchool, copy, issued_template

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]
EVIDENCE = ("--key", VERIFIER_KEY, "--trust", ROOTS)


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(issued_template()) as made:
        yield made


@pytest.fixture(scope="module")
def packed(school: SmallSchool, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive as it is downloaded."""
    path = tmp_path_factory.mktemp("stick") / "luu-tru.zip"
    keys = school.app.keys(school.school_id)
    path.write_bytes(b"".join(packages.zipped(archive.files(school.desk, keys, "Nguyễn Thị Thu"))))
    return path


@pytest.fixture
def stick(packed: Path, tmp_path: Path) -> Path:
    ZipFile(packed).extractall(tmp_path)
    return tmp_path


def test_it_holds_every_report_by_class_with_its_lists(school: SmallSchool, stick: Path) -> None:
    sums = subprocess.run(["sha256sum", "--check", SUMS], cwd=stick, check=True, capture_output=True)
    assert len(sums.stdout.splitlines()) == 3 * PUPILS + 4
    rows = CalamineWorkbook.from_path(str(stick / INDEX)).get_sheet_by_index(0).to_python()
    assert rows[2][0].startswith(f"Tổng số {PUPILS} học bạ: {PUPILS} đã phát hành, có tệp; 0 chưa phát hành")
    assert [row[3] for row in rows[5:]] == [member.full_name for member in school.members]
    for row in rows[5:]:
        assert hashlib.sha256((stick / row[8]).read_bytes()).hexdigest() == row[9]
    text = subprocess.run(["pdftotext", "-raw", RECORD, "-"], cwd=stick, check=True, capture_output=True)
    said = "".join(text.stdout.decode().split())  # wherever a line was broken; the mark across the page stands apart
    assert hashlib.sha256((stick / INDEX).read_bytes()).hexdigest() in said, "two signatures stand for every file"
    for part in (f"{PUPILS} học bạ", "ĐẠI DIỆN BÊN NHẬN", "Nguyễn Thị Thu", (stick / VERIFIER_KEY).read_text().strip()):
        assert "".join(part.split()) in said


def test_what_is_as_it_was_is_verified(stick: Path) -> None:
    done = run(stick, ".", *EVIDENCE)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{PUPILS} tệp: {PUPILS} hợp lệ, 0 không hợp lệ, 0 chưa đủ căn cứ kết luận.\n"
    assert f"{3 * PUPILS + 4} tệp đúng danh sách, 0 tệp khác." in done.stderr


def test_one_flipped_byte_a_missing_file_and_a_strange_one_are_named(stick: Path) -> None:
    changed, missing, list_of_reports = *sorted((stick / "8A").glob("*.pdf"))[:2], stick / INDEX
    for path in (changed, list_of_reports):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
    missing.unlink()
    (stick / "8A" / "99-la.pdf").write_bytes(b"%PDF-1.7\n")
    done = run(stick, ".", *EVIDENCE)
    assert done.returncode == 1, done.stderr
    lines = {line.split(": ", 1)[0]: line.split(": ", 1)[1] for line in done.stdout.splitlines()}
    assert lines[f"✗ 8A/{changed.name}"].startswith("Nội dung đã thay đổi so với SHA256SUMS")
    assert lines[f"✗ {INDEX}"].startswith("Nội dung đã thay đổi so với SHA256SUMS")
    assert lines[f"✗ 8A/{missing.name}"].startswith("Thiếu tệp")
    assert lines["✗ 8A/99-la.pdf"] == "Tệp không có trong SHA256SUMS."
    # Of the two reports without a good PDF their XML agree with the list, and are verified with their receipts.
    assert done.stdout.splitlines()[-1].startswith("3 tệp: 3 hợp lệ")


def test_a_list_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / SUMS).write_text(f"{'0' * 64}  ../../etc/passwd\n")
    done = run(tmp_path, ".", *EVIDENCE[:0])
    assert done.returncode == 2
    assert "Dòng 1" in done.stderr
