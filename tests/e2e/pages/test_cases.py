"""
A father disputes a mark, reads what the school makes of it, and a name is mended by the extract (C9.3, C9.4, C9.6).

Each test goes on from the one before it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from api.flows.demo.acting import Cast
from domain.school_year.events import Role
from domain.values import Cell, Column, Term
from tests.kit.browser import PHONE, Workplace, apart, settled
from tests.kit.small_school import PAPER, SmallSchool

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]


GK = Cell(subject="TOAN", term=Term.TWO, column=Column.GK)
KEEP = "Đã chấm lại: bài làm đúng 5 câu, điểm đã ghi là đúng."


@pytest.fixture(scope="module")
def phone(work: Workplace) -> Page:
    """The father's."""
    return work.anybody(PHONE)


@pytest.fixture(scope="module")
def teacher(work: Workplace, school: SmallSchool) -> Page:
    return work.as_(school.teacher("TOAN").code)


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
    phone.get_by_role("button", name="Về trang học bạ").click()
    asked(phone, "Toán", "2/GK", "Bài kiểm tra giữa kì được chấm 7,5 điểm.")
    phone.get_by_role("heading", name="Phiếu tiếp nhận số 1").wait_for()
    settled(phone, "portal-receipt")
    assert phone.url == work.url(f"/t/{code}/xem-lai/gui"), "nothing of it stands in the address"
    phone.get_by_role("button", name="Về trang học bạ").click()
    section = phone.get_by_role("region", name="Đề nghị số 1")
    assert "Chờ trả lời" in section.inner_text()
    asked(phone, "Toán", "2/GK", "Xin nhắc lại.")
    assert "đang có đề nghị số 1" in phone.get_by_role("alert").inner_text()
    assert phone.get_by_label("Vì sao đề nghị xem lại").input_value() == "Xin nhắc lại."


def test_the_teacher_finds_it_in_her_work_and_on_the_cell_and_proposes_to_keep(
    work: Workplace, school: SmallSchool, teacher: Page, principal: Page
) -> None:
    """C9.3: nothing in the report changes by it."""
    before = school.desk.report(school.members[0].report_id).version
    teacher.goto(work.url("/viec"))
    teacher.get_by_role("link", name="Cho ý kiến về đề nghị xem lại").press("Enter")
    settled(teacher, "cases-mine")
    teacher.goto(work.url("/lop/8A/so-diem/TOAN"))
    disputed = teacher.locator("td.disputed")
    assert disputed.count() == 1
    assert "Gia đình đề nghị xem lại (yêu cầu số 1)" in (disputed.get_attribute("title") or "")
    settled(teacher, "teacher-gradebook-disputed")
    teacher.get_by_role("link", name="Mở yêu cầu số 1").press("Enter")
    assert "Bài kiểm tra giữa kì được chấm 7,5 điểm." in teacher.locator("main").inner_text()
    settled(teacher, "cases-case-teacher")
    teacher.get_by_label("giữ nguyên").check()
    teacher.get_by_label("Lí do (Hiệu trưởng đọc khi trả lời)").fill(KEEP)
    teacher.get_by_role("button", name="Gửi ý kiến").press("Enter")
    teacher.get_by_text("Đề nghị giữ nguyên", exact=True).wait_for()
    assert school.desk.report(school.members[0].report_id).version == before
    principal.goto(work.url("/viec"))
    principal.get_by_role("link", name="Trả lời yêu cầu của gia đình").press("Enter")
    principal.get_by_role("link", name="Đề nghị xem lại: Toán").press("Enter")
    settled(principal, "cases-case")
    principal.get_by_label("giữ nguyên").check()
    principal.get_by_label("Lí do (gia đình đọc được)").fill(KEEP)
    principal.get_by_label("Số văn bản trả lời, nếu có").fill("41/TB-THCSSL")
    principal.get_by_role("button", name="Trả lời").press("Enter")
    principal.get_by_text("Đã ghi vào sổ cái.").wait_for()


def test_the_father_reads_why_it_is_kept_and_to_whom_he_may_complain(
    work: Workplace, school: SmallSchool, phone: Page
) -> None:
    """C9.4; then he asks once more, with the test paper in his hand."""
    opened(phone, work, school, school.lookup_ids[0])
    told = phone.get_by_role("region", name="Đề nghị số 1")
    for text in ("giữ nguyên", KEEP, "41/TB-THCSSL", "khiếu nại đến Hiệu trưởng, sau đó đến Ủy ban nhân dân"):
        assert text in told.inner_text()
    told.scroll_into_view_if_needed()
    settled(phone, "portal-kept")
    asked(phone, "Toán", "2/GK", "Gia đình đã xem bài cùng cô giáo: cộng thiếu câu 6.")
    phone.get_by_role("heading", name="Phiếu tiếp nhận số 2").wait_for()


