"""
The principal's and the deputies' days (people.md C3) in a real browser: inbox, signing, board, delegations, calendar.

Each test is a step of one story and goes on from the one before it: one class of two pupils, everything recorded,
and a third who was transferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import ParamSpec, TypeVar
from uuid import UUID, uuid4

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from api.app import DEMO_MARK
from api.flows import corrections, keys, rosters, signing
from api.flows.desk import Member
from domain.context import VIETNAM
from domain.errors import Misused
from domain.formats.hoc_ba import Stage
from domain.report import commands as c
from domain.report import events as e
from domain.report.state import Request, RequestStatus
from domain.school_year.events import DelegationKind, Role
from domain.school_year.state import Staff
from domain.values import Cell, Column, Score, Term
from tests.integration.corrections.people import DOCUMENT, allow_deputies, ask, delegate, with_key
from tests.integration.flows.asking import PAPER
from tests.kit.browser import Workplace, apart, chromium, settled, workplace
from tests.kit.stages import School, at, let_clock_be_set

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]


P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Story:
    """The school, its people, and the requests of the day by what they are about."""

    school: School
    work: Workplace
    requests: dict[str, UUID]
    windows: dict[str, Page] = field(default_factory=dict)

    @property
    def principal(self) -> Staff:
        return self.school.cast.principal

    @property
    def van(self) -> Staff:
        """The deputy who may approve corrections."""
        return self.deputies[0]

    @property
    def khoa(self) -> Staff:
        """The deputy who may sign reports."""
        return self.deputies[1]

    @property
    def deputies(self) -> list[Staff]:
        return [one for one in self.school.cast.year.staff.values() if Role.DEPUTY in one.roles]

    def request(self, about: str) -> Request:
        request_id = self.requests[about]
        return self.school.desk.report(corrections.find_request(self.school.desk, request_id)).requests[request_id]

    def card(self, page: Page, about: str) -> Locator:
        return page.locator(f"#r-{self.requests[about]}")

    def as_(self, staff: Staff) -> Page:
        """The person's window, signed in once."""
        if staff.code not in self.windows:
            self.windows[staff.code] = self.work.as_(staff.code)
        return self.windows[staff.code]

    def pressed_again(self, page: Page, form: Locator) -> Callable[[], str]:
        """The form as it stands now, kept to be sent once more; then, that nothing is recorded by it, and the page."""
        address = self.work.url(str(form.get_attribute("action")))
        fields = form.evaluate("form => Object.fromEntries(new FormData(form))")

        def again() -> str:
            before = self.school.desk.ledger.size()
            told = page.request.post(address, form=fields).text()
            assert self.school.desk.ledger.size() == before
            return told

        return again

    def pictured(self, page: Page, name: str, *, by_night: bool = False) -> None:
        """The page as it stands, and by night."""
        settled(page, name)
        if by_night:
            page.emulate_media(color_scheme="dark")
            settled(page, name)
            page.emulate_media(color_scheme="light")


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with at("recorded") as school:
        let_clock_be_set(school)
        with psycopg.connect(school.database.owner_url, autocommit=True) as owner:
            owner.execute("INSERT INTO work.marks (name, value) VALUES (%s, 'test')", [DEMO_MARK])
        deputy, _ = with_key(school, Role.DEPUTY), with_key(school, Role.CLERK)
        khoa = [one for one in school.cast.year.staff.values() if Role.DEPUTY in one.roles][1]
        with suppress(Misused):  # the folder is that of all copies of the school
            school.cast.folder.create(school.cast.year, school.desk, khoa)
        keys.register(school.desk, khoa, school.cast.key(khoa).certificate, software=True)
        allow_deputies(school)
        delegate(school, deputy, DelegationKind.APPROVE_CORRECTIONS)
        first, second, third = school.members
        left = c.LeaveSchool(
            last_day=school.desk.today, reason=e.LeavingReason.TRANSFERRED, destination="THCS Lê Lợi", document="7/GCT"
        )
        rosters.leave(school.desk, str(school.cast.clerk.staff_id), third.report_id, left)
        requests = {
            "TOAN": ask(school, first, "TOAN"),
            "NGU_VAN": ask(school, first, "NGU_VAN", Column.GK),
            "TIN_HOC": ask(school, first, "TIN_HOC", Column.CK),
            "KHTN": ask(school, second, "KHTN", Column.CK),
            "GDCD": ask(school, second, "GDCD"),
            "rises": _lifted(school, second),
        }
        with chromium() as browser, workplace(browser, school.app) as work:
            yield Story(school, work, requests)


