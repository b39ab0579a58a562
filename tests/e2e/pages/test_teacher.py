"""The subject teacher's days (people.md C1) in a real browser: from an empty gradebook to the signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from api.app import DEMO_MARK
from api.flows.drafts.entering import Entered, save
from api.flows.drafts.kept import piles
from api.flows.drafts.preview import prepare
from api.flows.drafts.recording import record
from api.flows.drafts.sheet import open_sheet
from domain.event import Event
from domain.report.events import CorrectionRequested, ReportSigned, ScoreRecorded
from domain.school_year import commands as y
from domain.school_year.events import Step
from domain.school_year.state import Staff
from tests.integration.corrections.people import year_command
from tests.kit.browser import PHONE, Workplace, accessible, fits, settled, shot
from tests.kit.stages import School, at
from tests.kit.workbooks import edit, put

pytestmark = pytest.mark.one_server


PUPILS = 8
TIN_HOC = "/lop/8A/so-diem/TIN_HOC"


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    """8A empty; 8B recorded but for one pupil's final mark in Tin học, and opened where it can be."""
    with at("loaded", PUPILS, ("8A", "8B")) as found:
        with found.app.pool.connection() as connection:
            connection.execute("INSERT INTO work.marks (name, value) VALUES (%s, 'test')", [DEMO_MARK])
        yield found


@pytest.fixture
def hang(school: School) -> Staff:
    """Cô Hằng: Tin học in both classes, and Công nghệ in 8A."""
    return school.cast.teacher(school.desk.year().school_class("8B"), "TIN_HOC")


def cell(page: Page, row: int, place: str) -> Locator:
    """A cell by list number and place, once the page can be typed into."""
    page.locator("#sheet[role=grid]").wait_for()
    places = page.locator("#sheet col").evaluate_all("cols => cols.map(col => col.dataset.place || col.dataset.result)")
    return page.locator(f"#sheet tbody tr:nth-child({row}) > :nth-child({places.index(place) + 1})")


def type_down(page: Page, place: str, *values: str, row: int = 1) -> None:
    cell(page, row, place).focus()
    for value in values:
        page.keyboard.type(value)
        page.keyboard.press("Enter")


def drafts(school: School) -> int:
    """How many cells lie as drafts in the school."""
    desk = school.desk
    return sum(
        pile.cells for pile in piles(desk.pool, desk.ledger.school_id, list(desk.year().classes), desk.ledger.now())
    )


def recorded(school: School, since: int) -> list[type[Event]]:
    return [type(entry.data) for entry in list(school.desk.ledger.entries())[since:]]


def test_habits_by_keyboard_alone_and_what_becomes_of_a_slip(work: Workplace, school: School, hang: Staff) -> None:
    """C1.2, C1.4, C1.5: typed, refused, averaged, recorded once; a slip after that takes a correction."""
    page, size = work.as_(hang.code), school.desk.ledger.size()
    page.get_by_role("link", name="Lớp của tôi").press("Enter")
    page.get_by_role("link", name="8A · Công nghệ").press("Enter")
    page.get_by_label("Gõ nhanh (75 là 7,5)").wait_for()
    page.get_by_label("Gõ nhanh (75 là 7,5)").press("Space")
    type_down(page, "CONG_NGHE/1/TX1", "7,5", "75", "10", "6,75", "105")
    for row, text in enumerate(("7,5", "7,5", "10"), 1):
        expect(cell(page, row, "CONG_NGHE/1/TX1")).to_have_class(re.compile(r"\bdraft\b"))
        expect(cell(page, row, "CONG_NGHE/1/TX1")).to_have_text(text)
    for row, why in ((4, "Điểm chỉ lấy đến một chữ số thập phân"), (5, "105 nằm ngoài thang điểm 10")):
        expect(cell(page, row, "CONG_NGHE/1/TX1")).to_have_class(re.compile(r"\bbad\b"))
        assert why in (cell(page, row, "CONG_NGHE/1/TX1").get_attribute("title") or "")
    expect(cell(page, 3, "1")).to_have_text("10")
    settled(page, "teacher-gradebook-refused")
    # A draft is typed over and cleared freely; then the first pupil's term, whose average is C1.5's.
    type_down(page, "CONG_NGHE/1/TX1", "62", "8,5", "9", "7", "6")
    cell(page, 5, "CONG_NGHE/1/TX1").press("Delete")
    for place, value in (("TX2", "63"), ("TX3", "65"), ("GK", "61"), ("CK", "6,8")):
        type_down(page, f"CONG_NGHE/1/{place}", value)
    expect(cell(page, 1, "1")).to_have_text("6,5")
    cell(page, 1, "CONG_NGHE/1/TX1").focus()
    page.get_by_label("Ngày kiểm tra").fill("14/10/2025")
    assert recorded(school, size) == []
    page.get_by_role("link", name="Ghi sổ").press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Ghi sổ 8 ô")
    expect(page.get_by_role("dialog")).to_contain_text("14/10/2025")
    settled(page, "teacher-record")
    page.keyboard.press("Enter")
    page.get_by_text("Đã ghi sổ 8 ô.").wait_for()
    assert recorded(school, size) == [ScoreRecorded] * 8
    cell(page, 1, "CONG_NGHE/1/CK").focus()
    page.get_by_role("link", name="Giải thích cách tính").press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Điều 9.1b")
    expect(page.get_by_role("dialog").locator(".explained").first.locator("li")).to_have_count(5)
    settled(page, "teacher-explanation")
    page.keyboard.press("Escape")
    _correct(page, school, size)