def document(page: Page, label: str, tmp_path: Path) -> None:
    (tmp_path / "giay.pdf").write_bytes(PAPER)
    page.get_by_label(label).set_input_files(tmp_path / "giay.pdf")


def agreed(page: Page, work: Workplace, about: str, why: str) -> None:
    """The principal opens what waits and agrees."""
    page.goto(work.url("/yeu-cau"))
    page.get_by_role("link", name=about).press("Enter")
    page.get_by_label("đồng ý điều chỉnh").check()
    page.get_by_label("Lí do (gia đình đọc được)").fill(why)
    page.get_by_role("button", name="Trả lời").press("Enter")
    page.get_by_text("Việc cần làm").wait_for()


def cancelled(page: Page, work: Workplace, school: SmallSchool, number: str, why: str, tmp_path: Path) -> None:
    """The principal cancels the edition, which was not submitted, from the step of the case."""
    page.get_by_role("link", name="Hủy bỏ bản cũ").press("Enter")
    page.get_by_label("Lí do").fill(why)
    page.get_by_label("Số, ký hiệu").fill(number)
    page.get_by_label("Ngày văn bản").fill(f"{school.desk.today:%d/%m/%Y}")
    document(page, "Tệp", tmp_path)
    page.get_by_label(school.members[0].full_name).check()
    page.get_by_role("button", name="Hủy bỏ bản chưa nộp").click()
    page.get_by_text("Hủy bỏ bản chưa nộp: 1 học bạ.").wait_for()


def approved(page: Page, work: Workplace) -> None:
    """The principal agrees to the correction that waits, and signs it."""
    page.goto(work.url("/duyet"))
    page.locator("main").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Đồng ý và ký").click()
    page.get_by_text("Đã đồng ý và ký 1/1 đề nghị.").wait_for()


def signed_and_issued(school: SmallSchool) -> str:
    """The first pupil's report, by all who sign; the new code."""

    def sign() -> None:
        cast, first = Cast(school.desk, school.app.keys(school.school_id)), school.members[:1]
        for outcome in (cast.open(first), *cast.sign(cast.classes[0], first), cast.seal(first), school.issue(first)):
            assert not outcome.refused

    apart(sign)
    return str(school.lookup_ids[0])


def closed(page: Page, work: Workplace, about: str, code: str, result: str) -> None:
    """The clerk finds the case that is agreed, and closes it with the new code."""
    page.goto(work.url("/van-thu/tiep-nhan"))
    page.get_by_role("link", name=about).press("Enter")
    assert code in page.locator("main").inner_text()
    page.get_by_label("Kết quả").fill(result)
    page.get_by_role("button", name="Đóng yêu cầu").press("Enter")
    page.get_by_text("Đã ghi vào sổ cái.").wait_for()


def test_after_the_approved_correction_he_sees_both_values_why_and_when(
    work: Workplace, school: SmallSchool, phone: Page, teacher: Page, principal: Page, clerk: Page, tmp_path: Path
) -> None:
    """C9.3 to its end: opinion, answer, the old edition's end, correction, new edition, case closed."""
    old, first = school.lookup_ids[0], school.members[0]
    stood = school.desk.report(first.report_id).marks[GK].value.said("vi")
    teacher.goto(work.url("/yeu-cau"))
    teacher.get_by_role("link", name="Đề nghị xem lại: Toán").press("Enter")
    case = teacher.url
    teacher.get_by_label("điều chỉnh", exact=True).check()
    teacher.get_by_label("Lí do (Hiệu trưởng đọc khi trả lời)").fill("Cộng thiếu câu 6.")
    teacher.get_by_role("button", name="Gửi ý kiến").press("Enter")
    agreed(principal, work, "Đề nghị xem lại: Toán", "Bài kiểm tra cộng thiếu điểm câu 6.")
    settled(principal, "cases-agreed")
    cancelled(principal, work, school, "52/QĐ-THCS", "Điểm giữa kì môn Toán cộng thiếu.", tmp_path)
    teacher.goto(case)
    teacher.get_by_role("link", name="Đề nghị điều chỉnh và duyệt").press("Enter")
    teacher.get_by_label("Giá trị đúng").fill("7,5")
    teacher.get_by_label("Loại lí do").select_option("REMARKED")
    teacher.get_by_label("Lí do", exact=True).fill("Chấm lại: cộng thiếu câu 6.")
    document(teacher, "Minh chứng", tmp_path)
    teacher.get_by_role("button", name="Gửi đề nghị").click()
    teacher.wait_for_url("**/so-diem/TOAN")
    approved(principal, work)
    clerk.goto(case)
    assert clerk.get_by_role("button", name="Đóng yêu cầu").is_disabled()
    code = signed_and_issued(school)
    for window in (clerk, work.as_(school.staff(Role.CLERK).code, PHONE, color_scheme="dark")):
        window.goto(work.url("/van-thu/tiep-nhan?xem="))
        settled(window, "cases-register")
    closed(clerk, work, "Đề nghị xem lại: Toán", code, "Đã trao bản mới")
    opened(phone, work, school, old)
    told = phone.get_by_role("region", name="Đề nghị số 2")
    for text in (
        f"Toán, học kì II, ĐĐGgk: {stood} → 7,5",
        "Chấm lại: cộng thiếu câu 6.",
        f"{school.desk.today:%d/%m/%Y}",
        code,
    ):
        assert text in told.inner_text()
    told.scroll_into_view_if_needed()
    settled(phone, "portal-corrected")
    told.get_by_role("link", name=code).click()
    phone.get_by_text("Hợp lệ").wait_for()


