"""The writing side of the API: a lost answer and a retry record once, a dry run nothing, and no token opens nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.flows.tokens import issue_token
from api.http import BODY_BYTES_MAX, UPLOAD_BYTES_MAX
from api.routes.examples import BODIES
from domain.report.state import RequestStatus
from domain.school_year.events import Role
from domain.school_year.state import Staff
from tests.integration.corrections.people import with_key
from tests.integration.flows.asking import PAPER
from tests.kit.check_ledger import check_ledger
from tests.kit.served import served
from tests.kit.stages import School, at

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")

CORRECTIONS = "/api/v1/corrections"


@dataclass(frozen=True)
class Doors:
    """A served school, and a client of it."""

    school: School
    client: httpx.Client

    @property
    def size(self) -> int:
        return self.school.desk.ledger.size()

    def headers(self, staff: Staff, key: UUID | None = None) -> dict[str, str]:
        token = issue_token(self.school.app.pool, self.school.desk.ledger.school_id, staff)
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(key or uuid4())}

    def asked(self, place: str, value: str = "0,5", reason: str = "Nhập nhầm.") -> dict[str, Any]:
        return {
            "report": str(self.school.members[0].report_id),
            "changes": [{"place": place, "value": value}],
            "reason_code": "TYPING_ERROR",
            "reason": reason,
            "paper": {"number": "12/BC", "dated": "2026-05-20", "content": base64.b64encode(PAPER).decode()},
        }


@pytest.fixture(scope="module")
def doors() -> Iterator[Doors]:
    with at("recorded") as school, served(school.app) as client:
        yield Doors(school, client)


def test_a_dry_run_says_what_would_be_recorded_and_records_nothing(doors: Doors) -> None:
    teacher, key = doors.school.cast.teacher(doors.school.found, "TOAN"), uuid4()
    headers, body, size = doors.headers(teacher, key), doors.asked("TOAN/1/TX1"), doors.size
    dry = doors.client.post(CORRECTIONS, json=body, headers=headers, params={"dry_run": "true"}).json()
    assert doors.size == size
    assert (dry["dry_run"], dry["repeated"], [file["bytes"] for file in dry["files"]]) == (True, False, [len(PAPER)])
    done = doors.client.post(CORRECTIONS, json=body, headers=headers).json()
    assert doors.size == size + 1
    assert done["entries"] == dry["entries"]
    assert done["entries"][0]["position"] == size + 1
    assert done["entries"][0]["data"]["request_id"] == done["command_id"] == str(key)


def test_a_lost_answer_and_a_retry_record_once(doors: Doors) -> None:
    """The principal's approval as well: its signature, made anew, is not what the retry is known by."""
    teacher, principal = doors.school.cast.teacher(doors.school.found, "NGU_VAN"), doors.school.cast.principal
    headers, body = doors.headers(teacher), doors.asked("NGU_VAN/1/TX1")
    first, again = (doors.client.post(CORRECTIONS, json=body, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json() | {"repeated": True}
    size, approve = doors.size, f"{CORRECTIONS}/{headers['Idempotency-Key']}/approve"
    headers = doors.headers(principal)
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda _: doors.client.post(approve, json={"remark": "Đồng ý."}, headers=headers), range(4))
        )
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({str(answer.json()["entries"]) for answer in answers}) == 1
    assert doors.size == size + 1
    report = doors.school.desk.report(doors.school.members[0].report_id)
    assert [request.status for request in report.requests.values()].count(RequestStatus.APPROVED) == 1
    check_ledger(doors.school.desk.ledger)


