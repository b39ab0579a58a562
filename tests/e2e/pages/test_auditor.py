"""An official of the Department at the auditor's pages (people.md C6), in a real browser; and what she may not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Page

from anchors.comparison import compare, read, read_proof
from anchors.receipt import Receipt, verify_receipt
from api.flows.tokens import issue_token
from domain.report.events import CorrectionApproved, DocumentSealed
from domain.school_year.events import Role
from projections.runner import school_transaction
from tests.integration.audit.ledgers import Attacker
from tests.kit.browser import SCREENS, SCREENS_WANTED, Workplace, accessible, fits, settled
from tests.kit.database import Database
from tests.kit.rendered import page_text
from tests.kit.served import served
from tests.kit.small_school import SmallSchool, copy, ended_template

pytestmark = pytest.mark.one_server

#: The official who supervises the school: she reads, and has no other role in it.
HUONG = "GS01"
OFFICIAL = {
    "code": HUONG, "full_name": "Lê Thị Hương", "personal_number": "040188099999", "roles": ["SUPERVISOR"],
    "since": "2025-09-05", "document": "1/QĐ-SGDĐT",
}  # fmt: skip


@pytest.fixture(scope="module")
def school() -> Iterator[SmallSchool]:
    with copy(ended_template()) as made:
        token = issue_token(made.app.pool, made.school_id, made.staff(Role.PRINCIPAL))
        with served(made.app) as client:
            headers = {"authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
            client.post("/api/v1/year/staff", json=OFFICIAL, headers=headers).raise_for_status()
        made.issue([])
        yield made


@pytest.fixture(scope="module")
def huong(work: Workplace) -> Page:
    return work.as_(HUONG)


@pytest.fixture(scope="module")
def approved(school: SmallSchool) -> int:
    """The position at which the first correction was approved."""
    return next(entry.position for entry in school.desk.ledger.entries() if isinstance(entry.data, CorrectionApproved))


def test_c6_2_a_complaint_is_followed_from_the_trail_to_the_report_and_back_in_time(huong: Page) -> None:
    page = huong
    page.get_by_role("link", name="Nhật ký thay đổi").first.click()
    page.get_by_label("Lớp", exact=True).select_option("8A")
    page.get_by_role("button", name="Xem", exact=True).click()
    page.get_by_label("Học sinh").select_option(index=1)
    page.get_by_label("Môn").select_option("TOAN")
    page.get_by_label("Việc", exact=True).select_option("correction")
    page.get_by_role("button", name="Xem", exact=True).press("Enter")
    assert page.url.endswith("/nhat-ky"), "a pupil stands in no address"
    assert "12/BC" in page.locator(".story").inner_text()
    settled(page, "auditor-timeline")
    page.locator(".story li").filter(has_text="Đồng ý điều chỉnh").get_by_role("link").first.press("Enter")
    # The stop of the approval: the new mark is marked as new; one stop back it stood as it was.
    told = page.locator("#stop-told")
    assert "Đồng ý điều chỉnh" in told.inner_text()
    assert page.locator("td.new").count() == 1
    after = page.locator("td.new").inner_text()
    page.get_by_role("slider").press("ArrowLeft")
    told.filter(has_text="Đề nghị điều chỉnh").wait_for()
    assert page.locator("td.new").count() == 0
    settled(page, "auditor-report")
    page.get_by_role("link", name="Sau ›").press("Enter")
    page.locator("td.new").wait_for()
    assert page.locator("td.new").inner_text() == after
    page.get_by_role("link", name="Giải thích cách tính").press("Enter")
    page.locator(".explained .formula").first.wait_for()
    settled(page, "auditor-explain")


def test_c6_4_c6_5_signs_and_differences_are_shown_with_their_entries(
    huong: Page, work: Workplace, approved: int
) -> None:
    page = huong
    page.goto(work.url("/nhat-ky/dau-hieu"))
    assert "Mỗi dấu hiệu có thể có lí do chính đáng" in page.inner_text("main")
    settled(page, "auditor-signs")
    page.get_by_role("link", name="So hai thời điểm").press("Enter")
    page.get_by_label("Lớp", exact=True).select_option("8A")
    page.get_by_label("Từ hết").fill(str(approved - 1))
    page.get_by_label("Đến hết").fill(str(approved))
    page.get_by_role("button", name="So sánh").press("Enter")
    page.locator("table.changes").first.wait_for()
    changed = page.locator("table.changes tbody tr")
    assert "12/BC" in changed.filter(has_text="Toán TX1 học kì I").inner_text()
    assert f"theo bản ghi {approved}" in changed.filter(has_text="ĐTB môn Toán học kì I").first.inner_text()
    settled(page, "auditor-diff")


def test_c7_1_a_file_is_verified_with_its_proof_drawn_as_a_tree(
    huong: Page, school: SmallSchool, work: Workplace, tmp_path: Path
) -> None:
    page = huong
    page.goto(work.url("/nhat-ky/xac-minh"))
    stream = school.desk.ledger.stream(school.members[0].report_id)
    sealed = next(entry.data for entry in reversed(stream) if isinstance(entry.data, DocumentSealed))
    content = school.desk.ledger.blob(sealed.pdf_sha256)
    (tmp_path / "hoc-ba.pdf").write_bytes(content)
    page.get_by_label("Học bạ (.pdf hoặc .xml)").set_input_files(tmp_path / "hoc-ba.pdf")
    page.get_by_role("button", name="Xác minh", exact=True).press("Enter")
    page.locator("svg.proof").wait_for()
    assert page.locator(".steps > li.failed").count() == 0
    settled(page, "auditor-file")
    changed = bytearray(content)
    changed[len(changed) // 4] ^= 1
    (tmp_path / "hoc-ba.pdf").write_bytes(changed)
    page.get_by_label("Học bạ (.pdf hoặc .xml)").set_input_files(tmp_path / "hoc-ba.pdf")
    page.get_by_role("button", name="Xác minh", exact=True).press("Enter")
    page.locator(".steps > li.failed").first.wait_for()
    assert page.locator(".verdict.bad").count() == 1


def test_evidence_taken_along_proves_by_itself(huong: Page, school: SmallSchool, work: Workplace) -> None:
    page, key = huong, school.log_key.verifier_key
    page.goto(work.url("/nhat-ky/bang-chung"))
    page.get_by_label("Số bản ghi", exact=True).fill("476")
    page.get_by_role("button", name="Xem chứng minh").press("Enter")
    page.locator("svg.proof").wait_for()
    settled(page, "auditor-evidence")
    if SCREENS_WANTED:
        page.locator("figure").screenshot(path=SCREENS / "auditor-proof.png")
    page.get_by_text("Từng bước bằng lời").press("Enter")
    assert page.locator("figure + details li").count() > 3
    receipt = page.request.get(work.url("/nhat-ky/bang-chung/bien-nhan/476")).body()
    assert verify_receipt(Receipt.parse(receipt), key).size >= 476
    note = page.request.get(work.url("/nhat-ky/bang-chung/moc-niem-phong")).body()
    proof = page.request.get(work.url("/nhat-ky/bang-chung/noi-tiep?tu=400")).body()
    newest = read("moc", note, key)
    assert compare(newest, read_proof("noi-tiep", proof, key)).consistent


def test_c6_6_the_ledger_is_checked_while_she_watches_and_what_was_changed_is_named(
    huong: Page, school: SmallSchool, work: Workplace, approved: int, tmp_path: Path
) -> None:
    page = huong
    page.goto(work.url("/nhat-ky/kiem-tra"))
    page.get_by_role("button", name="Kiểm tra toàn bộ sổ cái").press("Enter")
    page.locator(".verdict.good").wait_for(timeout=60_000)
    settled(page, "auditor-ledger")
    with school_transaction(school.app.pool, school.school_id) as connection:
        connection.execute("UPDATE read.gradebook SET mark = '9.9' WHERE mark <> '9.9'")
    page.get_by_role("button", name="Kiểm tra toàn bộ sổ cái").press("Enter")
    page.locator(".verdict.bad").wait_for(timeout=60_000)
    address = page.get_by_role("link", name="Tải JSON").get_attribute("href")
    assert address
    answer = json.loads(page.request.get(work.url(address)).text())
    assert not answer["ok"]
    assert answer["first"]["code"] == "audit.row_differs"
    assert {finding["severity"] for finding in answer["findings"]} >= {"fault", "note"}
    # One byte of what is stored at a position, by somebody with the owner's power.
    stored = school.desk.ledger.entry(approved)
    attacker = Attacker(Database(school.app.addresses.owner, school.app.addresses.application), school.school_id)
    at = stored.index(b'"salt":"') + len(b'"salt":"')
    attacker.write(approved, stored[:at] + (b"1" if stored[at : at + 1] == b"0" else b"0") + stored[at + 1 :])
    page.get_by_role("button", name="Kiểm tra toàn bộ sổ cái").press("Enter")
    named = f"Bản ghi {approved} không khớp với mốc niêm phong đã công bố: nội dung khác với bản đã niêm phong"
    page.locator(".findings li", has_text=named).wait_for(timeout=60_000)
    assert page.locator(".verdict.bad").count() == 1
    fits(page)
    accessible(page)
    pdf = page.get_by_role("link", name="Tải báo cáo PDF").get_attribute("href")
    assert pdf
    paper = page_text(page.request.get(work.url(pdf)).body(), tmp_path)
    for words in (
        named,
        "Đã kiểm tra",
        "Bản ghi, từng byte và thứ tự",
        "Chưa kiểm tra, và kết luận dựa vào lời của ai",
    ):
        assert words in paper
    attacker.write(approved, stored)


def test_c6_1_she_reads_only_and_that_she_looked_is_known(huong: Page, school: SmallSchool, work: Workplace) -> None:
    """Whatever she sends is refused with 403; who of the school may see it finds her visits, and cannot wipe them."""
    page = huong
    csrf = page.locator("meta[name=csrf]").get_attribute("content")
    headers = {"X-CSRF-Token": csrf or "", "Idempotency-Key": str(uuid4())}
    answer = page.request.put(work.url("/api/v1/drafts/8A/TOAN"), headers=headers, data={"cells": []})
    assert answer.status == 403
    assert page.request.get(work.url("/nhat-ky/luot-xem")).status == 403
    principal = work.as_(school.staff(Role.PRINCIPAL).code)
    principal.goto(work.url("/nhat-ky/luot-xem"))
    rows = principal.locator(".story li").filter(has_text=f"({HUONG})")
    told = "\n".join(rows.all_inner_texts())
    for page_name in ("Lịch sử học bạ", "Giải thích cách tính", "Bằng chứng", "Kiểm tra sổ cái"):
        assert page_name in told
    assert school.members[0].full_name in told
    settled(principal, "auditor-visits")
    with psycopg.connect(school.app.addresses.application) as connection:
        connection.execute("SELECT set_config('hocba.school_id', %s, false)", [str(school.school_id)])
        for change in ("DELETE FROM work.visits", "UPDATE work.visits SET role = ''", "TRUNCATE work.visits"):
            with pytest.raises(psycopg.Error, match="who looked stays known"), connection.transaction():
                connection.execute(change)
