"""
A father disputes a mark, reads what the school makes of it, and a name is mended by the extract (C9.3, C9.4, C9.6).

Each test goes on from the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from api.flows.issuing import issue_reports
from domain.report.state import Status
from domain.school_year.events import Role
from tests.kit.browser import PHONE, Workplace, chromium, settled, workplace
from tests.kit.small_school import PAPER, SmallSchool, copy, issued_template

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(issued_template()) as made:
        yield made


@pytest.fixture(scope="module")
def work(school: SmallSchool) -> Iterator[Workplace]:
    with chromium() as browser, workplace(browser, school.app) as opened:
        yield opened


@pytest.fixture(scope="module")
def phone(work: Workplace) -> Page:
    """The father's."""
    return work.anybody(PHONE)


@pytest.fixture(scope="module")
def teacher(work: Workplace, school: SmallSchool) -> Page:
    return work.as_(school.teacher("TOAN").code)


@pytest.fixture(scope="module")
def principal(work: Workplace, school: SmallSchool) -> Page:
    return work.as_(school.staff(Role.PRINCIPAL).code)


@pytest.fixture(scope="module")
def clerk(work: Workplace, school: SmallSchool) -> Page:
    return work.as_(school.staff(Role.CLERK).code)


def opened(page: Page, work: Workplace, school: SmallSchool, code: object) -> None:
    """The whole report of the first pupil, by the form."""
    page.goto(work.url(f"/t/{code}"))
    page.get_by_label("Ngày sinh của học sinh").fill(f"{school.members[0].birth_date:%d%m%Y}")
    page.get_by_role("button", name="Xem học bạ").click()


def asked(page: Page, subject: str, place: str, why: str) -> None:
    """From a value of the opened report to the receipt."""
    page.get_by_role("button", name=f"Đề nghị xem lại {subject}", exact=True).click()
    page.get_by_label("Chỗ cần xem lại").select_option(place)
    page.get_by_label("Theo gia đình thì là").fill("7,5")
    page.get_by_label("Vì sao đề nghị xem lại").fill(why)
    page.get_by_label("Họ tên người đề nghị").fill("Lê Văn Sơn")
    page.get_by_role("button", name="Gửi đề nghị").click()


def test_from_a_value_of_the_report_to_a_receipt_without_scripts(
    work: Workplace, school: SmallSchool, phone: Page
) -> None:
    code = school.lookup_ids[0]
    opened(phone, work, school, code)
    assert phone.locator("script").count() == 0
    phone.get_by_role("button", name="Đề nghị xem lại Toán", exact=True).click()
    settled(phone, "portal-review")
    phone.go_back()
    opened(phone, work, school, code)
    asked(phone, "Toán", "2/GK", "Bài kiểm tra giữa kì được chấm 7,5 điểm.")
    phone.get_by_role("heading", name="Phiếu tiếp nhận số 1").wait_for()
    assert "Toán HK2 GK" in phone.locator("main").inner_text() or "Toán" in phone.locator("main").inner_text()
    settled(phone, "portal-receipt")
    assert str(code) in phone.url and "7,5" not in phone.url
    phone.get_by_role("button", name="Về trang học bạ").click()
    section = phone.get_by_role("region", name="Đề nghị số 1")
    assert "Chờ trả lời" in section.inner_text()
    asked(phone, "Toán", "2/GK", "Xin nhắc lại.")
    assert "đang có đề nghị số 1" in phone.get_by_role("alert").inner_text()
    assert phone.get_by_label("Vì sao đề nghị xem lại").input_value() == "Xin nhắc lại."
