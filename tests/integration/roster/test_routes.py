"""Class lists over the API: each command once, each by whose right it is (docs/api.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.flows.demo.generator import generate
from api.flows.tokens import issue_token
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.kit.served import served
from tests.kit.stages import School, at

PUPIL = generate(7, classes=(("8A", 1),)).file.pupils[0].model_copy(update={"number": None, "pupil_code": "0000000001"})


class Doors:
    """A served school, and a client of it."""

    def __init__(self, school: School, client: httpx.Client) -> None:
        self.school, self.client = school, client

    def headers(self, staff: Staff) -> dict[str, str]:
        token = issue_token(self.school.app.pool, self.school.desk.ledger.school_id, staff)
        return {"Authorization": f"Bearer {token}"}

    def get(self, path: str, staff: Staff) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=self.headers(staff))

    def post(self, path: str, staff: Staff, body: dict[str, Any], key: UUID | None = None) -> Any:
        headers = self.headers(staff) | {"Idempotency-Key": str(key or uuid4())}
        return self.client.post(f"/api/v1/{path}", json=body, headers=headers)


@pytest.fixture(scope="module")
def doors() -> Iterator[Doors]:
    with at("loaded", 3, ("8A", "8B")) as school, served(school.app) as client:
        yield Doors(school, client)


def test_a_pupil_comes_moves_leaves_and_comes_back_each_once(doors: Doors) -> None:
    school, clerk = doors.school, doors.school.cast.clerk
    body, key = PUPIL.model_dump(mode="json", by_alias=True, exclude_none=True), uuid4()
    first, again = (doors.post("roster/enrolments", clerk, body, key).json() for _ in range(2))
    topics = [entry["topic"] for entry in first["entries"]]
    assert topics == [
        "hocba.school_year.pupil_listed.v1", "hocba.pupil.registered.v1", "hocba.pupil.enrolled.v1",
        "hocba.report.started.v1",
    ]  # fmt: skip
    assert (again["repeated"], again["entries"]) == (True, first["entries"])
    report = first["entries"][-1]["stream"]
    asked = {"report_id": report, "class_code": "8B", "document": "QĐ 12"}
    moved = doors.post("roster/moves", clerk, asked).json()["entries"]
    assert (moved[1]["data"]["number"], moved[1]["acting"]) == (4, {"role": "CLERK"})
    homeroom = school.cast.homeroom(school.desk.year().school_class("8B"))
    leaving = {"report_id": report, "reason": "DROPPED_OUT", "document": "QĐ 20"}
    assert doors.post("roster/departures", homeroom, leaving).status_code == 200
    lines = doors.get("classes/8B/list", homeroom).json()
    assert [(line["number"], line["ended"]) for line in lines[2:]] == [(3, None), (4, "DROPPED_OUT")]
    early = doors.post("roster/returns", clerk, asked)
    assert (early.status_code, early.json()["code"]) == (409, "place.day")


def test_who_has_no_right_reads_no_list_and_moves_nobody(doors: Doors) -> None:
    school = doors.school
    heads = {school.cast.homeroom(found).code for found in school.cast.classes}
    teacher = next(s for s in school.cast.year.staff.values() if s.roles == {Role.TEACHER} and s.code not in heads)
    assert doors.get("classes/8B/list", teacher).status_code == 403
    body = {"report_id": str(school.members[0].report_id), "class_code": "8B", "document": "QĐ 12"}
    answer = doors.post("roster/moves", teacher, body)
    assert (answer.status_code, answer.json()["code"]) == (403, "right.none")
    lost = doors.post("roster/moves", school.cast.clerk, body | {"report_id": str(uuid4())})
    assert (lost.status_code, lost.json()["code"]) == (404, "report.unknown")


def test_the_turn_of_the_year_over_the_api(doors: Doors) -> None:
    principal, officer = doors.school.cast.principal, doors.school.staff(Role.IT_OFFICER)
    early = doors.post("year/next", officer, {})
    assert (early.status_code, early.json()["code"]) == (409, "year.not_closed")
    for term in (1, 2):
        assert doors.post("year/locks", principal, {"term": term}).status_code == 200
    closed = doors.post("year/closing", principal, {"document": "NQ 5"}).json()
    assert [entry["topic"] for entry in closed["entries"]] == ["hocba.school_year.closed.v1"]
    opened = doors.post("year/next", officer, {"homerooms": {"9A": "GV02"}, "without": ["9B"]}).json()
    assert opened["entries"][0]["topic"] == "hocba.school_year.continued.v1"
    state = doors.get("year/state", officer).json()
    assert (state["school_year"], [each["class_code"] for each in state["classes"]]) == (
        "2026-2027",
        ["8A", "8B", "9A"],
    )
    waiting = doors.get("roster/waiting", officer).json()
    assert {each["why"] for each in waiting} == {"UNDECIDED"}, "nothing was recorded in that year"
    placing = {"pupil_id": waiting[0]["pupil_id"], "class_code": "8A"}
    assert doors.post("roster/placements", officer, placing).status_code == 200
    assert len(doors.get("roster/waiting", officer).json()) == len(waiting) - 1