def _lifted(school: School, member: Member) -> UUID:
    """A request that lifts a pupil over a level: all of his tests in Toán, which a correction had made nought."""
    teacher, principal = school.cast.teacher(school.found, "TOAN"), school.cast.principal
    cells = [Cell(subject="TOAN", term=term, column=column) for term in Term for column in (Column.GK, Column.CK)]
    for value in ("0.0", "9.0"):
        marks = school.desk.report(member.report_id).marks
        changes = tuple(e.MarkChange(cell=cell, before=marks[cell].value, after=Score(value)) for cell in cells)
        asked = corrections.request_correction(
            school.desk, member.report_id, changes, str(teacher.staff_id), e.ReasonCode.REMARKED, "Chấm lại.",
            key=school.cast.key(teacher),
        )  # fmt: skip
        if value == "0.0":
            actor, key = str(principal.staff_id), school.cast.key(principal)
            corrections.approve_correction(school.desk, asked.request_id, actor, key)
    return asked.request_id


def tab_to(page: Page, wanted: Locator) -> None:
    """By the keyboard alone."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"no way by the keyboard to {wanted}")


def test_one_inbox_shows_each_request_with_its_effect_and_whose_it_is(story: Story) -> None:
    """C3.1, C3.3: before and after, the report, the effect; a lift over a level is flagged; his own goes to cô Vân."""
    page = story.as_(story.principal)
    page.get_by_role("link", name="Chờ duyệt").click()
    expect(page.get_by_role("heading", name="Thầy/Cô quyết định: 5 đề nghị")).to_be_visible()
    card = story.card(page, "rises")
    expect(card).to_contain_text("vượt ngưỡng")
    expect(card.locator("tr.rises").first).to_contain_text("Kết quả học tập")
    expect(card.locator("tbody tr").first).to_contain_text("Toán, học kì I, ĐĐGgk0,09,0")
    paper = card.get_by_role("link", name="Mở báo cáo").get_attribute("href")
    answer = page.request.get(story.work.url(str(paper)))
    assert answer.body().startswith(b"%PDF-")
    assert answer.headers["content-disposition"].startswith("inline")
    own = story.card(page, "GDCD")
    expect(own.get_by_role("checkbox")).to_have_count(0)
    van = story.school.desk.signatory(story.van).full_name
    expect(own).to_contain_text("người đề nghị hoặc người dạy môn này không được tự duyệt")
    expect(own).to_contain_text(f"{van} ({story.van.code}), ủy quyền duyệt điều chỉnh theo {DOCUMENT}")
    story.pictured(page, "principal-inbox", by_night=True)


def test_many_are_approved_by_the_keyboard_alone_and_who_was_slower_reads_who_decided(story: Story) -> None:
    """C3.2, C3.6: two in one press, each an event with its signature; one that cô Vân was faster with; one refused."""
    page, size = story.as_(story.principal), story.school.desk.ledger.size()
    page.goto(story.work.url("/duyet"))
    actor, key = str(story.van.staff_id), story.school.cast.key(story.van)
    apart(corrections.refuse_correction, story.school.desk, story.requests["KHTN"], actor, key, "Bài đã chấm đúng.")
    for about in ("TOAN", "NGU_VAN", "KHTN"):
        tab_to(page, story.card(page, about).get_by_role("checkbox"))
        page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Đồng ý và ký (3)"))
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("Đã đồng ý và ký 2/3 đề nghị.")
    slower = story.card(page, "KHTN").locator(".answer")
    expect(slower).to_contain_text(f"Không đồng ý ({story.van.code}, ")
    approved = [
        one.data for one in story.school.desk.ledger.entries(size) if isinstance(one.data, e.CorrectionApproved)
    ]
    assert len({one.signature for one in approved}) == 2

    page.reload()
    story.card(page, "TIN_HOC").get_by_role("checkbox").check()
    page.get_by_role("button", name="Không đồng ý (1)").click()
    expect(page.get_by_label("Ý kiến; lí do khi không đồng ý")).to_be_focused()
    page.keyboard.type("Bài kiểm tra ghi đúng như sổ.")
    page.get_by_role("button", name="Không đồng ý (1)").click()
    expect(story.card(page, "TIN_HOC").locator(".answer")).to_have_text("Không đồng ý – đã ký.")
    page.reload()
    expect(page.get_by_role("heading", name="Thầy/Cô quyết định: 1 đề nghị")).to_be_visible()
    teacher = story.as_(story.school.cast.teacher(story.school.found, "TIN_HOC"))
    teacher.goto(story.work.url(f"/duyet/de-nghi/{story.requests['TIN_HOC']}"))
    expect(teacher.locator("article .note")).to_contain_text("“Bài kiểm tra ghi đúng như sổ.”")
    settled(teacher, "principal-request-refused")
    teacher.goto(story.work.url("/duyet"))
    expect(teacher.get_by_role("alert")).to_contain_text("cần một trong các vai trò")


def test_without_scripts_the_deputy_decides_by_the_form(story: Story) -> None:
    """C3.3: the principal's own mark is cô Vân's to decide, by her delegation."""
    page = story.work.as_(story.van.code, java_script_enabled=False)
    page.goto(story.work.url("/duyet"))
    story.card(page, "GDCD").get_by_role("checkbox").check()
    page.get_by_label("Ý kiến; lí do khi không đồng ý").fill("Đồng ý.")
    page.get_by_role("button", name="Đồng ý và ký").click()
    expect(page.get_by_role("status").first).to_have_text("Đã đồng ý: 1 đề nghị.")
    assert story.request("GDCD").decided_by == str(story.van.staff_id)
    page.get_by_role("button", name="Không đồng ý").click()
    expect(page.get_by_role("alert")).to_contain_text("Không đồng ý phải nêu lí do")


def test_to_sign_reports_is_not_to_approve_corrections(story: Story) -> None:
    """C3.4: the principal delegates signing to thầy Khoa, who approves nothing and signs 8A as deputy."""
    school, today = story.school, story.school.desk.today
    page = story.as_(story.principal)
    page.goto(story.work.url("/duyet/uy-quyen"))
    page.get_by_label("Phó Hiệu trưởng", exact=True).select_option(story.khoa.code)
    page.get_by_label("ký học bạ").check()
    page.get_by_label("Từ ngày").fill(f"{today - timedelta(days=2):%d/%m/%Y}")
    page.get_by_label("Đến hết ngày").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Văn bản ủy quyền").fill("Quyết định số 16/QĐ-THCSSL")
    page.get_by_role("button", name="Ủy quyền").click()
    expect(page.get_by_role("status")).to_have_text("Đã ghi ủy quyền.")
    story.pictured(page, "principal-delegations")

    deputy = story.as_(story.khoa)
    deputy.goto(story.work.url("/duyet"))
    expect(story.card(deputy, "rises")).to_contain_text("không có ủy quyền loại duyệt điều chỉnh còn hiệu lực")
    csrf = deputy.locator('meta[name="csrf"]').get_attribute("content")
    forged = deputy.request.post(
        story.work.url("/duyet/dong-y"),
        form={"_csrf": csrf, "lenh": str(uuid4()), "chon": str(story.requests["rises"])},
    )
    assert "không có ủy quyền loại duyệt điều chỉnh còn hiệu lực" in forged.text()
    assert story.request("rises").status is RequestStatus.OPEN
    actor, key = str(story.principal.staff_id), school.cast.key(story.principal)
    apart(corrections.approve_correction, school.desk, story.requests["rises"], actor, key)


def test_a_class_is_opened_looked_at_and_signed_and_the_document_names_the_capacity(story: Story) -> None:
    """C3.4, B1: Khởi tạo with the deputy as head; what is in the way by name; then signed, pupil by pupil."""
    school, page = story.school, story.as_(story.khoa)
    page.goto(story.work.url("/duyet/hoc-ba/8A"))
    expect(page.get_by_text("Chưa khởi tạo.")).to_have_count(2)
    page.get_by_label("Người ký duyệt").select_option(story.khoa.code)
    again = story.pressed_again(page, page.locator("form", has_text="Khởi tạo 2 học bạ"))
    page.get_by_role("button", name="Khởi tạo 2 học bạ").click()
    expect(page.get_by_role("status")).to_have_text("Lớp 8A: đã khởi tạo 2 học bạ.")
    assert "Lớp 8A: đã khởi tạo 2 học bạ." in again(), "a press twice does it once, and says the same"
    expect(page.get_by_text("KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG")).to_be_visible()
    expect(page.locator(".obstacles").first).to_contain_text("Còn chờ GVBM ký 12 môn, GVCN ký.")
    story.pictured(page, "principal-class")
    cast = school.cast
    for staff, wanted in cast.signatures(school.found)[:-1]:
        outcome = apart(signing.sign_reports, school.desk, school.members, str(staff.staff_id), cast.key(staff), wanted)
        assert outcome.refused == []
    page.goto(story.work.url("/duyet/hoc-ba"))
    page.get_by_label("Chọn lớp 8A").check()
    story.pictured(page, "principal-classes")
    expect(page.get_by_role("listitem")).to_contain_text("chuyển đến THCS Lê Lợi")
    page.get_by_role("button", name="Ký duyệt các lớp đã chọn (1)").click()
    expect(page.locator("#told")).to_have_text("Đã ký 2/2 học bạ.")
    capacities = [one.data.capacity for one in school.desk.ledger.entries() if _by_head(one.data)]
    assert capacities == ["KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG"] * 2


def _by_head(data: object) -> bool:
    return isinstance(data, e.ReportSigned) and data.stage is Stage.HEAD


def test_a_mistake_after_the_approval_voids_one_pupils_signatures_and_an_ended_delegation_signs_no_more(
    story: Story,
) -> None:
    """C3.8, C3.5: the inbox tells which signatures fall; only that pupil's do; after its end thầy Khoa is refused."""
    school, member = story.school, story.school.members[0]
    story.requests["late"] = apart(ask, school, member, "TOAN", Column.TX2)
    page = story.as_(story.principal)
    page.goto(story.work.url(f"/duyet/de-nghi/{story.requests['late']}"))
    expect(story.card(page, "late")).to_contain_text("chữ ký không còn hiệu lực: Toán, GVCN, người ký duyệt")
    page.get_by_role("button", name="Đồng ý và ký").click()
    expect(page.get_by_role("status").first).to_have_text("Đã đồng ý: 1 đề nghị.")
    signed = [(Stage.HEAD, None) in school.desk.report(one.report_id).signatures for one in school.members]
    assert signed == [False, True]
    for staff, wanted in school.cast.signatures(school.found)[:-1]:
        key = school.cast.key(staff)
        apart(signing.sign_reports, school.desk, school.members, str(staff.staff_id), key, wanted)

    midnight = datetime.combine(school.desk.today + timedelta(days=1), time(0, 5), VIETNAM)
    school.desk.ledger.clock.set(midnight)
    deputy = story.as_(story.khoa)
    deputy.goto(story.work.url("/duyet/hoc-ba/8A"))
    expect(deputy.locator(".obstacles")).to_contain_text("đã hết hiệu lực sau ngày")
    assert deputy.get_by_role("button", name="Ký duyệt").count() == 0
    refused = deputy.request.post(
        story.work.url("/duyet/hoc-ba/ky"),
        form={
            "_csrf": str(deputy.locator('meta[name="csrf"]').get_attribute("content")),
            "lenh": str(uuid4()),
            "lop": "8A",
        },
    )
    assert "đã hết hiệu lực sau ngày" in refused.text()
    signed = [(Stage.HEAD, None) in school.desk.report(one.report_id).signatures for one in school.members]
    assert signed == [False, True], "the signatures before stay"


