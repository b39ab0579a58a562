"""A parent with an old phone and a clerk at a desk, in a real browser: from the QR's address to the whole report."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.kit import require
from tests.kit.served import served
from tests.kit.small_school import SmallSchool, issued_school

pytestmark = pytest.mark.one_server

#: As root in a container, and asking nobody outside of this machine.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

#: A visit on a slow line, style sheet included.
VISIT_BYTES_MAX = 100_000


@pytest.fixture(scope="module")
def school() -> SmallSchool:
    return issued_school()


@pytest.fixture(scope="module")
def browser(school: SmallSchool) -> Iterator[Browser]:
    """After the school was made: the driver's event loop runs in this thread, and signing needs one of its own."""
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as home:
        launched = driver.chromium.launch(executable_path=require.program("chromium"), args=FLAGS, env={"HOME": home})
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def base(school: SmallSchool) -> Iterator[str]:
    with served(school.app) as client:
        yield str(client.base_url)


@pytest.fixture(params=[1280, 360])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": request.param, "height": 740})
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.close()
    assert [text for text in complaints if "404" not in text] == []


def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_from_the_form_to_the_whole_report(page: Page, base: str, school: SmallSchool) -> None:
    sizes: list[int] = []
    asked: set[str] = set()
    page.on("response", lambda response: sizes.append(len(response.body()) if response.ok else 0))
    page.on("request", lambda request: asked.add(re.sub(r"(https?://[^/]+).*", r"\1", request.url)))
    member, code = school.members[0], school.lookup_ids[0]
    page.goto(f"{base}/")
    fits(page)
    page.get_by_label("Mã số tra cứu học bạ").fill(f"{base}/t/{code}")
    page.get_by_role("button", name="Tra cứu").click()
    page.wait_for_url(f"**/t/{code}")
    fits(page)
    assert page.get_by_text("Hợp lệ").is_visible()
    assert member.full_name not in page.content()

    page.get_by_label("Ngày sinh của học sinh").fill("01/01/2001")
    page.get_by_role("button", name="Xem học bạ").click()
    assert page.get_by_role("alert").inner_text() == "Không tìm thấy học bạ ứng với thông tin đã nhập."
    fits(page)
    page.get_by_label("Ngày sinh của học sinh").fill(f"{member.birth_date:%d%m%Y}")
    page.get_by_role("button", name="Xem học bạ").click()
    page.get_by_text(member.full_name, exact=True).wait_for()
    fits(page)
    assert page.url == f"{base}/t/{code}"
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Toán", exact=True))
    assert [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()][:3] == ["9,3", "9,2", "9,2"]
    assert sum(sizes) < VISIT_BYTES_MAX
    assert {origin for origin in asked if origin.startswith("http")} == {base}


def test_a_report_is_downloaded_with_a_tap(page: Page, base: str, school: SmallSchool, tmp_path: Path) -> None:
    member, code = school.members[1], school.lookup_ids[1]
    page.goto(f"{base}/t/{code}")
    page.get_by_label("Ngày sinh của học sinh").fill(f"{member.birth_date:%d/%m/%Y}")
    page.keyboard.press("Enter")
    for name, start in (("Tải PDF", b"%PDF-"), ("Tải XML", b"<?xml"), ("Tải biên nhận", b"c2sp.org/tlog-proof")):
        with page.expect_download() as got:
            page.get_by_role("link", name=name).click()
        got.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
        assert got.value.suggested_filename.startswith(str(code))
