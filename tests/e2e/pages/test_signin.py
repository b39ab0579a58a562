"""
The door as people use it, by keyboard alone: the IT officer opens an account, a teacher makes a passkey on a phone.

A real Chromium with an authenticator of its own (WebAuthn over CDP), on a school without the demo's mark.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Locator, Page, expect

from api.flows import webhooks
from api.flows.tokens import Scope, issue_token, token_holder
from api.flows.webhooks import Kind, NewWebhook
from api.signin import invitations
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.kit.browser import Workplace, chromium, settled, workplace
from tests.kit.stages import School, at

pytestmark = pytest.mark.one_server

PASSWORD = "con mèo trèo cây cau"
#: More than any page has stops for the Tab key.
TABS_MAX = 120


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    with at("loaded") as made:
        yield made


@pytest.fixture(scope="module")
def work(school: School) -> Iterator[Workplace]:
    with chromium() as browser, workplace(browser, school.app, demo=False) as opened:
        # Passkeys belong to a name; an address of numbers has none.
        opened.base = opened.base.replace("127.0.0.1", "localhost")
        yield opened


def go(page: Page, target: Locator) -> None:
    """By the Tab key, as somebody without a mouse."""
    for _ in range(TABS_MAX):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {target}")


def press(page: Page, name: str) -> None:
    """A button or link, by Tab and Enter."""
    go(page, page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first)
    page.keyboard.press("Enter")


def fill(page: Page, label: str, text: str) -> None:
    go(page, page.get_by_label(label, exact=True).locator("visible=true").first)
    page.keyboard.insert_text(text)


def device(page: Page) -> None:
    """A laptop with a fingerprint reader, whose owner puts his finger on it whenever he is asked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def nothing_kept(page: Page) -> None:
    """Nothing stays in the browser but cookies that no script reads."""
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_an_account_from_the_invitation_to_the_lock(work: Workplace, school: School) -> None:
    officer = school.staff(Role.IT_OFFICER)
    code = invitations.invite(school.app.pool, school.desk.ledger.school_id, officer, None).text
    page = work.anybody()
    _officer_enrols(work, page, officer.code, code)
    press(page, "Mời GV01")
    slip = page.locator(".one-time-code").inner_text()
    assert re.fullmatch("([2-9A-Y]{5}-){3}[2-9A-Y]{5}", slip)
    settled(page, "accounts-slip")
    teacher = work.anybody()
    _teacher_makes_a_passkey(work, teacher, slip)
    _teacher_adds_an_app(teacher)
    press(page, "Tài khoản của cán bộ")
    page.get_by_role("heading", name="Tài khoản của cán bộ").wait_for()
    settled(page, "accounts")
    press_summary(page, "Khác", 3)
    press(page, "Khóa tài khoản GV01")
    page.get_by_role("status").get_by_text(re.compile(r"Đã khóa tài khoản của .+ \(GV01\)")).wait_for()
    teacher.goto(work.url("/viec"))
    assert teacher.url.endswith("/vao?tiep=/viec")
    press(teacher, "Đăng nhập bằng khóa truy cập")
    expect(teacher.get_by_role("alert").locator("visible=true")).to_contain_text("tài khoản đang bị khóa")
    press(page, "Nhật ký tài khoản")
    page.get_by_role("heading", name="Nhật ký tài khoản").wait_for()
    settled(page, "accounts-log")
    _programs_are_seen_and_ended(work, page, officer)


