"""
The homeroom teacher's year in her browser (people.md C2): the class at a glance, roll call on a phone, conduct,
personal data, who leaves, what is in the way, sending back, signing.

Each test goes on from the one before it; together they cost one class of six pupils.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from api.app import DEMO_MARK
from api.flows import signing, turns
from api.flows.desk import Member
from api.flows.roll import calling
from api.flows.year_decisions import decide_for_year
from domain.formats.hoc_ba import Stage
from domain.report.events import Half, Session
from domain.report.state import Status
from domain.roll.commands import Absent
from domain.school_year import commands as y
from domain.school_year.events import Duty, Role
from domain.school_year.state import Staff
from tests.kit.browser import DESK, PHONE, Workplace, chromium, settled, workplace
from tests.kit.small_school import PAPER
from tests.kit.stages import School, at, let_clock_be_set
from tests.kit.story import moment

pytestmark = [pytest.mark.one_server, pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")]

NAME, BORN = "Nguyễn Thị Mai", date(2012, 5, 12)
#: Two pupils whom name and birth date do not tell apart; of the second of the list the birth place is blank.
PLANTED = (
    (1, "full_name", NAME), (1, "birth_date", BORN), (2, "birth_place", None), (3, "ethnicity", "Kinh"),
    (4, "full_name", NAME), (4, "birth_date", BORN),
)  # fmt: skip
PUPILS = 6
#: The pupil who is absent so much, by place in the list, and how often before the story begins.
TRUANT, MISSED = 5, 44
LEAVER = 6
NOW = "2026-05-20 07:15"


@dataclass(frozen=True)
class Class8A:
    """The school, and the homeroom teacher's two windows: her computer, her telephone."""

    school: School
    work: Workplace
    windows: dict[tuple[int, int], Page] = field(default_factory=dict)

    @property
    def lan(self) -> str:
        return self.school.cast.homeroom(self.school.found).code

    def page(self, path: str = "", size: tuple[int, int] = DESK) -> Page:
        if size not in self.windows:
            self.windows[size] = self.work.as_(self.lan, size)
        self.windows[size].goto(self.work.url(f"/lop/8A{path}"))
        return self.windows[size]

    def member(self, number: int) -> Member:
        return next(each for each in self.school.members if each.number == number)

    def status(self, number: int) -> Status:
        return self.school.desk.report(self.member(number).report_id).status

    def approve(self, number: int) -> None:
        """The principal agrees to what waits; in a thread of its own, for the browser's loop runs in this one."""
        (request,) = self.school.desk.report(self.member(number).report_id).open_requests
        with ThreadPoolExecutor(1) as aside:
            aside.submit(self.school.cast.approve, request.asked.request_id).result()

    def sign_subjects(self) -> None:
        """Every subject teacher signs what he can."""
        school = self.school
        for staff, wanted in school.cast.signatures(school.found):
            if wanted.stage is Stage.SUBJECT:
                key = school.cast.key(staff)
                signing.sign_reports(school.desk, school.members, str(staff.staff_id), key, wanted)


@pytest.fixture(scope="module")
def room() -> Iterator[Class8A]:
    with at("loaded", pupils=PUPILS, planted=PLANTED) as school:
        let_clock_be_set(school)
        with school.app.pool.connection() as connection:
            connection.execute("INSERT INTO work.marks (name, value) VALUES (%s, 'test')", [DEMO_MARK])
        school.desk.ledger.clock.set(moment(NOW))
        for filled in school.every_file:
            if filled.subject:
                school.cast.record(filled)
        _miss(school)
        with chromium() as browser, workplace(browser, school.app) as work:
            yield Class8A(school, work)


