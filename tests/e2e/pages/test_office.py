"""The clerk's days: a batch with its progress, what follows the issue, who comes and goes, documents."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from anchors.signing.certificates import describe
from anchors.signing.demo_authority import DemoAuthority, Issued
from api.flows.batches import kept
from api.flows.demo.acting import Cast
from api.flows.keys import register
from api.flows.signing import sign_reports
from domain.context import local_day
from domain.report.state import Status
from domain.school_year.events import Role
from tests.kit.browser import PHONE, Workplace
from tests.kit.browser import settled as as_it_stands
from tests.kit.small_school import PAPER, SmallSchool, copy, sealed_template

pytestmark = [
    pytest.mark.one_server,
    pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning"),
]


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(sealed_template()) as made:
        yield made


@pytest.fixture(scope="module")
def page(work: Workplace, school: SmallSchool) -> Page:
    """The clerk's, at her desk."""
    return work.as_(school.staff(Role.CLERK).code)


@pytest.fixture(scope="module")
def phone(work: Workplace, school: SmallSchool) -> Page:
    """Hers, at night."""
    return work.as_(school.staff(Role.CLERK).code, PHONE, color_scheme="dark")


def settled(page: Page, name: str) -> None:
    """As it stands, from its top."""
    page.evaluate("scrollTo(0, 0)")
    as_it_stands(page, name)


def test_a_batch_that_was_stopped_waits_to_be_continued(
    work: Workplace, school: SmallSchool, page: Page, phone: Page
) -> None:
    kept.begin(school.desk, str(school.staff(Role.CLERK).staff_id), uuid4(), ["8A"])  # and then the power was cut
    for window in (page, phone):
        window.goto(work.url("/van-thu"))
        window.get_by_role("link", name="Xem và tiếp tục").press("Enter")
        window.get_by_text("Đã phát hành 0/3").wait_for()
        settled(window, "office-stopped")
    assert page.get_by_role("button", name="Tiếp tục").is_enabled()
    page.get_by_role("button", name="Kết thúc đợt này").press("Enter")
    page.wait_for_url("**/van-thu")


def test_a_class_is_sealed_and_issued_by_keyboard(
    work: Workplace, school: SmallSchool, page: Page, phone: Page
) -> None:
    for window in (page, phone):
        window.goto(work.url("/van-thu"))
        settled(window, "office-overview")
    page.get_by_label("Chọn lớp 8A").focus()
    page.keyboard.press("Space")
    button = page.get_by_role("button", name="Đóng dấu và phát hành…")
    assert button.is_disabled()
    page.keyboard.press("Space")
    button.press("Enter")
    settled(page, "office-sure")
    page.get_by_role("dialog").get_by_role("button", name="Đóng dấu và phát hành").press("Enter")
    page.wait_for_url("**/van-thu/dot/*")
    page.get_by_text("Đã xong").wait_for()
    assert page.locator("[data-count]").inner_text() == "3/3"
    assert len(school.lookup_ids) == 3
    settled(page, "office-batch")
    phone.goto(page.url)
    settled(phone, "office-batch")


def download(page: Page, name: str, to: Path) -> Path:
    with page.expect_download() as got:
        page.get_by_role("link", name=name).click()
    got.value.save_as(to / got.value.suggested_filename)
    return to / got.value.suggested_filename