def test_who_is_late_is_seen_reminded_and_given_more_time(story: Story) -> None:
    """C3.7: persons and days late, of today and of a past moment; the text for the group names nobody; an extension."""
    page, today = story.as_(story.principal), story.school.desk.today
    page.goto(story.work.url("/tien-do?theo=PERSON"))
    row = page.get_by_role("row").filter(has_text=story.khoa.code)
    expect(row).to_contain_text(re.compile(r"còn 1, trễ \d+ ngày"))
    page.get_by_label("Hết ngày").fill(f"{today - timedelta(days=1):%d/%m/%Y}")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.get_by_text("Xem lại hết ngày")).to_be_visible()
    expect(page.get_by_role("img", name="Ký duyệt: đã xong 1, trễ hạn 1")).to_be_visible()
    page.goto(story.work.url("/tien-do"))
    expect(page.get_by_role("img", name="Ký duyệt: đã xong 1, trễ hạn 1")).to_be_visible()
    story.pictured(page, "principal-board", by_night=True)
    page.get_by_label("Lời nhắn").fill("Xong trong tuần này.")
    page.get_by_role("button", name="Nhắc").click()
    expect(page.get_by_role("heading", name="Đã nhắc")).to_be_visible()
    text = page.get_by_label("Đoạn để dán").input_value()
    assert "lớp 8A" in text
    names = [story.school.desk.signatory(one).full_name for one in story.school.cast.year.staff.values()]
    assert not [name for name in names if name in text]
    settled(page, "principal-reminded")

    page.goto(story.work.url("/tien-do"))
    page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="8A")).locator("a.late").nth(-3).click()
    expect(page.get_by_label("8A")).to_be_checked()
    form = page.locator("#gia-han")
    form.get_by_label("Đến hết ngày").fill(f"{today + timedelta(days=5):%d/%m/%Y}")
    form.get_by_label("Lí do").fill("Chờ ký lại sau điều chỉnh.")
    form.get_by_role("button", name="Gia hạn").click()
    expect(page.get_by_role("status")).to_have_text("Đã gia hạn.")
    expect(page.get_by_role("row").filter(has_text="lớp 8A")).to_contain_text("đã gia hạn: Chờ ký lại sau điều chỉnh.")
    page.goto(story.work.url(f"/tien-do?theo=CLASS&ngay={today - timedelta(days=400):%d/%m/%Y}"))
    expect(page.get_by_role("alert")).to_contain_text("chưa mở tại bản ghi")


