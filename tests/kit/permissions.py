"""
A small school in which every operation of the API can be tried as everybody, and what each of them is answered.

Class 8A has a report at each stage: recorded, opened, signed by all, issued. Beside the people of the demo there are a
head of a team (tổ trưởng) who teaches other subjects, an official of the ward, and the principal of another school in
the same database. Bodies are the examples of the description, with the ids of this school; what can be is only tried
(``dry_run``).
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi.routing import APIRoute

from api.flows.demo.generator import generate
from api.flows.desk import Member
from api.flows.issuing import issue_reports
from api.flows.school_load import load_school
from api.flows.tokens import issue_token
from api.pages import ROUTERS as PAGES
from api.routes import ROUTERS
from api.routes.examples import BODIES, REPORT
from api.sessions import COOKIE, open_session
from domain.ledger import open_school
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.kit.paper_reports import scan
from tests.kit.served import served
from tests.kit.stages import School, at

#: Columns of the matrix, in its order; a stranger is the principal of another school.
ROLES = (
    "principal", "deputy", "clerk", "it_officer", "subject_teacher", "homeroom_teacher", "team_head", "supervisor",
    "stranger", "anonymous",
)  # fmt: skip
SUBJECT, OTHER_SUBJECT, TEAM = "TOAN", "TIN_HOC", "TOAN_TIN"
ALLOWED = "ok"

#: A report at each stage, in the order of the class list.
STAGES = ("recorded", "opened", "signed", "sealed", "issued")
#: With a report at which stage an operation of a class is tried.
AT_STAGE = {
    "POST /signing/open": "recorded", "POST /signing/sign": "opened", "POST /signing/confirm": "opened",
    "POST /signing/return": "signed", "POST /signing/seal": "signed", "POST /signing/issue": "sealed",
    **{operation: "issued" for operation in BODIES if operation.startswith("POST /editions/")},
}  # fmt: skip
#: Where an address names something else than most do by the same word.
ADDRESSES = {
    "GET /problems/{code}": "/problems/request.invalid",
    "GET /lookup/{code}": "/lookup/{lookup}",
    "POST /access/{report}/codes": "/access/{lookup}/codes",
    "POST /lookup/{code}": "/lookup/{lookup}",
    "POST /lookup/{code}/reviews": "/lookup/{lookup}/reviews",
}
#: Query parameters that an operation needs.
QUERIES: dict[str, dict[str, str]] = {
    "GET /corrections/log": {"month": "2026-05"},
    "GET /corrections/log/book": {"month": "2026-05"},
    "GET /data/check": {"class_code": "8A"},
    "GET /data/slips": {"class_code": "8A"},
    "GET /roll/sheets": {"class_code": "8A", "day": "2026-03-16", "half": "MORNING"},
    "GET /signing/check": {"class_code": "8A", "stage": "SUBJECT", "subject": SUBJECT},
    "GET /signing/content": {"class_code": "8A", "stage": "SUBJECT", "subject": SUBJECT},
    "GET /signing/turns": {"class_code": "8A"},
    "GET /audit/replay": {"report": REPORT},
    "GET /audit/diff": {"report": REPORT},
    "GET /audit/evidence/continuation": {"from": "1"},
}


#: What a page asks for in its address.
PAGE_QUERIES = {
    "GET /van-thu/hoc-ba-giay/tim": "lop=8A&stt=1",
    "GET /duyet/so-theo-doi": "thang=2026-05",
    "GET /nhat-ky/bang-chung/noi-tiep": "tu=1",
    "GET /nhat-ky/hoc-ba/{report}/giai-thich": f"mon={SUBJECT}",
    "GET /dieu-chinh/{report_id}": f"o={SUBJECT}/1/TX1",
}
#: Whoever is not signed in yet needs what stands here.
DOOR = "/vao"


def operations() -> dict[str, APIRoute]:
    """``GET /reports/{report}`` → its route, of the whole JSON API."""
    found = {}
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            found[f"{min(route.methods)} {route.path}"] = route
    return found


@dataclass
class Everybody:
    """A served school: the token of each role, and what stands for the names in addresses and examples."""

    client: httpx.Client
    school: School
    tokens: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, Any] = field(default_factory=dict)
    by_stage: dict[str, Member] = field(default_factory=dict)

    def ask(self, operation: str, role: str) -> httpx.Response:
        """The operation as this role; what the API can try only is tried only."""
        method, path = operation.split()
        headers = {"Idempotency-Key": str(uuid4())}
        if role in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[role]}"
        path = ADDRESSES.get(operation, path)
        for name, value in self.values.items():
            path = path.replace(f"{{{name}}}", value)
        query = {**QUERIES.get(operation, {}), **({"dry_run": "true"} if method == "POST" else {})}
        return self.client.request(
            method, f"/api/v1{path}", headers=headers, params=self._here(query), json=self._body(operation)
        )

    def visit(self, page: str, role: str, **form: str) -> httpx.Response:
        """A page (``GET /viec``) as this role sees it; a form is sent with these fields."""
        method, path = page.split()
        path += f"?{PAGE_QUERIES[page]}" if page in PAGE_QUERIES else ""
        for name, value in self.values.items():
            path = path.replace(f"{{{name}}}", value)
        headers = {"Cookie": f"{COOKIE}={self.cookies[role]}"} if role in self.cookies else {}
        return self.client.request(method, path, headers=headers, data=form if method == "POST" else None)

    def _body(self, operation: str) -> Any:
        body = self.bodies.get(operation, BODIES.get(operation))
        if stage := AT_STAGE.get(operation):
            body = {name: value for name, value in body.items() if name != "class_code"}
            body["reports"] = [str(self.by_stage[stage].report_id)]
        return self._here(body)

    def _here(self, sent: Any) -> Any:
        """The same with this school's report in the place of the example's."""
        return json.loads(json.dumps(sent).replace(REPORT, str(self.by_stage["recorded"].report_id)))


def pages() -> list[str]:
    """``GET /viec`` and every other page behind the door, and every form that is sent there."""
    found = {
        f"{min(route.methods - {'HEAD'})} {route.path}"
        for router in PAGES
        for route in router.routes
        if isinstance(route, APIRoute)
    }
    return sorted(page for page in found if not page.split()[1].startswith(DOOR))


def read_pages() -> list[str]:
    """Those that are only read."""
    return [page for page in pages() if page.startswith("GET ")]


def seen(answer: httpx.Response) -> str:
    """``ok``, ``sign_in`` where the way leads to the door, or the code of the refusal that the page tells."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/vao"):
        return "sign_in"
    code = re.search(r'data-code="([a-z_.]+)"', answer.text)
    return code[1] if code else ALLOWED if answer.status_code < 400 else str(answer.status_code)


