"""
A school's May and June in a real browser, with the clock set to each day (people.md C3, C6): what a page showed on an
evening, fourteen requests in one inbox, forty approvals in one night, who is late on 25/6; and then an official of the
Department, who asks what happened.

Each test is a step of one story and goes on from the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import ParamSpec, TypeVar
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect

from api.flows import corrections
from api.flows.desk import Member
from api.flows.searching import Sought, search
from domain.formats.hoc_ba import Stage
from domain.report import events as e
from domain.school_year.events import Role
from domain.school_year.state import Staff
from domain.values import Cell, Column, Score, Term
from tests.integration.flows.asking import PAPER
from tests.kit.browser import Workplace, accessible, apart, chromium, fits, settled, workplace
from tests.kit.complaint import BORN, CLASS, EMPTY, NAME, RECORDED, TX3, evening, go_on, long, on, sign
from tests.kit.stages import School

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]

P = ParamSpec("P")
T = TypeVar("T")

REQUESTS, NIGHTLY = 14, 40
REFUSAL = "Bài kiểm tra ghi đúng như sổ."


@dataclass(frozen=True)
class Story:
    """The school, its people's windows, and what was seen of the mark on the evening of 18/5."""

    school: School
    work: Workplace
    windows: dict[str, Page] = field(default_factory=dict)
    seen: dict[str, list[str]] = field(default_factory=dict)

    def as_(self, staff: Staff) -> Page:
        """The person's window, signed in once."""
        if staff.code not in self.windows:
            self.windows[staff.code] = self.work.as_(staff.code)
        return self.windows[staff.code]

    def go(self, staff: Staff, path: str) -> Page:
        page = self.as_(staff)
        page.goto(self.work.url(path))
        return page


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with evening() as school, chromium() as browser, workplace(browser, school.app) as work:
        yield Story(school, work)


def of_pupil(page: Page, number: int) -> Locator:
    """The pupil's row of the gradebook that is shown."""
    return page.locator("#sheet tbody tr").nth(number - 1).locator("td:not(.stt)")


def ask_at(school: School, member: Member, cell: Cell, to: Score | None = None) -> UUID:
    """Whose subject it is asks for a mark by one point up (10 down), or for this one, with a report on paper."""
    teacher = school.cast.teacher(school.cast.year.classes[member.report.class_id], cell.subject)
    before = school.desk.report(member.report_id).marks[cell].value
    assert isinstance(before, Score)
    after = to or Score(before.value + (-1 if before.value > 9 else 1))
    file = corrections.paper_file(PAPER, "bao-cao.pdf")
    paper = e.Paper(number="30/BC", dated=school.desk.today, sha256=file.sha256, media_type=file.media_type)
    return corrections.request_correction(
        school.desk, member.report_id, (e.MarkChange(cell=cell, before=before, after=after),), str(teacher.staff_id),
        e.ReasonCode.TYPING_ERROR, "Nhập nhầm: bài kiểm tra ghi khác.", paper, file,
    ).request_id  # fmt: skip


def scored(school: School, member: Member) -> Iterator[Cell]:
    """The pupil's cells with a mark, but those of what the principal teaches, and that of the complaint."""
    found = school.cast.year.classes[member.report.class_id]
    for cell, mark in school.desk.report(member.report_id).marks.items():
        own = school.cast.teacher(found, cell.subject) == school.cast.principal
        if isinstance(mark.value, Score) and cell.part is None and not own and cell != TX3:
            yield cell


def test_the_gradebook_as_its_teacher_sees_it_on_the_evening_of_18_may(story: Story) -> None:
    page = story.go(long(story.school), f"/lop/{CLASS}/so-diem/TOAN")
    cells = of_pupil(page, 1)
    expect(cells.filter(has_text="5,7")).to_have_class("asked")
    story.seen["places"] = page.locator("#sheet col[data-kind]").evaluate_all("all => all.map(it => it.dataset.name)")
    story.seen["marks"] = cells.all_inner_texts()
    apart(go_on, story.school)


