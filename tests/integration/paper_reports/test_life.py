"""
A report on paper is digitised, confirmed, sealed, verified offline, and withdrawn (people.md C4.8).

One school for all of it: each test goes on from the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

import httpx
import pytest

from anchors.publisher import receipt
from anchors.signing import pdf, pdf_pages
from anchors.signing.pdf_attach import Attachment
from anchors.signing.trust import TrustRoots
from anchors.verify import Status, Verdict, Verification, verify_file
from api.asking import TheLedger
from api.flows.access import give_grant
from api.flows.issuing import ATTACHED, RECEIPT_NAME, SCAN_NAME, XML_NAME, IssueKeys
from api.flows.paper_reports import (
    SCAN_BYTES_MAX,
    digitise_paper,
    listed,
    of_pupil,
    paper_of,
    preview,
    scan_of,
    withdraw_paper,
)
from api.flows.paper_signing import confirm_paper, seal_paper
from api.flows.rosters import enrol
from api.flows.school_model import PupilRow
from api.flows.tokens import issue_token
from api.flows.visits import visits
from api.sessions import COOKIE, open_session, session_of
from domain.errors import Rejected
from domain.paper_report.commands import WithdrawPaper
from domain.paper_report.state import PaperReport, PaperStatus
from domain.school_year.events import Role
from tests.kit.check_ledger import check_ledger
from tests.kit.paper_reports import ORIGIN, scan, typed, year
from tests.kit.served import served
from tests.kit.small_school import SmallSchool, copy, sealed_template

pytestmark = pytest.mark.one_server

URL = "https://tra-cuu.example.vn"


@dataclass
class Day:
    """The school and the paper report that is followed through it."""

    school: SmallSchool
    paper: PaperReport
    clerk: str
    head: str

    @property
    def now(self) -> PaperReport:
        return paper_of(self.school.desk, self.paper.paper_id)

    def verified(self, content: bytes) -> Verification:
        key, roots = self.school.log_key.verifier_key, TrustRoots.from_pem(self.school.roots_pem)
        return verify_file(content, None, key, roots)

    def pdf(self) -> bytes:
        document = self.now.document
        assert document is not None
        return self.school.desk.ledger.blob(document.value.pdf_sha256)

    def keys(self) -> IssueKeys:
        return IssueKeys(self.school.log_key, self.school.key(None), None)


@pytest.fixture(scope="module")
def day() -> Iterator[Day]:
    with copy(sealed_template()) as school:
        clerk, head = (str(school.staff(role).staff_id) for role in (Role.CLERK, Role.PRINCIPAL))
        paper = digitise_paper(school.desk, school.members[0].report_id, clerk, typed())
        yield Day(school, paper, clerk, head)


def test_the_clerk_digitises_it_and_it_counts_for_nothing_yet(day: Day) -> None:
    assert (day.now.status, day.now.digitised.number) == (PaperStatus.DIGITISED, 1)
    assert listed(day.school.desk) == of_pupil(day.school.desk, day.school.members[0].pupil_id) == [day.now]
    assert preview(day.school.desk, day.now, URL).startswith(b"%PDF-")
    with pytest.raises(Rejected, match="digitised already"):
        digitise_paper(day.school.desk, day.school.members[0].report_id, day.clerk, typed())
    with pytest.raises(Rejected) as early:
        seal_paper(day.school.desk, day.paper.paper_id, day.clerk, day.keys(), URL)
    assert early.value.code == "paper_report.step"


def test_a_year_of_this_school_is_its_own_report_unless_the_pupil_came_while_it_ran(day: Day) -> None:
    school, now = day.school, day.school.desk.year()
    with pytest.raises(Rejected) as own:
        digitise_paper(school.desk, school.members[1].report_id, day.clerk, typed(year(now.name, 8, "8C")))
    assert (own.value.code, own.value.facts["year"]) == ("paper_report.own_year", now.name)
    row = PupilRow.model_validate(
        {"class": "8A", "full_name": "Nông Văn Tới", "sex": "NAM", "birth_date": date(2012, 3, 4),
         "birth_place": "Tỉnh Lạng Sơn", "ethnicity": "Nùng", "nationality": "Việt Nam",
         "personal_number": "020212004411", "pupil_code": "2099990077", "enrolled_on": date(2026, 1, 12)}
    )  # fmt: skip
    late = enrol(school.desk, day.clerk, row)
    assert digitise_paper(school.desk, late.report_id, day.clerk, typed(year(now.name, 8, "8C"))).version == 1


def test_a_text_that_no_page_can_show_is_told_who_types_it(day: Day) -> None:
    desk, before = day.school.desk, len(listed(day.school.desk))
    unseen = replace(typed(), origin=ORIGIN.model_copy(update={"school": "Trường 小学 😀"}))
    with pytest.raises(Rejected) as refused:
        digitise_paper(desk, day.school.members[2].report_id, day.clerk, unseen)
    assert (refused.value.code, len(listed(desk))) == ("document.pages", before)


def test_a_scan_is_a_plain_pdf_within_limits() -> None:
    assert scan_of(scan()).pages == 2
    hostile = (
        scan()
        .replace(b"/Type/Catalog", b"/OpenAction 1 0 R /Type/Catalog")
        .replace(b"/Type /Catalog", b"/OpenAction 1 0 R /Type /Catalog")
    )
    codes = []
    for content in (b"", b"GIF89a", hostile, b"%PDF-" + b"0" * SCAN_BYTES_MAX):
        with pytest.raises(Rejected) as refused:
            scan_of(content)
        codes.append(refused.value.code)
    assert codes == ["paper_report.scan_none", "paper_report.scan", "paper_report.scan", "paper_report.scan_size"]


def test_head_and_school_sign_and_the_file_proves_itself_as_a_copy(day: Day) -> None:
    school = day.school
    confirm_paper(school.desk, day.paper.paper_id, day.head, lambda: school.key(school.staff(Role.PRINCIPAL)))
    seal_paper(school.desk, day.paper.paper_id, day.clerk, day.keys(), URL)
    assert day.now.status is PaperStatus.SEALED
    found = day.verified(day.pdf())
    assert found.verdict is Verdict.VALID, [
        (check.code, check.fault) for step in found.steps for check in step.checks if check.status is not Status.OK
    ]
    assert found.text("vi") == "Hợp lệ – bản số hoá từ bản giấy"
    said = next(each for each in found.not_shown if each.code == "paper").text("vi")
    assert f"do {ORIGIN.school} cấp" in said
    assert "xác nhận phù hợp với học bạ giấy" in said
    assert [each.capacity for each in found.signatures] == [None, "HIỆU TRƯỞNG", None]
    assert pdf.attachments(day.pdf())[SCAN_NAME] == scan()
    check_ledger(school.desk.ledger)


def test_its_xml_alone_says_that_the_scan_was_not_compared(day: Day) -> None:
    files, key = pdf.attachments(day.pdf()), day.school.log_key.verifier_key
    roots = TrustRoots.from_pem(day.school.roots_pem)
    found = verify_file(files[XML_NAME], files[RECEIPT_NAME], key, roots)
    assert found.verdict is Verdict.VALID
    said = found.not_shown[0]
    assert said.text("vi").endswith("Bản chụp nằm trong tệp PDF và chưa được đối chiếu.")
    assert "was not compared" in said.text("en")


def test_a_sealed_paper_is_sealed_once(day: Day) -> None:
    before = day.now.version
    with pytest.raises(Rejected) as again:
        seal_paper(day.school.desk, day.paper.paper_id, day.clerk, day.keys(), URL)
    assert (again.value.code, day.now.version) == ("paper_report.step", before)


def resealed(day: Day, files: dict[str, bytes]) -> bytes:
    """The same pages with other files, sealed by the school's own key: what only the other evidence can find."""
    sealed, content = day.now.sealed, day.pdf()
    assert sealed is not None
    pages = content[: pdf_pages.check(content, sealed.value.page_sha256)]
    attached = [Attachment(name, each, *ATTACHED[name]) for name, each in files.items()]
    at, key = day.school.desk.ledger.now(), day.school.key(None)
    return pdf.seal(pages, key, signed_at=at, reason="", location="", files=attached)