def test_what_was_issued_is_taken_along_and_printed(
    work: Workplace, school: SmallSchool, page: Page, phone: Page, tmp_path: Path
) -> None:
    page.goto(work.url("/van-thu/lop/8A"))
    settled(page, "office-class")
    archive = download(page, "Tải gói PDF, XML, biên nhận", tmp_path)
    subprocess.run(["unzip", "-q", archive.name], cwd=tmp_path, check=True)
    sums = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True)
    assert len(sums.stdout.splitlines()) == 9
    assert [path.name[:2] for path in sorted((tmp_path / "8A").glob("*.pdf"))] == ["01", "02", "03"]
    printed = page.request.get(work.url("/van-thu/lop/8A/in.pdf"))
    (tmp_path / "in.pdf").write_bytes(printed.body())
    text = subprocess.run(["pdftotext", "in.pdf", "-"], cwd=tmp_path, check=True, capture_output=True).stdout.decode()
    places = [text.index(member.full_name) for member in school.members]
    assert places == sorted(places), "in order of the class list"
    # C4.7: the year's archive; what is in it is looked at where it is verified (tests/integration/verify).
    for window in (page, phone):
        window.goto(work.url("/van-thu"))
        window.get_by_role("link", name="Lưu trữ").click()
        window.get_by_text("3/3").wait_for()
        settled(window, "office-archive")
    stick = tmp_path / "luu-tru"
    stick.mkdir()
    kept = download(page, "Xuất lưu trữ", stick)
    assert kept.name == "luu-tru-2025-2026.zip"
    subprocess.run(["unzip", "-q", kept.name], cwd=stick, check=True)
    subprocess.run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], cwd=stick, check=True)
    index = stick / "muc-luc-ho-so.xlsx"
    page.get_by_text("Ghi lần bàn giao", exact=True).press("Enter")
    page.get_by_label("Nơi nhận").fill("Trung tâm Lưu trữ lịch sử tỉnh")
    page.get_by_label("Số biên bản giao nhận").fill("03/BB-THCSSL")
    page.get_by_label("Ngày biên bản").fill(f"{school.desk.today:%d/%m/%Y}")
    page.get_by_label("Tệp mục lục đã giao").set_input_files(index)
    page.get_by_role("button", name="Ghi vào sổ cái").press("Enter")
    page.get_by_text("Đã ghi lần bàn giao.").wait_for()
    digest = sha256(index.read_bytes()).hexdigest()
    expect(page.get_by_role("row").filter(has_text="03/BB-THCSSL")).to_contain_text(digest[:16])
    for window, name in ((page, "office-archive-given"), (phone, "office-archive")):
        window.goto(work.url("/van-thu/luu-tru"))
        settled(window, name)
    principal = work.as_(school.staff(Role.PRINCIPAL).code)
    principal.goto(work.url("/nhat-ky/luot-xem"))
    taken = principal.locator(".story li").filter(has_text=f"({school.staff(Role.CLERK).code})").all_inner_texts()
    for line, name in zip(taken, ("Tải lưu trữ của năm học", "In học bạ của lớp", "Tải học bạ của lớp"), strict=True):
        assert name in line
        assert "Văn thư" in line


def test_a_certified_copy_is_asked_for_made_and_printed(
    work: Workplace, school: SmallSchool, page: Page, phone: Page, tmp_path: Path
) -> None:
    """C4.6: layout, QR, copy number, date, capacity of the signer; the case in the register with its due day."""
    pupil = school.members[2]
    page.goto(work.url("/van-thu/tiep-nhan/moi?lop=8A"))
    page.locator("select[name=report]").select_option(str(pupil.report_id))
    page.locator("select[name=kind]").select_option("CERTIFIED_COPY")
    page.locator("input[name=applicant]").fill("Lò Thị Mai")
    page.locator("[name=shown]").fill("Căn cước")
    page.locator("main form").get_by_role("button").last.click()
    page.wait_for_url("**/yeu-cau/*")
    case = page.url.rsplit("/", 1)[1]
    page.get_by_text("Hạn trả lời").wait_for()
    page.get_by_label("Người ký bản sao").select_option(school.staff(Role.DEPUTY).code)
    settled(page, "office-copy")
    page.get_by_role("button", name="Lập bản sao y").click()
    page.get_by_text("Bản sao y số 01/SY-THCSSL").wait_for()
    for window in (page, phone):
        window.goto(work.url(f"/yeu-cau/{case}"))
        window.get_by_role("link", name="In bản sao y").wait_for()
        settled(window, "office-copied")
    (tmp_path / "sao-y.pdf").write_bytes(page.request.get(work.url(f"/yeu-cau/{case}/sao-y.pdf")).body())
    subprocess.run(["pdftotext", "-f", "5", "sao-y.pdf"], cwd=tmp_path, check=True)
    sheet, day = " ".join((tmp_path / "sao-y.txt").read_text().split()), school.desk.today
    for part in (
        "Số: 01/SY-THCSSL", f"ngày {day.day:02} tháng {day.month:02} năm {day.year}", pupil.full_name, "gồm 4 trang",
        str(school.lookup_ids[2])[:8], "KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG",
    ):  # fmt: skip
        assert part in sheet
    page.goto(work.url("/van-thu/tiep-nhan?xem="))
    page.get_by_role("row").filter(has_text=pupil.full_name).wait_for()


