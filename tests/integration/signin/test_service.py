"""By the school's sign-in service: a real one, with pages of its own, and what somebody could slip in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import pytest

from api.app import App
from api.signin.entering import ATTEMPTS_MAX
from api.signin.oidc import RETURN
from tests.integration.signin.people import DOOR, House, Visitor, told
from tests.kit.browser import Workplace, chromium, settled
from tests.kit.served import served
from tests.kit.sign_in_service import CLIENT, SECRET, SignInService, sign_in_service

PUBLIC = "http://127.0.0.1:8000"
#: Known at the service; CB03 is a staff code, too.
UNKNOWN, STRANGER, KNOWN = "co.hang", "thay.binh", "CB03"


@dataclass
class Abroad:
    """The school's server that knows the service, and the service."""

    house: House
    service: SignInService

    def __post_init__(self) -> None:
        self.elsewhere = self.browser()

    def browser(self) -> httpx.Client:
        """The person's cookies at the service."""
        return self.house.leaving.enter_context(httpx.Client(trust_env=False, timeout=30.0))

    def back(self, who: Visitor, login: str, browser: httpx.Client | None = None) -> str:
        """To the service and through its pages; the path that it sends the browser back to."""
        led = who.get("/vao/dich-vu?tiep=/tai-khoan")
        assert led.status_code == 303, led.text
        address = self.service.sign_in(browser or self.browser(), led.headers["location"], login)
        parts = urlsplit(address)
        return f"{parts.path}?{parts.query}"


@pytest.fixture(scope="module")
def abroad(house: House) -> Iterator[Abroad]:
    app = house.school.app
    with sign_in_service(f"{PUBLIC}{RETURN}", UNKNOWN, STRANGER, KNOWN) as service:
        settings = app.settings.model_copy(
            update={
                "public_url": PUBLIC,
                "oidc_issuer": service.issuer,
                "oidc_client_id": CLIENT,
                "oidc_client_secret": SECRET,
                "oidc_claim": "sub",
            }
        )
        with App(settings, app.addresses) as program, served(program) as client:
            yield Abroad(House(house.school, client, house.leaving, visitors=100), service)


def test_whom_the_school_does_not_know_yet_links_himself_by_a_code_once(abroad: Abroad) -> None:
    who, person = abroad.house.visitor(), abroad.house.person("CB02")
    browser = abroad.browser()
    answer = who.get(abroad.back(who, UNKNOWN, browser))
    assert (answer.headers["location"], who.inside) == ("/vao/dich-vu/lien-ket", False)
    form = "/vao/dich-vu/lien-ket"
    assert who.post(form, form, ma="CB02", so="AAAAA-AAAAA").status_code == 403
    linked = who.post(form, form, ma="cb02", so=abroad.house.invited(person))
    assert (linked.status_code, linked.headers["location"], who.inside) == (303, "/tai-khoan", True)
    assert "Tài khoản của trường" in who.get("/tai-khoan").text
    assert person.acts() == ["INVITED", "LINKED", "SIGNED_IN"]
    again = abroad.house.visitor()
    assert again.get(abroad.back(again, UNKNOWN, browser)).headers["location"] == "/tai-khoan"
    assert again.inside
    with abroad.house.owner() as owner:
        (kept,) = owner.execute("SELECT string_agg(l::text, ' ') FROM work.sign_in_links l").fetchone() or ("",)
    assert UNKNOWN not in str(kept)


def test_its_pages_are_read_at_a_desk_and_on_a_phone(abroad: Abroad) -> None:
    who, base = abroad.house.visitor(), str(abroad.house.server.base_url).rstrip("/")
    led = who.get(abroad.back(who, STRANGER))
    assert led.headers.get("location") == "/vao/dich-vu/lien-ket", led.text
    with chromium() as browser:
        work = Workplace(browser, base, abroad.house.school.app)
        page = work.anybody()
        page.context.add_cookies([{"name": DOOR, "value": who.client.cookies[DOOR], "url": base}])
        code = abroad.house.school.desk.year().school.code
        page.goto(work.url("/vao/dich-vu/lien-ket"))
        page.get_by_role("heading", name="Liên kết tài khoản").wait_for()
        settled(page, "signin-link")
        page.goto(work.url(f"/vao/dich-vu?truong={code}"))
        assert page.get_by_role("link", name="Đến trang đăng nhập của trường").get_attribute("href")
        settled(page, "signin-abroad")
        assert work.complaints == []