def _correct(page: Page, school: School, size: int) -> None:
    """Typed over a recorded mark: it stays, and the form opens with what was typed."""
    slip = cell(page, 2, "CONG_NGHE/1/TX1")
    slip.focus()
    page.keyboard.type("5")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Giá trị đúng").fill("5,8")
    dialog.get_by_label("Lí do", exact=True).fill("Tôi gõ đảo chữ số khi nhập sổ.")
    dialog.get_by_label("Minh chứng").set_input_files(
        {"name": "bai.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    settled(page, "teacher-correction")
    dialog.get_by_role("button", name="Gửi đề nghị").press("Enter")
    page.get_by_text("Đã gửi đề nghị điều chỉnh, báo cáo số").wait_for()
    expect(slip).to_have_text("8,5")
    expect(slip).to_have_attribute("title", "Đang đề nghị điều chỉnh")
    (asked,) = [
        entry.data for entry in list(school.desk.ledger.entries())[size:] if isinstance(entry.data, CorrectionRequested)
    ]
    assert (asked.reason_code, asked.paper.made, len(asked.attachments)) == ("TYPING_ERROR", True, 1)
    page.wait_for_load_state("load")  # the page has come anew, and its scripts listen to keys
    slip.focus()
    page.keyboard.type("5")
    expect(page.get_by_role("dialog")).to_contain_text("Chờ duyệt")


def test_a_line_that_drops_costs_nothing_and_records_nothing_twice(
    work: Workplace, school: School, hang: Staff
) -> None:
    """C1.3: five of eight are typed, the line drops, she goes on in two windows, closes the laptop, opens it online."""
    page, size, before = work.as_(hang.code), school.desk.ledger.size(), drafts(school)
    page.goto(work.url(TIN_HOC))
    type_down(page, "TIN_HOC/1/TX1", "8", "7", "9", "6,5", "7")
    expect(page.locator("td.draft")).to_have_count(5)
    other = page.context.new_page()
    other.goto(work.url(TIN_HOC))
    expect(other.locator("td.draft")).to_have_count(5)
    page.context.set_offline(True)
    cell(other, 1, "TIN_HOC/comment").focus()
    other.keyboard.type("Em tiến bộ rõ.")
    other.keyboard.press("Tab")
    other.get_by_text("Mất kết nối. 1 ô đang chờ, sẽ tự gửi khi có mạng.").wait_for()
    other.close()
    type_down(page, "TIN_HOC/1/TX1", "8,5", "9,5", "5", row=6)
    page.get_by_text("Mất kết nối. 3 ô đang chờ, sẽ tự gửi khi có mạng.").wait_for()
    settled(page, "teacher-offline")
    kept = str(page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})"))
    assert "hocba." in kept
    assert not [word for word in ("An tiến bộ", "9,5", str(school.members[5].report_id)) if word in kept]
    context = page.context
    page.close()
    context.set_offline(False)
    context.clear_cookies()  # an hour later: the session has ended, too
    page = context.new_page()
    page.goto(work.url(TIN_HOC))
    page.locator("button.person").filter(has_text=f"{hang.code} ·").click()
    page.wait_for_url(f"**{TIN_HOC}")
    expect(page.locator("td.draft")).to_have_count(PUPILS + 1)
    assert "hocba." not in str(page.evaluate("JSON.stringify(Object.keys(localStorage))")).replace("hocba.quick", "")
    assert (drafts(school) - before, recorded(school, size)) == (PUPILS + 1, [])
    page.get_by_role("link", name="Ghi sổ").click()
    lost = _lose_the_first_answer(page)
    page.get_by_role("dialog").get_by_role("button", name="Ghi sổ 9 ô").click()
    page.get_by_text("Đã ghi sổ 9 ô.").wait_for()
    assert lost == [303, 303], "the same answer twice"
    assert sorted(kind.__name__ for kind in recorded(school, size)) == ["CommentRecorded"] + ["ScoreRecorded"] * PUPILS
    assert len({entry.command_id for entry in list(school.desk.ledger.entries())[size:]}) == 1
    work.complaints[:] = [each for each in work.complaints if "net::ERR" not in each]


def _lose_the_first_answer(page: Page) -> list[int]:
    """The server gets the form and records; its first answer never arrives."""
    answers: list[int] = []

    def handle(route: Any) -> None:
        answer = route.fetch(max_redirects=0)
        answers.append(answer.status)
        if len(answers) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/ghi-so", lambda route: handle(route) if route.request.method == "POST" else route.continue_())
    return answers


def test_a_list_of_the_other_class_opens_that_class(work: Workplace, school: School, hang: Staff) -> None:
    """C1.1: pasted with the keyboard's shortcut into 8A; one click, and it is a draft in 8B."""
    page = work.as_(hang.code)
    context = page.context
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=work.base)
    page.goto(work.url(TIN_HOC))
    others = school.desk.members(school.desk.year().school_class("8B"))
    text = "\n".join(
        ["Họ và tên\tNgày sinh\tGK", *(f"{o.full_name}\t{o.birth_date:%d/%m/%Y}\t{o.number},5" for o in others)]
    )
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    cell(page, 1, "TIN_HOC/1/GK").focus()
    page.keyboard.press("Control+v")
    page.get_by_text(f"{PUPILS}/{PUPILS} học sinh trong dữ liệu dán vào không thuộc lớp 8A").wait_for()
    settled(page, "teacher-other-class")
    page.get_by_role("button", name="Mở lớp 8B với dữ liệu này").click()
    page.wait_for_url("**/lop/8B/so-diem/TIN_HOC")
    page.get_by_text(f"Đã lưu nháp {PUPILS} ô.").wait_for()
    expect(cell(page, 3, "TIN_HOC/1/GK")).to_have_text("3,5")
    _upload(page, school, work)