def outcome(answer: httpx.Response) -> str:
    """``ok``, or the code of the refusal: of a right that is missing, or of a rule behind it."""
    return ALLOWED if answer.status_code < 400 else str(answer.json()["code"])


@contextmanager
def everybody() -> Iterator[Everybody]:
    """The school, with what the operations need already there."""
    with at("recorded", pupils=len(STAGES)) as school, served(school.app) as client:
        by_stage = dict(zip(STAGES, school.members, strict=True))
        _go_on(school, by_stage)
        people = Everybody(client, school, {}, by_stage=by_stage)
        _people(people)
        _things(people)
        _bodies(people)
        yield people


def _go_on(school: School, by_stage: dict[str, Member]) -> None:
    cast = school.cast
    cast.open([by_stage[stage] for stage in STAGES[1:]])
    for _ in cast.sign(school.found, [by_stage[stage] for stage in STAGES[2:]]):
        pass
    cast.seal([by_stage[stage] for stage in STAGES[3:]])
    clerk, url = str(cast.clerk.staff_id), school.app.settings.public_url
    issued = issue_reports(school.desk, [by_stage["issued"]], clerk, school.issue_keys, url)
    assert len(issued.done) == 1, issued.refused


def _people(people: Everybody) -> None:
    school = people.school
    cast, pool, school_id = school.cast, school.app.pool, school.desk.ledger.school_id
    staff: dict[str, Staff] = {
        "principal": cast.principal, "deputy": school.staff(Role.DEPUTY), "clerk": cast.clerk,
        "it_officer": school.staff(Role.IT_OFFICER), "subject_teacher": cast.teacher(school.found, SUBJECT),
        "homeroom_teacher": cast.homeroom(school.found), "team_head": cast.teacher(school.found, OTHER_SUBJECT),
    }  # fmt: skip
    people.tokens = {role: issue_token(pool, school_id, one) for role, one in staff.items()}
    official = {
        "code": "GS01", "full_name": "Cán bộ của xã", "personal_number": "040188099999", "roles": ["SUPERVISOR"],
        "since": "2025-09-05", "document": "1/QĐ-UBND",
    }  # fmt: skip
    for role, one in staff.items():
        people.cookies[role] = open_session(pool, school_id, one.staff_id, "DEMO")
    _do(people, "principal", "/year/staff", official)
    _do(people, "principal", "/year/teams", BODIES["POST /year/teams"])
    for role, head in (("team_head", True), ("subject_teacher", False)):
        member = {"staff": staff[role].code, "since": "2025-09-05", "head": head}
        _do(people, "principal", f"/year/teams/{TEAM}/members", member)
    supervisor = school.desk.year().member("GS01")
    people.tokens["supervisor"] = issue_token(pool, school_id, supervisor)
    people.cookies["supervisor"] = open_session(pool, school_id, supervisor.staff_id, "DEMO")
    people.tokens["stranger"], people.cookies["stranger"] = _another_school(school)