def test_a_claim_that_tells_the_staff_code_links_by_itself(abroad: Abroad) -> None:
    who = abroad.house.visitor()
    assert who.get(abroad.back(who, KNOWN)).headers["location"] == "/tai-khoan"
    assert KNOWN in who.get("/tai-khoan").text


def test_an_answer_for_another_browser_or_used_before_opens_nothing(abroad: Abroad) -> None:
    thief, who = abroad.house.visitor(), abroad.house.visitor()
    answer = abroad.back(thief, KNOWN)
    who.get("/vao/dich-vu")
    assert who.get(answer).status_code == 403, "signed in as the thief: his marks would be recorded as the thief's"
    assert who.get(answer).status_code == 409, "nothing waits any more"
    assert thief.get(answer).headers["location"] == "/tai-khoan"
    assert thief.get(answer).status_code == 409
    assert not who.inside


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda query: query.replace("state=", "state=x"), "state"),
        (lambda query: query.replace("iss=http", "iss=https"), "iss"),
        (lambda query: query.replace("iss=", "isx="), "iss"),
        (lambda query: query.replace("code=", "error=access_denied&x="), "error"),
    ],
)  # fmt: skip
def test_a_changed_answer_is_refused(abroad: Abroad, change: Callable[[str], str], reason: str) -> None:
    who = abroad.house.visitor()
    answer = who.get(change(abroad.back(who, KNOWN, abroad.elsewhere)))
    assert answer.status_code == 403
    assert f"({reason})" in answer.text
    assert not who.inside


def test_a_locked_account_stays_out_whatever_the_service_says(abroad: Abroad) -> None:
    with abroad.house.owner() as owner:
        owner.execute(
            "INSERT INTO work.accounts (school_id, staff_id, login, locked_at) VALUES (%s, %s, 'cb03', now())",
            [abroad.house.school_id, abroad.house.person(KNOWN).staff.staff_id],
        )
    who = abroad.house.visitor()
    answer = who.get(abroad.back(who, KNOWN, abroad.elsewhere))
    assert (answer.status_code, who.inside) == (403, False)


def test_what_any_site_can_make_a_browser_ask_for_is_no_attempt(abroad: Abroad) -> None:
    """Pictures of a strange page, a hundred times: the staff room's network is not shut out for it."""
    who = abroad.house.visitor()
    for _ in range(ATTEMPTS_MAX):
        assert who.get("/vao/dich-vu/ve?code=1").status_code == 409
    assert who.get("/vao/dich-vu").status_code == 303
    assert who.post("/vao", ma="GV01", mat_khau="not his").status_code == 403, "wrong, and not too many"


def test_the_door_offers_it_where_it_is_set_and_only_there(abroad: Abroad, house: House) -> None:
    assert "/vao/dich-vu?tiep=" in abroad.house.visitor().get("/vao").text
    assert "/vao/dich-vu?tiep=" not in house.visitor().get("/vao").text
    assert house.visitor().get("/vao/dich-vu").status_code == 404
    named = abroad.house.visitor().get(f"/vao/dich-vu?truong={house.school.desk.year().school.code}")
    assert f'href="{abroad.service.issuer}/' in named.text
    answer = house.visitor().get("/vao/dich-vu/lien-ket")
    assert answer.status_code == 200
    assert told(house.visitor().post("/vao/dich-vu/lien-ket", "/vao/dich-vu/lien-ket", ma="GV01", so="A"))
