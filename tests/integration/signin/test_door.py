"""Coming in by password and phone: what is asked, what is answered, and what a browser leaves with."""

from __future__ import annotations

import httpx
import pytest

from api.app import DEMO_MARK, App
from api.settings import Environment
from api.signin.accounts import FAILURES_END, FAILURES_MAX
from domain.school_year.events import Role
from tests.integration.signin.people import DOOR, PASSWORD, SESSION, House, told
from tests.kit.served import served


def test_an_invitation_sets_password_and_phone_and_is_used_once(house: House) -> None:
    who, person = house.visitor(), house.person("GV01")
    code = house.invited(person)
    assert person.enrol(who, code).headers["location"] == "/viec"
    assert who.inside
    again = house.visitor().post("/vao/ma-moi", "/vao/ma-moi", ma="GV01", so=code, mat_khau=PASSWORD)
    assert again.status_code == 403
    wrong = house.visitor().post("/vao/ma-moi", "/vao/ma-moi", ma="GV99", so=code, mat_khau=PASSWORD)
    assert told(again) == told(wrong)
    assert person.acts() == ["INVITED", "ENROLLED", "SIGNED_IN"]


def test_password_then_phone_lead_to_where_one_wanted_to_go(house: House) -> None:
    person, who = house.somebody(), house.visitor()
    led = who.get("/tai-khoan")
    assert (led.status_code, led.headers["location"]) == (303, "/vao?tiep=/tai-khoan")
    first = who.post("/vao", ma=person.code, mat_khau=PASSWORD, tiep="/tai-khoan")
    assert (first.status_code, first.headers["location"], who.inside) == (303, "/vao/buoc-hai", False)
    wrong = person.second(who, "000000")
    assert (wrong.status_code, who.inside) == (403, False)
    right = person.second(who, person.digits())
    assert (right.status_code, right.headers["location"], who.inside) == (303, "/tai-khoan", True)
    assert who.get("/vao?tiep=/tai-khoan").headers["location"] == "/tai-khoan"


def test_a_code_seen_over_a_shoulder_is_worth_nothing(house: House) -> None:
    person, who, thief = house.somebody(), house.visitor(), house.visitor()
    person.password(who)
    person.password(thief)
    seen = person.digits()
    assert person.second(who, seen).status_code == 303
    assert person.second(thief, seen).status_code == 403
    assert not thief.inside


def test_each_sign_in_has_a_new_secret_and_a_planted_one_is_worth_nothing(house: House) -> None:
    person, who = house.somebody(), house.visitor()
    planted = "p" * 43
    who.client.cookies.set(SESSION, planted, domain="127.0.0.1")
    who.client.cookies.set(DOOR, planted, domain="127.0.0.1")
    assert not who.inside
    person.password(who)
    answer = person.second(who, person.digits())
    cookies = answer.headers.get_list("set-cookie")
    session = next(each for each in cookies if each.startswith(SESSION))
    assert planted not in session
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(session.split("; "))
    assert any(each.startswith(f'{DOOR}=""') for each in cookies)
    before = next(value for name, value in who.client.cookies.items() if name == SESSION and value != planted)
    who.client.cookies.clear()
    who.client.cookies.set(SESSION, before)
    assert who.inside
    with house.owner() as owner:
        kept = [bytes(row[0]) for row in owner.execute("SELECT sha256 FROM work.sessions")]
    assert all(before.encode() != each for each in kept)


def test_a_new_sign_in_ends_the_session_of_before(house: House) -> None:
    person, who = house.somebody(), house.visitor()
    person.password(who)
    person.second(who, person.digits())
    before = who.secret
    with httpx.Client(base_url=house.server.base_url, trust_env=False, cookies={SESSION: before or ""}) as other:
        assert other.get("/tai-khoan").status_code == 200
        # The form of a page that was open all the time: the door itself leads on whoever is signed in.
        who.client.cookies.delete(SESSION)
        page = who.get("/vao")
        who.client.cookies.set(SESSION, before or "", domain="127.0.0.1")
        csrf = page.text.split('name="_csrf" value="')[1].split('"')[0]
        who.client.post("/vao", data={"_csrf": csrf, "ma": person.code, "mat-khau": PASSWORD})
        answer = who.client.post("/vao/buoc-hai", data={"_csrf": csrf, "so": person.digits(1)})
        assert answer.status_code == 303
        assert other.get("/tai-khoan").status_code == 303


@pytest.mark.parametrize(
    "path", ["/vao", "/vao/buoc-hai", "/vao/ma-moi", "/vao/ma-moi/buoc-hai", "/vao/dich-vu/lien-ket"]
)
def test_a_form_of_another_site_is_refused(house: House, path: str) -> None:
    who = house.visitor()
    assert who.client.post(path, data={"ma": "GV01"}).status_code == 403
    who.get("/vao")
    assert who.client.post(path, data={"ma": "GV01", "_csrf": "x"}).status_code == 403
    assert who.client.post(path, data={"ma": "GV01", "_csrf": "ệ"}).status_code == 403


@pytest.mark.parametrize("path", ["/vao/passkey/hoi", "/vao/passkey", "/vao/ma-moi/passkey", "/tai-khoan/passkey/hoi"])
def test_a_script_of_another_site_is_refused(house: House, path: str) -> None:
    who = house.visitor()
    who.get("/vao")
    assert who.client.post(path, json={}).status_code in (303, 403)