def failed(found: Verification) -> set[str]:
    assert found.verdict is Verdict.INVALID
    return {check.code for step in found.steps for check in step.checks if check.status is Status.FAILED}


def test_what_was_changed_is_found_and_named(day: Day) -> None:
    files = pdf.attachments(day.pdf())
    other = receipt(day.school.desk.ledger, day.now.sealed.position - 1).to_text().encode()  # type: ignore[union-attr]
    assert failed(day.verified(resealed(day, {**files, SCAN_NAME: files[SCAN_NAME] + b"%"}))) == {"agreement.scan"}
    without = {name: each for name, each in files.items() if name != SCAN_NAME}
    assert failed(day.verified(resealed(day, without))) == {"agreement.scan"}
    assert failed(day.verified(resealed(day, {**files, RECEIPT_NAME: other}))) == {"entry.form"}
    typed_over = files[XML_NAME].replace(b"<CA_NAM>8.2<", b"<CA_NAM>9.2<", 1)
    assert failed(day.verified(resealed(day, {**files, XML_NAME: typed_over}))) >= {"signature.genuine"}
    assert failed(day.verified(day.pdf().replace(b"/MediaBox", b"/MediaBoy", 1))) >= {"pdf_seal.intact"}


def test_a_report_of_the_school_itself_has_no_scan(day: Day) -> None:
    """A scan hung onto an issued report could pass for a part of it."""
    files = pdf.attachments(day.pdf())
    own = day.school.desk.report(day.school.members[0].report_id)
    assert own.sealed is not None
    xml = day.school.desk.ledger.blob(own.sealed.xml_sha256)
    assert "file.none_other" in failed(day.verified(resealed(day, {**files, XML_NAME: xml})))


