"""
A parent with an old phone and an admissions officer at a desk: from the QR's address to the whole report, in either
language, by keyboard, without scripts; and a file dropped to be verified.
"""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from projections.documents.pages import PORTAL_NOTICE
from tests.kit.browser import DESK, PHONE, Workplace, settled
from tests.kit.rendered import page_text
from tests.kit.small_school import SmallSchool, issued_school

pytestmark = pytest.mark.one_server

#: A visit on a slow line, style sheet and script included.
VISIT_BYTES_MAX = 100_000


@pytest.fixture(scope="module")
def school() -> SmallSchool:
    return issued_school()


def opened(page: Page, work: Workplace, school: SmallSchool, number: int = 0) -> None:
    """The whole report of a pupil, by the form."""
    page.goto(work.url(f"/t/{school.lookup_ids[number]}"))
    page.get_by_label("Ngày sinh của học sinh").fill(f"{school.members[number].birth_date:%d%m%Y}")
    page.keyboard.press("Enter")
    page.get_by_text(school.members[number].full_name, exact=True).wait_for()


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_from_the_form_to_the_whole_report_without_scripts(
    work: Workplace, school: SmallSchool, size: tuple[int, int], scheme: str
) -> None:
    page = work.anybody(size, color_scheme=scheme)
    pages: list[int] = []
    kept: dict[str, int] = {}  # style and scripts, which a browser asks for once
    asked: set[str] = set()

    def count(response: Response) -> None:
        if response.ok and "/static/" in response.url:
            kept[response.url] = len(response.body())
        elif response.ok:
            pages.append(len(response.body()))

    page.on("response", count)
    page.on("request", lambda request: asked.add(re.sub(r"(https?://[^/]+).*", r"\1", request.url)))
    member, code = school.members[0], school.lookup_ids[0]
    page.goto(work.url("/"))
    assert page.locator("script").count() == 0, "the pages of a look-up have none"
    settled(page, "portal-form")
    page.get_by_label("Mã số tra cứu học bạ").fill(work.url(f"/t/{code}"))
    page.get_by_role("button", name="Tra cứu").click()
    page.wait_for_url(f"**/t/{code}")
    settled(page, "portal-facts")
    assert page.get_by_text("Hợp lệ").is_visible()
    assert PORTAL_NOTICE in page.content()
    assert member.full_name not in page.content()

    page.get_by_label("Ngày sinh của học sinh").fill("01/01/2001")
    page.get_by_role("button", name="Xem học bạ").click()
    assert page.get_by_role("alert").inner_text() == "Không tìm thấy học bạ ứng với thông tin đã nhập."
    page.get_by_text("Ngày sinh đúng mà chưa mở được?").click()
    settled(page, "portal-not-found")
    opened(page, work, school)
    settled(page, "portal-report")
    assert page.url == work.url(f"/t/{code}")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Toán", exact=True))
    assert [cell.strip() for cell in row.get_by_role("cell").all_inner_texts()][:3] == ["9,3", "9,2", "9,2"]
    list_of_accesses = page.get_by_role("region", name="Danh sách đã xem")
    list_of_accesses.scroll_into_view_if_needed()
    settled(page, "portal-accesses")
    for kind in ("Mở toàn bộ học bạ", "Thử mở học bạ nhưng không được", "Xem thông tin chung bằng mã", "127.0.0.x"):
        assert kind in list_of_accesses.inner_text()
    assert sum(pages) + sum(kept.values()) < VISIT_BYTES_MAX
    assert asked == {work.base}
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.context.cookies() == []


def test_the_other_language_is_kept_and_a_report_stays_open_in_it(work: Workplace, school: SmallSchool) -> None:
    page = work.anybody()
    opened(page, work, school)
    page.get_by_role("button", name="English").press("Enter")
    page.get_by_role("heading", name="Lower secondary school report").wait_for()
    assert page.get_by_text(school.members[0].full_name, exact=True).is_visible()
    settled(page, "portal-report-english")
    page.goto(work.url(f"/t/{school.lookup_ids[1]}"))
    assert page.get_by_text("Issued – edition").is_visible()
    assert [(each["name"], each["value"]) for each in page.context.cookies()] == [("hocba_lang", "en")]
    page.get_by_role("button", name="Tiếng Việt").click()
    page.wait_for_url(f"**/t/{school.lookup_ids[1]}")
    assert page.get_by_text("Hợp lệ").is_visible()


