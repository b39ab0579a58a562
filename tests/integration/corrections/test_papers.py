"""The papers that the system makes: numbered without gaps, signed by their author, judged by pdfsig."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from api.flows import corrections, papers
from api.flows.desk import Desk
from domain.errors import HocbaError, Rejected
from domain.register.events import DocumentEntered, DocumentKind
from domain.report import events as e
from domain.values import Column
from tests.integration.corrections.people import ask
from tests.integration.flows.asking import change
from tests.integration.flows.test_at_once import at_once
from tests.kit import require
from tests.kit.check_ledger import check_ledger
from tests.kit.stages import School, at


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


def test_numbers_have_no_gap_when_many_ask_and_decide_at_once() -> None:
    """Nine requests of three people at once, then the principal's answers: 18 papers, numbers 1 to 18."""
    subjects = ("TOAN", "NGU_VAN", "KHTN")
    with at("recorded") as school, ExitStack() as processes:
        members, principal = school.members, school.cast.principal
        acts = []
        for subject in subjects:
            desk = processes.enter_context(school.another_process())
            own = replace(school, desk=desk)

            def act(own: School = own, subject: str = subject) -> list[UUID]:
                return [ask(own, member, subject) for member in members]

            acts.append(act)
        asked = [request_id for answer in at_once(*acts) for request_id in answer]
        key, actor = school.cast.key(principal), str(principal.staff_id)

        def decide(desk: Desk, mine: list[UUID]) -> None:
            for request_id in mine:
                corrections.refuse_correction(desk, request_id, actor, key, "Bài đã chấm đúng.")

        other = processes.enter_context(school.another_process())
        assert at_once(lambda: decide(school.desk, asked[::2]), lambda: decide(other, asked[1::2])) == [None, None]
        kept = papers.register(school.desk).documents
        assert [one.number for one in kept] == list(range(1, 2 * len(asked) + 1))
        reports = school.desk.reports([member.report_id for member in members])
        requests = [request for report in reports.values() for request in report.requests.values()]
        named = {request.asked.paper.sha256 for request in requests} | {one.decision.answer.sha256 for one in requests}
        assert named == {one.sha256 for one in kept}
        check_ledger(school.desk.ledger)


def test_who_has_no_registered_key_of_his_own_signs_no_report() -> None:
    with at("recorded") as school:
        teacher, size = school.cast.teacher(school.found, "TOAN"), school.desk.ledger.size()
        for key, code in ((school.cast.key(school.cast.principal), "cert.other_person"), (None, "paper.none")):
            with pytest.raises(HocbaError) as caught:
                corrections.request_correction(
                    school.desk,
                    school.members[0].report_id,
                    (change(school.desk, school.members[0], "TOAN"),),
                    str(teacher.staff_id),
                    e.ReasonCode.OTHER,
                    "Lí do.",
                    key=key,
                )
            assert caught.value.code == code
        assert (school.desk.ledger.size(), papers.register(school.desk).documents) == (size, [])


def test_a_character_that_no_page_can_show_is_refused_before_anything_is_recorded() -> None:
    with at("recorded") as school:
        teacher, size = school.cast.teacher(school.found, "TOAN"), school.desk.ledger.size()
        with pytest.raises(Rejected) as caught:
            corrections.request_correction(
                school.desk,
                school.members[0].report_id,
                (change(school.desk, school.members[0], "TOAN"),),
                str(teacher.staff_id),
                e.ReasonCode.OTHER,
                "Nhầm \U0001f62d",
                key=school.cast.key(teacher),
            )
        assert caught.value.code == "paper.pages"
        assert school.desk.ledger.size() == size
