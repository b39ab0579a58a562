"""
June of a small school, the clock set: who is late, who is told, who gives more time (people.md C1.8, C3.7).

Each test is one day and goes on from the one before it; together they cost one class of three pupils.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from typer.testing import CliRunner

from api.cli.year import year as commands
from api.flows import signing
from api.flows.board.reminders import Reminder, reminders
from api.flows.signers import Wanted
from api.flows.tokens import issue_token
from domain.context import ActingRole
from domain.formats.hoc_ba import Stage
from domain.report.events import ReportSigned
from domain.school_year.events import DeadlineExtended, PolicySet, Role, Step
from domain.school_year.state import Staff
from tests.kit.check_ledger import check_ledger
from tests.kit.served import served
from tests.kit.stages import PASSPHRASE, School, at, let_clock_be_set
from tests.kit.story import moment

pytestmark = pytest.mark.filterwarnings("ignore::anchors.signing.software.SoftwareKeyWarning")

CLAUSE = ("--clause", "Điều 9 khoản 2", "--document", "15/QĐ-THCS")


@dataclass(frozen=True)
class June:
    """The school, its command line as one of its people, and its clock."""

    school: School
    run: Callable[..., Any]

    def clock(self, text: str) -> datetime:
        self.school.desk.ledger.clock.set(moment(text))
        return moment(text)

    def sign(self, subject: str) -> signing.Outcome:
        teacher = self.school.cast.teacher(self.school.found, subject)
        key = self.school.cast.key(teacher)
        desk, members = self.school.desk, self.school.members
        return signing.sign_reports(desk, members, str(teacher.staff_id), key, Wanted(Stage.SUBJECT, subject))

    def open(self, step: Step, day: date | None = None) -> list[Reminder]:
        return [each for each in reminders(self.school.desk, day) if each.step.value == step.value]


@pytest.fixture(scope="module")
def june() -> Iterator[June]:
    with at("recorded") as school, pytest.MonkeyPatch.context() as environment:
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

        def run(*arguments: str, who: Staff | None = None) -> tuple[int, str]:
            if who:
                token = issue_token(school.app.pool, school.desk.ledger.school_id, who)
                environment.setenv("HOCBA_TOKEN", token)
                arguments = (*arguments, "--as", who.code)
            done = CliRunner().invoke(commands, list(arguments))
            assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
            return done.exit_code, done.stdout + done.stderr

        yield June(school, run)


def test_on_1_june_the_principal_sets_policies_and_gives_a_grade_its_own_day(june: June) -> None:
    june.clock("2026-06-01 08:00")
    principal, size = june.school.cast.principal, june.school.desk.ledger.size()
    block = ("policy", "late_signing", "BLOCK", *CLAUSE)
    assert "chưa ghi gì" in june.run(*block, "--dry-run", who=principal)[1]
    assert june.school.desk.ledger.size() == size
    assert june.run(*block, who=principal)[0] == 0
    assert (
        june.run("deadline", "SEAL", "--until", "29/06/2026", "--grade", "8", "--document", "48/KH", who=principal)[0]
        == 0
    )
    assert "late_signing = BLOCK · Điều 9 khoản 2, 15/QĐ-THCS · từ 01/06/2026" in june.run("policies")[1]
    shown = june.run("deadlines")[1]
    assert "Đóng dấu · khối 8 · 29/06/2026 · do trường đặt · 48/KH" in shown
    assert "GVBM ký · khối 8 · 15/06/2026 · đặt khi mở năm học" in shown
    entry = next(june.school.desk.ledger.entries(size))
    assert isinstance(entry.data, PolicySet)
    assert entry.acting is not None
    assert entry.acting.role is ActingRole.PRINCIPAL


def test_whoever_is_not_the_principal_reads_which_right_he_lacks(june: June) -> None:
    code, told = june.run("policy", "late_signing", "WARN", *CLAUSE, who=june.school.staff(Role.CLERK))
    assert code == 1
    assert "Hiệu trưởng" in told


def test_before_the_last_day_what_is_open_is_counted_by_step_and_person(june: June) -> None:
    june.clock("2026-06-10 08:00")
    assert june.school.cast.open(june.school.members).done
    assert len(june.sign("NGU_VAN").done) == 3
    teacher = june.school.cast.teacher(june.school.found, "TOAN")
    (toan,) = [each for each in june.open(Step.SUBJECT_TEACHERS) if each.subject == "TOAN"]
    assert (toan.staff, toan.class_code, toan.total, toan.open, toan.ready) == (teacher.code, "8A", 3, 3, 3)
    assert (toan.until, toan.days_left, toan.oldest) == (date(2026, 6, 15), 5, date(2026, 6, 10))
    assert "NGU_VAN" not in {each.subject for each in june.open(Step.SUBJECT_TEACHERS)}
    (homeroom,) = june.open(Step.HOMEROOM)
    assert (homeroom.open, homeroom.ready, homeroom.days_left) == (3, 0, 10)
    assert june.open(Step.RECORD_TERM_2) == []
    assert [each.days_left for each in june.open(Step.SEAL, date(2026, 7, 1))] == [-2]
    own = reminders(june.school.desk, of=[teacher.staff_id])
    assert {each.staff for each in own} == {teacher.code}


def test_on_16_june_who_is_late_is_refused_by_name_of_who_can_extend(june: June) -> None:
    june.clock("2026-06-15 23:59")
    assert len(june.sign("LS_DL").done) == 3
    june.clock("2026-06-16 00:01")
    outcome = june.sign("TOAN")
    assert outcome.done == []
    assert {error.code for _, error in outcome.refused} == {"deadline.passed"}
    assert june.school.cast.principal.code in outcome.refused[0][1].text("vi")
    assert "trễ 1 ngày" in june.run("reminders", "--at", "16/06/2026")[1]


def test_after_an_extension_by_the_principal_it_works_for_that_class(june: June) -> None:
    more = ("extend", "SUBJECT_TEACHERS", "--until", "18/06/2026", "--reason", "Giáo viên ốm", "--class", "8A")
    assert june.run(*more, who=june.school.cast.principal)[0] == 0
    outcome = june.sign("TOAN")
    assert len(outcome.done) == 3
    last = next(june.school.desk.ledger.entries(june.school.desk.ledger.size() - 1))
    assert isinstance(last.data, ReportSigned)
    assert not last.data.late
    assert last.acting is not None
    assert last.acting.role is ActingRole.SUBJECT_TEACHER


def test_a_school_that_warns_lets_him_sign_and_remembers_that_he_was_late(june: June) -> None:
    june.clock("2026-06-19 08:00")
    assert june.sign("KHTN").done == []
    assert june.run("policy", "late_signing", "WARN", *CLAUSE, who=june.school.cast.principal)[0] == 0
    assert len(june.sign("KHTN").done) == 3
    report = june.school.desk.report(june.school.members[0].report_id)
    late = {subject: signed.late for (_, subject), signed in report.signatures.items()}
    assert late == {"NGU_VAN": False, "LS_DL": False, "TOAN": False, "KHTN": True}
    check_ledger(june.school.desk.ledger)


def test_every_entry_tells_as_what_it_was_done(june: June) -> None:
    """Those of the operator, too: he loads the school and registers certificates."""
    told = {(entry.acting.role if entry.acting else None) for entry in june.school.desk.ledger.entries()}
    assert told >= {ActingRole.OPERATOR, ActingRole.SUBJECT_TEACHER, ActingRole.HOMEROOM_TEACHER, ActingRole.CLERK}
    assert None not in told


def test_a_term_is_locked_and_reopened_and_a_deputy_delegated_to(june: June) -> None:
    principal, deputy = june.school.cast.principal, june.school.staff(Role.DEPUTY)
    assert june.run("lock", "1", who=principal)[0] == 0
    assert "Đã như vậy" in june.run("lock", "1", who=principal)[1]
    assert june.run("reopen", "1", "--reason", "Bổ sung điểm", who=principal)[0] == 0
    assert june.school.desk.year().locked == set()
    kind = ("--staff", deputy.code, "--kind", "SIGN_REPORTS")
    assert june.run("delegate", *kind, "--until", "20/06/2026", "--document", "15/QĐ", who=principal)[0] == 0
    assert june.run("revoke", *kind, "--last-day", "19/06/2026", who=principal)[0] == 0
    assert june.run("revoke", *kind, "--last-day", "20/06/2026", who=principal)[0] == 1
    (delegation,) = june.school.desk.year().delegations.values()
    assert (delegation.right.last_day, delegation.granted_by) == (date(2026, 6, 19), str(principal.staff_id))
    assert june.run("revoke", "--staff", deputy.code, "--kind", "APPROVE_CORRECTIONS", who=principal)[0] == 2


@pytest.fixture(scope="module")
def client(june: June) -> Iterator[httpx.Client]:
    with served(june.school.app) as opened:
        yield opened


def headers(june: June, staff: Staff, key: UUID | None = None) -> dict[str, str]:
    token = issue_token(june.school.app.pool, june.school.desk.ledger.school_id, staff)
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": str(key or uuid4())}


def test_the_api_does_the_same_once_for_a_key_and_nothing_in_a_dry_run(june: June, client: httpx.Client) -> None:
    principal, size, url = june.school.cast.principal, june.school.desk.ledger.size(), "/api/v1/year/extensions"
    body = {"step": "HOMEROOM", "class_codes": ["8A"], "until": "2026-06-28", "reason": "Mất điện"}
    own = headers(june, principal)
    dry = client.post(url, json=body, headers=own, params={"dry_run": "true"}).json()
    assert (dry["dry_run"], june.school.desk.ledger.size()) == (True, size)
    first, again = (client.post(url, json=body, headers=own).json() for _ in range(2))
    assert again == first | {"repeated": True}
    assert first["entries"] == dry["entries"]
    assert first["entries"][0]["acting"] == {"role": "PRINCIPAL"}
    (entry,) = june.school.desk.ledger.entries(size)
    assert isinstance(entry.data, DeadlineExtended)
    assert entry.acting is not None
    assert entry.acting.role is ActingRole.PRINCIPAL
    refused = client.post(url, json=body, headers=headers(june, june.school.staff(Role.CLERK)))
    assert (refused.status_code, refused.json()["code"]) == (403, "right.role")


WRITES: dict[str, dict[str, object]] = {
    "deadlines": {"step": "SUBMIT", "until": "2026-07-10", "document": "48/KH"},
    "locks": {"term": 1},
    "reopenings": {"term": 1, "reason": "Bổ sung điểm"},
    "policies": {"policy": "late_recording", "value": "BLOCK", "clause": "Điều 9", "document": "15/QĐ"},
}


def test_each_route_records_what_its_command_does(june: June, client: httpx.Client) -> None:
    principal, deputy = june.school.cast.principal, june.school.staff(Role.DEPUTY)
    delegation = {"staff": deputy.code, "kind": "APPROVE_CORRECTIONS"}
    stands_in = {"class_code": "8A", "subject": "GDTC", "teacher": deputy.code}
    bodies = WRITES | {
        "delegations": delegation | {"until": "2026-06-30", "document": "16/QĐ"},
        "revocations": delegation | {"last_day": "2026-06-20"},
        "assignments": stands_in | {"duty": "SUBSTITUTE"},
        "assignments/end": stands_in | {"last_day": "2026-06-20"},
    }
    topics = []
    for name, body in bodies.items():
        answer = client.post(f"/api/v1/year/{name}", json=body, headers=headers(june, principal))
        assert answer.status_code == 200, answer.text
        topics += [entry["topic"].split(".")[2] for entry in answer.json()["entries"]]
    assert topics == [
        "deadline_set", "term_locked", "term_reopened", "policy_set", "delegation_granted", "delegation_revoked",
        "teaching_assigned", "teaching_ended",
    ]  # fmt: skip
    policies = client.get("/api/v1/year/policies", headers=headers(june, deputy)).json()
    assert {"policy": "late_recording", "value": "BLOCK", "set_by": principal.code}.items() <= next(
        line for line in policies if line["policy"] == "late_recording"
    ).items()
    days = client.get("/api/v1/year/deadlines", headers=headers(june, deputy)).json()
    assert {line["until"] for line in days if line["step"] == "SUBMIT"} == {"2026-07-10"}


def test_a_teacher_reads_his_own_reminders_and_the_leadership_all(june: June, client: httpx.Client) -> None:
    teacher = june.school.cast.teacher(june.school.found, "GDTC")
    url = "/api/v1/year/reminders"
    all_of_them = client.get(url, headers=headers(june, june.school.cast.principal)).json()
    own = client.get(url, headers=headers(june, teacher), params={"at": "2026-06-20"}).json()
    assert len({each["staff"] for each in all_of_them}) > 3
    assert {each["staff"] for each in own} == {teacher.code}
    assert {each["days_left"] for each in own if each["step"] == "SUBJECT_TEACHERS"} == {-2}