def test_a_report_is_downloaded_with_a_tap_verified_and_all_of_it_is_in_the_familys_list(
    work: Workplace, school: SmallSchool, tmp_path: Path
) -> None:
    page = work.anybody(PHONE)
    opened(page, work, school, 1)
    for name, start in (("Tải PDF", b"%PDF-"), ("Tải XML", b"<?xml"), ("Tải biên nhận", b"c2sp.org/tlog-proof")):
        with page.expect_download() as got:
            page.get_by_role("link", name=name).click()
        file = tmp_path / got.value.suggested_filename
        assert file.name.startswith(str(school.lookup_ids[1]))
        got.value.save_as(file)
        assert file.read_bytes().startswith(start)
    page.get_by_role("link", name="Xác minh tệp").press("Enter")
    settled(page, "portal-verify")
    page.get_by_label("Tệp học bạ (.pdf, .xml)").set_input_files(next(tmp_path.glob("*.pdf")))
    page.get_by_role("button", name="Xác minh").press("Enter")
    page.get_by_role("heading", name="Kết quả xác minh").wait_for()
    assert "Hợp lệ" in page.get_by_role("status").inner_text()
    assert page.locator(".steps > li").count() == 7
    settled(page, "portal-verified")
    opened(page, work, school, 1)
    found = page.get_by_role("region", name="Danh sách đã xem").inner_text()
    for kind in ("Tải PDF", "Tải XML", "Tải biên nhận", "Xác minh tệp học bạ"):
        assert kind in found


def test_a_changed_file_that_is_dropped_is_called_invalid_with_the_step_that_says_why(
    work: Workplace, school: SmallSchool
) -> None:
    page = work.anybody()
    page.goto(work.url("/xac-minh"))
    pdf = bytearray(school.desk.ledger.blob(school.members[0].report.record["document"]["pdf_sha256"]))
    pdf[pdf.index(b"/Type /Page")] ^= 1
    given = page.evaluate_handle(
        """(text) => { const held = new DataTransfer();
        const bytes = Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
        held.items.add(new File([bytes], "hoc-ba.pdf", {type: "application/pdf"})); return held; }""",
        b64encode(pdf).decode(),
    )
    page.dispatch_event("form.drop", "drop", {"dataTransfer": given})
    page.get_by_role("heading", name="Kết quả xác minh").wait_for()
    assert "Không hợp lệ" in page.get_by_role("status").inner_text()
    assert page.locator(".steps details[open]").count() >= 1
    settled(page, "portal-verified-changed")


def test_c7_5_the_issued_values_stand_in_the_order_of_the_print_and_an_altered_one_stands_out(
    work: Workplace, school: SmallSchool, tmp_path: Path
) -> None:
    """An inspector with a paper print and the family's birth date; who opened it is in the family's list."""
    page, member = work.anybody(), school.members[2]
    opened(page, work, school, 2)
    issued = []
    for row in page.locator("table.scores tbody tr").all():
        name, *values = [" ".join(cell.split()) for cell in row.locator("th, td").all_inner_texts()]
        issued.append(" ".join([name, *values[:3]]))
    printed = page_text(school.desk.ledger.blob(member.report.record["document"]["pdf_sha256"]), tmp_path)
    places = [printed.find(row) for row in issued]
    assert len(issued) == 12
    assert -1 not in places
    assert places == sorted(places), "in the order of the print"
    mathematics = next(row for row in issued if row.startswith("Toán "))
    altered = printed.replace(mathematics, f"{mathematics[:-3]}9,9")
    assert [row for row in issued if row not in altered] == [mathematics]
    looked = page.get_by_role("region", name="Danh sách đã xem").get_by_role("row")
    assert looked.filter(has_text="Mở toàn bộ học bạ").count() == 1