@pytest.fixture(scope="module")
def client(day: Day) -> Iterator[httpx.Client]:
    with served(day.school.app) as client:
        yield client


def test_the_portal_shows_it_as_a_copy_of_what_another_school_issued(day: Day, client: httpx.Client) -> None:
    school, code = day.school, str(day.now.digitised.lookup_id)
    school.desk.runner.catch_up(school.desk.ledger)
    facts = client.get(f"/api/v1/lookup/{code}").json()
    assert facts["paper"] == {
        "origin": ORIGIN.school, "place": ORIGIN.place, "years": ["2023-2024", "2024-2025"],
    }  # fmt: skip
    public = client.get(f"/t/{code}").text
    assert "Bản số hoá từ bản giấy" in public
    assert "bản phát hành lần" not in public
    member = school.members[0]
    assert member.full_name not in public
    assert client.post(f"/t/{code}", data={"ngay_sinh": "01/01/2001"}).status_code == 404
    assert member.birth_date is not None
    page = client.post(f"/t/{code}", data={"ngay_sinh": f"{member.birth_date:%d/%m/%Y}"}).text
    assert member.full_name in page
    assert "7,8" in page
    link = re.search(r'href="(/t/[^"]*hoc-ba[.]pdf[^"]*)"', page)
    assert link is not None
    assert client.get(link[1].replace("&amp;", "&")).content == day.pdf()


def test_a_grant_of_the_grade_is_not_one_of_what_a_pupil_brought_along(day: Day, client: httpx.Client) -> None:
    today = day.school.desk.today
    given = give_grant(
        day.school.desk, day.head, organisation="Trường THPT Kim Liên", purpose="Tuyển sinh lớp 10", grades=(8,),
        classes=(), starts=today, ends=today, document="31/CV-THPTKL",
    )  # fmt: skip
    answer = client.post(f"/api/v1/lookup/{day.now.digitised.lookup_id}", json={"access_code": given})
    assert answer.json()["code"] == "grant.scope"


