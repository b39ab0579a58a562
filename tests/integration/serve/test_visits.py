"""Who looks at a pupil through a correction or by a question is in the book, with that pupil's report."""

from __future__ import annotations

import httpx

from api.flows.tokens import issue_token
from api.flows.visits import Visit, visits
from api.sessions import COOKIE, csrf_of, open_session
from domain.school_year.events import Role
from tests.kit.small_school import SmallSchool


def newest(school: SmallSchool) -> Visit:
    return visits(school.desk)[0]


def test_a_correction_and_a_question_about_a_pupil_are_visits_to_his_report(
    school: SmallSchool, client: httpx.Client
) -> None:
    member, principal = school.members[0], school.staff(Role.PRINCIPAL)
    token = issue_token(school.app.pool, school.school_id, principal)
    request_id = next(iter(member.report.record["requests"]))
    path = f"/api/v1/corrections/{request_id}"
    assert client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert (newest(school).report_id, newest(school).page) == (member.report_id, "/api/v1/corrections/{request_id}")
    secret = open_session(school.app.pool, school.school_id, principal.staff_id, "DEMO")
    client.cookies.set(COOKIE, secret)
    assert client.get(f"/duyet/de-nghi/{request_id}").status_code == 200
    assert (newest(school).report_id, newest(school).page) == (member.report_id, "/duyet/de-nghi/{request_id}")
    other = school.members[1]
    asked = {"_csrf": csrf_of(secret), "hoc_sinh": str(other.pupil_id)}
    assert client.post("/nhat-ky", data=asked).status_code == 200
    assert (newest(school).report_id, newest(school).page) == (other.report_id, "/nhat-ky"), "no class was named"
    assert client.get(f"/lop/8A/hoc-sinh/{other.report_id}?report={member.report_id}").status_code == 200
    assert (newest(school).report_id, newest(school).class_code) == (other.report_id, "8A")