def test_c3_1_fourteen_requests_stand_in_one_inbox_and_what_crosses_a_threshold_first(story: Story) -> None:
    school = story.school
    on(school, "2026-06-23 09:00")
    first, second = school.members
    final = Cell(subject="TOAN", term=Term.TWO, column=Column.CK)
    asked = [apart(ask_at, school, second, final, Score("8.0"))]
    of_many = [cell for cell in scored(school, first) if cell.column is Column.TX1]
    of_many += [cell for cell in scored(school, second) if cell.column is Column.TX2 and cell.subject != "TOAN"]
    asked += [
        apart(ask_at, school, member, cell)
        for member, cell in [(first if cell.column is Column.TX1 else second, cell) for cell in of_many[: REQUESTS - 1]]
    ]
    story.seen["requests"] = [str(each) for each in asked]
    page = story.go(school.cast.principal, "/duyet")
    expect(page.get_by_role("heading", name=f"Thầy/Cô quyết định: {REQUESTS} đề nghị")).to_be_visible()
    cards = page.locator("article.request")
    expect(cards).to_have_count(REQUESTS)
    expect(page.locator(".chips").filter(has_text="vượt ngưỡng")).to_have_count(1)
    flagged = cards.first
    expect(flagged).to_have_id(f"r-{asked[0]}")
    expect(flagged).to_contain_text("Ký duyệt lớp")
    expect(flagged).to_contain_text("còn 2 ngày")
    rising = flagged.locator("tr.rises")
    expect(rising.filter(has_text="Kết quả học tập").last).to_contain_text("KháTốt")
    expect(rising.filter(has_text="Danh hiệu")).to_contain_text("Học sinh Giỏi")
    for each in cards.all():
        expect(each.get_by_role("link", name="Mở báo cáo")).to_be_visible()
        expect(each.locator(".effects, .hint").first).to_be_visible()
    settled(page, "principal-fourteen")


def test_c3_2_twelve_are_approved_in_one_act_one_refused_and_one_left_open(story: Story) -> None:
    school, size = story.school, story.school.desk.ledger.size()
    page, requests = story.as_(school.cast.principal), story.seen["requests"]
    refused, left = requests[-2:]
    page.locator("#all").check()
    for each in (refused, left):
        page.locator(f"#c-{each}").uncheck()
    page.get_by_role("button", name="Đồng ý và ký (12)").click()
    expect(page.locator("#told")).to_have_text("Đã đồng ý và ký 12/12 đề nghị.", timeout=60_000)
    approvals = [one.data for one in school.desk.ledger.entries(size) if isinstance(one.data, e.CorrectionApproved)]
    assert [str(one.request_id) for one in approvals] == requests[:-2]
    assert len({one.signature for one in approvals}) == 12
    page.locator(f"#c-{refused}").check()
    page.get_by_label("Ý kiến; lí do khi không đồng ý").fill(REFUSAL)
    page.get_by_role("button", name="Không đồng ý (1)").click()
    expect(page.locator(f"#r-{refused} .answer")).to_have_text("Không đồng ý – đã ký.")
    page.reload()
    expect(page.locator("article.request")).to_have_count(1)
    expect(page.locator("article.request")).to_have_id(f"r-{left}")

    report_id = corrections.find_request(school.desk, UUID(refused))
    (change,) = school.desk.report(report_id).requests[UUID(refused)].asked.changes
    assert isinstance(change, e.MarkChange)
    teacher = school.cast.teacher(school.found, change.cell.subject)
    sheet = story.go(teacher, f"/lop/{CLASS}/so-diem/{change.cell.subject}")
    cell = sheet.locator(f"tr[data-report='{report_id}'] td.refused")
    expect(cell).to_have_count(1)
    expect(cell).to_have_attribute("title", re.compile(re.escape(REFUSAL)))


def test_c6_5_forty_approvals_of_one_person_in_an_hour_of_a_night_are_listed_with_neutral_words(story: Story) -> None:
    school = story.school
    on(school, "2026-06-24 22:30")
    (member,) = school.desk.members(school.cast.year.school_class(RECORDED))
    apart(forty_decided, school, member)
    page = story.go(school.staff(Role.DEPUTY), "/nhat-ky/dau-hieu")
    many = page.locator("section.sign").filter(
        has=page.get_by_role("heading", name="Nhiều đề nghị được quyết định trong một giờ")
    )
    group = many.locator("details")
    expect(group).to_have_count(1)
    expect(group.locator("summary")).to_contain_text(f"{NIGHTLY} bản ghi của")
    expect(group.locator("summary")).to_contain_text(f"({school.cast.principal.code}), 24/06/2026 23:0")
    group.locator("summary").press("Enter")
    expect(group.locator(".story > li")).to_have_count(NIGHTLY)
    expect(group.locator(".story > li").first).to_contain_text("Đồng ý điều chỉnh")
    expect(page.locator(".note").first).to_contain_text("Mỗi dấu hiệu có thể có lí do chính đáng")
    told = page.locator("main").inner_text().casefold()
    assert not [word for word in ("gian lận", "vi phạm", "sai phạm", "nghi ngờ", "bất thường") if word in told]
    settled(page, "auditor-forty")


