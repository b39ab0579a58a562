"""
Teams, roles, documents, names and media over the command line and the API, the clock set (people.md B1, B9).

Each test goes on from the one before it; together they cost one class of three pupils.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner

from anchors.signing.trust import TrustRoots
from anchors.verify import Verdict, verify_file
from api.cli.checks import check as check_commands
from api.cli.operating import school as school_commands
from api.cli.year import year as year_commands
from api.flows import documents
from api.flows.documents import Sources
from api.flows.issuing import issue_reports
from api.flows.tokens import issue_token
from domain.school_year.events import Role
from domain.school_year.state import Staff
from domain.school_year.structure.events import RoleEnded, RoleGiven
from tests.kit.check_ledger import check_ledger
from tests.kit.served import served
from tests.kit.stages import PASSPHRASE, School, at, let_clock_be_set

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")

DECISION = "15/QĐ-UBND"


@dataclass(frozen=True)
class Office:
    """The school, its commands as typed by one of its people, and its API."""

    school: School
    run: Callable[..., Any]
    client: httpx.Client

    def ask(self, who: Staff, path: str, body: object = None, **more: Any) -> httpx.Response:
        token = issue_token(self.school.app.pool, self.school.desk.ledger.school_id, who)
        headers = {"authorization": f"Bearer {token}"}
        if body is None:
            return self.client.get(f"/api/v1{path}", headers=headers, **more)
        headers["idempotency-key"] = str(more.pop("key", uuid4()))
        return self.client.post(f"/api/v1{path}", headers=headers, json=body, **more)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with at("opened") as school, pytest.MonkeyPatch.context() as environment, served(school.app) as client:
        let_clock_be_set(school)
        settings = {
            "HOCBA_DATABASE_URL": school.database.application_url,
            "HOCBA_OWNER_DATABASE_URL": school.database.owner_url,
            "HOCBA_KEYS_DIR": str(school.app.settings.keys_folder),
            "HOCBA_KEY_PASSPHRASE": PASSPHRASE,
            "HOCBA_LANG": "vi",
        }
        for name, value in settings.items():
            environment.setenv(name, value)

        def run(*arguments: str, who: Staff | None = None, family: Any = year_commands) -> Any:
            if who:
                token = issue_token(school.app.pool, school.desk.ledger.school_id, who)
                environment.setenv("HOCBA_TOKEN", token)
                arguments = (*arguments, "--as", who.code)
            done = CliRunner().invoke(family, [*arguments, "--json"])
            assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
            return json.loads(done.output) if done.exit_code == 0 else done.output

        yield Office(school, run, client)
        check_ledger(school.desk.ledger)


def test_a_team_is_formed_and_its_head_changes(office: Office) -> None:
    year, tuan = office.school.desk.year(), office.school.staff(Role.IT_OFFICER)
    teachers = [each for each in year.staff.values() if each.roles == {Role.TEACHER}]
    first, second = teachers[:2]
    office.run("team", "form", "TOAN_TIN", "--name", "Tổ Toán – Tin", who=tuan)
    office.run("team", "join", "TOAN_TIN", "--staff", first.code, "--head", "--since", "2025-09-05", who=tuan)
    dry = office.run("team", "join", "TOAN_TIN", "--staff", second.code, "--head", "--dry-run", who=tuan)
    assert [entry["topic"] for entry in dry["entries"]] == ["hocba.school_year.team_joined.v1"]
    answer = office.ask(tuan, "/year/teams/TOAN_TIN/members", {"staff": second.code, "head": True})
    assert answer.status_code == 200, answer.text
    (team,) = office.ask(first, "/year/teams").json()
    assert (team["head"], [each["staff"] for each in team["members"]]) == (second.code, [first.code, second.code])
    assert office.run("team", "list") == [team]
    assert office.ask(tuan, "/year/teams/TO_VAN/members", {"staff": first.code}).status_code == 404
    assert office.ask(first, "/year/teams", {"code": "TO_VAN", "name": "Tổ Văn"}).status_code == 403


def test_what_cites_a_document_that_is_not_on_the_list_says_so(office: Office) -> None:
    principal, clerk = office.school.cast.principal, office.school.staff(Role.CLERK)
    body = {"kind": "DECISION", "number": DECISION, "dated": "2026-05-02", "title": "Điều động", "issuer": "UBND xã"}
    key = uuid4()
    answer = office.ask(clerk, "/year/documents", {**body, "content": "JVBERi0xLjQKJSVFT0YK"}, key=key)
    assert answer.status_code == 200, answer.text
    assert answer.json()["notices"] == []
    again = office.ask(clerk, "/year/documents", {**body, "content": "JVBERi0xLjQKJSVFT0YK"}, key=key).json()
    assert again["repeated"]
    teacher = next(each for each in office.school.desk.year().staff.values() if each.roles == {Role.TEACHER})
    given = office.run("role", "give", "CLERK", "--staff", teacher.code, "--document", f"QĐ {DECISION}", who=principal)
    assert given["notices"] == []
    other = office.run("role", "end", "CLERK", "--staff", teacher.code, "--document", "16/QĐ-UBND", who=principal)
    assert "16/QĐ-UBND" in other["notices"][0]
    (line,) = office.run("document", "list")
    assert (line["number"], line["cited_by"]) == (DECISION, 1)
    held = [each for each in office.ask(teacher, "/year/roles").json() if each["staff"] == teacher.code]
    assert [(each["role"], each["last_day"] is None) for each in held] == [("TEACHER", True), ("CLERK", False)]


def test_a_supervisor_reads_and_records_nothing(office: Office) -> None:
    principal = office.school.cast.principal
    year, today = office.school.desk.year(), office.school.desk.today
    busy = {right.staff_id for rights in (*year.teaching.values(), *year.homerooms.values()) for right in rights}
    person = next(st for st in year.staff.values() if st.roles == {Role.TEACHER} and st.staff_id not in busy)
    yesterday = f"{today - timedelta(days=1)}"
    office.run("role", "end", "TEACHER", "--staff", person.code, "--last-day", yesterday, "--document", DECISION,
               who=principal)  # fmt: skip
    answer = office.ask(principal, "/year/roles", {"staff": person.code, "role": "SUPERVISOR", "document": DECISION})
    assert answer.status_code == 200, answer.text
    for path in ("/classes/8A/gradebook/TOAN", f"/reports/{office.school.members[0].report_id}", "/corrections"):
        assert office.ask(person, path).status_code == 200
    refused = office.ask(person, "/year/teams", {"code": "TO_VAN", "name": "Tổ Văn"})
    assert (refused.status_code, refused.json()["code"]) == (403, "right.none")


def test_an_edition_keeps_the_name_of_the_day_it_was_opened_on(office: Office) -> None:
    """What was opened before the renaming is signed, sealed and issued under the name that stands in it."""
    school, desk, cast = office.school, office.school.desk, office.school.cast
    before = desk.year().school.name
    office.run("rename", "--name", "Trường THCS Hợp Nhất", "--document", DECISION, who=cast.principal)
    assert desk.year().school.name == "Trường THCS Hợp Nhất"
    shown = office.run("names")
    assert [each["school"]["name"] for each in shown] == [before, "Trường THCS Hợp Nhất"]
    assert office.ask(cast.principal, "/year/names").json() == shown
    member = school.members[0]
    for outcome in (*cast.sign(school.found, [member]), cast.seal([member])):
        assert outcome.refused == []
    clerk = str(cast.clerk.staff_id)
    assert issue_reports(desk, [member], clerk, school.issue_keys, "http://localhost").refused == []
    report = desk.report(member.report_id)
    assert report.edition
    assert report.document
    assert documents.of_edition(Sources(desk, [report]), report, report.edition).school.name == before
    roots, key = TrustRoots.from_pem(cast.folder.roots_pem()), school.issue_keys.log.verifier_key
    found = verify_file(desk.ledger.blob(report.document.pdf_sha256), None, key, roots)
    assert found.verdict is Verdict.VALID, found


def test_of_a_grade_on_paper_nothing_is_opened(office: Office) -> None:
    principal = office.school.cast.principal
    office.run("medium", "set", "8", "--paper", "--document", DECISION, who=principal)
    assert {(each["grade"], each["digital"]) for each in office.run("medium", "list")} >= {(8, False)}
    answer = office.ask(principal, "/year/media", {"grade": 8, "digital": True, "document": DECISION})
    assert answer.status_code == 200, answer.text
    assert all(each["digital"] for each in office.ask(principal, "/year/media").json())


def test_a_check_over_the_api_and_the_command_line(office: Office) -> None:
    school, principal = office.school, office.school.cast.principal
    year, found = school.desk.year(), school.found
    own = {right.staff_id for right in year.teachers(found.class_id, "TOAN")}
    checker = next(each for each in year.staff.values() if each.staff_id not in own and Role.TEACHER in each.roles)
    given = {"class_codes": ["8A"], "subjects": ["TOAN"], "checkers": [checker.code], "document": "12/KH", "sample": 2}
    key = uuid4()
    first = office.ask(principal, "/checks", given, key=key)
    assert first.status_code == 200, first.text
    assert office.ask(principal, "/checks", given, key=key).json()["repeated"]
    (line,) = office.ask(checker, "/checks").json()
    path = f"/checks/{line['check_id']}"
    assert office.ask(checker, f"{path}/sample", {}).status_code == 200
    shown = office.ask(checker, path).json()
    item = shown["items"][0]
    finding = {"number": item["number"], "place": item["place"], "seen": "5,7", "comment": "Bài ghi 5,7"}
    noted = office.ask(checker, f"{path}/findings", finding)
    assert noted.status_code == 200, noted.text
    stale = {**finding, "place": shown["items"][1]["place"], "number": shown["items"][1]["number"], "recorded": "0.1"}
    assert office.ask(checker, f"{path}/findings", stale).json()["code"] == "check.stale"
    (found_,) = office.ask(checker, path).json()["found"]
    teacher = next(each for each in year.staff.values() if str(each.staff_id) == school.teacher("TOAN"))
    explain = {"explanation": "Bài phúc khảo"}
    answered = office.ask(teacher, f"{path}/findings/{found_['finding_id']}/answer", explain)
    assert answered.status_code == 200, answered.text
    office.run("close", line["check_id"], "--remark", "Đủ", who=checker, family=check_commands)
    assert office.run("list", "--class", "8A", family=check_commands)[0]["status"] == "CLOSED"
    stranger = next(
        each for each in year.staff.values() if each.roles == {Role.TEACHER} and each not in (checker, teacher)
    )
    assert office.ask(stranger, path).json()["code"] == "check.not_yours"
    late = office.ask(principal, f"{path}/withdraw", {"reason": "Giao lại"})
    assert late.json()["code"] == "check.over"


def test_the_operator_records_a_principal_whom_nobody_could_appoint(office: Office) -> None:
    desk, before = office.school.desk, office.school.cast.principal
    deputy = next(each for each in desk.year().staff.values() if Role.DEPUTY in each.roles)
    for _ in range(2):  # a second time nothing is missing
        office.run("principal", "--staff", deputy.code, "--document", DECISION, family=school_commands)
    roles = desk.year().staff
    assert Role.PRINCIPAL in roles[deputy.staff_id].roles
    assert Role.PRINCIPAL not in roles[before.staff_id].roles
    appointed = [entry for entry in desk.ledger.entries() if isinstance(entry.data, RoleGiven | RoleEnded)][-2:]
    assert [(entry.actor, type(entry.data)) for entry in appointed] == [
        ("operator", RoleEnded),
        ("operator", RoleGiven),
    ]