def test_without_scripts_on_a_phone_and_in_the_dark_it_reads(work: Workplace, hang: Staff) -> None:
    plain = work.as_(hang.code, PHONE, java_script_enabled=False)
    for path, name in (
        ("/lop", "teacher-classes"),
        ("/lop/8B/so-diem/TIN_HOC?cot=2", "teacher-gradebook"),
        ("/cau-mau", "teacher-phrase-bank"),
    ):
        plain.goto(work.url(path))
        expect(plain.locator("main")).to_contain_text({"/cau-mau": "Câu mẫu"}.get(path, "Tin học"))
        shot(plain, name)
    dark = work.as_(hang.code, color_scheme="dark")
    dark.goto(work.url("/lop/8B/so-diem/TIN_HOC"))
    cell(dark, 1, "TIN_HOC/1/GK").focus()
    settled(dark, "teacher-gradebook")
    dark.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    for path in (
        "/lop",
        "/lop/8B/so-diem/TIN_HOC",
        "/cau-mau",
        "/ky",
        "/ky/8B/TIN_HOC",
        "/lop/8B/so-diem/TIN_HOC/ghi-so",
    ):
        dark.goto(work.url(path))
        fits(dark)
        accessible(dark)


def _upload(page: Page, school: School, work: Workplace) -> None:
    """Nhập từ tệp: every bad cell by sheet and place; mended, everything is a draft."""
    (path,) = [each.path for each in school.every_file if each.path.name == "8B-TIN_HOC.xlsx"]
    whole, first = path.read_bytes(), school.desk.members(school.desk.year().school_class("8B"))[0]
    edit(path, lambda book: put(book, "Học kì I", first.pupil_id, "TX1", "6,75"))
    edit(path, lambda book: put(book, "Học kì II", first.pupil_id, "GK", 11))
    for content, said in ((path.read_bytes(), "Tệp có 2 lỗi. Chưa lưu ô nào."), (whole, "Đã lưu nháp")):
        page.get_by_role("link", name="Nhập từ tệp").click()
        page.locator("#tep").set_input_files(
            {"name": "8B.xlsx", "mimeType": "application/octet-stream", "buffer": content}
        )
        page.locator("#files").get_by_role("button", name="Lưu nháp").click()
        page.get_by_text(said).wait_for()
        if "lỗi" in said:
            settled(page, "teacher-upload")
    path.write_bytes(whole)


def _record(school: School, teacher: Staff, place: str) -> None:
    """A whole column, as its teacher recorded it before."""
    desk, actor = school.desk, str(teacher.staff_id)
    given = [Entered(report_id=member.report_id, place=place, value="7") for member in school.members]
    save(desk, actor, open_sheet(desk, "8A", "TIN_HOC"), given, "vi")
    record(desk, actor, "8A", "TIN_HOC", prepare(desk, actor, open_sheet(desk, "8A", "TIN_HOC")).digest)


