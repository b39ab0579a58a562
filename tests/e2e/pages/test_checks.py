"""A cross-check in the browser: given out, drawn, found, answered, closed (people.md B9)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.kit.browser import PHONE, Workplace, chromium, settled, workplace
from tests.kit.stages import School, at

pytestmark = pytest.mark.one_server


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with at("recorded") as made:
        yield made


@pytest.fixture(scope="module")
def work(school: School) -> Iterator[Workplace]:
    with chromium() as browser, workplace(browser, school.app) as opened:
        yield opened


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
    assert owner.code in head.get_by_role("alert").inner_text()

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