def test_the_results_of_who_was_transferred_are_signed_and_a_delegation_is_ended(story: Story) -> None:
    """C2.4: the results to date go to the leadership; the principal takes cô Vân's delegation back."""
    page, today = story.as_(story.principal), story.school.desk.today
    page.goto(story.work.url("/duyet/hoc-ba"))
    again = story.pressed_again(page, page.locator("form", has_text="Lập và ký kết quả"))
    page.get_by_role("button", name="Lập và ký kết quả").click()
    expect(page.get_by_role("status").first).to_contain_text("/TB-THCSSL")
    assert page.get_by_role("status").first.inner_text() in again()
    expect(page.get_by_role("button", name="Lập và ký kết quả")).to_have_count(0)
    page.goto(story.work.url("/duyet/uy-quyen"))
    hers = page.locator("li.card").filter(has_text=story.van.code)
    hers.get_by_text("Thu hồi", exact=True).click()
    hers.get_by_label("Ngày cuối").fill(f"{today - timedelta(days=1):%d/%m/%Y}")
    hers.get_by_role("button", name="Thu hồi ủy quyền").click()
    expect(page.get_by_role("status")).to_have_text("Đã thu hồi ủy quyền.")
    expect(hers).to_contain_text("đã hết")
    expect(page.locator(".history li").first).to_contain_text("Thu hồi ủy quyền")


