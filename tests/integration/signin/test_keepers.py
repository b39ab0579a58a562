"""What the IT officer does with accounts, what everybody does with his own, and what the database keeps of it."""

from __future__ import annotations

import json
import os
import re
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from typer.testing import CliRunner

from api.cli.main import app as hocba
from api.flows.demo.generator import generate
from api.flows.school_load import load_school
from api.flows.tokens import issue_token, token_holder
from api.flows.year_decisions import decide_for_year
from api.sessions import open_session, sessions_of
from api.signin import invitations
from api.signin.entering import Door, linked
from api.signin.oidc import Known
from domain.errors import Rejected
from domain.ledger import open_school
from domain.school_year.events import Role
from domain.school_year.structure.commands import EndRole
from tests.integration.signin.people import PASSWORD, SESSION, House, Person, Visitor, open_house, told
from tests.kit.database import Database

ACCOUNTS = "/quan-tri/tai-khoan"


def signed_in(house: House, person: Person) -> Visitor:
    """By a session, as if he had come through the door."""
    who = house.visitor()
    who.client.cookies.set(
        SESSION, open_session(house.school.app.pool, house.school_id, person.staff.staff_id, "PASSWORD")
    )
    return who


def test_only_the_keepers_keep_accounts(house: House) -> None:
    for role, status in ((Role.IT_OFFICER, 200), (Role.PRINCIPAL, 200), (Role.CLERK, 403), (Role.TEACHER, 403)):
        staff = next(each for each in house.school.desk.year().staff.values() if role in each.roles and
                     (role is Role.PRINCIPAL or Role.PRINCIPAL not in each.roles))  # fmt: skip
        who = signed_in(house, Person(house, staff))
        assert who.get(ACCOUNTS).status_code == status, role
        assert who.get(f"{ACCOUNTS}/nhat-ky").status_code == status
        if status == 403:
            for path in ("moi", "moi-tat-ca", "khoa", "mo-khoa", "dang-xuat"):
                assert who.post(f"{ACCOUNTS}/{path}", "/tai-khoan", ma="GV01").status_code == 403


def test_recovery_replaces_both_factors_and_ends_every_session(house: House) -> None:
    person, keeper = house.somebody(), signed_in(house, house.keeper())
    lost = signed_in(house, person)
    slip = keeper.post(f"{ACCOUNTS}/moi", ACCOUNTS, ma=person.code)
    assert "Mã khôi phục" in slip.text
    code = re.search(r'one-time-code code">([^<]+)<', slip.text)
    assert code
    assert code[1] not in keeper.get(ACCOUNTS).text + keeper.get(f"{ACCOUNTS}/nhat-ky").text, "shown once"
    old = person.phone
    assert lost.inside, "a code that nobody has used changes nothing"
    assert person.enrol(house.visitor(), code[1], "một câu mới dễ nhớ").status_code == 303
    assert not lost.inside
    who = house.visitor()
    assert person.password(who).status_code == 403
    assert person.password(who, "một câu mới dễ nhớ").status_code == 303
    new, person.phone = person.phone, old
    assert person.second(who, person.digits()).status_code == 403
    person.phone = new
    assert person.second(who, person.digits()).status_code == 303
    with house.owner() as owner:
        row = owner.execute(
            "SELECT actor_id FROM work.account_acts WHERE staff_id = %s AND act = 'RECOVERY'", [person.staff.staff_id]
        ).fetchone()
    assert row == (house.keeper().staff.staff_id,)


def test_a_newer_code_replaces_the_older_and_an_old_one_expires(house: House) -> None:
    person = house.person("CB03")
    first, second = house.invited(person), house.invited(person)
    form = "/vao/ma-moi"
    assert house.visitor().post(form, form, ma="CB03", so=first, mat_khau=PASSWORD).status_code == 403
    with house.owner() as owner:
        owner.execute("UPDATE work.accounts SET code_expires_at = now() WHERE login = 'cb03'")
    assert house.visitor().post(form, form, ma="CB03", so=second, mat_khau=PASSWORD).status_code == 403
    assert timedelta(days=7) == invitations.CODE_LIFETIME


def test_a_weak_password_leaves_the_code_as_it_is(house: House) -> None:
    person, who, form = house.person("CB02"), house.visitor(), "/vao/ma-moi"
    code = house.invited(person)
    assert who.post(form, form, ma="CB02", so=code, mat_khau="ngắn").status_code == 422
    assert who.post(form, form, ma="CB02", so=code, mat_khau=PASSWORD).status_code == 303


