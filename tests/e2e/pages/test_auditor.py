"""An official of the Department at the auditor's pages (people.md C6), in a real browser; and what she may not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from domain.school_year.events import Role
from tests.kit.browser import PHONE, Workplace, chromium, settled, workplace
from tests.kit.small_school import SmallSchool, copy, ended_template

pytestmark = pytest.mark.one_server


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(ended_template()) as made:
        yield made


@pytest.fixture(scope="module")
def work(school: SmallSchool) -> Iterator[Workplace]:
    with chromium() as browser, workplace(browser, school.app) as opened:
        yield opened


def resized(page: Page, name: str) -> None:
    """The page at the desk and on a phone."""
    settled(page, name)
    desk = page.viewport_size
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    settled(page, name)
    assert desk
    page.set_viewport_size(desk)


def test_a_complaint_is_followed_from_the_trail_to_the_report_and_back_in_time(
    work: Workplace, school: SmallSchool
) -> None:
    page = work.as_(school.staff(Role.PRINCIPAL).code)
    page.get_by_role("link", name="Nhật ký thay đổi").first.click()
    page.get_by_label("Lớp", exact=True).select_option("8A")
    page.get_by_role("button", name="Xem", exact=True).click()
    page.get_by_label("Học sinh").select_option(index=1)
    page.get_by_label("Môn").select_option("TOAN")
    page.get_by_label("Việc", exact=True).select_option("correction")
    page.get_by_role("button", name="Xem", exact=True).click()
    assert page.url.endswith("/nhat-ky"), "a pupil stands in no address"
    assert "12/BC" in page.locator(".story").inner_text()
    resized(page, "auditor-timeline")
    page.locator(".story li").filter(has_text="Đồng ý điều chỉnh").get_by_role("link").first.click()
    slider = page.get_by_role("slider")
    last = page.locator("#stop-told").inner_text()
    slider.press("ArrowLeft")
    page.wait_for_function("text => document.getElementById('stop-told').innerText !== text", arg=last)
    resized(page, "auditor-report")
    page.get_by_role("link", name="Giải thích cách tính").click()
    resized(page, "auditor-explain")


def test_signs_and_differences_are_shown_with_their_entries(work: Workplace, school: SmallSchool) -> None:
    page = work.as_(school.staff(Role.PRINCIPAL).code)
    page.goto(work.url("/nhat-ky/dau-hieu"))
    resized(page, "auditor-signs")
    page.goto(work.url("/nhat-ky/so-sanh"))
    page.get_by_label("Lớp", exact=True).select_option("8A")
    page.get_by_label("Từ hết").fill("474")
    page.get_by_role("button", name="So sánh").press("Enter")
    page.locator("table.changes").first.wait_for()
    resized(page, "auditor-diff")
