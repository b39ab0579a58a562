"""Tokens of school software: what each may do, who sees and ends it, and what it may give on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.flows.tokens import Scope, check_token, issue_token
from domain.errors import Rejected
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.kit.served import served
from tests.kit.small_school import CLASS, SmallSchool, copy, issued_template

TOKENS = "/api/v1/tokens"
CLOSE = {"class_code": CLASS}


@pytest.fixture(scope="module")
def doors() -> Iterator[tuple[SmallSchool, httpx.Client]]:
    with copy(issued_template()) as school, served(school.app) as client:
        yield school, client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}


def given(school: SmallSchool, staff: Staff, *scopes: Scope, name: str = "") -> str:
    return issue_token(school.app.pool, school.school_id, staff, scopes or frozenset(Scope), name)


def listed(client: httpx.Client, token: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(TOKENS, headers=bearer(token)).raise_for_status().json()
    return found


def test_a_token_does_what_its_scopes_say_and_no_more(doors: tuple[SmallSchool, httpx.Client]) -> None:
    school, client = doors
    clerk = school.staff(Role.CLERK)
    reading = given(school, clerk, Scope.READ)
    assert client.get("/api/v1/year/state", headers=bearer(reading)).status_code == 200
    refused = client.post("/api/v1/editions/close", json=CLOSE, headers=bearer(reading))
    assert (refused.status_code, refused.json()["code"]) == (403, "token.scope")
    assert "issue" in refused.json()["detail"]
    issuing = given(school, clerk, Scope.ISSUE)
    assert client.post("/api/v1/editions/close", json=CLOSE, headers=bearer(issuing)).json()["code"] == "edition.status"
    assert client.get("/api/v1/year/state", headers=bearer(issuing)).json()["code"] == "token.scope"
    with pytest.raises(Rejected) as raised:  # The command line acts with everything that its person may do.
        check_token(school.app.pool, school.school_id, clerk, issuing)
    assert raised.value.code == "token.scope"


def test_a_program_gets_a_token_that_is_shown_once_and_can_be_ended(doors: tuple[SmallSchool, httpx.Client]) -> None:
    school, client = doors
    teacher = school.teacher("TOAN")
    own = given(school, teacher, name="của tôi")
    wider = {"name": "Phần mềm điểm", "scopes": ["read", "record"]}
    narrow = given(school, teacher, Scope.ADMIN, Scope.READ)
    refused = client.post(TOKENS, json=wider, headers=bearer(narrow))
    assert (refused.status_code, refused.json()["code"]) == (403, "token.scope")
    made = client.post(TOKENS, json=wider, headers=bearer(own)).json()["token"]
    assert client.get("/api/v1/me/classes", headers=bearer(made)).status_code == 200
    lines = listed(client, own)
    line = next(each for each in lines if each["name"] == "Phần mềm điểm")
    assert (line["scopes"], line["last_used_at"] is not None) == (["read", "record"], True)
    assert {each["staff_id"] for each in lines} == {str(teacher.staff_id)}
    assert made not in client.get(TOKENS, headers=bearer(own)).text
    assert client.delete(f"{TOKENS}/{line['token_id']}", headers=bearer(own)).status_code == 200
    assert client.get("/api/v1/me/classes", headers=bearer(made)).status_code == 401


def test_the_it_officer_ends_anybodys_and_a_teacher_only_his_own(doors: tuple[SmallSchool, httpx.Client]) -> None:
    school, client = doors
    officer, teacher = given(school, school.staff(Role.IT_OFFICER)), given(school, school.teacher("TOAN"))
    clerks = given(school, school.staff(Role.CLERK), name="máy văn thư")
    token_id = next(each["token_id"] for each in listed(client, officer) if each["name"] == "máy văn thư")
    refused = client.delete(f"{TOKENS}/{token_id}", headers=bearer(teacher))
    assert (refused.status_code, refused.json()["code"]) == (404, "token.unknown")
    assert client.delete(f"{TOKENS}/{token_id}", headers=bearer(officer)).status_code == 200
    assert client.get("/api/v1/year/state", headers=bearer(clerks)).status_code == 401


def test_a_list_comes_page_by_page_and_loses_nothing_when_lines_go(doors: tuple[SmallSchool, httpx.Client]) -> None:
    school, client = doors
    teacher = school.teacher("KHTN")
    own, *_ = [given(school, teacher, name=str(number)) for number in range(5)]
    names, path = [], f"{TOKENS}?limit=2"
    while path:
        answer = client.get(path, headers=bearer(own))
        names += [each["name"] for each in answer.json()]
        if len(names) == 2:  # the very line that the cursor names goes
            client.delete(f"{TOKENS}/{answer.json()[-1]['token_id']}", headers=bearer(own)).raise_for_status()
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    assert names[:2] == ["4", "3"]
    assert names[-1] == "0"
    assert len(names) == len(set(names)) >= 4
    for wrong in ("x", "!!!", "MTI", "w6k6YQ"):
        refused = client.get(f"{TOKENS}?cursor={wrong}", headers=bearer(own))
        assert (refused.status_code, refused.json()["code"]) == (422, "cursor.invalid")
