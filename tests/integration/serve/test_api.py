"""Bearer tokens and who may read what; one error shape and one table of statuses over all routes."""

from __future__ import annotations

from uuid import UUID, uuid4

import httpx
import pytest

from anchors.checkpoint import open_note
from api.flows.tokens import issue_token
from api.routes import ROUTERS
from api.routes.errors import STATUS
from api.routes.examples import BODIES
from api.server import create_app
from domain.report.editions import derive
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.integration.serve.conftest import Issued
from tests.kit.small_school import CLASS, SmallSchool

#: A well-formed id that nothing bears.
NOBODY = UUID("00000000-0000-4000-8000-000000000000")


def bearer(school: SmallSchool, staff: Staff) -> dict[str, str]:
    return {"authorization": f"Bearer {issue_token(school.app.pool, school.school_id, staff)}"}


def homeroom(school: SmallSchool) -> Staff:
    year = school.desk.year()
    found = year.homeroom_teacher(year.school_class(CLASS).class_id, school.desk.context("").today)
    assert found is not None
    return found


def stranger(school: SmallSchool, subject: str) -> Staff:
    """A teacher of this class with no part in the subject, nor at its head."""
    year = school.desk.year()
    known = [school.teacher(subject), homeroom(school)]
    return next(
        staff
        for staff in year.staff.values()
        if staff not in known and not staff.roles.intersection((Role.PRINCIPAL, Role.DEPUTY, Role.CLERK))
    )


def test_a_gradebook_is_for_its_teacher_the_homeroom_teacher_and_the_leadership(
    client: httpx.Client, school: SmallSchool
) -> None:
    path = f"/api/v1/classes/{CLASS}/gradebook/TOAN"
    for staff in (school.teacher("TOAN"), homeroom(school), school.staff(Role.PRINCIPAL)):
        answer = client.get(path, headers=bearer(school, staff))
        assert answer.status_code == 200, answer.text
    refused = client.get(path, headers=bearer(school, stranger(school, "TOAN")))
    assert (refused.status_code, refused.json()["code"]) == (403, "right.missing")
    book = answer.json()
    assert (book["class_code"], book["subject_name"], book["position"]) == (CLASS, "Toán", school.desk.ledger.size())
    first, member = book["pupils"][0], school.members[0]
    assert (first["number"], first["full_name"]) == (1, member.full_name)
    columns = [(mark["term"], mark["column"]) for mark in first["marks"]]
    assert columns == sorted(
        columns, key=lambda each: (each[0], ["TX1", "TX2", "TX3", "TX4", "GK", "CK"].index(each[1]))
    )
    recorded = {(mark["term"], mark["column"]): (mark["mark"], mark["position"]) for mark in first["marks"]}
    standing = school.desk.report(member.report_id).marks
    for cell, value in standing.items():
        if cell.subject == "TOAN":
            assert recorded[cell.term.value, cell.column.value] == (str(value.value), value.position)


