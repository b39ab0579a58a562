"""The papers that the system makes: numbered without gaps, signed by their author, judged by pdfsig."""

from __future__ import annotations

import subprocess
from pathlib import Path
from uuid import UUID

from api.flows import corrections
from api.flows.desk import Member
from domain.register.events import DocumentEntered, DocumentKind
from domain.report import events as e
from domain.values import Column
from tests.integration.flows.asking import change
from tests.kit import require
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at

REASON = "Bài kiểm tra ghi khác; tôi gõ đảo chữ số khi nhập sổ."


def ask(school: School, member: Member, subject: str, *columns: Column) -> UUID:
    """The teacher asks; the system makes the report."""
    teacher = school.cast.teacher(school.found, subject)
    return corrections.request_correction(
        school.desk,
        member.report_id,
        tuple(change(school.desk, member, subject, column) for column in columns or (Column.TX1,)),
        str(teacher.staff_id),
        e.ReasonCode.TYPING_ERROR,
        REASON,
        key=school.cast.key(teacher),
    ).request_id


def text_of(pdf: bytes, folder: Path) -> str:
    (folder / "paper.pdf").write_bytes(pdf)
    command = [require.program("pdftotext"), "-layout", "paper.pdf", "-"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout.decode()


def judged(pdf: bytes, folder: Path) -> str:
    (folder / "signed.pdf").write_bytes(pdf)
    command = [require.program("pdfsig"), "-nocert", "signed.pdf"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout.decode()


def test_the_report_and_the_answer_are_made_numbered_and_signed(tmp_path: Path) -> None:
    with at("recorded") as school:
        member, principal = school.members[0], school.cast.principal
        request_id = ask(school, member, "TOAN", Column.TX1, Column.CK)
        teacher = school.cast.teacher(school.found, "TOAN")
        request = school.desk.report(member.report_id).requests[request_id]
        paper = request.asked.paper
        assert (paper.made, paper.number, paper.dated) == (True, "01/BC-THCSSL", school.desk.today)
        report = school.desk.ledger.blob(paper.sha256)
        told = text_of(report, tmp_path)
        for words in (
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 01/BC-THCSSL", "BÁO CÁO",
            "Đề nghị điều chỉnh thông tin học bạ số", member.full_name, "Toán, học kì I, ĐĐGtx 1", "Nhập nhầm",
            "ĐTB môn Toán học kì I", "Lưu: VT", "NGƯỜI ĐỀ NGHỊ", school.desk.signatory(teacher).full_name,
        ):  # fmt: skip
            assert words in told, words
        told = judged(report, tmp_path)
        assert "Signature is Valid" in told
        assert "Total document signed" in told
        assert school.desk.signatory(teacher).full_name in told
        corrections.approve_correction(
            school.desk, request_id, str(principal.staff_id), school.cast.key(principal), "Đồng ý."
        )
        answer = school.desk.report(member.report_id).requests[request_id].decision.answer
        assert answer.number == "02/TB-THCSSL"
        told = text_of(school.desk.ledger.blob(answer.sha256), tmp_path)
        for words in ("THÔNG BÁO", "Báo cáo số 01/BC-THCSSL", "Đồng ý điều chỉnh như đề nghị", "HIỆU TRƯỞNG"):
            assert words in told, words
        assert "Signature is Valid" in judged(school.desk.ledger.blob(answer.sha256), tmp_path)
        entries = [one for one in school.desk.ledger.entries() if isinstance(one.data, DocumentEntered)]
        assert [(one.data.number, one.data.kind) for one in entries] == [
            (1, DocumentKind.CORRECTION_REPORT), (2, DocumentKind.CORRECTION_ANSWER),
        ]  # fmt: skip
        requested = next(one for one in school.desk.ledger.entries() if isinstance(one.data, e.CorrectionRequested))
        assert (entries[0].command_id, entries[0].position) == (requested.command_id, requested.position + 1)
        check_ledger(school.desk.ledger)