def test_unknown_wrong_paused_and_locked_are_one_answer(house: House) -> None:
    person, stranger = house.somebody(), house.visitor()
    unknown = stranger.post("/vao", ma="GV99", mat_khau=PASSWORD)
    answers = [person.password(stranger, "một câu khác hẳn") for _ in range(FAILURES_MAX)]
    paused = person.password(stranger)
    with house.owner() as owner:
        owner.execute(
            "UPDATE work.accounts SET failed_at = now() - interval '16 minutes' WHERE login = %s", [person.code.lower()]
        )
    assert person.password(stranger).headers["location"] == "/vao/buoc-hai", "the pause is over"
    with house.owner() as owner:
        owner.execute("UPDATE work.accounts SET locked_at = now() WHERE login = %s", [person.code.lower()])
    locked = person.password(stranger)
    assert {answer.status_code for answer in (unknown, *answers, paused, locked)} == {403}
    assert len({told(answer) for answer in (unknown, *answers, paused, locked)}) == 1
    done = person.acts()
    assert done.count("FAILED") == FAILURES_MAX + 2
    assert done.count("PAUSED") == 1
    with house.owner() as owner:
        assert owner.execute("SELECT count(*) FROM work.account_acts WHERE staff_id IS NULL").fetchone() == (1,)


def test_wrong_codes_of_the_phone_pause_the_account_too_and_in_the_end_for_good(house: House) -> None:
    person, thief = house.somebody(), house.visitor()
    person.password(thief)
    for _ in range(FAILURES_MAX):
        assert person.second(thief, "000000").status_code == 403
    assert person.second(thief, person.digits()).status_code == 403
    assert not thief.inside
    with house.owner() as owner:
        owner.execute(
            "UPDATE work.accounts SET failures = %s, failed_at = now() - interval '1 year' WHERE login = %s",
            [FAILURES_END, person.code.lower()],
        )
    assert person.password(house.visitor()).status_code == 403


def test_a_network_is_slowed_before_its_guesses_are_judged(house: House) -> None:
    who = house.visitor()
    csrf = who.get("/vao/ma-moi").text.split('name="_csrf" value="')[1].split('"')[0]
    guess = {"_csrf": csrf, "ma": "GV01", "so": "AAAAA", "mat-khau": PASSWORD}
    answers = [who.client.post("/vao/ma-moi", data=guess).status_code for _ in range(102)]
    assert (answers[0], answers[-1]) == (403, 429)
    assert int(who.client.post("/vao", data={"_csrf": csrf}).headers["retry-after"]) > 600
    assert house.visitor().get("/vao/ma-moi").status_code == 200


def test_the_demos_door_does_not_exist_here(house: House) -> None:
    who = house.visitor()
    assert "/vao/demo" not in who.get("/vao").text
    answer = who.post("/vao/demo", staff=str(house.person("GV01").staff.staff_id), school=str(house.school_id))
    assert answer.status_code == 404
    assert not who.inside


@pytest.mark.parametrize(
    "body",
    ["", "[]", "null", "{", '{"rawId": 5}', '{"rawId": "", "response": {"userHandle": "AA"}}', "[" * 8000,
     '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "%s", "clientDataJSON": "AA",'
     ' "authenticatorData": "AA", "signature": "AA"}}' % ("A" * 43)],
)  # fmt: skip
def test_what_no_browser_sends_is_refused_in_words(house: House, body: str) -> None:
    who = house.visitor()
    csrf = who.get("/vao").text.split('name="csrf" content="')[1].split('"')[0]
    headers = {"x-csrf-token": csrf, "content-type": "application/json"}
    asked = who.client.post("/vao/passkey/hoi", headers=headers, content="{}")
    assert len(asked.json()["challenge"]) == 86
    assert "allowCredentials" not in asked.json() or asked.json()["allowCredentials"] == []
    answer = who.client.post("/vao/passkey", headers=headers, content=body)
    assert answer.status_code in (403, 409, 422), answer.text
    assert "Traceback" not in answer.text


def test_a_challenge_is_answered_once(house: House) -> None:
    who = house.visitor()
    csrf = who.get("/vao").text.split('name="csrf" content="')[1].split('"')[0]
    headers = {"x-csrf-token": csrf}
    who.client.post("/vao/passkey/hoi", headers=headers, json={})
    first, second = (who.client.post("/vao/passkey", headers=headers, json={}) for _ in range(2))
    assert (first.status_code, second.status_code) == (403, 409)


def test_in_production_cookies_are_bound_to_the_host_and_the_demos_mark_opens_nothing(house: House) -> None:
    app = house.school.app
    settings = app.settings.model_copy(update={"env": Environment.PRODUCTION, "public_url": "https://hocba.example.vn"})
    mark = "INSERT INTO work.marks (name, value) VALUES (%s, 'test')"
    with house.owner() as owner:
        owner.execute(mark, [DEMO_MARK])
    try:
        with App(settings, app.addresses) as program, served(program) as client:
            page = client.get("/vao")
            cookie = page.headers["set-cookie"]
            assert cookie.startswith(f"__Host-{DOOR}=")
            assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
            assert "/vao/demo" not in page.text
            headers = {"cookie": cookie.split(";")[0]}
            csrf = page.text.split('name="_csrf" value="')[1].split('"')[0]
            staff = str(house.school.staff(Role.PRINCIPAL).staff_id)
            fields = {"_csrf": csrf, "staff": staff, "school": str(house.school_id)}
            assert client.post("/vao/demo", data=fields, headers=headers).status_code == 404
    finally:
        with house.owner() as owner:
            owner.execute("DELETE FROM work.marks WHERE name = %s", [DEMO_MARK])