def test_a_lock_ends_sessions_tokens_and_codes_until_it_is_taken_away(house: House) -> None:
    person, keeper = house.somebody(), signed_in(house, house.keeper())
    who = signed_in(house, person)
    pool = house.school.app.pool
    token, code = issue_token(pool, house.school_id, person.staff), house.invited(person)
    answer = keeper.post(f"{ACCOUNTS}/khoa", ACCOUNTS, ma=person.code)
    assert answer.status_code == 303
    name = house.school.desk.signatory(person.staff).full_name
    assert f"Đã khóa tài khoản của {name} ({person.code})" in keeper.get(ACCOUNTS).text
    assert not who.inside
    assert token_holder(pool, token) is None
    assert (
        house.visitor().post("/vao/ma-moi", "/vao/ma-moi", ma=person.code, so=code, mat_khau=PASSWORD).status_code
        == 403
    )
    assert person.password(house.visitor()).status_code == 403
    keeper.post(f"{ACCOUNTS}/mo-khoa", ACCOUNTS, ma=person.code)
    again = house.visitor()
    person.password(again)
    assert person.second(again, person.digits()).status_code == 303
    keeper.post(f"{ACCOUNTS}/dang-xuat", ACCOUNTS, ma=person.code)
    assert not again.inside


def test_a_lock_that_comes_between_the_factors_and_the_session_lets_nobody_in(house: House) -> None:
    person, app = house.somebody(), house.school.app
    door = Door(app)
    entered = door.enter(house.school_id, person.staff.staff_id, "PASSWORD", "/viec")
    invitations.lock(app.pool, house.school_id, person.staff, None)
    with pytest.raises(Rejected) as refused:
        door.open(entered, "")
    assert refused.value.code == "signin.wrong"
    assert sessions_of(app.pool, house.school_id, person.staff.staff_id) == []


def test_ones_own_account_changes_under_the_present_password_only(house: House) -> None:
    person = house.somebody()
    who, other = signed_in(house, person), signed_in(house, person)
    page = "/tai-khoan"
    for path, fields in (("mat-khau", {"moi": "một câu mới dễ nhớ"}), ("ung-dung", {}), ("passkey/bo", {"muc": "aa"})):
        refused = who.post(f"{page}/{path}", page, mat_khau="không phải câu ấy", **fields)
        assert (refused.status_code, "Chưa thay đổi gì" in told(refused)) == (403, True)
    with house.owner() as owner:
        owner.execute("UPDATE work.accounts SET failures = 0 WHERE login = %s", [person.code.lower()])
    assert who.post(f"{page}/mat-khau", page, mat_khau=PASSWORD, moi="một câu mới dễ nhớ").status_code == 303
    third = house.visitor()
    assert person.password(third, "một câu mới dễ nhớ").status_code == 303
    assert person.second(third, person.digits()).status_code == 303, "the app goes on under the new password"
    shown = who.get(page).text
    places = re.findall(r'name="muc" value="([0-9a-f]{64})"', shown)
    assert len(places) == 3, "those two, and the one of the invitation"
    assert who.post(f"{page}/phien", page, muc=places[0]).status_code == 303
    assert who.post(f"{page}/phien", page, muc="00" * 32).status_code == 404
    assert [third.inside, other.inside] == [False, True]
    assert who.post(f"{page}/ra-moi-noi", page).headers["location"] == "/vao"
    assert [each.inside for each in (who, other, third)] == [False] * 3


def test_a_role_that_ends_ends_the_session(house: House) -> None:
    person = house.somebody()
    who = signed_in(house, person)
    assert who.inside
    desk = house.school.desk
    principal = str(house.school.staff(Role.PRINCIPAL).staff_id)
    yesterday = desk.today - timedelta(days=1)
    ended = EndRole(staff_id=person.staff.staff_id, role=Role.TEACHER, last_day=yesterday, document="QĐ 7")
    decide_for_year(desk, principal, ended)
    # What he was in a year that is named opens nothing either.
    assert who.get(f"/lich?nam={desk.year().name}").headers["location"].startswith("/vao")
    assert not who.inside
    with house.owner() as owner:
        left = owner.execute(
            "SELECT count(*) FROM work.sessions WHERE staff_id = %s", [person.staff.staff_id]
        ).fetchone()
    assert left == (0,)
    again = house.visitor()
    person.password(again)
    answer = person.second(again, person.digits())
    assert (answer.status_code, "đã kết thúc" in answer.text) == (403, True)
    assert desk.year().staff[person.staff.staff_id].roles == frozenset()


