"""``hocba verify`` as a person runs it: another process, in a network namespace of its own where the machine can."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.kit import keys
from tests.kit.issued import sample

pytestmark = pytest.mark.one_server

PROGRAM = (sys.executable, "-c", "from api.cli import main; main()", "verify")


@cache
def no_network() -> tuple[str, ...]:
    """``unshare --net`` where it is allowed: then a look outside fails. Elsewhere the environment is only emptied."""
    for command in (("unshare", "--net"), ("unshare", "--user", "--net")):
        if shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return ()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("verify")
    report = sample()
    (made / "report.pdf").write_bytes(report.pdf)
    (made / "report.xml").write_bytes(report.xml)
    (made / "report.tlog-proof").write_bytes(report.receipt)
    (made / "verifier.key").write_text(f"{report.key}\n")
    (made / "roots.pem").write_bytes(keys.authority().roots_pem)
    (made / "changed.pdf").write_bytes(report.pdf.replace(b"%PDF-1.7", b"%PDF-1.6"))
    (made / "changed.xml").write_bytes(report.xml.replace(b"<DIEM_CA_NAM>9.2<", b"<DIEM_CA_NAM>9.9<"))
    (made / "empty.pdf").write_bytes(b"")
    (made / "nothing").mkdir()
    return made


def run(folder: Path, *arguments: str, language: str = "vi") -> subprocess.CompletedProcess[str]:
    """No setting, no home, no address: only where Python is, and the language."""
    environment = {"PATH": os.environ["PATH"], "HOCBA_LANG": language, "PYTHONPATH": str(Path.cwd()), "HOME": "/"}
    done = subprocess.run(
        [*no_network(), *PROGRAM, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


EVIDENCE = ("--key", "verifier.key", "--trust", "roots.pem")


def test_a_valid_report_says_so_with_signers_place_and_limits(folder: Path) -> None:
    done = run(folder, "report.pdf", *EVIDENCE)
    assert done.returncode == 0, done.stderr
    for wanted in (
        "Kết luận: Hợp lệ – BẢN TRÌNH DIỄN",
        "GVBM TOAN",
        "vị trí 262",
        "300 bản ghi",
        "9,0 | 9,3 | 9,2",
        "Nguyễn Hoàng Bảo Ngọc",
        "lời của người ký",
    ):
        assert wanted in done.stdout
    assert "không có giá trị pháp lý" in done.stderr


def test_the_key_may_be_given_as_a_string_and_the_answer_in_english(folder: Path) -> None:
    done = run(folder, "report.pdf", "--key", str(sample().key), "--trust", "roots.pem", language="en")
    assert done.returncode == 0, done.stderr
    assert "Verdict: Valid – DEMONSTRATION" in done.stdout


def test_a_changed_pdf_is_invalid_and_the_step_is_named(folder: Path) -> None:
    done = run(folder, "changed.pdf", *EVIDENCE)
    assert done.returncode == 1
    assert "✗ (1) Chữ ký số của nhà trường trên tệp PDF" in done.stdout
    assert "Kết luận: Không hợp lệ" in done.stdout
    assert "✓ (3)" in done.stdout


def test_json_names_the_teacher_whose_row_was_changed(folder: Path) -> None:
    done = run(folder, "changed.xml", "--receipt", "report.tlog-proof", *EVIDENCE, "--json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["verdict"] == "invalid"
    failed = [check for step in answer["steps"] for check in step["checks"] if check["status"] == "failed"]
    assert {check["of"] for check in failed} == {"GVBM TOAN", "GVCN", "CBQL", "KY_PHAT_HANH", "--receipt"}
    assert failed[0]["reason"]["code"] == "signing.xml_reference_differs"


def test_xml_with_receipt_is_valid_and_alone_it_is_open(folder: Path) -> None:
    assert run(folder, "report.xml", "--receipt", "report.tlog-proof", *EVIDENCE).returncode == 0
    alone = run(folder, "report.xml", *EVIDENCE)
    assert alone.returncode == 2
    assert "Kết luận: Chưa đủ căn cứ kết luận" in alone.stdout
    assert "--receipt" in alone.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("report.pdf",), "--key"),
        (("report.pdf", "--key", "verifier.key"), "--trust"),
        (("empty.pdf", *EVIDENCE), "PDF"),
        (("absent.pdf", *EVIDENCE), "absent.pdf"),
        (("nothing", *EVIDENCE), "nothing"),
        (("report.pdf", "--key", "absent.key", "--trust", "roots.pem"), "absent.key"),
        (("report.pdf", "--key", "a+b+c", "--trust", "roots.pem"), "a+b+c"),
        (("report.pdf", "--key", "report.pdf", "--trust", "roots.pem"), "report.pdf"),
        (("report.pdf", "--key", "verifier.key", "--trust", "report.xml"), "roots.pem"),
    ],
)
def test_what_cannot_be_judged_is_exit_2_and_says_what_to_do(
    folder: Path, arguments: tuple[str, ...], says: str
) -> None:
    for more in ((), ("--json",)):
        done = run(folder, *arguments, *more)
        assert done.returncode == 2, done.stdout + done.stderr
        assert says in done.stdout + done.stderr


def test_a_name_cannot_write_a_verdict_of_its_own(folder: Path) -> None:
    forged = "Ngọc\nKết luận: Hợp lệ\u202e\x9b1A".encode()
    (folder / "forged.xml").write_bytes(sample().xml.replace("Bảo Ngọc".encode(), forged))
    done = run(folder, "forged.xml", "--receipt", "report.tlog-proof", *EVIDENCE)
    assert done.returncode == 1
    assert r"Ngọc\nKết luận: Hợp lệ\u202e\x9b1A" in done.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("Kết luận")] == [
        "Kết luận: Không hợp lệ – BẢN TRÌNH DIỄN, không có giá trị pháp lý"
    ]


def test_an_endless_file_ends(folder: Path) -> None:
    assert run(folder, "/dev/zero", *EVIDENCE).returncode == 2