def test_where_nobody_in_the_school_may_decide_the_supervising_body_does(story: Story) -> None:
    """C3.3: the page says where to go and how; the clerk enters the decision with its file."""
    story.requests["body"] = apart(ask, story.school, story.school.members[1], "GDCD", Column.GK)
    page, clerk = story.as_(story.principal), story.as_(story.school.cast.clerk)
    page.goto(story.work.url("/duyet"))
    expect(story.card(page, "body")).to_contain_text("Trường gửi báo cáo lên cơ quan quản lý trực tiếp")
    clerk.goto(story.work.url("/duyet"))
    card = story.card(clerk, "body")
    card.get_by_text("Ghi quyết định của cơ quan quản lý trực tiếp").click()
    card.get_by_label("Cơ quan").fill("UBND xã Sông Lam")
    card.get_by_label("Số quyết định").fill("7/QĐ-UBND")
    card.get_by_label("Ngày").fill(f"{story.school.desk.today:%d/%m/%Y}")
    card.get_by_label("Tệp").set_input_files({"name": "7.pdf", "mimeType": "application/pdf", "buffer": PAPER})
    card.get_by_label("Đồng ý", exact=True).check()
    settled(clerk, "principal-supervising-body")
    card.get_by_role("button", name="Ghi quyết định và ký").click()
    expect(clerk.get_by_role("status").first).to_have_text("Đã ghi quyết định.")
    expect(clerk.locator("article .note")).to_contain_text("theo quyết định của UBND xã Sông Lam, 7/QĐ-UBND")
    assert story.request("body").status is RequestStatus.APPROVED