def test_what_the_department_answers_is_entered_and_followed(
    work: Workplace, school: SmallSchool, page: Page, phone: Page, tmp_path: Path
) -> None:
    first, second, third = school.members
    (tmp_path / "31.pdf").write_bytes(PAPER)
    principal = work.as_(school.staff(Role.PRINCIPAL).code)
    principal.goto(work.url("/van-thu/lop/8A/huy-bo"))
    button = principal.get_by_role("button", name="Hủy bỏ bản chưa nộp")
    assert button.is_disabled()
    principal.get_by_label("Lí do").fill("Nơi sinh ghi sai so với giấy khai sinh.")
    principal.get_by_label("Số, ký hiệu").fill("31/QĐ-THCS")
    principal.get_by_label("Ngày văn bản").fill("26/05/2026")
    principal.get_by_label("Tệp").set_input_files(tmp_path / "31.pdf")
    principal.get_by_label(first.full_name).check()
    settled(principal, "office-cancel")
    button.click()
    principal.get_by_text("Hủy bỏ bản chưa nộp: 1 học bạ.").wait_for()
    principal.goto(work.url(f"/t/{school.desk.report(first.report_id).past[0].edition.opened.lookup_id}"))
    principal.get_by_text("đã hủy bỏ").first.wait_for()

    page.goto(work.url("/van-thu/lop/8A/nop"))
    page.get_by_label("Số giao dịch").fill("GD-2026-001")
    page.get_by_role("button", name="Ghi nhận đã nộp lên Sở").click()
    page.get_by_text("Ghi nhận đã nộp lên Sở: 2 học bạ.").wait_for()
    page.get_by_role("link", name="Ghi nhận Sở từ chối").click()
    page.get_by_label("Lí do").fill("Nơi sinh: thiếu xã, phường.")
    page.get_by_label(second.full_name).check()
    page.get_by_role("button", name="Ghi nhận Sở từ chối").click()
    page.get_by_text("Ghi nhận Sở từ chối: 1 học bạ.").wait_for()
    assert [one.report.status for one in school.members] == [Status.OPEN, Status.REJECTED, Status.SUBMITTED]
    for window in (page, phone):
        window.goto(work.url("/van-thu/theo-doi"))
        window.get_by_text("Nơi sinh: thiếu xã, phường.").wait_for()
        settled(window, "office-after")
    # Only what was refused is sent again.
    page.goto(work.url("/van-thu/lop/8A/nop"))
    assert page.locator("input[name=hoc_ba]").count() == 1
    assert page.get_by_label(third.full_name).count() == 0


def test_who_comes_and_goes_is_kept_on_the_list(
    work: Workplace, school: SmallSchool, page: Page, phone: Page, tmp_path: Path
) -> None:
    page.goto(work.url("/van-thu/hoc-sinh"))
    settled(page, "office-lists")
    page.goto(work.url("/van-thu/hoc-sinh/8A/them"))
    for label, value in (
        ("Họ và tên *", "Lò Thị Ánh"),
        ("Ngày, tháng, năm sinh *", "9/3/2012"),
        ("Mã số định danh cá nhân *", "037312000001"),
        ("Mã học sinh *", "0000000001"),
    ):
        page.get_by_label(label).fill(value)
    page.get_by_label("Giới tính *").select_option("NU")
    settled(page, "office-enrol")
    page.get_by_role("button", name="Thêm vào danh sách").press("Enter")
    row = page.get_by_role("row").filter(has_text="Lò Thị Ánh")
    assert row.get_by_role("cell").first.inner_text() == "4"
    row.get_by_role("link", name="Chuyển đi").click()
    page.get_by_label("Trường đến").fill("THCS Nghi Xuân")
    page.get_by_label("Theo văn bản số").fill("12/QĐ-THCS")
    settled(page, "office-leave")
    page.get_by_role("button", name="Chuyển đi, thôi học").click()
    assert "gone" in (row.get_attribute("class") or "")
    for window in (page, phone):
        window.goto(work.url("/van-thu/hoc-sinh/8A"))
        settled(window, "office-list")
    assert len(school.members) == 3