def test_nothing_in_the_tables_opens_an_account(house: House) -> None:
    person = house.somebody()
    assert person.phone
    code = house.invited(person)
    with house.owner() as owner:
        kept = "".join(
            str(row[0])
            for table in ("accounts", "passkeys", "sign_in_links", "account_acts", "sessions")
            for row in owner.execute(f"SELECT t::text FROM work.{table} t")
        )
    secret = person.phone.byte_secret().hex()
    for text in (PASSWORD, person.phone.secret, secret, code, code.replace("-", ""), "198.51.100"):
        assert text not in kept


def test_what_was_done_stays_done(house: House) -> None:
    for statement in (
        "UPDATE work.account_acts SET act = 'X'",
        "DELETE FROM work.account_acts",
        "TRUNCATE work.account_acts",
    ):
        for url in (house.school.database.application_url, house.school.database.owner_url):
            with psycopg.connect(url) as connection:
                connection.execute("SELECT set_config('hocba.school_id', %s, true)", [str(house.school_id)])
                with pytest.raises(psycopg.Error) as refused:
                    connection.execute(statement)
            assert refused.value.sqlstate == "HB007", (statement, url)


def test_another_school_sees_nothing(house: House) -> None:
    with psycopg.connect(house.school.database.application_url) as connection:
        connection.execute("SELECT set_config('hocba.school_id', gen_random_uuid()::text, false)")
        for table in ("accounts", "passkeys", "sign_in_links", "account_acts"):
            assert connection.execute(f"SELECT count(*) FROM work.{table}").fetchone() == (0,)


def test_where_there_are_two_schools_ones_own_is_named() -> None:
    with open_house() as shared:
        app = shared.school.app
        other, plan = uuid4(), generate(7, classes=[("8A", 1)])
        second = plan.file.model_copy(update={"school": plan.file.school.model_copy(update={"code": "99999999"})})
        open_school(app.pool, other)
        load_school(app.ledgers[other], second, set())
        person, who = shared.person("GV01"), shared.visitor()
        code = shared.invited(person)
        own = shared.school.desk.year().school.code
        assert "Mã trường" in who.get("/vao").text
        form = "/vao/ma-moi"
        for wrong in ("99999999", "no school", ""):
            assert who.post(form, form, truong=wrong, ma="GV01", so=code, mat_khau=PASSWORD).status_code == 403
        assert who.post(form, form, truong=own, ma="GV01", so=code, mat_khau=PASSWORD).status_code == 303
        # A service that tells a staff code does not say of which of the schools.
        known = Known(sha256(b"somebody").digest(), "GV01")
        assert [linked(Door(app), school_id, known) for school_id in (other, shared.school.desk.ledger.school_id)] == [
            None,
            None,
        ]


def test_the_operator_invites_locks_and_lists(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    database: Database = house.school.database
    for name in [name for name in os.environ if name.startswith("HOCBA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOCBA_DATABASE_URL", database.application_url)
    monkeypatch.setenv("HOCBA_OWNER_DATABASE_URL", database.owner_url)

    def run(*arguments: str, exit: int = 0) -> Any:
        answer = CliRunner().invoke(hocba, ["account", *arguments, "--json"])
        assert answer.exit_code == exit, answer.output
        return json.loads(answer.stdout)

    clerk = house.person(house.school.staff(Role.CLERK).code).code
    assert run("unlock", "--staff", clerk, exit=2)["error"]["code"] == "account.none"
    made = run("invite", "--staff", clerk)
    assert re.fullmatch("([2-9A-Y]{5}-){3}[2-9A-Y]{5}", str(made["code"]))
    assert (made["hours"], made["recovery"]) == (168, False)
    states = {line["staff"]: line["state"] for line in run("list")}
    assert states[clerk] == "INVITED"
    assert run("lock", "--staff", clerk) == {"staff": clerk, "locked": True, "sessions_ended": 0}
    assert {line["staff"]: line["state"] for line in run("list")}[clerk] == "LOCKED"
    assert run("unlock", "--staff", clerk) == {"staff": clerk, "locked": False}
