"""The days of people.md: C1.4 (second half), C3.1 to C3.4, C6.2 for the request, and the month's book."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from api.cli.correction_lines import lines
from api.flows import correction_exports as exports
from api.flows import correction_views as views
from api.flows import corrections, gradebooks, signing
from api.flows.drafts import showing
from api.flows.drafts.sheet import open_sheet
from api.flows.signers import Wanted
from domain.errors import HocbaError
from domain.formats.hoc_ba import Stage
from domain.report import events as e
from domain.report.state import RequestStatus
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import Staff
from domain.values import Cell, Column, Score, Term
from tests.integration.corrections.people import CLAUSE, DOCUMENT, allow_deputies, ask, delegate, with_key
from tests.integration.flows.asking import PAPER
from tests.kit import require
from tests.kit.check_ledger import check_ledger
from tests.kit.cli import Cli, cli_of
from tests.kit.stages import School, at


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[School, Cli]]:
    """A class with everything recorded; each test takes a subject or a pupil of its own."""
    with at("recorded") as school:
        cli = cli_of(school, tmp_path_factory.mktemp("day"))
        for staff in (school.cast.principal, school.cast.teacher(school.found, "TOAN")):
            cli.token(staff.code)
        yield school, cli


def test_a_slip_after_recording_becomes_a_numbered_report(day: tuple[School, Cli], tmp_path: Path) -> None:
    """C1.4: the import keeps the cell and names it; the request makes the written report, with a number."""
    school, cli = day
    teacher, member = school.cast.teacher(school.found, "TOAN"), school.members[0]
    asked = cli.as_(teacher.code).fine(
        "correction", "request", "--report", member.report_id, "--place", "TOAN/1/TX1", "--value", "0,5", "--place",
        "TOAN/nhan-xet", "--value", "Cần cố gắng hơn.", "--reason", "Gõ đảo chữ số.", "--attach", _file(tmp_path),
    )  # fmt: skip
    assert asked["paper_number"].endswith("/BC-THCSSL")
    again = gradebooks.import_gradebook(school.desk, school.files["TOAN"].path, str(teacher.staff_id))
    assert (again.recorded, [change.cell for change in again.changed]) == (0, []), "the cell keeps what was recorded"
    shown = cli.run("correction", "show", asked["request_id"])
    for words in (
        "Chờ duyệt",
        "TX1 học kì I: ",
        "nhận xét: ",
        "Minh chứng: bai-kiem-tra.pdf",
        "hệ thống lập",
        "Người duyệt: ",
    ):
        assert words in shown.out
    (line,) = (row for row in cli.fine("correction", "register") if row["request_id"] == asked["request_id"])
    assert (f"{line['number']:02}/{line['symbol']}", line["kind"]) == (asked["paper_number"], "CORRECTION_REPORT")
    out = cli.fine("correction", "export", asked["request_id"], "--out", tmp_path / "papers")
    assert [Path(path).name for path in out] == ["bao-cao.pdf", "minh-chung-1.pdf"]
    signed = subprocess.run(
        [require.program("pdfsig"), "-nocert", out[0]], check=True, capture_output=True, encoding="utf-8"
    )
    assert "Signature is Valid" in signed.stdout


def test_many_are_approved_with_one_key_and_one_is_refused(day: tuple[School, Cli]) -> None:
    """C3.1 and C3.2: each shows its effect; each decision is one event with its signature; one stays open."""
    school, cli = day
    member, principal = school.members[1], school.cast.principal
    key, actor = school.cast.key(principal), str(principal.staff_id)
    ids = [ask(school, member, "NGU_VAN", column) for column in (Column.TX1, Column.TX2, Column.TX3, Column.GK)]
    size = school.desk.ledger.size()
    corrections.refuse_correction(school.desk, ids[2], actor, key, "Bài đã chấm đúng.")
    answers = cli.as_(principal.code).refused("correction", "approve", *ids[:3], exit=1)
    assert [answer.get("status") for answer in answers] == ["APPROVED", "APPROVED", None]
    assert answers[2]["error"]["code"] == "correction.decided"
    shown = showing.shown(school.desk, school.teacher("NGU_VAN"), open_sheet(school.desk, "8A", "NGU_VAN"))
    cells = {cell.place: (cell.state, cell.request, cell.refusal) for cell in shown.pupils[1].cells}
    assert cells["NGU_VAN/1/TX1"] == ("RECORDED", None, None)
    assert cells["NGU_VAN/1/TX3"] == ("RECORDED", ids[2], "Bài đã chấm đúng."), "the teacher's page shows the refusal"
    assert cells["NGU_VAN/1/GK"] == ("CORRECTION_ASKED", ids[3], None)
    decided = [
        one.data
        for one in school.desk.ledger.entries()
        if one.position > size and isinstance(one.data, (e.CorrectionApproved, e.CorrectionRefused))
    ]
    assert len({event.signature for event in decided}) == 3
    report = school.desk.report(member.report_id)
    assert (report.requests[ids[2]].remark, report.requests[ids[3]].status) == (
        "Bài đã chấm đúng.", RequestStatus.OPEN,
    )  # fmt: skip
    (waiting,) = (view for view in views.waiting(school.desk, "vi") if view.report_id == member.report_id)
    assert (waiting.request_id, waiting.effects[0].place) == (ids[3], "ĐTB môn Ngữ văn học kì I")
    check_ledger(school.desk.ledger)


def test_a_request_that_crosses_a_threshold_is_flagged(day: tuple[School, Cli]) -> None:
    """C3.1: one that lifts a pupil over a level."""
    school, _ = day
    member, principal = school.members[2], school.cast.principal
    report = school.desk.report(member.report_id)
    cells = [Cell(subject="TOAN", term=term, column=column) for term in Term for column in (Column.GK, Column.CK)]
    for value in ("0.0", "9.0"):
        changes = tuple(
            e.MarkChange(cell=cell, before=school.desk.report(member.report_id).marks[cell].value, after=Score(value))
            for cell in cells
            if cell in report.marks
        )
        teacher = school.cast.teacher(school.found, "TOAN")
        asked = corrections.request_correction(
            school.desk, member.report_id, changes, str(teacher.staff_id), e.ReasonCode.REMARKED, "Chấm lại.",
            key=school.cast.key(teacher),
        )  # fmt: skip
        view = views.one(school.desk, asked.request_id, "vi")
        if value == "0.0":
            assert not view.rises
            corrections.approve_correction(
                school.desk, asked.request_id, str(principal.staff_id), school.cast.key(principal)
            )
    assert view.rises
    assert any("⚠ VƯỢT NGƯỠNG" in vi and "⚠ CROSSES A THRESHOLD" in en for vi, en in lines(view))
    corrections.withdraw_correction(school.desk, view.request_id, str(teacher.staff_id))


def test_the_principals_own_mark_goes_to_the_deputy_or_to_the_supervising_body(tmp_path: Path) -> None:
    """C3.3 and C3.4: GDCD is the principal's; who may only sign reports approves nothing."""
    with at("recorded") as school:
        member, principal, deputy = school.members[0], school.cast.principal, with_key(school, Role.DEPUTY)
        first, second = (ask(school, member, "GDCD", column) for column in (Column.TX1, Column.GK))
        assert views.one(school.desk, first, "vi").decides == ()
        assert refusal(school, first, principal) == ("correction.self", "cơ quan quản lý trực tiếp")
        clerk = with_key(school, Role.CLERK)
        (tmp_path / "quyet-dinh.pdf").write_bytes(PAPER)
        written, file = corrections.read_paper(tmp_path / "quyet-dinh.pdf", "7/QĐ-UBND", school.desk.today)
        body = corrections.Body(e.BodyDecision(name="UBND xã Sông Lam", paper=written), file)
        decided = corrections.approve_correction(
            school.desk, first, str(clerk.staff_id), school.cast.key(clerk), None, body
        )
        assert decided.status is RequestStatus.APPROVED
        assert views.one(school.desk, first, "vi").body == "UBND xã Sông Lam, 7/QĐ-UBND"
        allow_deputies(school)
        delegate(school, deputy, DelegationKind.SIGN_REPORTS)
        assert refusal(school, second, deputy)[0] == "delegation.missing"
        delegate(school, deputy, DelegationKind.APPROVE_CORRECTIONS)
        assert refusal(school, second, principal) == ("correction.self", deputy.code)
        assert refusal(school, second, clerk, body) == ("correction.decided_in_school", deputy.code)
        corrections.approve_correction(school.desk, second, str(deputy.staff_id), school.cast.key(deputy))
        view = views.one(school.desk, second, "vi")
        assert view.decided_by
        assert (view.decided_by.code, view.delegation) == (deputy.code, DOCUMENT)
        assert view.answer
        (tmp_path / "answer.pdf").write_bytes(school.desk.ledger.blob(view.answer.sha256))
        told = subprocess.run(
            [require.program("pdftotext"), "-layout", tmp_path / "answer.pdf", "-"], check=True, capture_output=True
        ).stdout.decode()
        for words in ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", f"Căn cứ {CLAUSE}", "15/QĐ-THCSSL"):
            assert words in told
        check_ledger(school.desk.ledger)