def test_a_correction_of_identity_goes_to_the_principal_and_documents_are_listed(
    work: Workplace, school: SmallSchool, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "trich-luc.pdf").write_bytes(PAPER)
    page.goto(work.url("/van-thu/hoc-sinh/8A"))
    page.get_by_role("link", name="Đề nghị điều chỉnh").first.click()
    page.get_by_label("Thông tin").select_option("identity/birth_place")
    page.get_by_label("Giá trị đúng").fill("Xã Kim Liên, Tỉnh Nghệ An")
    page.get_by_label("Lí do", exact=True).fill("Nơi sinh ghi sai so với giấy khai sinh.")
    page.get_by_label("Tên giấy tờ").fill("trich-luc.pdf")
    page.get_by_label("Minh chứng").set_input_files(tmp_path / "trich-luc.pdf")
    page.get_by_role("button", name="Gửi đề nghị").click()
    # The clerk has no key of her own: she is told, what she typed is still there, and she hands in the report.
    page.locator("form [role=status].bad").wait_for()
    assert page.get_by_label("Giá trị đúng").input_value() == "Xã Kim Liên, Tỉnh Nghệ An"
    page.get_by_text("Đã có báo cáo giấy").click()
    page.get_by_label("Số, ký hiệu").fill("13/BC")
    page.get_by_label("Ngày văn bản").fill("25/05/2026")
    page.get_by_label("Tệp báo cáo").set_input_files(tmp_path / "trich-luc.pdf")
    settled(page, "office-correct")
    page.get_by_role("button", name="Gửi đề nghị").click()
    page.get_by_text("Đã gửi đề nghị điều chỉnh, báo cáo số 13/BC").wait_for()
    assert len(school.desk.report(school.members[0].report_id).open_requests) == 1
    page.goto(work.url("/van-thu/van-ban"))
    page.get_by_text("Ghi thêm văn bản").click()
    for label, value in (("Số, ký hiệu", "48/KH-SGDĐT"), ("Trích yếu", "Triển khai học bạ số"), ("Nơi ban hành", "Sở")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Ngày văn bản").fill("5/2/2026")
    page.get_by_role("button", name="Ghi vào danh mục").click()
    page.get_by_role("rowheader", name="48/KH-SGDĐT").wait_for()
    settled(page, "office-documents")
    teacher = work.as_(school.teacher("TOAN").code)
    assert teacher.request.get(work.url("/van-thu")).status == 403


def test_a_cancelled_report_is_corrected_and_signed_again_by_its_people(work: Workplace, school: SmallSchool) -> None:
    """C4.3: the principal agrees and opens the new edition; each signs at his own page."""
    principal = work.as_(school.staff(Role.PRINCIPAL).code)
    principal.goto(work.url("/duyet"))
    principal.locator("input[name=chon]").check()
    principal.get_by_role("button", name="Đồng ý và ký (1)").click()
    principal.get_by_text("Đã đồng ý và ký 1/1 đề nghị.").wait_for()
    principal.goto(work.url("/duyet/hoc-ba/8A"))
    principal.get_by_role("button", name="Khởi tạo 1 học bạ").click()
    principal.get_by_text("Lớp 8A: đã khởi tạo 1 học bạ.").wait_for()
    cast, first = Cast(school.desk, school.app.keys(school.school_id)), school.members[:1]
    *subjects, (homeroom, _), _ = cast.signatures(cast.classes[0])
    teacher = work.as_(subjects[0][0].code)
    teacher.goto(work.url("/ky"))
    teacher.on("dialog", lambda dialog: dialog.accept())
    teacher.get_by_role("button", name="Ký tất cả").click()
    teacher.get_by_text("Đã ký 1/1 học bạ.").wait_for()
    for staff, wanted in subjects:  # the others as their own pages do it
        sign_reports(school.desk, first, str(staff.staff_id), cast.key(staff), wanted)
    at_home = work.as_(homeroom.code)
    at_home.goto(work.url("/lop/8A/ky"))
    at_home.locator("#sign").get_by_role("checkbox").check()
    at_home.get_by_role("button", name="Ký số 1 học bạ").click()
    at_home.get_by_text("GVCN đã ký tất cả").wait_for()
    principal.goto(work.url("/duyet/hoc-ba/8A"))
    principal.get_by_role("button", name="Ký duyệt 1 học bạ").click()
    principal.get_by_text("Đã ký 1 học bạ").wait_for()
    assert school.members[0].report.status == Status.APPROVED


def renew_seal(school: SmallSchool) -> Issued:
    """The server's key of the school is a new one, registered and not approved yet."""
    keys = school.app.keys(school.school_id)
    authority = DemoAuthority.load((keys.root / "authority.p12").read_bytes(), keys.passphrase)
    made = authority.issue_organisation("Trường", "0101234567", passphrase=keys.passphrase, at=school.desk.ledger.now())
    (keys.folder / "SCHOOL.p12").write_bytes(made.pkcs12)
    register(school.desk, None, made.certificate, software=True)
    return made


def seal_8a(page: Page, work: Workplace) -> None:
    page.goto(work.url("/van-thu"))
    page.get_by_role("button", name="Đóng dấu và phát hành…").click()
    page.get_by_role("dialog").get_by_role("button", name="Đóng dấu và phát hành").click()
    page.wait_for_url("**/van-thu/dot/*")


def test_a_new_seal_waits_for_the_department_and_the_old_code_leads_to_the_new_edition(
    work: Workplace, school: SmallSchool, page: Page, phone: Page, tmp_path: Path
) -> None:
    """C4.1: refused by serial, last day and what is waited for, then sealed; C4.3: what the old code answers."""
    made = renew_seal(school)
    facts = describe(made.certificate)
    seal_8a(page, work)
    row = page.get_by_role("row").filter(has_text=facts.serial)
    row.wait_for()
    last = local_day(facts.not_after)
    assert f"hiệu lực đến {last:%d/%m/%Y}) chưa được Sở phê duyệt: đang chờ Sở phê duyệt" in row.inner_text()
    settled(page, "office-seal-refused")
    page.goto(work.url("/van-thu"))
    page.get_by_role("link", name="Con dấu số của nhà trường").click()
    page.get_by_text("chờ Sở phê duyệt").first.wait_for()
    assert page.get_by_role("button", name="Ghi nhận phê duyệt").count() == 0, "she waits for it"
    officer = work.as_(school.staff(Role.IT_OFFICER).code)
    officer.goto(work.url("/van-thu/con-dau"))
    officer.get_by_label("Văn bản của Sở").fill("130/SGDĐT-CNTT")
    officer.get_by_label("Ngày văn bản").fill("31/12/2099")
    officer.get_by_role("button", name="Ghi nhận phê duyệt").click()
    officer.get_by_text("sau hôm nay").wait_for()
    officer.get_by_label("Ngày văn bản").fill("12/05/2026")
    settled(officer, "office-seal")
    officer.get_by_role("button", name="Ghi nhận phê duyệt").click()
    officer.get_by_text("Sở phê duyệt: 130/SGDĐT-CNTT").wait_for()
    phone.goto(work.url("/van-thu/con-dau"))
    settled(phone, "office-seal")

    seal_8a(page, work)
    page.get_by_text("Đã xong").wait_for()
    report = school.desk.report(school.members[0].report_id)
    old, new = report.past[0].edition.opened.lookup_id, school.lookup_ids[0]
    assert old != new
    assert report.sealed.certificate == sha256(made.certificate).hexdigest()
    page.goto(work.url(f"/t/{old}"))
    page.get_by_text(f"đã hủy bỏ ngày {school.desk.today:%d/%m/%Y}").first.wait_for()
    page.get_by_role("link", name=str(new)).first.click()
    page.wait_for_url(f"**/t/{new}")
    # What the old seal stands on is as good as before.
    sealed = school.desk.ledger.blob(school.members[1].report.record["document"]["pdf_sha256"])
    (tmp_path / "2.pdf").write_bytes(sealed)
    page.goto(work.url("/xac-minh"))
    page.locator("input[type=file]").set_input_files(tmp_path / "2.pdf")
    page.get_by_role("button", name="Xác minh").click()
    page.get_by_text("Hợp lệ").first.wait_for()