def test_calendar_and_policies_are_read_by_all_and_decided_by_the_principal(story: Story) -> None:
    """A term is locked and opened again with its reason; a policy is set by its clause; a teacher only reads both."""
    page = story.as_(story.principal)
    page.goto(story.work.url("/lich"))
    page.get_by_role("button", name="Khóa sổ học kì I", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Đã khóa sổ học kì I.")
    page.get_by_label("Lí do mở lại").fill("Bổ sung điểm kiểm tra bù.")
    page.get_by_role("button", name="Mở lại sổ").click()
    expect(page.locator(".history li").first).to_contain_text("lí do: Bổ sung điểm kiểm tra bù")
    story.pictured(page, "principal-calendar")

    page.goto(story.work.url("/quy-che"))
    card = page.locator(".policies .card").filter(has_text="Số ngày được sửa điểm danh tự do")
    card.get_by_text("Thay đổi").click()
    card.get_by_label("Giá trị").fill("5")
    card.get_by_label("Điều khoản").fill("Điều 12 khoản 3")
    card.get_by_label("Văn bản").fill("QĐ 3/QĐ-THCSSL")
    card.get_by_role("button", name="Đặt quy định").click()
    expect(page.get_by_role("status")).to_have_text("Đã ghi quy định mới.")
    expect(page.locator(".policies .card").filter(has_text="Điều 12 khoản 3")).to_contain_text("5")
    teacher = story.as_(story.school.cast.teacher(story.school.found, "TOAN"))
    for path in ("/lich", "/quy-che"):
        teacher.goto(story.work.url(path))
        assert teacher.locator("main form").count() == 0
    story.pictured(teacher, "principal-policies")
    csrf = str(teacher.locator('meta[name="csrf"]').get_attribute("content"))
    forged = teacher.request.post(story.work.url("/lich/khoa/1"), form={"_csrf": csrf, "lenh": str(uuid4())})
    assert forged.status == 403