def _programs_are_seen_and_ended(work: Workplace, page: Page, officer: Staff) -> None:
    """A token of a teacher's and an address: neither's secret is shown again, each is ended by a press."""
    pool, school_id = work.app.pool, work.app.school_id(None)
    token = issue_token(pool, school_id, work.staff("GV02"), {Scope.READ}, "Phần mềm thời khóa biểu")
    asked = NewWebhook(url="https://so.example.vn/bao", kinds=frozenset({Kind.ISSUED}))
    secret = webhooks.add(work.app.desk(school_id), officer.staff_id, asked, public_only=False).secret
    page.goto(work.url("/quan-tri/tai-khoan"))
    press(page, "Phần mềm kết nối")
    row = page.get_by_role("row").filter(has_text="Phần mềm thời khóa biểu")
    expect(row).to_contain_text("chưa dùng")
    assert token not in page.content()
    assert secret not in page.content()
    settled(page, "accounts-programs")
    press(page, "Thu hồi Phần mềm thời khóa biểu")
    expect(page.get_by_role("status")).to_have_text("Đã thu hồi mã truy cập.")
    assert token_holder(pool, token) is None
    press(page, "Thôi báo https://so.example.vn/bao")
    expect(page.get_by_role("status")).to_have_text("Đã thôi báo cho địa chỉ này.")
    expect(page.get_by_text("Chưa có địa chỉ nào.")).to_be_visible()
    expect(row).to_have_count(0)


def _officer_enrols(work: Workplace, page: Page, login: str, code: str) -> None:
    """The one-time code of the operator, a password, an app: then the accounts."""
    page.goto(work.url("/quan-tri/tai-khoan"))
    assert page.url.endswith("/vao?tiep=/quan-tri/tai-khoan")
    settled(page, "signin")
    press(page, "Tôi có mã mời hoặc mã khôi phục")
    fill(page, "Mã cán bộ", login)
    fill(page, "Mã mời", code)
    fill(page, "Mật khẩu mới", PASSWORD)
    settled(page, "signin-invitation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/buoc-hai")
    settled(page, "signin-enrol")
    secret = page.locator("#khoa").inner_text().replace(" ", "")
    fill(page, "Mã 6 số đang hiện", "000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").locator("visible=true")).to_contain_text("Mã xác nhận không đúng")
    fill(page, "Mã 6 số đang hiện", pyotp.TOTP(secret).now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/viec")
    press(page, "Tài khoản cán bộ")
    page.get_by_role("heading", name="Tài khoản của cán bộ").wait_for()


def _teacher_makes_a_passkey(work: Workplace, page: Page, code: str) -> None:
    """The slip, a password, a finger; and next time the finger alone."""
    device(page)
    page.goto(work.url("/vao/ma-moi"))
    fill(page, "Mã cán bộ", "gv01")
    fill(page, "Mã mời", code.lower())
    fill(page, "Mật khẩu mới", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/buoc-hai")
    press(page, "Tạo khóa truy cập")
    page.wait_for_url("**/viec")
    press(page, "Đăng xuất")
    page.wait_for_url("**/vao")
    nothing_kept(page)
    press(page, "Đăng nhập bằng khóa truy cập")
    page.wait_for_url("**/viec")
    nothing_kept(page)


def _teacher_adds_an_app(page: Page) -> None:
    """Under the present password; then password and app let him in as well."""
    page.goto(page.url.replace("/viec", "/tai-khoan"))
    settled(page, "account")
    press_summary(page, "Thêm ứng dụng xác thực")
    fill(page, "Mật khẩu hiện tại", "một câu khác hẳn")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").locator("visible=true")).to_contain_text("Chưa thay đổi gì")
    fill(page, "Mật khẩu hiện tại", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ung-dung")
    phone = pyotp.TOTP(page.locator(".code").inner_text().replace(" ", ""))
    settled(page, "account-app")
    # The code of half a minute ago, so that the present one is left for the door below; it has to arrive in time.
    while time.time() % 30 > 20:
        time.sleep(0.2)
    fill(page, "Mã 6 số đang hiện", phone.at(int(time.time()) - 30))
    page.keyboard.press("Enter")
    page.wait_for_url("**/tai-khoan")
    press(page, "Đăng xuất")
    page.wait_for_url("**/vao")
    fill(page, "Mã cán bộ", "GV01")
    fill(page, "Mật khẩu", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/buoc-hai")
    settled(page, "signin-second")
    fill(page, "Mã 6 số đang hiện trong ứng dụng xác thực", phone.now())
    page.keyboard.press("Enter")
    page.wait_for_url("**/viec")


def press_summary(page: Page, text: str, nth: int = 0) -> None:
    go(page, page.locator("summary").get_by_text(text).nth(nth))
    page.keyboard.press("Enter")
