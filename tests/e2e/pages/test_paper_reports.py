"""A pupil arrives with a report on paper: typed, confirmed, sealed, opened by the family (people.md C4.8)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.kit.browser import PHONE, SCREENS, SCREENS_WANTED, Workplace, settled
from tests.kit.paper_reports import ORIGIN, scan
from tests.kit.rendered import poppler
from tests.kit.small_school import SmallSchool

pytestmark = pytest.mark.one_server


def filled(page: Page, file: Path) -> None:
    """Grade 6 as the paper says it, with the keyboard."""
    page.get_by_label("Trường cấp học bạ giấy").fill(ORIGIN.school)
    page.get_by_label("Nơi cấp").fill(ORIGIN.place)
    page.get_by_label("Bản chụp").set_input_files(file)
    six = page.locator("details").filter(has_text="Lớp 6")
    six.get_by_label("Lớp", exact=True).fill("6B")
    toan = six.get_by_role("row").filter(has_text="Toán").get_by_role("textbox")
    toan.nth(0).focus()
    for typed in ("7,8", "8.4", "82"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    six.get_by_label("Giáo dục thể chất, cả năm").fill("Đ")
    six.locator('[name="6.academic.year"]').select_option("KHA")
    six.locator('[name="6.conduct.year"]').select_option("TOT")
    six.get_by_label("Số buổi nghỉ").fill("3")
    six.get_by_label("Lên lớp").select_option("PROMOTED")


def test_it_is_digitised_confirmed_and_sealed_and_says_what_it_is(
    work: Workplace, school: SmallSchool, clerk: Page, principal: Page, tmp_path: Path
) -> None:
    file, member = tmp_path / "quet.pdf", school.members[0]
    file.write_bytes(scan())
    clerk.goto(work.url("/van-thu/hoc-ba-giay"))
    clerk.get_by_text("Chưa có học bạ giấy nào").wait_for()
    clerk.get_by_label("Số thứ tự").fill(str(member.number))
    clerk.get_by_role("button", name="Nhập học bạ giấy").press("Enter")
    clerk.get_by_role("heading", name="Số hoá học bạ giấy").wait_for()
    filled(clerk, file)
    clerk.get_by_role("button", name="Ghi và gửi Hiệu trưởng").press("Enter")
    fault = clerk.get_by_role("alert").first.inner_text()
    assert "Toán" in fault
    assert "“82”" in fault
    six = clerk.locator("details").filter(has_text="Lớp 6")
    assert six.get_by_label("Toán, học kì I, 2023-2024").input_value() == "7,8", "what was typed is still there"
    settled(clerk, "office-paper-form")
    six.get_by_label("Toán, cả năm, 2023-2024").fill("8,2")
    clerk.get_by_label("Bản chụp").set_input_files(file)
    clerk.get_by_role("button", name="Ghi và gửi Hiệu trưởng").press("Enter")
    clerk.get_by_text("Chờ Hiệu trưởng xác nhận").first.wait_for()
    assert clerk.get_by_role("button", name="Đóng dấu").count() == 0

    principal.goto(work.url("/duyet"))
    settled(principal, "head-inbox-paper")
    principal.get_by_role("link", name=member.full_name).press("Enter")
    principal.get_by_role("button", name="Ký xác nhận phù hợp với bản giấy").wait_for()
    settled(principal, "head-paper")
    principal.get_by_role("button", name="Ký xác nhận phù hợp với bản giấy").press("Enter")
    principal.get_by_text("Đã ký xác nhận phù hợp").wait_for()

    clerk.reload()
    clerk.get_by_role("button", name="Đóng dấu").press("Enter")
    clerk.get_by_text("Bản số hoá có hiệu lực").wait_for()
    settled(clerk, "office-paper")
    clerk.goto(work.url("/van-thu/hoc-ba-giay"))
    settled(clerk, "office-papers")


def test_the_family_reads_what_the_copy_is_on_a_phone_and_the_file_is_verified(
    work: Workplace, school: SmallSchool, clerk: Page, tmp_path: Path
) -> None:
    clerk.goto(work.url("/van-thu/hoc-ba-giay"))
    clerk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    settled(clerk, "office-papers")
    clerk.get_by_role("link", name=school.members[0].full_name).press("Enter")
    code = clerk.locator("dd.code").inner_text()
    settled(clerk, "office-paper")
    clerk.goto(work.url(f"/van-thu/hoc-ba-giay/them/{school.members[1].report_id}"))
    settled(clerk, "office-paper-form")
    family = work.anybody(PHONE)
    family.goto(work.url(f"/t/{code}"))
    assert "không phải nơi cấp" in family.locator("main").inner_text()
    settled(family, "portal-paper-facts")
    born = school.members[0].birth_date
    family.get_by_label("Ngày sinh của học sinh").fill(f"{born:%d/%m/%Y}")
    family.get_by_role("button", name="Xem học bạ").press("Enter")
    family.get_by_role("heading", name="Bản số hoá từ bản giấy").wait_for()
    assert ORIGIN.school in family.locator("main").inner_text()
    settled(family, "portal-paper")
    with family.expect_download() as download:
        family.get_by_role("link", name="Tải PDF").click()
    file = tmp_path / "ban-so-hoa.pdf"
    download.value.save_as(file)
    if SCREENS_WANTED:
        first = ("-r", "80", "-png", "-f", "1", "-l", "1", "-singlefile")
        poppler("pdftoppm", *first, file, SCREENS / "office-paper-document")
    visitor = work.anybody()
    visitor.goto(work.url("/xac-minh"))
    visitor.get_by_label("Tệp học bạ").set_input_files(file)
    visitor.get_by_role("button", name="Xác minh").press("Enter")
    said = visitor.get_by_role("status").inner_text()
    assert re.search("Hợp lệ.*bản số hoá từ bản giấy", said)
    assert f"do {ORIGIN.school} cấp" in visitor.locator("main").inner_text()
    settled(visitor, "portal-verified-paper")