def forty_decided(school: School, member: Member) -> None:
    """Asked for in the evening, approved by the principal between 23:00 and 23:40, a minute each."""
    asked = [ask_at(school, member, cell) for cell in islice(scored(school, member), NIGHTLY)]
    key, actor = school.cast.key(school.cast.principal), str(school.cast.principal.staff_id)
    for minute, request_id in enumerate(asked):
        on(school, f"2026-06-24 23:{minute:02}")
        corrections.approve_correction(school.desk, request_id, actor, key)


def test_c3_7_on_25_june_who_is_late_is_seen_given_more_time_and_the_others_are_signed(story: Story) -> None:
    """Two of three classes wait for their homeroom teachers: persons, days late; more time; the third is signed."""
    school = story.school
    on(school, "2026-06-25 08:00")
    apart(signed_again, school)
    homerooms = [school.cast.homeroom(school.cast.year.school_class(code)) for code in (RECORDED, EMPTY)]
    page = story.go(school.cast.principal, "/tien-do?theo=PERSON")
    heads = page.locator("table.progress thead th")
    column = heads.all_inner_texts().index("GVCN ký")
    for staff in homerooms:
        row = page.get_by_role("row").filter(has_text=staff.code)
        expect(row.locator("th, td").nth(column)).to_contain_text("trễ 5 ngày")
    settled(page, "principal-late")
    page.goto(story.work.url("/tien-do"))
    in_column = f"table.progress tbody tr > :nth-child({heads.all_inner_texts().index('GVCN ký') + 1})"
    assert page.locator(in_column).all_inner_texts()[0].startswith("2/2")
    late = page.locator(f"{in_column} a.late")
    expect(late).to_have_text(["còn 1, trễ 5 ngày", "còn 2, trễ 5 ngày"])
    late.first.click()
    form = page.locator("#gia-han")
    form.get_by_label(EMPTY).check()
    form.get_by_label("Đến hết ngày").fill("30/06/2026")
    form.get_by_label("Lí do").fill("Giáo viên chủ nhiệm nghỉ ốm.")
    form.get_by_role("button", name="Gia hạn").click()
    expect(page.get_by_role("status")).to_have_text("Đã gia hạn.")
    page.goto(story.work.url("/tien-do"))
    expect(late).to_have_count(0)

    page.goto(story.work.url("/duyet/hoc-ba"))
    page.get_by_label(f"Chọn lớp {CLASS}").check()
    page.get_by_role("button", name="Ký duyệt các lớp đã chọn (1)").click()
    expect(page.locator("#told")).to_have_text("Đã ký 2/2 học bạ.")


def signed_again(school: School) -> None:
    """What fell by the corrections, up to the homeroom teacher; the request that is left is withdrawn."""
    for member in school.members:
        for request in school.desk.report(member.report_id).open_requests:
            corrections.withdraw_correction(school.desk, request.asked.request_id, request.requested_by)
    sign(school, Stage.SUBJECT)
    sign(school, Stage.HOMEROOM)


def test_c2_1_a_look_up_by_name_asks_for_the_number_of_two_of_one_name_and_birth_date(story: Story) -> None:
    school = story.school
    found = school.cast.year.school_class(EMPTY)
    members = school.desk.members(found)
    page = story.go(school.cast.homeroom(found), "/tim-hoc-sinh")
    page.get_by_label("Họ và tên").fill("nguyen thi  MAI")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(
        f"Có 2 học sinh cùng họ tên và ngày sinh ({NAME}). Hãy nhập mã định danh."
    )
    expect(page.get_by_role("table")).to_have_count(0)
    number = page.get_by_label("Mã định danh")
    expect(number).to_be_focused()
    settled(page, "search-ambiguous")
    number.fill(school.desk.identities([members[1].pupil_id])[members[1].pupil_id]["personal_number"])
    page.keyboard.press("Enter")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(re.compile(rf"{NAME}\s*{EMPTY}\s*2\s*{BORN:%d/%m/%Y}"))
    expect(rows.get_by_role("link", name="hồ sơ")).to_have_attribute("href", re.compile(str(members[1].report_id)))
    settled(page, "search-found")
    assert page.url == story.work.url("/tim-hoc-sinh"), "who is looked for stands in no address"
    leader = story.go(school.cast.principal, "/tim-hoc-sinh")
    leader.get_by_label("Họ và tên").fill(school.members[0].full_name[-5:])
    leader.get_by_role("button", name="Tìm").click()
    expect(leader.get_by_role("row").filter(has_text=school.members[0].full_name)).to_be_visible()
    assert search(school.desk, {CLASS}, Sought(NAME)).alike == (), "and nobody of another class than one's own"


