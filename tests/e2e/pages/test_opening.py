"""A school is opened in the browser: from an empty database to the invitation of its principal (people.md B1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.app import Addresses, App
from api.flows.demo.generator import generate
from api.settings import Settings
from api.signin import opening
from tests.kit.browser import PHONE, Workplace, chromium, settled, workplace
from tests.kit.database import migrated
from tests.kit.opening import Books, fill, put

pytestmark = pytest.mark.one_server

LABELS = {"staff": "Nhà trường, cán bộ", "classes": "Lớp, học sinh", "assignments": "Phân công chuyên môn"}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """The server over a database in which there is nobody."""
    settings = Settings(data=tmp_path_factory.mktemp("opening"))
    with (
        migrated() as database,
        App(settings, Addresses(database.owner_url, database.application_url)) as app,
        chromium() as browser,
        workplace(browser, app, demo=False) as opened,
    ):
        yield opened


def hand_in(page: Page, paths: dict[str, Path]) -> None:
    for name, label in LABELS.items():
        page.get_by_label(label).set_input_files(paths[name])
    page.get_by_role("button", name="Kiểm tra").click()


def test_a_school_is_opened_from_three_workbooks(work: Workplace, tmp_path: Path) -> None:
    file = generate(1, classes=(("8A", 2), ("9A", 1))).file
    paths = fill(tmp_path, file)
    (wrong := tmp_path / "wrong").mkdir()
    books = Books(fill(wrong, file))
    places = {
        "birth": put(books["classes"], "Học sinh", 1, "birth_date", "31/02/2013"),
        "hole": put(books["assignments"], "Phân công", 0, "TOAN", None),
        "old": put(books["classes"], "Học sinh", 0, "mother", "NguyÔn ThÞ Ngäc H»ng"),
    }
    books.save()
    page = work.anybody()

    page.goto(work.url("/vao"))
    page.get_by_role("link", name="Mở trường").click()
    settled(page, "school-opening-code")
    page.get_by_label("Mã mở trường").fill("22222-22222-22222-22222")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("alert")).to_contain_text("Mã mở trường không đúng, đã dùng hoặc đã hết hạn.")
    code = opening.new_code(work.app.settings.keys_folder)
    page.get_by_label("Mã mở trường").fill(code.lower())
    page.get_by_role("button", name="Tiếp tục").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="phan-cong-chuyen-mon.xlsx").first.click()
    assert taken.value.suggested_filename == "phan-cong-chuyen-mon.xlsx"

    hand_in(page, {**paths, **books.paths})
    faults = page.get_by_role("alert")
    expect(faults).to_contain_text("Chưa ghi gì.")
    for place in places.values():
        expect(faults).to_contain_text(place)
    assert "--convert" not in faults.inner_text()
    settled(page, "school-opening-faults")
    assert work.app.schools() == {}

    hand_in(page, paths)
    expect(page.locator(".stat strong")).to_have_text([str(len(file.staff)), "2", "3"])
    assert work.app.schools() == {}, "a preview records nothing"
    settled(page, "school-opening-preview")
    page.get_by_role("button", name="Xác nhận, mở năm học").click()
    expect(page.get_by_role("status")).to_contain_text("2 lớp, 3 học sinh")
    settled(page, "school-opened", hidden=".one-time-code")
    (school_id,) = work.app.schools()
    year = work.app.desk(school_id).year()
    assert (len(year.classes), len(year.staff)) == (2, len(file.staff))

    # Once: the code is worth nothing any more, and the principal makes his account with his own.
    invitation = page.locator(".slip", has_text="CB01").locator(".one-time-code").inner_text()
    other = work.anybody(PHONE)
    other.goto(work.url("/vao/mo-truong"))
    other.get_by_label("Mã mở trường").fill(code)
    other.get_by_role("button", name="Tiếp tục").click()
    expect(other.get_by_role("alert")).to_be_visible()
    other.goto(work.url("/vao/ma-moi"))
    other.get_by_label("Mã cán bộ").fill("CB01")
    other.get_by_label("Mã mời").fill(invitation)
    other.get_by_label("Mật khẩu mới").fill("con mèo trèo cây cau")
    other.get_by_role("button", name="Tiếp tục").click()
    other.wait_for_url("**/vao/ma-moi/buoc-hai")

    # Nor does a new code open a school that is open.
    page.goto(work.url("/vao/mo-truong"))
    page.get_by_label("Mã mở trường").fill(opening.new_code(work.app.settings.keys_folder))
    page.get_by_role("button", name="Tiếp tục").click()
    hand_in(page, paths)
    expect(page.get_by_role("alert")).to_contain_text(f"Trường {file.school.code} đã có năm học {file.school_year}")
    assert [len(years) for years in work.app.schools().values()] == [1]


def test_nobody_hands_in_files_without_the_code(work: Workplace, tmp_path: Path) -> None:
    page = work.anybody()
    page.goto(work.url("/vao/mo-truong"))
    csrf = str(page.locator('meta[name="csrf"]').get_attribute("content"))
    for path in ("tep", "ghi"):
        answer = page.request.post(work.url(f"/vao/mo-truong/{path}"), form={"_csrf": csrf}, max_redirects=0)
        assert (answer.status, answer.headers["location"]) == (303, "/vao/mo-truong")