def _another_school(school: School) -> tuple[str, str]:
    """The token and the session of the principal of a school that has no class 8A."""
    app, school_id = school.app, uuid4()
    open_school(app.pool, school_id)
    load_school(app.ledgers[school_id], generate(7, classes=[("7B", 1)]).file, set())
    principal = next(one for one in app.desk(school_id).year().staff.values() if Role.PRINCIPAL in one.roles)
    return issue_token(app.pool, school_id, principal), open_session(app.pool, school_id, principal.staff_id, "DEMO")


def _things(people: Everybody) -> None:
    """A request of the subject's teacher, with a paper; a check by the head of his team, with a finding; a case."""
    report = str(people.by_stage["recorded"].report_id)
    asked = BODIES["POST /corrections"] | {"report": report}
    request_id = _do(people, "subject_teacher", "/corrections", asked)
    head = people.school.cast.teacher(people.school.found, OTHER_SUBJECT).code
    check_id = _do(people, "principal", "/checks", BODIES["POST /checks"] | {"checkers": [head]})
    stream = next(iter({each["stream"] for each in check_id["entries"]}))
    _do(people, "team_head", f"/checks/{stream}/sample", {})
    # Who has no part in this, and whose code nobody of the other school has.
    spare = max(one.code for one in people.school.desk.year().staff.values() if Role.TEACHER in one.roles)
    _do(people, "principal", f"/accounts/{spare}/invitation", None)
    finding = _do(people, "team_head", f"/checks/{stream}/findings", BODIES["POST /checks/{check_id}/findings"])
    paper = request_id["entries"][0]["data"]["paper"]["sha256"]
    about = {"report": str(people.by_stage["issued"].report_id), "disputed": {"subject": SUBJECT, "term": 1}}
    case = _do(people, "clerk", "/cases", BODIES["POST /cases"] | about)
    digitised = BODIES["POST /paper-reports"] | {"report": report, "scan": b64encode(scan()).decode()}
    paper_id = _do(people, "clerk", "/paper-reports", digitised)["entries"][1]["stream"]
    people.values = {
        "paper_id": paper_id,
        "code": people.school.found.code, "sheet": SUBJECT, "subject": SUBJECT, "report": report, "team": TEAM,
        "staff": spare,
        "request_id": request_id["command_id"], "sha256": paper, "check_id": stream,
        "finding_id": finding["command_id"], "case_id": case["entries"][1]["stream"],
        "school": str(people.school.desk.ledger.school_id),
        "lookup": str(people.school.desk.report(people.by_stage["issued"].report_id).edition.opened.lookup_id),
        "message_id": str(UUID(int=1)), "phrase_id": str(UUID(int=2)), "batch_id": str(UUID(int=3)),
        "token_id": str(UUID(int=4)), "webhook_id": str(UUID(int=5)),
        "class_code": people.school.found.code, "report_id": report, "number": "1",
        "act": "chuyen-lop", "step": "nop", "term": "1", "position": "1", "delegation_id": str(UUID(int=6)),
        "code_id": str(UUID(int=7)), "grant_id": str(UUID(int=8)),
    }  # fmt: skip


def _bodies(people: Everybody) -> None:
    """What the examples cannot know: today, who was born when, the sheet as it stands."""
    until = str(people.school.desk.today + timedelta(days=30))
    delegation = BODIES["POST /year/delegations"] | {"until": until}
    revocation = BODIES["POST /year/revocations"] | {"staff": "CB03"}
    _do(people, "principal", "/year/delegations", delegation | {"staff": "CB03"})
    _do(people, "clerk", "/data/reconcile", BODIES["POST /data/reconcile"] | {"report": people.values["report"]})
    sheet = people.ask("GET /year/assignments/sheet", "principal").content
    member = people.by_stage["issued"]
    born = people.school.desk.identities([member.pupil_id])[member.pupil_id]["birth_date"]
    seals = [sha256 for sha256, holder in people.school.desk.year().certificates.items() if holder is None]
    people.bodies = {
        "POST /year/seals/approvals": BODIES["POST /year/seals/approvals"] | {"sha256": seals[0]},
        "POST /year/delegations": delegation,
        "POST /year/revocations": revocation,
        "POST /grants": BODIES["POST /grants"] | {"starts": str(people.school.desk.today), "ends": until},
        "POST /year/assignments/sheet": {"workbook": b64encode(sheet).decode()},
        "POST /lookup/{code}": {"birth_date": born},
        "POST /paper-reports": BODIES["POST /paper-reports"]
        | {
            "report": str(member.report_id),
            "scan": b64encode(scan()).decode(),
        },
        "POST /lookup/{code}/reviews": BODIES["POST /lookup/{code}/reviews"] | {"birth_date": born},
        "POST /cases": BODIES["POST /cases"] | {"report": str(member.report_id)},
        "POST /roster/moves": BODIES["POST /roster/moves"] | {"class_code": people.values["code"]},
    }


def _do(people: Everybody, role: str, path: str, body: Any) -> Any:
    headers = {"Idempotency-Key": str(uuid4()), "Authorization": f"Bearer {people.tokens[role]}"}
    answer = people.client.post(f"/api/v1{path}", headers=headers, json=body)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()