def test_a_report_comes_with_what_the_rules_make_of_it(
    client: httpx.Client, school: SmallSchool, issued: Issued
) -> None:
    headers = bearer(school, school.staff(Role.CLERK))
    member = school.members[0]
    answers = [client.get(f"/api/v1/reports/{code}", headers=headers) for code in (member.report_id, issued.code)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    report = answers[0].json()
    derived = derive(school.desk.report(member.report_id), school.desk.year())
    assert [row["year"] for row in report["derived"]["subjects"]] == [str(row.year) for row in derived.subjects]
    assert (report["status"], report["missing"], report["corrections"]) == ("ISSUED", [], 1)
    assert report["marks"]["TOAN//1/TX1"]["position"] == member.report.record["marks"]["TOAN//1/TX1"][2]
    refused = client.get(f"/api/v1/reports/{issued.code}", headers=bearer(school, stranger(school, "TOAN")))
    assert (refused.status_code, refused.json()["code"]) == (403, "right.role")


def test_an_answer_that_one_has_is_not_sent_again(client: httpx.Client, school: SmallSchool) -> None:
    path, headers = f"/api/v1/classes/{CLASS}/gradebook/TOAN", bearer(school, school.teacher("TOAN"))
    first = client.get(path, headers=headers)
    tag = first.headers["etag"]
    for asked in (tag, f'"other", W/{tag}'):
        again = client.get(path, headers=headers | {"If-None-Match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers=headers | {"If-None-Match": '"other"'}).content == first.content
    refused = client.get(path, headers=bearer(school, stranger(school, "TOAN")) | {"If-None-Match": tag})
    assert refused.status_code == 403, "a tag opens nothing"
    assert "etag" not in refused.headers


def test_a_token_is_required_right_and_of_this_school(client: httpx.Client, school: SmallSchool) -> None:
    path = f"/api/v1/classes/{CLASS}/gradebook/TOAN"
    for headers, code in (
        ({}, "token.required"),
        ({"authorization": "Basic YTpi"}, "token.required"),
        ({"authorization": "Bearer x"}, "token.invalid"),
        ({"authorization": "Bearer " + "a" * 5000}, "token.invalid"),
    ):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert answer.headers["www-authenticate"] == "Bearer"
    staff = school.staff(Role.PRINCIPAL)
    elsewhere = issue_token(school.app.pool, uuid4(), staff)
    assert client.get(path, headers={"authorization": f"Bearer {elsewhere}"}).status_code == 404


def test_an_expired_token_is_refused(client: httpx.Client, school: SmallSchool) -> None:
    headers = bearer(school, school.staff(Role.PRINCIPAL))
    with school.app.pool.connection() as connection:
        connection.execute(
            "UPDATE work.tokens SET issued_at = now() - interval '2 s', expires_at = now() - interval '1 s'"
        )
    assert client.get(f"/api/v1/classes/{CLASS}/gradebook/TOAN", headers=headers).status_code == 401


def test_the_last_checkpoint_is_public_and_signed(client: httpx.Client, school: SmallSchool) -> None:
    answer = client.get(f"/api/v1/checkpoint/{school.school_id}")
    assert answer.headers["content-type"].startswith("text/plain")
    assert open_note(answer.text, school.log_key.verifier_key).size == school.desk.ledger.latest_checkpoint().size


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "/api/v1/nowhere", None, "route.unknown"),
        ("PUT", "/api/v1/lookup/x", {}, "route.method"),
        ("GET", "/api/v1/lookup/x", None, "lookup.not_found"),
        ("POST", "/api/v1/lookup/x", {"birth_date": "2012-09-05"}, "lookup.not_found"),
        ("POST", "/api/v1/lookup/x", {"birth_date": "yesterday"}, "lookup.birth_date"),
        ("POST", "/api/v1/lookup/x", {"birth_date": "2012-09-05", "name": "An"}, "request.invalid"),
        ("POST", "/api/v1/lookup/x", {}, "request.invalid"),
        ("POST", "/api/v1/lookup/x", {"birth_date": "1" * 20_000}, "request.too_large"),
        ("GET", "/api/v1/checkpoint/x", None, "request.invalid"),
        ("GET", f"/api/v1/checkpoint/{NOBODY}", None, "school.not_here"),
        ("GET", "/api/v1/classes/8A/gradebook/TOAN", None, "token.required"),
        ("GET", "/api/v1/reports/x", None, "token.required"),
    ],
)
def test_every_error_has_one_shape_and_the_status_of_the_table(
    client: httpx.Client, method: str, path: str, body: object, code: str
) -> None:
    answer = client.request(method, path, json=body)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem.keys() == {"type", "title", "status", "detail", "code", "errors"}
    assert problem["code"] == code
    assert answer.status_code == problem["status"] == STATUS[code]
    assert not any(sent in answer.text for sent in ("yesterday", "2012-09", "111111", '"An"'))
    kind = client.get(problem["type"]).json()
    assert (kind["type"], kind["code"], kind["status"]) == (problem["type"], code, answer.status_code)
    assert kind["title_vi"] == problem["title"]


def test_a_request_with_several_faults_names_the_place_of_each(client: httpx.Client) -> None:
    answer = client.post("/api/v1/lookup/x", json={"name": "An", "birth_date": "1" * 99, "pin": 1})
    assert [(each["where"], each["code"]) for each in answer.json()["errors"]] == [
        ("body.birth_date", "request.long"), ("body.name", "request.extra"), ("body.pin", "request.extra"),
    ]  # fmt: skip
    broken = client.post("/api/v1/lookup/x", content=b"{", headers={"content-type": "application/json"})
    assert [each["code"] for each in broken.json()["errors"]] == ["request.json"]


def test_a_problem_of_another_name_is_none(client: httpx.Client) -> None:
    assert client.get("/api/v1/problems/no.such").json()["code"] == "problem.unknown"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/classes/9Z/gradebook/TOAN", "class.unknown"),
        (f"/api/v1/classes/{CLASS}/gradebook/XYZ", "regulation.subject_unknown"),
        (f"/api/v1/classes/{CLASS}/gradebook/TOAN?year=1999-2000", "year.none"),
        ("/api/v1/reports/x", "report.unknown_code"),
        (f"/api/v1/reports/{NOBODY}", "report.unknown_code"),
    ],
)
def test_what_the_leadership_asks_for_in_vain(client: httpx.Client, school: SmallSchool, path: str, code: str) -> None:
    answer = client.get(path, headers=bearer(school, school.staff(Role.PRINCIPAL)))
    assert (answer.status_code, answer.json()["code"]) == (STATUS[code], code)


def test_every_operation_has_a_name_an_example_and_promises_that_shape(school: SmallSchool) -> None:
    described = create_app(school.app).openapi()
    found = [each for path, methods in described["paths"].items() if "/api/" in path for each in methods.values()]
    assert len({each["operationId"] for each in found}) == len(found)
    for each in found:
        for status, answer in each["responses"].items():
            assert int(status) < 400 or "/components/responses/" in answer["$ref"], each["operationId"]
        for content in each.get("requestBody", {}).get("content", {}).values():
            assert "example" in content, each["operationId"]
    for answer in described["components"]["responses"].values():
        assert answer["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def test_every_example_is_as_described() -> None:
    routes = {f"{min(route.methods)} {route.path}": route for router in ROUTERS for route in router.routes}
    for operation, body in BODIES.items():
        _, faults = routes[operation].body_field.validate(body, {}, loc=("body",))
        assert not faults, (operation, faults)