def test_c6_3_the_report_replayed_at_23_59_of_18_may_is_what_the_gradebook_showed_then(story: Story) -> None:
    school = story.school
    on(school, "2026-07-01 09:00")
    first, _ = school.members
    page = story.go(school.staff(Role.DEPUTY), f"/nhat-ky/hoc-ba/{first.report_id}")
    page.get_by_label("Hoặc lúc").fill("18/05/2026 23:59")
    page.get_by_role("button", name="Xem lúc đó").press("Enter")
    told = page.locator("#stop-told")
    expect(told).to_contain_text("Như tại 18/05/2026 23:59")
    expect(told).to_contain_text("GVBM đã ký")
    seen = dict(zip(story.seen["places"], story.seen["marks"], strict=True))
    for term in ("Học kì I", "Học kì II"):
        then = {place.split(" – ")[1]: text for place, text in seen.items() if place.startswith(f"{term} – ĐĐG")}
        assert list(marks_of(page, "Toán", term).values()) == list(then.values())
    results = section(page, "Kết quả theo quy chế")
    assert results["ĐTB môn Toán học kì II"].startswith(seen["Học kì II – ĐTBmhk"])
    assert results["ĐTB môn Toán cả năm"].startswith(seen["ĐTBmcn"])
    assert section(page, "Chữ ký có hiệu lực")["Chữ ký GVBM Toán"].startswith(name_of(story, long(school)))
    settled(page, "auditor-evening")
    page.get_by_label("Hoặc lúc").fill("19/05/2026")
    page.get_by_role("button", name="Xem lúc đó").press("Enter")
    expect(told).to_contain_text("Như tại 19/05/2026 23:59")
    assert marks_of(page, "Toán", "Học kì II")["TX3"] == "7,5"
    assert "Chữ ký GVBM Toán" not in section(page, "Chữ ký có hiệu lực")
    assert "GVBM Toán" in section(page, "Chữ ký không còn hiệu lực do điều chỉnh")


def test_c6_7_what_a_former_teacher_did_keeps_his_name_and_role(story: Story) -> None:
    school, page = story.school, story.as_(story.school.staff(Role.DEPUTY))
    now = school.cast.teacher(school.found, "TOAN")
    assert now != long(school)
    page.goto(story.work.url(f"/nhat-ky/hoc-ba/{school.members[0].report_id}"))
    recorded = page.locator(".story li").filter(has_text=re.compile(r"Toán, học kì II|Đề nghị điều chỉnh Toán"))
    for told in recorded.all_inner_texts()[:2]:
        assert f"{name_of(story, long(school))} ({long(school).code}), GVBM được phân công" in told
        assert now.code not in told


def test_c6_4_between_15_and_30_june_only_real_changes_are_shown_with_who_and_why(story: Story) -> None:
    """The mark of 19/5 is older and stands in none of them; each mark that is there was approved on 23/6."""
    school, page = story.school, story.as_(story.school.staff(Role.DEPUTY))
    page.goto(story.work.url("/nhat-ky/so-sanh"))
    page.get_by_label("Lớp", exact=True).select_option(CLASS)
    page.get_by_label("Từ hết").fill("15/06/2026")
    page.get_by_label("Đến hết").fill("30/06/2026")
    page.get_by_role("button", name="So sánh").press("Enter")
    rows = page.locator("table.changes tbody tr")
    changed = rows.filter(has=page.get_by_role("rowheader", name=re.compile(r"TX|GK|CK"))).all()
    approved = story.seen["requests"][:-2]
    assert len(changed) == len(approved)
    principal = name_of(story, school.cast.principal)
    for row in changed:
        _, before, after, why = row.locator("th, td").all_inner_texts()
        assert before != after
        assert principal in why
        assert "Nhập nhầm: bài kiểm tra ghi khác" in why
        assert "23/06/2026" in why
    assert page.get_by_role("rowheader", name=re.compile("TX3")).count() == 0
    for text in rows.all_inner_texts():
        assert "Nhận xét" not in text, "no comment was changed"
    assert page.locator("main").inner_text().count(name_of_pupil(school, 1)) >= 1
    fits(page)
    accessible(page)


def name_of(story: Story, staff: Staff) -> str:
    return story.school.desk.signatory(staff).full_name


def name_of_pupil(school: School, number: int) -> str:
    return school.members[number - 1].full_name


def section(page: Page, title: str) -> dict[str, str]:
    """What the replay lists under a heading, by label."""
    found = page.locator("#state details").filter(has=page.locator("summary", has_text=title))
    pairs = found.locator("dt, dd").all_text_contents()
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def marks_of(page: Page, subject: str, term: str) -> dict[str, str]:
    """What the replay shows of a subject in a term, by column."""
    table = page.locator("table.marks").filter(has=page.locator("caption", has_text=re.compile(f"{term}$", re.I)))
    columns = table.locator("thead th").all_inner_texts()[1:]
    row = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name=subject, exact=True))
    return dict(zip(columns, row.get_by_role("cell").all_inner_texts(), strict=True))
