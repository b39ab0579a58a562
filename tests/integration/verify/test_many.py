"""``hocba verify`` of many files and folders: each as if it were alone, the gravest decides, the bad ones are named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from anchors.errors import AnchorError, Misused
from anchors.signing.trust import TrustRoots
from anchors.verify import Step, Verdict, Verification, verify_file
from api.verifying import Evidence, files_of, verifiers, verify_files
from tests.integration.verify.test_command import EVIDENCE, run
from tests.kit import keys
from tests.kit.issued import sample

pytestmark = pytest.mark.one_server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good PDFs, one XML with its receipt, an XML beside its PDF, and what else lies in such a folder."""
    report, other = sample(), sample("B")
    for name, content in (
        ("a.pdf", report.pdf),
        ("b.pdf", other.pdf),
        ("b.xml", b"not looked at: its PDF is there"),
        ("c.xml", report.xml),
        ("c.tlog-proof", report.receipt),
        ("summary.json", b"{}"),
        ("roots.pem", keys.authority().roots_pem),
        ("verifier.key", f"{report.key}\n".encode()),
    ):
        (tmp_path / name).write_bytes(content)
    return tmp_path


def evidence() -> Evidence:
    return Evidence(sample().key, TrustRoots.from_pem(keys.authority().roots_pem))


def changed(pdf: bytes) -> bytes:
    return pdf.replace(b"%PDF-1.7", b"%PDF-1.6")


def test_a_folder_holds_every_report_once(folder: Path) -> None:
    assert [path.name for path in files_of(folder)] == ["a.pdf", "b.pdf", "c.xml"]
    assert files_of(folder / "a.pdf") == [folder / "a.pdf"]
    (folder / "empty").mkdir()
    with pytest.raises(Misused) as caught:
        files_of(folder / "empty")
    assert caught.value.code == "verify.folder_empty"


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    """Every fault, every value: whole verifications are compared, the invalid and the unreadable included."""
    report = sample()
    contents = {"good": report.pdf, "changed": changed(report.pdf), "cut": report.pdf[:5000], "text": b"%PDF-"}
    for name, content in contents.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
    paths = [*sorted(tmp_path.iterdir()), tmp_path / "missing.pdf"]
    with verifiers(evidence(), 2) as pool:
        pool.alone = 1
        found = dict(verify_files(pool, paths))
        assert os.getpid() not in pool.memory_peaks
    assert set(found) == set(paths)
    for name, content in contents.items():
        alone = verify_file(content, None, evidence().key, evidence().roots)
        several = found[tmp_path / f"{name}.pdf"]
        assert isinstance(several, Verification)
        assert [_facts(step) for step in several.steps] == [_facts(step) for step in alone.steps]
        assert (several.verdict, several.values, several.sha256) == (alone.verdict, alone.values, alone.sha256)
    assert isinstance(missing := found[tmp_path / "missing.pdf"], AnchorError)
    assert missing.code == "file.unreadable"


def _facts(step: Step) -> list[object]:
    return [(each.code, each.of, each.status, each.found, each.fault and each.fault.text("vi")) for each in step.checks]


def test_few_files_start_no_process(folder: Path) -> None:
    with verifiers(evidence(), 2) as pool:
        found = dict(verify_files(pool, files_of(folder)))
        assert set(pool.memory_peaks) == {os.getpid()}
    assert {verified.verdict for verified in found.values() if isinstance(verified, Verification)} == {Verdict.VALID}


def test_a_good_folder_is_counted(folder: Path) -> None:
    done = run(folder, ".", *EVIDENCE)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "3 tệp: 3 hợp lệ, 0 không hợp lệ, 0 chưa đủ căn cứ kết luận.\n"
    assert "không có giá trị pháp lý" in done.stderr


def test_one_bad_file_among_many_is_named_and_decides(folder: Path) -> None:
    for count in range(45):  # more than are verified in one process
        (folder / f"good-{count}.pdf").write_bytes(sample().pdf)
    (folder / "xau.pdf").write_bytes(changed(sample().pdf))
    done = run(folder, ".", "missing.pdf", *EVIDENCE)
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "✗ xau.pdf: Không hợp lệ",
        "? missing.pdf: Không đọc được tệp missing.pdf: No such file or directory.",
        "50 tệp: 48 hợp lệ, 1 không hợp lệ, 1 chưa đủ căn cứ kết luận.",
    ]
    assert any("(1)" in line for line in lines), "the step that speaks against it"


def test_cannot_tell_is_graver_than_valid(folder: Path) -> None:
    assert run(folder, "a.pdf", "missing.pdf", *EVIDENCE).returncode == 2
    assert run(folder, ".", "--key", "verifier.key").returncode == 2


def test_json_is_a_list_in_the_order_of_the_paths(folder: Path) -> None:
    (folder / "xau.pdf").write_bytes(changed(sample().pdf))
    done = run(folder, "xau.pdf", "missing.pdf", ".", *EVIDENCE, "--json")
    assert done.returncode == 1
    answers = json.loads(done.stdout)
    assert [answer["path"] for answer in answers] == ["xau.pdf", "missing.pdf", "a.pdf", "b.pdf", "c.xml"]
    assert [answer.get("verdict") for answer in answers] == ["invalid", None, "valid", "valid", "valid"]
    assert answers[1]["error"]["code"] == "file.unreadable"
    alone = json.loads(run(folder, "a.pdf", *EVIDENCE, "--json").stdout)
    assert answers[2] == {"path": "a.pdf", **alone}


def test_a_receipt_belongs_to_one_file(folder: Path) -> None:
    done = run(folder, "a.pdf", "c.xml", "--receipt", "c.tlog-proof", *EVIDENCE)
    assert done.returncode == 2
    assert "--receipt" in done.stderr


def test_no_database_is_loaded() -> None:
    code = "import sys, api.cli.verify; assert not {'psycopg', 'eventsourcing', 'typst'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
