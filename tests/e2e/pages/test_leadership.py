"""The leadership's and the IT officer's pages: cross-checks (people.md B9), the year, who teaches what, who is what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.flows import rosters
from api.flows.demo.generator import generate
from api.flows.year_decisions import decide_for_year
from domain.school_year.commands import LockTerm
from domain.school_year.events import Role
from domain.values import Term
from tests.kit.browser import PHONE, Workplace, settled
from tests.kit.stages import School, at

pytestmark = pytest.mark.one_server


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with at("recorded") as made:
        yield made


def _told(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def test_a_check_from_its_assignment_to_its_closing(work: Workplace, school: School) -> None:
    year, cast = school.desk.year(), school.cast
    owner = cast.teacher(school.found, "TOAN")
    checker = next(each for each in year.staff.values() if each.code.startswith("GV") and each != owner)

    head = work.as_(cast.principal.code)
    head.goto(work.url("/kiem-tra-cheo"))
    head.get_by_label("8A", exact=True).check()
    head.get_by_label("Toán").check()
    head.get_by_label("Người kiểm tra").select_option(owner.code)
    head.get_by_label("Lấy mẫu").fill("2")
    head.get_by_label("Theo văn bản").fill("48/KH-THCS, mục 3")
    settled(head, "checks-assign")
    head.get_by_role("button", name="Giao kiểm tra").click()
    assert school.desk.signatory(owner).full_name in head.get_by_role("alert").inner_text()

    head.get_by_label("8A", exact=True).check()
    head.get_by_label("Toán").check()
    head.get_by_label("Người kiểm tra").select_option(checker.code)
    head.get_by_label("Lấy mẫu").fill("2")
    head.get_by_label("Theo văn bản").fill("48/KH-THCS, mục 3")
    head.get_by_role("button", name="Giao kiểm tra").click()
    assert _told(head) == "Đã giao kiểm tra."

    mine = work.as_(checker.code, PHONE)
    mine.goto(work.url("/kiem-tra-cheo"))
    settled(mine, "checks-list")
    mine.get_by_role("link", name="8A · Toán").press("Enter")
    mine.get_by_role("button", name="Lấy mẫu").press("Enter")
    mine.get_by_text("Đã ghi vào sổ cái.").wait_for()
    mine.get_by_label("Bài kiểm tra, hồ sơ ghi").fill("5,7")
    mine.get_by_label("Ghi chú").fill("Bài kiểm tra ghi 5,7")
    mine.get_by_role("button", name="Thêm ghi nhận").press("Enter")
    mine.get_by_text("chờ trả lời").wait_for()
    mine.get_by_role("button", name="Kết thúc").press("Enter")
    assert "Còn 1 ghi nhận chưa được trả lời" in mine.get_by_role("alert").inner_text()

    theirs = work.as_(owner.code)
    theirs.goto(work.url("/kiem-tra-cheo"))
    theirs.get_by_role("link", name="8A · Toán").click()
    assert theirs.get_by_role("button", name="Thêm ghi nhận").count() == 0
    theirs.get_by_label("Giải trình").fill("Bài phúc khảo đúng như đã ghi")
    settled(theirs, "checks-check")
    theirs.get_by_role("button", name="Trả lời").click()
    theirs.get_by_text("Bài phúc khảo đúng như đã ghi").wait_for()

    mine.goto(theirs.url)
    mine.get_by_label("Nhận xét chung").fill("Đủ minh chứng")
    mine.get_by_role("button", name="Kết thúc").press("Enter")
    mine.get_by_text("đã kết thúc").wait_for()
    settled(mine, "checks-closed")

    stranger = work.as_(next(each.code for each in year.staff.values() if each.code.startswith("VT")))
    stranger.goto(theirs.url)
    assert "không xem được" in stranger.get_by_role("alert").inner_text()


def test_a_year_is_run_from_its_pages(work: Workplace, school: School, tmp_path: Path) -> None:
    page = work.as_(school.staff(Role.IT_OFFICER).code)
    page.goto(work.url("/quan-tri"))
    assert page.get_by_role("row").filter(has_text="8A").is_visible()
    settled(page, "school-year")
    page.get_by_role("link", name="Sẵn sàng").press("Enter")
    page.get_by_text("Bảo vệ sổ cái").wait_for()
    assert page.get_by_text("→ Đặt HOCBA_BACKUP_DIR").is_visible()
    settled(page, "school-ready", hidden=".findings .folder")

    page.get_by_role("link", name="Nhân sự, tổ").press("Enter")
    page.locator("summary", has_text="Lập tổ").press("Enter")
    page.get_by_label("Mã tổ").fill("TOAN_TIN")
    page.get_by_label("Tên tổ").fill("Tổ Toán – Tin")
    page.get_by_role("button", name="Lập tổ").press("Enter")
    assert _told(page) == "Đã ghi vào sổ cái."
    page.locator("summary", has_text="Vào tổ").press("Enter")
    page.get_by_label("là tổ trưởng").check()
    page.get_by_role("button", name="Vào tổ", exact=True).press("Enter")
    page.get_by_text("tổ trưởng", exact=True).wait_for()
    settled(page, "school-people")
    assert page.get_by_text("Giao vai trò").count() == 0

    page.get_by_role("link", name="Phân công").press("Enter")
    page.get_by_text("đã phân công đủ").wait_for()
    settled(page, "school-assignments")
    with page.expect_download() as got:
        page.get_by_role("link", name="Tải bảng phân công").click()
    got.value.save_as(tmp_path / "phan-cong.xlsx")
    page.get_by_label("Nộp bảng đã sửa").set_input_files(tmp_path / "phan-cong.xlsx")
    page.get_by_role("button", name="Xem trước").press("Enter")
    page.get_by_text("Bảng không thay đổi gì.").wait_for()
    (tmp_path / "phan-cong.xlsx").write_bytes(b"no workbook")
    page.get_by_label("Nộp bảng đã sửa").set_input_files(tmp_path / "phan-cong.xlsx")
    page.get_by_role("button", name="Xem trước").press("Enter")
    page.locator("#found.bad").wait_for()

    small = work.as_(school.staff(Role.PRINCIPAL).code, PHONE)
    small.goto(work.url("/quan-tri/san-sang"))
    settled(small, "school-ready-principal", hidden=".findings .folder")
    assert small.get_by_text("→ Báo cán bộ phụ trách CNTT.").first.is_visible()
    assert small.get_by_text("→ Đặt HOCBA").count() == 0
    small.goto(work.url("/quan-tri"))
    small.locator("summary", has_text="Kết thúc năm học").press("Enter")
    small.get_by_label("Theo văn bản").fill("51/QĐ-THCS, 31/05/2026")
    small.get_by_role("button", name="Kết thúc năm học").press("Enter")
    assert "học kì I, II chưa khóa sổ" in small.get_by_role("alert").inner_text()
    late = generate(99, classes=(("8A", 30),)).file.pupils[-1]  # without a mark nothing is decided of him
    rosters.enrol(school.desk, str(school.cast.principal.staff_id), late.model_copy(update={"number": None}))
    for term in Term:
        decide_for_year(school.desk, str(school.cast.principal.staff_id), LockTerm(term=term))
    small.locator("summary", has_text="Kết thúc năm học").press("Enter")
    small.get_by_label("Theo văn bản").fill("51/QĐ-THCS, 31/05/2026")
    small.get_by_role("button", name="Kết thúc năm học").press("Enter")
    small.get_by_text("đã kết thúc").wait_for()
    small.get_by_role("button", name="Mở năm học mới").press("Enter")
    small.get_by_role("heading", name="Năm học 2026-2027").wait_for()
    settled(small, "school-next-year")
    small.get_by_label(f"Lớp của {late.full_name}").select_option("9A")
    small.get_by_role("button", name="Xếp lớp").press("Enter")
    small.get_by_text("Đã ghi vào sổ cái.").wait_for()
    expect(small.get_by_role("button", name="Xếp lớp")).to_have_count(0)
    assert small.get_by_role("row").filter(has_text="9A").is_visible()

    teacher = work.as_(school.cast.teacher(school.found, "TOAN").code)
    teacher.goto(work.url("/quan-tri/phan-cong"))
    assert teacher.get_by_role("alert").is_visible()