def test_a_name_that_was_misspelt_is_mended_by_the_extract(
    work: Workplace, school: SmallSchool, phone: Page, principal: Page, clerk: Page, tmp_path: Path
) -> None:
    """C9.6: a case with the extract, the decision, a new edition; the old code points to it."""
    old, first = school.lookup_ids[0], school.members[0]
    clerk.goto(work.url("/van-thu/tiep-nhan"))
    clerk.get_by_role("link", name="Tiếp nhận tại quầy").press("Enter")
    clerk.get_by_role("button", name="Chọn lớp").press("Enter")
    clerk.get_by_label("Học sinh").select_option(label=f"1. {first.full_name}")
    clerk.get_by_label("Loại yêu cầu").select_option("CIVIL_STATUS")
    clerk.get_by_label("Họ tên người yêu cầu").fill("Lê Văn Sơn")
    clerk.get_by_label("Giấy tờ đã xem").fill("Thẻ căn cước, trích lục cải chính hộ tịch")
    clerk.get_by_label("Nội dung yêu cầu").fill("Họ tên của cháu ghi sai chữ đệm.")
    clerk.get_by_role("button", name="Vào Sổ tiếp nhận").press("Enter")
    assert "cần bản chụp giấy tờ" in clerk.get_by_role("alert").inner_text()
    assert clerk.get_by_label("Họ tên người yêu cầu").input_value() == "Lê Văn Sơn"
    clerk.get_by_label("Tên giấy tờ").fill("Trích lục số 12/TLCC-BS")
    document(clerk, "Tệp (PDF", tmp_path)
    clerk.evaluate("scrollTo(0, 0)")
    settled(clerk, "cases-new")
    clerk.get_by_role("button", name="Vào Sổ tiếp nhận").press("Enter")
    clerk.get_by_text("Đã vào Sổ tiếp nhận.").wait_for()
    case = clerk.url
    clerk.get_by_role("link", name="Phiếu tiếp nhận để in").press("Enter")
    clerk.get_by_role("heading", name="Phiếu tiếp nhận số 3").wait_for()
    settled(clerk, "cases-slip")
    agreed(principal, work, "Cải chính thông tin", "Theo trích lục số 12/TLCC-BS.")
    cancelled(principal, work, school, "53/QĐ-THCS", "Họ tên ghi sai so với trích lục.", tmp_path)
    clerk.goto(case)
    clerk.get_by_role("link", name="Đề nghị điều chỉnh và duyệt").press("Enter")
    clerk.get_by_label("Thông tin").select_option("identity/full_name")
    right = f"{first.full_name} Anh"
    clerk.get_by_label("Giá trị đúng").fill(right)
    clerk.get_by_label("Lí do", exact=True).fill("Theo trích lục số 12/TLCC-BS.")
    clerk.get_by_label("Tên giấy tờ").fill("Trích lục số 12/TLCC-BS")
    document(clerk, "Minh chứng", tmp_path)
    clerk.get_by_text("Đã có báo cáo giấy").click()
    clerk.get_by_label("Số, ký hiệu").fill("14/BC")
    clerk.get_by_label("Ngày văn bản").fill(f"{school.desk.today:%d/%m/%Y}")
    document(clerk, "Tệp báo cáo", tmp_path)
    clerk.get_by_role("button", name="Gửi đề nghị").click()
    clerk.wait_for_url("**/van-thu/hoc-sinh/8A")
    approved(principal, work)
    code = signed_and_issued(school)
    closed(clerk, work, "Cải chính thông tin", code, "Đã báo mã mới cho gia đình")
    phone.goto(work.url(f"/t/{old}"))
    assert phone.get_by_role("alert").get_by_role("link", name=code).is_visible()
    opened(phone, work, school, code)
    phone.get_by_text(right, exact=True).wait_for()
    assert f"{first.full_name} → {right}" in phone.get_by_role("region", name="Đề nghị số 3").inner_text()