def _phrases(page: Page) -> None:
    """A comment becomes a phrase, and the phrase a comment, by keyboard."""
    comment = cell(page, 2, "TIN_HOC/comment")
    comment.focus()
    page.keyboard.type("Chăm học.")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Control+Enter")
    page.get_by_role("option", name="Chăm học.").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.type(" ")
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_role("option", name="Chăm học.").wait_for()
    fits(page)
    accessible(page)
    shot(page, "teacher-phrases")  # at another width the list closes
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(cell(page, 3, "TIN_HOC/comment")).to_have_text("Chăm học.")


def test_a_successor_reads_what_the_one_before_recorded_and_she_records_no_more(
    work: Workplace, school: School, hang: Staff
) -> None:
    """C1.6: from today Bình teaches Tin học in 8A; her columns bear her name."""
    taught = {right.staff_id for right in school.desk.year().teachers(school.found.class_id, "TIN_HOC")}
    binh = next(
        staff
        for staff in school.desk.year().staff.values()
        if staff.roles == hang.roles and staff.staff_id not in taught
    )
    _record(school, hang, "TIN_HOC/2/TX1")
    today, place = school.desk.today, {"class_id": school.found.class_id, "subject": "TIN_HOC"}
    year_command(school, y.EndTeaching(**place, staff_id=hang.staff_id, last_day=today - timedelta(days=1)))
    year_command(school, y.AssignTeaching(**place, staff_id=binh.staff_id, since=today))
    page = work.as_(binh.code)
    page.goto(work.url(TIN_HOC))
    name = school.desk.signatory(hang).full_name
    expect(page.locator("thead th", has_text="ĐĐGtx 1").last).to_contain_text(name)
    expect(cell(page, 1, "TIN_HOC/2/TX1")).to_have_attribute("title", f"{name} đã ghi sổ")
    type_down(page, "TIN_HOC/2/TX2", "9")
    expect(cell(page, 1, "TIN_HOC/2/TX2")).to_have_text("9,0")
    _phrases(page)
    settled(page, "teacher-successor")
    gone = work.as_(hang.code)
    gone.goto(work.url(TIN_HOC))
    gone.get_by_text(f"kết thúc ngày {today - timedelta(days=1):%d/%m/%Y}").wait_for()


@pytest.fixture
def opened(school: School, hang: Staff, tmp_path: Path) -> None:
    """8B has everything recorded but one pupil's final mark in Tin học, and is opened where it can be."""
    other = school.desk.year().school_class("8B")
    members = school.desk.members(other)
    for filled in (each for each in school.every_file if each.class_id == other.class_id):
        if filled.subject == "TIN_HOC":
            edit(filled.path, lambda book: put(book, "Học kì II", members[2].pupil_id, "CK", None))
        school.cast.record(filled)
    school.cast.open(members)


@pytest.mark.usefixtures("opened")
def test_all_classes_are_signed_and_who_lacks_a_mark_is_named(work: Workplace, school: School, hang: Staff) -> None:
    """C1.8, then C1.7 with keys of software: 7 of 8B are signed, the eighth is named with what is missing."""
    size, lacking = school.desk.ledger.size(), school.desk.members(school.desk.year().school_class("8B"))[2]
    block = {"value": "BLOCK", "clause": "Điều 9 khoản 2", "document": "15/QĐ-THCS", "since": school.desk.today}
    year_command(school, y.SetPolicy(policy="late_signing", **block))
    page = work.as_(hang.code)
    page.get_by_role("link", name="Ký số").press("Enter")
    page.get_by_text(f"đã ký 0/{PUPILS}, sẵn sàng 0").nth(1).wait_for()
    page.locator("li[data-sign*='8B'] summary").press("Enter")
    expect(page.locator("li[data-sign*='8B'] li").first).to_contain_text("đã quá hạn 15/06/2026. Liên hệ")
    expect(page.get_by_role("button", name="Ký tất cả")).to_be_disabled()
    more = y.ExtendDeadline(step=Step.SUBJECT_TEACHERS, until=school.desk.today, reason="Mất điện toàn xã.")
    year_command(school, more)
    page.reload()
    page.get_by_text(f"đã ký 0/{PUPILS}, sẵn sàng {PUPILS - 1}").wait_for()
    page.get_by_text(f"{lacking.number}. {lacking.full_name}: ").wait_for()
    settled(page, "teacher-sign-all")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name=f"Ký tất cả ({PUPILS - 1})").press("Enter")
    page.get_by_text(f"Đã ký {PUPILS - 1}/{PUPILS - 1} học bạ.").wait_for()
    assert asked == [f"Ký {PUPILS - 1} học bạ của 1 lớp: 8B?"]
    assert recorded(school, size).count(ReportSigned) == PUPILS - 1
    page.goto(work.url("/ky/8B/TIN_HOC"))
    expect(page.locator("main")).to_contain_text(lacking.full_name)
    settled(page, "teacher-sign")
