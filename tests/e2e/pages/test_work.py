"""Everybody's first page: the demo's door, what waits, the reminders, and out again."""

from __future__ import annotations

import pytest

from domain.school_year.events import Role
from tests.kit.browser import Workplace, settled
from tests.kit.small_school import SmallSchool

pytestmark = pytest.mark.one_server


def test_nobody_is_led_to_the_door_and_back(work: Workplace, school: SmallSchool) -> None:
    page = work.anybody()
    page.goto(work.url("/viec"))
    assert page.url.endswith("/vao?tiep=/viec")
    settled(page, "signin-demo")
    clerk = school.staff(Role.CLERK)
    page.get_by_role("button", name=clerk.code).press("Enter")
    page.wait_for_url("**/viec")
    page.get_by_role("heading", name="Việc của tôi").wait_for()
    page.get_by_role("button", name="Đăng xuất").press("Enter")
    page.wait_for_url("**/vao")
    page.goto(work.url("/viec"))
    assert page.url.endswith("/vao?tiep=/viec")


def test_what_waits_leads_to_where_it_is_done(work: Workplace, school: SmallSchool) -> None:
    page = work.as_(school.staff(Role.CLERK).code)
    item = page.locator(".work a").first
    assert "Lớp 8A" in item.inner_text()
    assert item.get_attribute("href") == "/van-thu"
    settled(page, "work")


def test_a_form_of_another_site_signs_nobody_out(work: Workplace, school: SmallSchool) -> None:
    page = work.as_(school.staff(Role.CLERK).code)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert list(cookies) == ["hocba_session"]
    answer = page.request.post(work.url("/ra"), form={"_csrf": "x"}, max_redirects=0)
    assert answer.status == 403
    answer = page.request.put(work.url("/api/v1/me/address"), data={"email": None})
    assert answer.status == 403
    assert answer.json()["code"] == "session.forged"
    page.reload()
    assert page.url.endswith("/viec")