def test_what_no_form_sends_is_told_to_whoever_sends_it(day: Day, client: httpx.Client) -> None:
    school = day.school
    secret = open_session(school.app.pool, school.school_id, school.staff(Role.CLERK).staff_id, "DEMO")
    found = session_of(school.app.pool, secret)
    assert found is not None
    fields = {"_csrf": found.csrf, "lenh": str(uuid4()), "truong": "A", "noi": "B"}
    path, cookie = f"/van-thu/hoc-ba-giay/them/{school.members[1].report_id}", {"Cookie": f"{COOKIE}={secret}"}
    assert client.post(path, data={**fields, "thay": "abc"}, headers=cookie).status_code == 422
    long = client.post(path, data={**fields, "6.nghi": "9" * 5000}, headers=cookie)
    for told in ("chưa nhập tên lớp", "Chưa chọn bản chụp", "phải là một số từ 0 đến"):
        assert told in long.text


def test_who_looks_at_it_stands_in_the_book(day: Day, client: httpx.Client) -> None:
    principal = day.school.staff(Role.PRINCIPAL)
    token = issue_token(day.school.app.pool, day.school.school_id, principal)
    path = f"/api/v1/paper-reports/{day.paper.paper_id}"
    answer = client.get(f"{path}/scan", headers={"Authorization": f"Bearer {token}"})
    assert answer.content == scan()
    newest = visits(day.school.desk)[0]
    assert newest.page == "/api/v1/paper-reports/{paper_id}/scan"
    assert newest.report_id == day.school.members[0].report_id


def test_no_review_is_asked_of_a_mark_that_another_school_gave(day: Day, client: httpx.Client) -> None:
    code, born = day.now.digitised.lookup_id, day.school.members[0].birth_date
    asked = {
        "birth_date": str(born), "disputed": {"subject": "TOAN"}, "capacity": "PARENT", "applicant": "Nông Văn A",
        "request": "Xem lại", "wanted": None,
    }  # fmt: skip
    headers = {"Idempotency-Key": str(uuid4())}
    answer = client.post(f"/api/v1/lookup/{code}/reviews", json=asked, headers=headers)
    assert answer.json()["code"] == "case.paper_report"


def test_what_is_withdrawn_says_so_and_is_replaced(day: Day, client: httpx.Client) -> None:
    school = day.school
    asked = WithdrawPaper(reason="Nhập nhầm điểm Toán.", document="31/QĐ-THCSSL", dated=date(2020, 1, 1))
    withdraw_paper(school.desk, day.paper.paper_id, day.head, asked)
    school.desk.runner.catch_up(school.desk.ledger)
    found = TheLedger(school.app).about(day.verified(day.pdf()))
    assert (found.verdict, found.text("vi").endswith("bản số hoá từ bản giấy")) == (Verdict.RECALLED, True)
    again = digitise_paper(
        school.desk, school.members[0].report_id, day.clerk, replace(typed(), replaces=day.paper.paper_id)
    )
    confirm_paper(school.desk, again.paper_id, day.head, lambda: school.key(school.staff(Role.PRINCIPAL)))
    seal_paper(school.desk, again.paper_id, day.clerk, day.keys(), URL)
    school.desk.runner.catch_up(school.desk.ledger)
    facts = client.get(f"/api/v1/lookup/{day.now.digitised.lookup_id}").json()
    assert (facts["status"], facts["ended"]["replaced_by"]) == ("RECALLED", str(again.digitised.lookup_id))
    assert "31/QĐ-THCSSL" in client.get(f"/t/{day.now.digitised.lookup_id}").text
    check_ledger(school.desk.ledger)