def _miss(school: School) -> None:
    """The truant misses half-days with permission; each roll is called on its day."""
    lan, report = str(school.cast.homeroom(school.found).staff_id), school.members[TRUANT - 1].report_id
    with school.desk.keeping():
        for number in range(MISSED):
            session = Session(date(2026, 3, 2) + timedelta(days=number // 2), list(Half)[number % 2])
            calling.call(school.desk, school.found, session, {report: Absent(permitted=number < 40)}, lan)


def test_the_class_at_a_glance_tells_namesakes_apart(room: Class8A) -> None:
    page = room.page()
    twins = page.locator(".roster tbody tr").filter(has_text="trùng họ tên, ngày sinh")
    ends = [room.school.desk.identities([one.pupil_id])[one.pupil_id]["personal_number"][-4:] for one in
            (room.member(1), room.member(4))]  # fmt: skip
    assert [ends[n] in twins.nth(n).inner_text() for n in range(2)] == [True, True]
    assert twins.count() == 2
    expect(page.locator("details.card")).to_contain_text("Đã nghỉ 44/45 buổi")
    settled(page, "homeroom-class")
    page.goto(room.work.url("/lop/8A/so-chu-nhiem"))
    page.locator("details.card > summary").press("Enter")
    page.get_by_label("Nội dung đã chép").fill(f"Họ và tên\tRèn luyện\n{NAME}\tTốt\n")
    page.get_by_role("button", name="Dán thành nháp").press("Enter")
    expect(page.locator(".told")).to_contain_text("Có 2 học sinh cùng họ tên")


def test_the_roll_is_called_with_a_thumb_and_the_limit_is_told(room: Class8A) -> None:
    """C2.3; the second call is made on a line that drops, and is recorded once when it is back."""
    page = room.page("/diem-danh", PHONE)
    row = page.locator(".roll li").nth(TRUANT - 1)
    row.get_by_text("Không phép").click()
    row.get_by_label("Ghi chú").fill("Không báo trước")
    expect(page.locator("#count")).to_have_text(f"vắng 1/{PUPILS}")
    settled(page, "homeroom-roll")
    page.get_by_role("button", name="Ghi điểm danh").click()
    expect(page.locator(".note.good")).to_contain_text(f"vắng 1/{PUPILS}")
    expect(page.get_by_text("đã nghỉ 45 buổi (40 có phép, 5 không phép)")).to_be_visible()
    page.get_by_role("link", name="Chiều").click()
    page.wait_for_url("**buoi=AFTERNOON")
    page.locator(".roll li").nth(TRUANT - 1).get_by_text("Không phép").click()
    before = room.school.desk.ledger.size()
    page.context.set_offline(True)
    page.get_by_role("button", name="Ghi điểm danh").click()
    expect(page.locator("#count")).to_contain_text("Mất kết nối")
    page.context.set_offline(False)
    expect(page.locator(".note.good")).to_contain_text(f"vắng 1/{PUPILS}")
    assert room.school.desk.ledger.size() == before + 2
    assert all("ERR_INTERNET_DISCONNECTED" in each for each in room.work.complaints)
    room.work.complaints.clear()  # the browser complains of the line, as it should
    expect(page.locator("#main")).to_contain_text("đã nghỉ 46 buổi (40 có phép, 6 không phép), quá 45 buổi")
    page.goto(room.work.url("/lop/8A"))
    page.get_by_text("Không được lên lớp (nghỉ 46, quá 45 buổi)").first.click()
    page.get_by_role("link", name="Xem học sinh này").click()
    page.get_by_text("Danh sách 46 buổi").click()
    assert page.locator("details ol li").count() == 46
    expect(page.locator("details ol li").nth(44)).to_contain_text("sáng 20/05/2026: nghỉ không phép – Không báo trước")
    settled(page, "homeroom-pupil")


def test_conduct_and_comments_by_keyboard_are_drafts_and_then_recorded(room: Class8A) -> None:
    page = room.page("/so-chu-nhiem")
    page.locator("select[data-place='conduct/1']").first.focus()
    for row in range(PUPILS):
        for _ in range(2):
            page.keyboard.type("T")
            page.keyboard.press("Tab")
        page.keyboard.type(f"Ngoan, chăm học, em {row + 1} có cố gắng.")
        page.keyboard.press("Tab")
    expect(page.locator(".state").filter(has_text="nháp")).to_have_count(3 * PUPILS)
    expect(page.locator("#saving")).to_have_text("Đã lưu nháp.")
    comment = page.locator("textarea").first
    comment.press("Alt+ArrowDown")
    page.locator("#phrase-list").wait_for()
    comment.press("Control+Enter")  # this comment is a phrase from now on
    page.locator("#phrase-list [role=option]").wait_for()
    comment.press("Escape")
    comment.fill("Em 1 rất ngoan.")
    comment.press("Alt+ArrowDown")
    page.locator("#phrase-list [role=option]").wait_for()
    comment.press("Enter")
    expect(comment).to_have_value("Em 1 rất ngoan. Ngoan, chăm học, em 1 có cố gắng.")
    expect(page.locator(".state").first).to_have_text("nháp")
    settled(page, "homeroom-sheet")
    page.get_by_role("button", name="Xem trước và ghi sổ").press("Enter")
    page.get_by_text(f"{3 * PUPILS} ô mới sẽ được ghi sổ").wait_for()
    settled(page, "homeroom-sheet-preview")
    page.get_by_role("button", name="Ghi sổ").press("Enter")
    expect(page.locator(".told")).to_contain_text(f"Đã ghi sổ: {3 * PUPILS} bản ghi")
    assert page.locator(".recorded").count() == 3 * PUPILS


def test_exactly_what_is_blank_or_differs_is_listed_until_it_is_completed_or_decided(room: Class8A) -> None:
    """C2.2: the third pupil's ethnicity is Tày in the sector's database."""
    third, second = room.member(3), room.member(2)
    page = room.page(f"/ho-so/{third.report_id}")
    page.get_by_text("Đối soát với một nguồn").click()
    page.get_by_label("Nguồn", exact=True).select_option("SECTOR")
    page.get_by_label("Loại giấy tờ").fill("Bảng xuất từ CSDL ngành")
    page.get_by_label("Số", exact=True).fill("31/2026")
    page.get_by_label("Ngày", exact=True).fill("02/05/2026")
    page.get_by_label("Kết quả: dân tộc").select_option("DIFFERS")
    page.get_by_label("Nguồn ghi: dân tộc").fill("Tày")
    page.get_by_label("Kết quả: họ và tên", exact=True).select_option("MATCH")
    page.get_by_role("button", name="Ghi kết quả đối soát").click()
    expect(page.locator(".told")).to_contain_text("Đã ghi kết quả đối soát")
    settled(page, "homeroom-data-pupil")
    page.goto(room.work.url("/lop/8A/ho-so"))
    wrong = page.locator(".roster tbody tr").filter(has=page.locator(".chip.bad"))
    assert [row.inner_text().split("\t")[0] for row in wrong.all()] == ["2", "3"]
    expect(wrong.nth(0)).to_contain_text("nơi sinh")
    expect(wrong.nth(1)).to_contain_text("dân tộc: học bạ “Kinh”, CSDL ngành “Tày”")
    settled(page, "homeroom-data")
    slips = page.request.get(room.work.url("/api/v1/data/slips?class_code=8A"))
    assert slips.body().startswith(b"%PDF-")
    page.goto(room.work.url(f"/lop/8A/ho-so/{second.report_id}"))
    page.get_by_label("Nơi sinh").fill("Xã Kim Liên, Tỉnh Nghệ An")
    page.get_by_label("Theo giấy tờ").fill("Giấy khai sinh 112/2012")
    page.get_by_role("button", name="Ghi bổ sung").click()
    expect(page.locator(".told")).to_contain_text("Đã bổ sung thông tin")
    head = room.work.as_(room.school.staff(Role.PRINCIPAL).code)
    head.goto(room.work.url(f"/lop/8A/ho-so/{third.report_id}"))
    head.get_by_label("Lí do giữ nguyên").fill("Giấy khai sinh ghi Kinh.")
    head.get_by_label("Văn bản").fill("QĐ 20/2026")
    head.get_by_role("button", name="Quyết định giữ nguyên").click()
    expect(head.locator(".told")).to_contain_text("giữ nguyên học bạ")
    page.goto(room.work.url("/lop/8A/ho-so"))
    assert page.locator(".chip.bad").count() == 0


def test_who_leaves_is_struck_through_and_no_number_shifts(room: Class8A) -> None:
    """C2.4."""
    page = room.page(f"/hoc-sinh/{room.member(LEAVER).report_id}")
    page.get_by_text("Chuyển đi, thôi học").click()
    page.get_by_label("Ngày học cuối cùng").fill("08/05/2026")
    page.get_by_label("Nơi chuyển đến").fill("Trường THCS Hoa Sen, Hà Tĩnh")
    page.get_by_label("Văn bản").fill("Đơn của phụ huynh 07/05/2026")
    page.get_by_role("button", name="Ghi rời trường").click()
    expect(page.get_by_text("Kết quả đến ngày này chờ lãnh đạo ký")).to_be_visible()
    page.goto(room.work.url("/lop/8A"))
    gone = page.locator(".roster tr.gone")
    expect(gone).to_contain_text("chuyển trường")
    expect(gone).to_contain_text("08/05/2026")
    assert page.locator(".roster td.number:first-child").all_inner_texts() == [str(n + 1) for n in range(PUPILS)]
    expect(page.locator(".stats")).to_contain_text(f"{PUPILS - 1}/{PUPILS - 1}")


def _share_khtn(school: School) -> Staff:
    """From today a deputy teaches the chemistry of KHTN; who."""
    principal, place = str(school.cast.principal.staff_id), {"class_id": school.found.class_id, "subject": "KHTN"}
    own, other, today = school.cast.teacher(school.found, "KHTN").staff_id, school.staff(Role.DEPUTY), school.desk.today
    for asked in (
        y.EndTeaching(**place, part=None, staff_id=own, last_day=today - timedelta(days=1)),
        y.AssignTeaching(**place, part="VAT_LI", staff_id=own, since=today, duty=Duty.RESPONSIBLE),
        y.AssignTeaching(**place, part="HOA_HOC", staff_id=other.staff_id, since=today, duty=Duty.PART),
    ):
        decide_for_year(school.desk, principal, asked)
    return other


def test_opened_and_told_whose_turn_it_is_who_is_then_reminded(room: Class8A) -> None:
    """C2.5: a part of KHTN is taught by somebody else, who has not confirmed it."""
    school, page = room.school, room.page("/ky")
    page.get_by_role("button", name="Khởi tạo học bạ").click()
    expect(page.locator(".told")).to_contain_text(f"Đã khởi tạo {PUPILS - 1} học bạ")
    room.sign_subjects()
    other = _share_khtn(school)
    page.reload()
    expect(page.locator("#main")).to_contain_text("xác nhận phần Hoá học của môn Khoa học tự nhiên")
    assert page.locator("#sign").count() == 0
    settled(page, "homeroom-sign-waiting")
    page.get_by_role("link", name="Nhắc").last.click()
    page.get_by_role("button", name=f"Nhắc {school.desk.signatory(other).full_name}").click()
    expect(page.locator(".told")).to_contain_text("Đã nhắc 1 người")
    settled(page, "homeroom-remind")
    turns.confirm_parts(school.desk, school.members, str(other.staff_id), "KHTN", "HOA_HOC")


def test_one_subject_of_one_pupil_is_sent_back_and_no_other_falls(room: Class8A) -> None:
    """C2.6."""
    report = room.member(2).report_id
    page = room.page(f"/hoc-sinh/{report}")
    row = page.locator("tr").filter(has_text="Tin học")
    row.get_by_text("Trả lại").first.click()
    row.get_by_label("Lời nhắn").fill("Nhận xét này là của bạn khác.")
    row.get_by_role("button", name="Trả lại").click()
    expect(page.locator(".told")).to_contain_text("Đã trả lại")
    expect(row).to_contain_text("chưa ký")
    signed = room.school.desk.report(report).signatures
    assert (Stage.SUBJECT, "TIN_HOC") not in signed
    assert len(signed) == len(room.school.cast.subjects(room.school.found)) - 1
    page.goto(room.work.url("/lop/8A/ky"))
    expect(page.locator("#main")).to_contain_text("còn chờ Tin học ký")
    room.sign_subjects()


def test_a_recorded_level_is_changed_by_a_correction_alone(room: Class8A) -> None:
    """Of a pupil whose report waits for nobody else: GVCN asks, the principal agrees, no subject's signature falls."""
    page, report = room.page("/so-chu-nhiem"), room.member(1).report_id
    page.get_by_role("link", name=re.compile("Đề nghị điều chỉnh: .* học kì I$")).first.press("Enter")
    page.get_by_label("Giá trị đúng").select_option("Khá")
    page.get_by_label("Lí do", exact=True).fill("Chọn nhầm mức của bạn bên cạnh.")
    settled(page, "homeroom-correction")
    page.get_by_role("button", name="Gửi đề nghị").press("Enter")
    expect(page.locator(".told")).to_contain_text("Đã gửi đề nghị điều chỉnh, báo cáo số")
    expect(page.locator("#main")).to_contain_text("Tốt → Khá")
    signed = room.school.desk.report(report).signatures.keys()
    room.approve(1)
    page.reload()
    expect(page.locator(".note.good")).to_contain_text("Đồng ý")
    assert room.school.desk.report(report).signatures.keys() == signed


def test_signed_with_declaration_list_and_warnings_seen(room: Class8A) -> None:
    """C2.7."""
    page = room.page("/ky")
    page.get_by_text("Danh sách 5 học bạ sẽ ký").click()
    expect(page.locator(".declaration")).to_contain_text("Tôi đã kiểm tra và chịu trách nhiệm")
    expect(page.locator("#sign")).to_contain_text("Không được lên lớp (nghỉ 46, quá 45 buổi)")
    settled(page, "homeroom-sign")
    page.get_by_role("checkbox").press("Space")
    page.get_by_role("button", name="Ký số 5 học bạ").press("Enter")
    expect(page.get_by_text("GVCN đã ký tất cả 5 học bạ của lớp")).to_be_visible()
    assert [room.status(number) for number in range(1, PUPILS)] == [Status.HOMEROOM_SIGNED] * (PUPILS - 1)
    page.goto(room.work.url(f"/dieu-chinh/{room.member(3).report_id}?o=identity/birth_date"))
    page.get_by_label("Giá trị đúng").fill("24/12/2012")
    page.get_by_label("Loại lí do").select_option("CIVIL_STATUS")
    page.get_by_label("Lí do", exact=True).fill("Trích lục cải chính hộ tịch số 5/2026.")
    page.get_by_label("Minh chứng").set_input_files(
        [{"name": "trich-luc.pdf", "mimeType": "application/pdf", "buffer": PAPER}]
    )
    page.get_by_role("button", name="Gửi đề nghị").press("Enter")
    page.locator(".told").wait_for()
    room.approve(3)
    assert [room.status(number) for number in (2, 3)] == [Status.HOMEROOM_SIGNED, Status.SUBJECT_SIGNED]


def test_the_roll_is_called_without_scripts_too(room: Class8A) -> None:
    page = room.page(size=PHONE)
    plain = room.work.anybody(PHONE, java_script_enabled=False, storage_state=page.context.storage_state())
    plain.goto(room.work.url("/lop/8A/diem-danh?ngay=2026-05-19&buoi=MORNING"))
    plain.get_by_role("button", name="Ghi điểm danh").click()
    expect(plain.locator(".told")).to_contain_text("Đã ghi điểm danh sáng 19/05/2026: vắng 0")


def test_a_teacher_of_another_class_is_told_whose_page_it_is(room: Class8A) -> None:
    page = room.work.as_(room.school.cast.teacher(room.school.found, "TOAN").code)
    name = page.locator(".me strong").inner_text()
    answer = page.goto(room.work.url("/lop/8A"))
    assert answer is not None
    assert answer.status == 403
    assert page.get_by_role("alert").inner_text().startswith(f"{name} không có quyền này")
    settled(page, "refused")