def test_a_key_serves_one_request_only(doors: Doors) -> None:
    teacher = doors.school.cast.teacher(doors.school.found, "TOAN")
    headers = doors.headers(teacher)
    doors.client.post(CORRECTIONS, json=doors.asked("TOAN/1/TX2"), headers=headers).raise_for_status()
    size = doors.size
    for other in (doors.asked("TOAN/1/TX3"), doors.asked("TOAN/1/TX2", reason="Lí do khác.")):
        answer = doors.client.post(CORRECTIONS, json=other, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (422, "command.reused")
    assert doors.size == size


def test_the_digest_of_a_command_holds_no_value_of_a_persons_identity(doors: Doors) -> None:
    """It has no salt: the same key with another name is a repetition, and records nothing."""
    cast, school = doors.school.cast, doors.school
    clerk = next(one for one in school.desk.year().staff.values() if Role.CLERK in one.roles)
    extract = [{"name": "trich-luc.pdf", "content": base64.b64encode(PAPER).decode()}]
    identity, other = (
        doors.asked("identity/full_name", name) | {"reason_code": "CIVIL_STATUS", "attachments": extract}
        for name in ("Lê Văn Sơn", "Lê Văn Sơng")
    )
    row, member = BODIES["POST /roster/enrolments"], BODIES["POST /year/staff"]
    for staff, path, first, again in (
        (clerk, "/corrections", identity, other),
        (clerk, "/roster/enrolments", row, row | {"full_name": "Lê Văn Sơn"}),
        (cast.principal, "/year/staff", member, member | {"full_name": "Lê Văn Sơn"}),
    ):
        headers = doors.headers(staff)
        answers = [doors.client.post(f"/api/v1{path}", json=body, headers=headers) for body in (first, again)]
        assert [answer.json().get("repeated") for answer in answers] == [False, True], [each.text for each in answers]


def test_who_decided_when_is_told_to_the_second_one(doors: Doors) -> None:
    teacher, principal = doors.school.cast.teacher(doors.school.found, "TIN_HOC"), doors.school.cast.principal
    headers = doors.headers(teacher)
    doors.client.post(CORRECTIONS, json=doors.asked("TIN_HOC/1/TX1"), headers=headers).raise_for_status()
    refuse = f"{CORRECTIONS}/{headers['Idempotency-Key']}/refuse"
    deputy = doors.headers(doors.school.staff(Role.DEPUTY))
    without = doors.client.post(refuse, json={"remark": "Không."}, headers=deputy)
    assert (without.status_code, without.json()["code"]) == (403, "correction.principal_only")
    refused = doors.client.post(refuse, json={"remark": "Không đúng."}, headers=doors.headers(principal))
    assert refused.status_code == 200, refused.text
    second = doors.client.post(refuse, json={"remark": "Không đúng."}, headers=doors.headers(principal))
    assert (second.status_code, second.json()["code"]) == (409, "correction.decided")
    assert principal.code in second.json()["detail"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"changes": [{"place": "TOAN/1/TX9", "value": "7"}]}, 422, "correction.place"),
        ({"changes": [{"place": "TOAN/1/TX4", "value": "mười"}]}, 422, "correction.value"),
        ({"changes": []}, 422, "request.invalid"),
        ({"report": str(UUID(int=0))}, 404, "report.unknown_code"),
        ({"paper": {"number": "1", "dated": "2026-05-20", "content": "TVo="}}, 422, "paper.type"),
        ({"paper": {"number": "1", "dated": "2026-05-20", "content": "AAA"}}, 422, "request.invalid"),
        ({"reason": "a" * BODY_BYTES_MAX}, 422, "request.invalid"),
        ({"reason": "a" * UPLOAD_BYTES_MAX}, 413, "request.too_large"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(doors: Doors, change: dict[str, Any], status: int, code: str) -> None:
    teacher, size = doors.school.cast.teacher(doors.school.found, "TOAN"), doors.size
    answer = doors.client.post(CORRECTIONS, json=doors.asked("TOAN/1/TX4") | change, headers=doors.headers(teacher))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert doors.size == size


def test_without_token_or_key_nothing_is_read(doors: Doors) -> None:
    teacher, body = doors.school.cast.teacher(doors.school.found, "TOAN"), b"{" + b" " * BODY_BYTES_MAX
    headers = doors.headers(teacher)
    nameless = doors.client.post(CORRECTIONS, content=body, headers={"Idempotency-Key": headers["Idempotency-Key"]})
    assert (nameless.status_code, nameless.json()["code"]) == (401, "token.required")
    keyless = doors.client.post(
        CORRECTIONS, json=doors.asked("TOAN/1/TX1"), headers={"Authorization": headers["Authorization"]}
    )
    assert (keyless.status_code, keyless.json()["code"]) == (422, "request.invalid")
    withdraw = f"{CORRECTIONS}/{uuid4()}/withdraw"
    long = doors.client.post(withdraw, json={"remark": "a" * BODY_BYTES_MAX}, headers=headers)
    assert (long.status_code, long.json()["code"]) == (413, "request.too_large")


def test_the_system_makes_the_paper_and_who_may_reads_request_and_files(doors: Doors) -> None:
    found = doors.school.found
    teacher, other = doors.school.cast.teacher(found, "KHTN"), doors.school.cast.teacher(found, "TIN_HOC")
    body = doors.asked("KHTN/1/TX1") | {"paper": None}
    body["attachments"] = [{"name": "bai-kiem-tra.pdf", "content": base64.b64encode(PAPER).decode()}]
    headers = doors.headers(teacher)
    done = doors.client.post(CORRECTIONS, json=body, headers=headers)
    assert [entry["topic"] for entry in done.json()["entries"]] == [
        "hocba.report.correction_requested.v2", "hocba.register.document_entered.v1",
    ]  # fmt: skip
    again = doors.client.post(CORRECTIONS, json=body, headers=headers).json()
    assert again == done.json() | {"repeated": True}, "a retry makes no second paper"
    path = f"{CORRECTIONS}/{headers['Idempotency-Key']}"
    for staff in (teacher, doors.school.cast.principal):
        shown = doors.client.get(path, headers=doors.headers(staff)).json()
        assert (shown["paper"]["made"], shown["attachments"][0]["name"]) == (True, "bai-kiem-tra.pdf")
        file = doors.client.get(f"{path}/files/{shown['paper']['sha256']}", headers=doors.headers(staff))
        assert (file.content[:5], file.headers["content-type"]) == (b"%PDF-", "application/pdf")
        assert path.rpartition("/")[2] in {one["request_id"] for one in _list(doors, staff)}
    refused = doors.client.get(path, headers=doors.headers(other))
    assert (refused.status_code, refused.json()["code"]) == (403, "right.role")
    assert path.rpartition("/")[2] not in {one["request_id"] for one in _list(doors, other)}
    unknown = doors.client.get(f"{path}/files/{'0' * 64}", headers=doors.headers(teacher))
    assert (unknown.status_code, unknown.json()["code"]) == (404, "correction.file_unknown")
    month = f"{doors.school.desk.today:%Y-%m}"
    book = doors.client.get(f"{CORRECTIONS}/log", params={"month": month}, headers=doors.headers(teacher))
    assert (book.status_code, book.json()["code"]) == (403, "right.role")
    principal = doors.headers(doors.school.cast.principal)
    book = doors.client.get(f"{CORRECTIONS}/log", params={"month": month}, headers=principal).json()
    assert path.rpartition("/")[2] in {one["request_id"] for one in book["requests"]}


def test_the_supervising_bodys_decision_is_taken_where_nobody_in_the_school_may_decide(doors: Doors) -> None:
    """The principal teaches GDCD; Toán is his to decide."""
    school = doors.school
    clerk = with_key(school, Role.CLERK)
    body = {"remark": "Theo quyết định.", "body": {"name": "UBND xã Sông Lam", "number": "7/QĐ", "dated": "2026-05-22"}}
    body["body"]["content"] = base64.b64encode(PAPER).decode()
    answers = []
    for subject in ("TOAN", "GDCD"):
        headers = doors.headers(school.cast.teacher(school.found, subject))
        doors.client.post(CORRECTIONS, json=doors.asked(f"{subject}/2/TX1"), headers=headers).raise_for_status()
        approve = f"{CORRECTIONS}/{headers['Idempotency-Key']}/approve"
        answers.append(doors.client.post(approve, json=body, headers=doors.headers(clerk)))
    assert [answer.status_code for answer in answers] == [409, 200], [answer.text for answer in answers]
    assert answers[0].json()["code"] == "correction.decided_in_school"
    assert answers[1].json()["entries"][0]["data"]["body"]["name"] == "UBND xã Sông Lam"


def _list(doors: Doors, staff: Staff) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = doors.client.get(CORRECTIONS, headers=doors.headers(staff)).json()
    return found