def test_who_decides_sees_which_signatures_would_fall() -> None:
    with at("opened") as school:
        member, teacher = school.members[0], school.cast.teacher(school.found, "TOAN")
        key, wanted = school.cast.key(teacher), Wanted(Stage.SUBJECT, "TOAN")
        done = signing.sign_reports(school.desk, [member], str(teacher.staff_id), key, wanted)
        assert done.refused == []
        own, other = ask(school, member, "TOAN"), ask(school, member, "NGU_VAN")
        assert views.one(school.desk, own, "vi").voids == ("Toán",)
        assert views.one(school.desk, other, "vi").voids == ()


def test_the_months_book_names_every_request_once(tmp_path: Path) -> None:
    """The book for inspection, and C6.2: from what to what, by whom, which paper, who approved under what."""
    with at("recorded") as school:
        member, principal = school.members[0], school.cast.principal
        approved, refused = ask(school, member, "TOAN", Column.TX1, Column.CK), ask(school, member, "NGU_VAN")
        taken_back, waiting = ask(school, member, "KHTN"), ask(school, member, "TIN_HOC")
        key, actor = school.cast.key(principal), str(principal.staff_id)
        corrections.approve_correction(school.desk, approved, actor, key, "Đồng ý.")
        corrections.refuse_correction(school.desk, refused, actor, key, "Bài đã chấm đúng.")
        corrections.withdraw_correction(school.desk, taken_back, school.teacher("KHTN"), "Nhầm ô.")
        first = school.desk.today.replace(day=1)
        school.desk.runner.catch_up(school.desk.ledger)
        book = exports.month(school.desk, first)
        assert [view.request_id for view in book.requests] == [approved, refused, taken_back, waiting]
        line = book.requests[0]
        assert line.decided_by
        assert (line.paper.number, line.decided_by.code, line.effects[0].place) == (
            "01/BC-THCSSL", principal.code, "ĐTB môn Toán học kì I",
        )  # fmt: skip
        assert line.effects[0].before != line.effects[0].after
        assert exports.month(school.desk, date(2020, 1, 1)).requests == ()
        exports.write_month(school.desk, book, tmp_path / "so.pdf")
        exports.write_month(school.desk, book, tmp_path / "so.xlsx")
        told = subprocess.run(
            [require.program("pdftotext"), "-layout", tmp_path / "so.pdf", "-"], check=True, capture_output=True
        ).stdout.decode()
        for words in ("SỔ THEO DÕI ĐIỀU CHỈNH THÔNG TIN HỌC BẠ SỐ", "Tổng số 4 đề nghị: đồng ý 1, không đồng ý 1"):
            assert words in told
        rows = CalamineWorkbook.from_path(str(tmp_path / "so.xlsx")).get_sheet_by_index(0).to_python()
        values = [row for row in rows[5:] if row and row[0] in (1.0, 2.0, 3.0, 4.0)]
        assert [row[10] for row in values] == ["Đồng ý", "Đồng ý", "Không đồng ý", "Đã rút", "Chờ duyệt"]
        with pytest.raises(HocbaError) as caught:
            exports.write_month(school.desk, book, tmp_path / "so.docx")
        assert caught.value.code == "correction.log_type"


def refusal(school: School, request_id: object, staff: Staff, body: corrections.Body | None = None) -> tuple[str, str]:
    """Code, and to whom he is sent."""
    with pytest.raises(HocbaError) as caught:
        corrections.approve_correction(school.desk, request_id, str(staff.staff_id), school.cast.key(staff), None, body)
    return caught.value.code, str(caught.value.facts.get("go_to"))


def _file(folder: Path) -> Path:
    path = folder / "bai-kiem-tra.pdf"
    path.write_bytes(PAPER)
    return path
